import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { bars } from "./form";

const WIDTH = 900;
const HEIGHT = 120;
const ROWS = 40;

/** A day under the old and the new settings: who moves, and by how much. */
export class RulesPreview extends Component {
  static template = "queue_call.RulesPreview";
  static props = { client: Object, scopeKey: String, changes: Object, onClose: Function };

  setup() {
    this.state = useState({
      queues: [],
      queue: null,
      days: [],
      day: "",
      result: null,
      busy: false,
    });
    onWillStart(() => this.start());
  }

  async start() {
    const { client, scopeKey } = this.props;
    this.state.queues = await client.queues(scopeKey);
    if (this.state.queues.length) {
      await this.choose(this.state.queues[0].id);
    }
  }

  /** Show a queue by its latest recorded day, or by a made-up one. */
  async choose(queue) {
    const { client, scopeKey } = this.props;
    const days = await client.days(scopeKey, queue);
    Object.assign(this.state, { queue, days, day: days[0].key });
    await this.play();
  }

  onQueue(event) {
    return this.choose(Number(event.target.value));
  }

  onDay(event) {
    this.state.day = event.target.value;
    return this.play();
  }

  async play() {
    const { client, scopeKey, changes } = this.props;
    this.state.busy = true;
    try {
      const { queue, day } = this.state;
      this.state.result = await client.preview(scopeKey, changes, queue, day);
    } finally {
      this.state.busy = false;
    }
  }

  get picture() {
    return { width: WIDTH, height: HEIGHT, bars: bars(this.state.result.people, WIDTH, HEIGHT) };
  }

  get moved() {
    return this.state.result.moved.slice(0, ROWS);
  }

  get restNote() {
    const rest = this.state.result.moved.length - ROWS;
    return rest > 0 ? _t("%s more patients move by less.", rest) : "";
  }
}
