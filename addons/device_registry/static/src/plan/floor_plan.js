import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";

const ICONS = {
  hall_screen: "fa-television",
  door_screen: "fa-tablet",
  kiosk: "fa-ticket",
  caller: "fa-keyboard-o",
  printer: "fa-print",
  led: "fa-lightbulb-o",
  reader: "fa-barcode",
  server: "fa-server",
  software: "fa-cube",
  other: "fa-circle",
};
const STEP = 0.01;
const KEYS = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

/** A floor's picture with its devices: drag one from the side, or to another point. */
export class FloorPlan extends Component {
  static template = "device_registry.FloorPlan";
  static props = { ...standardWidgetProps };

  setup() {
    this.orm = useService("orm");
    this.action = useService("action");
    this.picture = useRef("picture");
    this.state = useState({ picture: false, editable: false, devices: [], undo: null });
    onWillStart(() => this.load(this.props.record));
    onWillUpdateProps((next) => this.load(next.record));
  }

  async load(record) {
    if (record.resId) {
      const told = await this.orm.call("device.site", "plan_data", [[record.resId]]);
      Object.assign(this.state, told);
    }
  }

  get placed() {
    return this.state.devices.filter((device) => device.at);
  }

  get waiting() {
    return this.state.devices.filter((device) => !device.at);
  }

  icon(device) {
    return ICONS[device.kind] || ICONS.other;
  }

  spot(device) {
    return `left:${device.at[0] * 100}%;top:${device.at[1] * 100}%`;
  }

  /** The point of the picture under the pointer, or null beside it. */
  pointOf(event) {
    const box = this.picture.el.getBoundingClientRect();
    const at = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return at.every((part) => part >= 0 && part <= 1) ? at : null;
  }

  grab(event, device) {
    if (!this.state.editable || event.button || !this.picture.el) {
      return;
    }
    event.preventDefault();
    const node = event.currentTarget;
    const start = [event.clientX, event.clientY];
    const before = device.at;
    let moved = false;
    node.setPointerCapture(event.pointerId);
    const move = (now) => {
      moved = moved || Math.hypot(now.clientX - start[0], now.clientY - start[1]) > 4;
      if (moved && before) {
        device.at = this.pointOf(now) || device.at;
      }
    };
    const stop = (now) => {
      node.removeEventListener("pointermove", move);
      node.removeEventListener("pointerup", drop);
      node.removeEventListener("pointercancel", cancel);
      return moved && this.pointOf(now);
    };
    const cancel = (now) => {
      stop(now);
      device.at = before;
    };
    const drop = (now) => {
      const at = stop(now);
      if (at) {
        this.place(device, at, before);
      } else if (moved) {
        device.at = before;
      } else {
        this.open(device);
      }
    };
    node.addEventListener("pointermove", move);
    node.addEventListener("pointerup", drop);
    node.addEventListener("pointercancel", cancel);
  }

  async place(device, at, before) {
    const [x, y] = at || [null, null];
    const site = this.props.record.resId;
    try {
      const told = await this.orm.call("device.site", "plan_place", [[site], device.id, x, y]);
      device.at = told.at;
      this.state.undo = { device, at: before };
    } catch (error) {
      device.at = before;
      throw error;
    }
  }

  async undo() {
    const { device, at } = this.state.undo;
    await this.place(device, at, device.at);
    this.state.undo = null;
  }

  /** The same by keyboard: arrows move, Delete takes it off, Enter opens. */
  key(event, device) {
    const way = KEYS[event.key];
    if (event.key === "Enter") {
      this.open(device);
    } else if (this.state.editable && this.picture.el && (way || event.key === "Delete")) {
      event.preventDefault();
      const from = device.at || [0.5, 0.5];
      this.place(device, way ? [from[0] + way[0], from[1] + way[1]] : null, device.at);
    }
  }

  open(device) {
    this.action.doAction({
      type: "ir.actions.act_window",
      res_model: "maintenance.equipment",
      res_id: device.id,
      views: [[false, "form"]],
    });
  }
}

registry.category("view_widgets").add("device_floor_plan", { component: FloorPlan });
