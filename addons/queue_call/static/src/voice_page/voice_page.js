import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Playlist } from "./sounds";

const EVERY_MS = 5000;
const TRIES = 60;

/** The operator's page of the voice: what speaks, what is ready, and how anything sounds. */
export class VoicePage extends Component {
  static template = "queue_call.VoicePage";
  static props = { ...standardActionServiceProps };

  setup() {
    this.orm = useService("orm");
    this.action = useService("action");
    this.playlist = new Playlist();
    this.state = useState({ page: null, busy: false, clips: [], playing: -1, problem: "" });
    this.asked = useState({
      zone: 0,
      occasion: "call",
      number: "A012",
      name: "单小明",
      room: "",
      reading: "",
      text: "",
    });
    onWillStart(() => this.load());
    this.timer = setInterval(() => this.load().catch(() => null), EVERY_MS);
    onWillDestroy(() => {
      clearInterval(this.timer);
      this.playlist.stop();
    });
  }

  async load() {
    this.took(await this.orm.silent.call("queue.voice", "page", []));
  }

  took(page) {
    this.state.page = page;
    if (!this.asked.zone && page.zones.length) {
      this.choose(page.zones[0].id);
    }
  }

  choose(id) {
    this.asked.zone = Number(id);
    this.asked.room = this.zone ? this.zone.rooms[0] || "" : "";
  }

  get zone() {
    return this.state.page.zones.find((one) => one.id === this.asked.zone);
  }

  get alive() {
    return this.state.page.renderers.find((one) => one.alive);
  }

  /** The engines in the order in which they are asked, with what each is and whether it is there. */
  get engines() {
    const names = this.alive ? this.alive.engines : [];
    const packs = this.state.page.packs.filter((one) => one.recordings).length;
    const used = this.state.page.zones.some((one) => one.pack);
    const chain = [
      {
        key: "kokoro",
        name: _t("Natural voice"),
        there: names.includes("kokoro"),
        hint: _t("Not installed: run “make voice” on the server and start it again."),
      },
      {
        key: "pack",
        name: _t("Recorded pack"),
        there: Boolean(this.alive && packs && used),
        hint: packs ? _t("No loudspeaker zone uses one.") : _t("None recorded yet."),
      },
      {
        key: "espeak",
        name: _t("Machine voice by pinyin"),
        there: names.includes("espeak"),
        hint: _t("espeak-ng is not on the server."),
      },
      { key: "chime", name: _t("Chime, call on the screen"), there: true, hint: "" },
    ];
    const first = chain.findIndex((one) => one.there);
    return chain.map((one, at) => Object.assign(one, { used: at === first }));
  }

  engineName(key) {
    const found = this.engines.find((one) => one.key === key);
    return found ? found.name : key;
  }

  share(ready, wanted) {
    return wanted ? Math.floor((100 * ready) / wanted) : 100;
  }

  async listen() {
    this.playlist.stop();
    Object.assign(this.state, { busy: true, clips: [], playing: -1, problem: "" });
    try {
      const { zone, number, name, room, occasion, text, reading } = this.asked;
      const clips = await this.orm.call("queue.voice", "listen", [
        zone,
        number,
        name,
        room,
        occasion,
        text,
        reading,
      ]);
      this.state.clips = clips.map((one) => ({ ...one, engine: "", ms: 0, audio: "" }));
      await this.wait();
    } catch (error) {
      this.state.problem = error.data?.message || error.message;
    }
    this.state.busy = false;
  }

  /** Ask until the renderer has made them all, then play them. */
  async wait() {
    for (let round = 0; round < TRIES; round++) {
      const open = this.state.clips.filter((one) => !one.audio).map((one) => one.key);
      const ready = open.length ? await this.orm.silent.call("queue.voice", "heard", [open]) : {};
      this.state.clips.forEach((one) => Object.assign(one, ready[one.key] || {}));
      if (this.state.clips.every((one) => one.audio)) {
        this.play();
        return;
      }
      await new Promise((done) => setTimeout(done, 300));
    }
    this.state.problem = _t("No sound came: does the renderer live?");
  }

  play() {
    this.playlist.play(
      this.state.clips.map((one) => one.audio),
      (number) => (this.state.playing = number)
    );
  }

  async call(method) {
    this.took(await this.orm.call("queue.voice", method, []));
  }

  open(action) {
    this.action.doAction(action);
  }

  openZone(id) {
    this.action.doAction({
      type: "ir.actions.act_window",
      res_model: "queue.speaker",
      res_id: id,
      views: [[false, "form"]],
    });
  }
}

registry.category("actions").add("queue_call.voice_page", VoicePage);
