import { Component, onWillStart, onWillUnmount, useExternalListener, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import {
  DeskBars,
  DeskCard,
  DeskForm,
  DeskLists,
  DeskRooms,
  DeskSearch,
  useFollow,
} from "./desk_parts";
import * as desk from "./desk_reducer";

const FOREIGN = ".o_dialog, .o-dropdown--menu, .o_command_palette";
// Keys of the browser that are ours while the desk is open; F5, F11 and F12 stay the browser's.
const OURS = /^(Shift\+)?F([2-4]|[6-9]|10)$/;

/** The triage desk: search, lists and card of several zones; every key ends in the service. */
export class Desk extends Component {
  static template = "queue_call.Desk";
  static components = { DeskBars, DeskCard, DeskForm, DeskLists, DeskRooms, DeskSearch };
  static props = { ...standardActionServiceProps };

  setup() {
    this.service = useService("queue_desk");
    this.action = useService("action");
    this.store = useState(this.service.store);
    useExternalListener(window, "keydown", (ev) => this.onKey(ev), { capture: true });
    useFollow(".o_desk_row.o_desk_selected, .o_desk_hit.o_desk_selected");
    onWillStart(() => this.service.open());
    onWillUnmount(() => this.service.close());
  }

  get state() {
    return this.store.state;
  }

  get allZones() {
    return !this.state.zones.length;
  }

  toggleZone(id) {
    const { zones } = this.state;
    const without = zones.filter((one) => one !== id);
    this.service.setZones(without.length < zones.length ? without : [...zones, id]);
  }

  /** One click for the window, one for a ready notice. */
  notice() {
    const { zones } = this.state;
    this.action.doAction("queue_call.action_queue_announcement_start", {
      additionalContext: { default_zone_ids: zones },
    });
  }

  onKey(ev) {
    if (ev.isComposing || document.querySelector(FOREIGN)) {
      return;
    }
    const key = desk.keyName(ev);
    if (this.press(key, ev) || OURS.test(key)) {
      ev.preventDefault();
      ev.stopPropagation();
    } else if (!this.state.form && ev.key.length === 1 && !ev.ctrlKey && !ev.altKey) {
      document.querySelector(".o_desk_search input")?.focus();
    }
  }

  /** Do what a key means; return whether it meant anything. */
  press(key, ev) {
    if (this.state.form) {
      return this.pressInForm(key);
    }
    const action = desk.actionOf(this.state, key);
    if (action && !(key === "Delete" && this.state.query)) {
      this.service.act(action);
      return true;
    }
    const handler = this.keys[key];
    return handler ? handler(ev) !== false : false;
  }

  pressInForm(key) {
    if (key === "Escape") {
      this.service.dispatch({ type: "close" });
      return true;
    }
    if (key === "Enter") {
      this.service.submit();
      return true;
    }
    return false;
  }

  get keys() {
    const { state, service } = this;
    return {
      F3: () => document.querySelector(".o_desk_search input").select(),
      Insert: () => service.register(0),
      Escape: () => service.dispatch({ type: "close" }),
      Enter: () => this.enter(),
      ArrowDown: () => this.walk(1),
      ArrowUp: () => this.walk(-1),
      ArrowRight: () => this.beside(1),
      ArrowLeft: () => this.beside(-1),
      "Ctrl+Z": () => (desk.undoLeft(state, Date.now()) ? service.undo() && true : false),
    };
  }

  enter() {
    const hit = desk.hitList(this.state)[this.state.hit];
    if (hit) {
      this.service.pick(hit);
    } else if (this.state.query) {
      this.service.search(true);
    } else {
      return false;
    }
    return true;
  }

  walk(by) {
    if (this.state.hits) {
      this.service.dispatch({ type: "hit", by });
    } else {
      this.service.walk(by);
    }
  }

  beside(by) {
    if (this.state.query) {
      return false;
    }
    this.service.dispatch({ type: "tab", tab: desk.tabBeside(this.state, by) });
    return true;
  }
}

registry.category("actions").add("queue_call.desk", Desk);
