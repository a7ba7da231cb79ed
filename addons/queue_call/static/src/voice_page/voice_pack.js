import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Playlist, asWav, base64 } from "./sounds";

const LONGEST_MS = 8000;

/** The page of a recorded pack: what is missing, by file or by microphone, and how it sounds. */
export class VoicePack extends Component {
  static template = "queue_call.VoicePack";
  static props = { ...standardActionServiceProps };

  setup() {
    this.orm = useService("orm");
    this.pack = this.props.action.params?.pack || this.props.action.context?.active_id;
    this.playlist = new Playlist();
    this.recorder = null;
    this.state = useState({
      page: null,
      refused: [],
      told: "",
      over: false,
      busy: "",
      recording: "",
      playing: 0,
      all: false,
    });
    onWillStart(() => this.load());
    onWillDestroy(() => {
      this.playlist.stop();
      this.stop();
    });
  }

  async load() {
    this.state.page = await this.orm.call("queue.voice.pack", "page", [[this.pack]]);
  }

  get share() {
    const { said, total } = this.state.page;
    return total ? Math.floor((100 * said) / total) : 0;
  }

  get rows() {
    return this.state.page.rows.filter((one) => this.state.all || !one.id);
  }

  get canRecord() {
    return Boolean(globalThis.navigator.mediaDevices && globalThis.MediaRecorder);
  }

  // -- files --------------------------------------------------------------------------------
  choose(ev) {
    this.add([...ev.target.files]);
    ev.target.value = "";
  }

  drop(ev) {
    this.state.over = false;
    this.add([...ev.dataTransfer.files]);
  }

  async add(files) {
    this.state.refused = [];
    let taken = 0;
    for (const [at, file] of files.entries()) {
      this.state.busy = `${at + 1} / ${files.length}  ${file.name}`;
      taken += await this.file(file);
    }
    this.state.busy = "";
    this.state.told = _t("%s recordings taken.", taken);
    await this.load();
  }

  async file(file) {
    try {
      let [name, data] = [file.name, await file.arrayBuffer()];
      if (!/\.(wav|zip)$/i.test(name)) {
        data = await asWav(data);
        name = name.replace(/\.[^.]*$/, "") + ".wav";
      }
      return await this.send(name, base64(data));
    } catch (error) {
      const text = error.data?.message || _t("No browser of this kind can read it.");
      this.state.refused.push({ name: file.name, text });
      return 0;
    }
  }

  /** Send one file; of a large archive the server asks for the rest. */
  async send(name, data) {
    let taken = 0;
    for (let next = 0, first = true; first || next; first = false) {
      const answer = await this.orm.call("queue.voice.pack", "take", [
        [this.pack],
        name,
        data,
        next,
      ]);
      taken += answer.taken;
      this.state.refused.push(...answer.refused);
      next = answer.next;
    }
    return taken;
  }

  // -- microphone ---------------------------------------------------------------------------
  async record(words) {
    if (this.recorder) {
      this.stop();
      return;
    }
    try {
      const stream = await globalThis.navigator.mediaDevices.getUserMedia({ audio: true });
      this.recorder = new MediaRecorder(stream);
      const parts = [];
      this.recorder.ondataavailable = (ev) => parts.push(ev.data);
      this.recorder.onstop = () => {
        stream.getTracks().forEach((track) => track.stop());
        this.recorded(words, new Blob(parts));
      };
      this.recorder.start();
      this.state.recording = words;
      this.limit = setTimeout(() => this.stop(), LONGEST_MS);
    } catch {
      this.state.told = _t("The browser gave no microphone: allow it, and open the page by https.");
    }
  }

  stop() {
    clearTimeout(this.limit);
    if (this.recorder && this.recorder.state !== "inactive") {
      this.recorder.stop();
    }
    this.recorder = null;
    this.state.recording = "";
  }

  async recorded(words, blob) {
    this.state.refused = [];
    await this.send(words + ".wav", base64(await asWav(await blob.arrayBuffer())));
    await this.load();
    const made = this.state.page.rows.find((one) => one.words === words);
    if (made?.id) {
      this.play(made);
    }
  }

  // -- one recording ------------------------------------------------------------------------
  async play(row) {
    const source = await this.orm.call("queue.voice.pack", "audio", [[this.pack], row.id]);
    this.playlist.play([source], (at) => (this.state.playing = at < 0 ? 0 : row.id));
  }

  async forget(row) {
    this.state.page = await this.orm.call("queue.voice.pack", "forget", [[this.pack], row.id]);
  }
}

registry.category("actions").add("queue_call.voice_pack", VoicePack);
