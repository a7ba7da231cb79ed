import {
  Component,
  onMounted,
  onWillStart,
  useExternalListener,
  useRef,
  useState,
} from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import * as doc from "./layout_document";

const LYING = ["1920x1080", "1366x768", "3840x2160"];
const STANDING = ["1080x1920", "768x1366", "2160x3840"];
const CHECK_MS = 120;

/** Places the regions of a screen, beside the very page that the screen would show. */
export class LayoutComposer extends Component {
  static template = "queue_call.LayoutComposer";
  static props = { ...standardActionServiceProps };

  setup() {
    this.orm = useService("orm");
    this.notification = useService("notification");
    this.action = useService("action");
    this.frame = useRef("frame");
    this.desk = useRef("desk");
    const given = this.props.action.params || {};
    this.id = given.layout || (this.props.action.context || {}).layout;
    this.state = useState({
      info: null,
      history: null,
      selected: null,
      skin: "night",
      size: "1920x1080",
      real: false,
      popup: true,
      outlines: true,
      problems: [],
      scale: 0.5,
      saved: true,
    });
    useExternalListener(window, "resize", () => this.fit());
    useExternalListener(window, "keydown", (ev) => this.onKey(ev));
    useExternalListener(window, "pointermove", (ev) => this.onDrag(ev));
    useExternalListener(window, "pointerup", () => (this.drag = null));
    onWillStart(() => this.load());
    onMounted(() => this.fit());
  }

  async load() {
    const info = await this.orm.call("queue.screen.layout", "composer_open", [[this.id]]);
    const upright = info.orientation === "portrait";
    this.state.info = info;
    this.state.skin = info.skin;
    this.state.history = doc.history(info.document);
    this.state.size = upright ? info.size.split("x").reverse().join("x") : info.size;
    this.sizes = upright ? STANDING : LYING;
  }

  get document() {
    return this.state.history.present;
  }

  get pixels() {
    const [width, height] = this.state.size.split("x").map(Number);
    return { width, height };
  }

  get region() {
    return this.state.selected && doc.region(this.document, this.state.selected);
  }

  kind(code) {
    return this.state.info.kinds.find((one) => one.code === code) || { name: code, options: [] };
  }

  value(option) {
    const options = this.region.options || {};
    return option.code in options ? options[option.code] : option.default;
  }

  get skins() {
    return [
      { code: "night", name: _t("Night (dark blue)") },
      { code: "day", name: _t("Day (bright)") },
      { code: "contrast", name: _t("High contrast") },
      { code: "warm", name: _t("Warm") },
    ];
  }

  // -- the preview ------------------------------------------------------------------------------
  fit() {
    if (this.desk.el) {
      const { width, height } = this.pixels;
      const wide = (this.desk.el.clientWidth - 16) / width;
      const high = (this.desk.el.clientHeight - 16) / height;
      this.state.scale = this.state.real ? 1 : Math.min(wide, high, 1);
    }
  }

  setSize(size) {
    this.state.size = size;
    this.fit();
  }

  toggleReal() {
    this.state.real = !this.state.real;
    this.fit();
  }

  /** The frame has loaded, or something changed: ask what is wrong, and draw it. */
  checkSoon() {
    clearTimeout(this.checking);
    this.checking = setTimeout(() => this.check(), CHECK_MS);
  }

  async check() {
    const asked = (this.asked = (this.asked || 0) + 1);
    const told = await this.orm.silent.call("queue.screen.layout", "composer_check", [
      this.document,
      this.state.info.orientation,
      this.state.skin,
    ]);
    if (asked === this.asked) {
      this.state.problems = told.problems;
      this.wire = told.layout || this.wire;
      this.show();
    }
  }

  show() {
    const page = this.frame.el && this.frame.el.contentWindow;
    if (this.wire && page && page.jiaohao && page.jiaohao.screen) {
      page.jiaohao.screen.show(this.wire, this.state.popup);
    }
  }

  togglePopup() {
    this.state.popup = !this.state.popup;
    this.show();
  }

  // -- changes ----------------------------------------------------------------------------------
  change(document, mark) {
    this.state.history = doc.step(this.state.history, document, mark);
    this.state.saved = false;
    this.checkSoon();
  }

  undo() {
    this.state.history = doc.undo(this.state.history);
    this.checkSoon();
  }

  redo() {
    this.state.history = doc.redo(this.state.history);
    this.checkSoon();
  }

  setSkin(skin) {
    this.state.skin = skin;
    this.state.saved = false;
    this.checkSoon();
  }

  place(side, value) {
    this.change(doc.place(this.document, this.state.selected, side, value), "place" + side);
  }

  setOption(option, ev) {
    let value = ev.target.value;
    if (typeof option.default === "boolean") {
      value = ev.target.checked;
    } else if (typeof option.default === "number") {
      value = Number(value);
    }
    const id = this.state.selected;
    this.change(doc.option(this.document, id, option.code, value), id + option.code);
  }

  setSetting(name, value) {
    this.change(doc.setting(this.document, name, Number(value)), name);
  }

  setClear(code, value) {
    const clear = { ...this.document.clear, [code]: Number(value) };
    this.change(doc.setting(this.document, "clear", clear), "clear" + code);
  }

  setIdle(key, value) {
    const idle = { ...this.document.idle, [key]: value };
    this.change(doc.setting(this.document, "idle", idle), "idle" + key);
  }

  add(kind) {
    if (kind) {
      const made = doc.add(this.document, kind);
      this.change(made.document);
      this.state.selected = made.id;
    }
  }

  remove() {
    this.change(doc.remove(this.document, this.state.selected));
    this.state.selected = null;
  }

  template(code) {
    const found = this.state.info.templates.find((one) => one.code === code);
    if (found) {
      this.state.selected = null;
      this.change(found.document);
    }
  }

  startDrag(ev, id, resizing) {
    ev.preventDefault();
    ev.stopPropagation();
    this.state.selected = id;
    this.drag = {
      id,
      resizing,
      x: ev.clientX,
      y: ev.clientY,
      from: this.document,
      mark: Date.now(),
    };
  }

  onDrag(ev) {
    const drag = this.drag;
    if (!drag) {
      return;
    }
    const { width, height } = this.pixels;
    const dx = ((ev.clientX - drag.x) / width / this.state.scale) * 100;
    const dy = ((ev.clientY - drag.y) / height / this.state.scale) * 100;
    const action = drag.resizing ? doc.resize : doc.move;
    this.change(action(drag.from, drag.id, dx, dy), "drag" + drag.mark);
  }

  onKey(ev) {
    if (/INPUT|TEXTAREA|SELECT/.test(ev.target.tagName)) {
      return;
    }
    if ((ev.ctrlKey || ev.metaKey) && ev.key.toLowerCase() === "z") {
      ev.preventDefault();
      return ev.shiftKey ? this.redo() : this.undo();
    }
    if (this.state.selected) {
      this.onRegionKey(ev);
    }
  }

  onRegionKey(ev) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[ev.key];
    if (step) {
      ev.preventDefault();
      const action = ev.shiftKey ? doc.resize : doc.move;
      this.change(action(this.document, this.state.selected, step[0] / 2, step[1] / 2), "keys");
    } else if (ev.key === "Delete") {
      this.remove();
    }
  }

  async save() {
    const values = [[this.id], this.document, this.state.skin];
    await this.orm.call("queue.screen.layout", "composer_save", values);
    this.state.saved = true;
    const screens = this.state.info.screens.length;
    this.notification.add(
      screens
        ? _t("Saved. %s screens take it over when they are next told anything.", screens)
        : _t("Saved. No screen uses it yet: choose screens on the layout's page."),
      { type: "success" }
    );
  }

  back() {
    this.action.doAction({
      type: "ir.actions.act_window",
      res_model: "queue.screen.layout",
      res_id: this.id,
      views: [[false, "form"]],
    });
  }
}

registry.category("actions").add("queue_call.layout_composer", LayoutComposer);
