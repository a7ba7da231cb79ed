import { Component, onMounted, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** Papers that take seconds: a bar, what is being done, and what has been. */
export class DrawingDialog extends Component {
  static template = "maintenance_contract.DrawingDialog";
  static components = { Dialog };
  static props = { title: String, job: Object, done: Function, close: Function };

  setup() {
    this.orm = useService("orm");
    this.state = useState({ at: 0 });
    onMounted(() => this.run());
  }

  get percent() {
    return Math.round((100 * this.state.at) / this.props.job.steps.length);
  }

  async run() {
    const { model, id, purpose, steps } = this.props.job;
    let last = false;
    try {
      for (const [key] of steps) {
        last = await this.orm.call(model, "drawing_step", [[id], purpose, key]);
        this.state.at += 1;
      }
    } catch (error) {
      this.props.close(); // the server's words follow in a dialog of their own
      throw error;
    }
    this.props.close();
    this.props.done(last);
  }
}

function shown(env, action) {
  const done = (last) =>
    env.services.action.doAction(last || { type: "ir.actions.client", tag: "soft_reload" });
  env.services.dialog.add(DrawingDialog, {
    title: action.name,
    job: action.params,
    done: done,
  });
}

registry.category("actions").add("maintenance_contract.drawing", shown);
