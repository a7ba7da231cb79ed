import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import * as desk from "./desk_reducer";
import { printSlip } from "./slip";

// A hint of the bus reloads at most this often; the slow poll also mends a lost hint.
const RELOAD_MS = 600;
const POLL_MS = 10000;
const RETRY_MS = 2000;
const FORECAST_MS = 30000;
const TYPING_MS = 450;
const WALKING_MS = 120;

/** The only one on the desk's page that speaks with the server. */
export class DeskService {
  constructor(orm, bus) {
    this.orm = orm.silent;
    this.bus = bus;
    this.store = reactive({ state: desk.initial(), now: Date.now(), minute: Date.now() });
    this.channels = new Set();
    this.onHint = () => this.reloadSoon();
    this.onOffline = () => this.dispatch({ type: "failed", now: Date.now() });
    this.onVisible = () => document.visibilityState === "visible" && this.load();
  }

  get state() {
    return this.store.state;
  }

  dispatch(action) {
    this.store.state = desk.reduce(this.store.state, action);
  }

  // -- life ---------------------------------------------------------------------------------
  open() {
    this.forecast = 0;
    this.bus.subscribe("queue_call/staff", this.onHint);
    for (const name of ["BUS:DISCONNECT", "BUS:RECONNECT"]) {
      this.bus.addEventListener(name, this.onHint);
    }
    browser.addEventListener("offline", this.onOffline);
    browser.addEventListener("online", this.onHint);
    document.addEventListener("visibilitychange", this.onVisible);
    this.timer = browser.setInterval(() => this.tick(), 1000);
    return this.load();
  }

  close() {
    this.bus.unsubscribe("queue_call/staff", this.onHint);
    for (const name of ["BUS:DISCONNECT", "BUS:RECONNECT"]) {
      this.bus.removeEventListener(name, this.onHint);
    }
    browser.removeEventListener("offline", this.onOffline);
    browser.removeEventListener("online", this.onHint);
    document.removeEventListener("visibilitychange", this.onVisible);
    browser.clearInterval(this.timer);
    browser.clearTimeout(this.pending);
    this.pending = null;
    this.channels.forEach((channel) => this.bus.deleteChannel(channel));
    this.channels.clear();
    this.store.state = desk.initial();
  }

  tick() {
    const now = Date.now();
    this.store.now = now;
    if (now - this.store.minute >= 10000) {
      this.store.minute = now;
    }
    const wait = this.state.lost ? RETRY_MS : POLL_MS;
    if (now - (this.tried || 0) >= wait) {
      this.load();
    }
  }

  listen(zones) {
    for (const zone of zones) {
      const channel = `queue_call.staff:${zone.id}`;
      if (!this.channels.has(channel)) {
        this.channels.add(channel);
        this.bus.addChannel(channel);
      }
    }
  }

  // -- reading ------------------------------------------------------------------------------
  /** Load now, or once when the last load is RELOAD_MS ago. */
  reloadSoon() {
    if (!this.pending) {
      const wait = Math.max(0, (this.tried || 0) + RELOAD_MS - Date.now());
      this.pending = browser.setTimeout(() => {
        this.pending = null;
        this.load();
      }, wait);
    }
  }

  async load() {
    if (this.loading) {
      this.again = true;
      return this.loading;
    }
    this.loading = this.loadOnce();
    await this.loading;
    this.loading = null;
    if (this.again) {
      this.again = false;
      this.reloadSoon();
    }
  }

  async loadOnce() {
    this.tried = Date.now();
    try {
      const server = await this.call("desk_state", [[...this.state.zones]]);
      this.dispatch({ type: "loaded", server, now: Date.now() });
      this.listen(server.zones);
      await this.loadCard();
      await this.loadRanges();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Forecasts cost the server more than the picture, so they come more seldom. */
  async loadRanges() {
    if (Date.now() - (this.forecast || 0) >= FORECAST_MS) {
      this.forecast = Date.now();
      const ranges = await this.call("desk_ranges", [[...this.state.zones]]);
      this.dispatch({ type: "ranges", ranges });
    }
  }

  async loadCard() {
    const entry = this.state.selected;
    if (entry) {
      this.dispatch({ type: "card", card: await this.call("desk_card", [entry]) });
    }
  }

  /** Ask for what stands in the search box; one hit alone is taken at once when `take` is set. */
  async search(take) {
    const text = this.state.query;
    browser.clearTimeout(this.searching);
    await this.guarded(async () => {
      const hits = await this.call("desk_search", [text]);
      this.dispatch({ type: "hits", hits });
      const list = desk.hitList(this.state);
      if (take && this.state.query === text && list.length === 1) {
        await this.pick(list[0]);
      } else if (!list.length) {
        const words = _t("Nobody found for “%s”. Insert registers a new patient.", text);
        this.dispatch({ type: "notice", tone: "bad", text: words });
      }
    });
  }

  /** Keep what is typed, and search when the typing pauses; a scanner's Enter comes before. */
  typed(query) {
    this.dispatch({ type: "query", query });
    browser.clearTimeout(this.searching);
    if (query.trim().length >= 2) {
      this.searching = browser.setTimeout(() => this.search(false), TYPING_MS);
    }
  }

  /** Select the row `by` further; its card follows when the walking pauses. */
  walk(by) {
    const entry = desk.neighbour(this.state, by);
    if (entry) {
      this.dispatch({ type: "select", entry });
      browser.clearTimeout(this.walking);
      this.walking = browser.setTimeout(() => this.guarded(() => this.loadCard()), WALKING_MS);
    }
  }

  async pick(hit) {
    return hit.entry ? this.select(hit.entry) : this.register(hit.patient);
  }

  async select(entry) {
    browser.clearTimeout(this.searching);
    this.dispatch({ type: "select", entry });
    if (entry) {
      await this.guarded(() => this.loadCard());
    }
  }

  setZones(zones) {
    this.dispatch({ type: "zones", zones });
    this.forecast = 0;
    return this.load();
  }

  // -- doing --------------------------------------------------------------------------------
  /** A key or button of the card: ask first where the server wants to know more. */
  act(action) {
    const { card } = this.state;
    if (!card || action.off || this.state.lost || this.state.busy) {
      return null;
    }
    if (action.verb === "print") {
      return this.print(card.id);
    }
    if (action.form) {
      const form = { verb: action.verb, title: action.label, fields: action.form, entry: card.id };
      return this.dispatch({ type: "form", form });
    }
    return this.do(card.id, action.verb, {});
  }

  async submit() {
    const { form, busy } = this.state;
    const missing = form.fields.find((one) => one.required && form.values[one.name] === "");
    const isReason = (one) => one.kind === "reason" && !one.options.length;
    if (busy) {
      return;
    }
    if (missing && !isReason(missing)) {
      const error = _t("Please fill in: %s", missing.label);
      this.dispatch({ type: "formError", error });
      return;
    }
    await (form.verb === "register"
      ? this.sendRegistration(form)
      : this.do(form.entry, form.verb, { ...form.extra, ...form.values }));
  }

  async do(entry, verb, params) {
    await this.once(`${verb}:${entry}:${JSON.stringify(params)}`, async (request) => {
      const result = await this.call("desk_do", [entry, verb, params, request]);
      if (result.refused) {
        this.refused(entry, verb, result.refused);
        return;
      }
      this.dispatch({ type: "done", result });
      if (result.entry && result.entry !== entry) {
        this.dispatch({ type: "select", entry: result.entry });
      }
      await this.load();
    });
  }

  /** The rules forbid the check-in: say so, and ask for a reason where the user may overrule. */
  refused(entry, verb, refusal) {
    if (refusal.force) {
      const form = { verb, entry, title: _t("Check in anyway"), text: refusal.message };
      this.dispatch({
        type: "form",
        form: { ...form, fields: refusal.form, extra: { force: true } },
      });
    } else {
      this.dispatch({ type: "notice", tone: "bad", text: refusal.message });
    }
  }

  async register(patient) {
    await this.guarded(async () => {
      const answer = await this.call("desk_register_form", [[...this.state.zones], patient || 0]);
      const form = { verb: "register", title: _t("Register a patient"), fields: answer.fields };
      this.dispatch({ type: "form", form: { ...form, extra: { patient: answer.patient } } });
    });
  }

  async sendRegistration(form) {
    const values = { ...form.values, ...form.extra };
    await this.once(`register:${JSON.stringify(values)}`, async (request) => {
      const result = await this.call("desk_register", [values, request]);
      this.dispatch({ type: "done", result });
      this.dispatch({ type: "select", entry: result.entry });
      await this.load();
    });
  }

  async undo() {
    await this.once("undo", async (request) => {
      const { message } = await this.call("desk_undo", [request]);
      this.dispatch({ type: "undone", message });
      await this.load();
    });
  }

  async print(entry) {
    await this.guarded(async () => printSlip(await this.call("desk_slip", [entry])));
  }

  // -- plumbing -----------------------------------------------------------------------------
  call(method, args) {
    return this.orm.call("queue.desk", method, args);
  }

  /** Do something that acts on the server: one at a time, and a repeat after no answer acts once. */
  async once(what, work) {
    if (this.state.busy) {
      return;
    }
    if (this.unsure?.what !== what) {
      this.unsure = { what, request: requestId() };
    }
    this.dispatch({ type: "busy", busy: true });
    const answered = await this.guarded(() => work(this.unsure.request));
    if (answered) {
      this.unsure = null;
    }
    this.dispatch({ type: "busy", busy: false });
  }

  /** Run work; return whether the server has answered, be it with a refusal. */
  async guarded(work) {
    try {
      await work();
      return true;
    } catch (error) {
      return this.fail(error);
    }
  }

  fail(error) {
    if (error instanceof ConnectionLostError) {
      this.dispatch({ type: "failed", now: Date.now() });
      return false;
    }
    if (!error.data) {
      throw error; // a fault of the page, not an answer of the server
    }
    const text = error.data.message || error.message;
    this.dispatch({ type: "formError", error: text });
    if (!this.state.form) {
      this.dispatch({ type: "notice", tone: "bad", text });
    }
    return true;
  }
}

/** Unique, also where the page has no secure context and so no crypto.randomUUID. */
function requestId() {
  const random = () => Math.random().toString(36).slice(2, 12);
  return `desk-${Date.now().toString(36)}-${random()}${random()}`;
}

registry.category("services").add("queue_desk", {
  dependencies: ["orm", "bus_service"],
  start(_env, { orm, bus_service }) {
    return new DeskService(orm, bus_service);
  },
});
