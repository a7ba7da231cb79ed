import { Component, useState } from "@odoo/owl";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const TRIES = 8;

/** What tells a file from others without reading it: chosen again, its upload goes on. */
function markOf(file) {
  return [file.name, file.size, file.lastModified].join("|");
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/** The upload page: files in pieces, one after the other; each ends in a verdict with a remedy. */
export class MediaUpload extends Component {
  static template = "queue_call.MediaUpload";
  static props = { ...standardActionServiceProps };

  setup() {
    this.action = useService("action");
    this.state = useState({ files: [], over: false });
    this.busy = false;
  }

  choose(ev) {
    this.add(ev.target.files);
    ev.target.value = "";
  }

  drop(ev) {
    this.state.over = false;
    this.add(ev.dataTransfer.files);
  }

  add(files) {
    for (const file of files) {
      this.state.files.push({
        file,
        name: file.name,
        state: "waiting",
        percent: 0,
        text: "",
        media: 0,
      });
    }
    this.work();
  }

  async work() {
    if (this.busy) {
      return;
    }
    this.busy = true;
    let next = this.state.files.find((one) => one.state === "waiting");
    while (next) {
      await this.send(next);
      next = this.state.files.find((one) => one.state === "waiting");
    }
    this.busy = false;
  }

  async send(item) {
    item.state = "busy";
    try {
      const { file } = item;
      const params = { name: file.name, size: file.size, mark: markOf(file) };
      const begun = await rpc("/queue/media/upload/begin", params);
      let { received } = begun;
      while (received < file.size) {
        item.percent = Math.floor((100 * received) / file.size);
        received = await this.piece(begun, file, received);
      }
      item.percent = 100;
      this.told(item, await rpc("/queue/media/upload/finish", { upload: begun.upload }));
    } catch (error) {
      item.state = "broken";
      item.text = error.data?.message || error.message;
    }
  }

  /** Send one piece, again after a pause when the network fails; returns what the server has. */
  async piece(begun, file, from) {
    for (let failed = 0; ; failed++) {
      try {
        const query = new URLSearchParams({ offset: from, csrf_token: globalThis.odoo.csrf_token });
        const answer = await fetch(`/queue/media/upload/${begun.upload}?${query}`, {
          method: "POST",
          headers: { "Content-Type": "application/octet-stream" },
          body: file.slice(from, from + begun.chunk),
        });
        if (!answer.ok) {
          throw new Error(`HTTP ${answer.status}`);
        }
        return (await answer.json()).received;
      } catch (error) {
        if (failed >= TRIES) {
          throw error;
        }
        await pause(1000 * 2 ** Math.min(failed, 5));
      }
    }
  }

  told(item, verdict) {
    item.media = verdict.media;
    item.text = verdict.text;
    item.state = verdict.media ? (verdict.convert ? "convert" : "kept") : "refused";
  }

  again(item) {
    item.state = "waiting";
    this.work();
  }

  open(item) {
    this.action.doAction({
      type: "ir.actions.act_window",
      res_model: "queue.media",
      res_id: item.media,
      views: [[false, "form"]],
    });
  }
}

registry.category("actions").add("queue_call.media_upload", MediaUpload);
