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
    this.state = useState({ queues: [], queue: null, day: "", result: null, busy: false });
    onWillStart(() => this.start());
  }

  async start() {
    const answer = await this.props.client.days(this.props.scopeKey);
    this.state.queues = answer.queues;
    if (answer.queues.length) {
      this.choose(answer.queues[0]);
      await this.play();
    }
  }

  get queue() {
    return this.state.queues.find((one) => one.id === this.state.queue) || { days: [] };
  }

  choose(queue) {
    this.state.queue = queue.id;
    this.state.day = queue.days[0].key;
  }

  onQueue(event) {
    this.choose(this.state.queues.find((one) => one.id === Number(event.target.value)));
    return this.play();
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
