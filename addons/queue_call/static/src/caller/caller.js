/** @odoo-module ignore */
/*
 * The doctor's caller. It shows what the server says and pretends nothing: without an answer no key
 * has worked, and without a connection no key can be pressed. A key carries a request id, so that
 * sending it again after a lost answer does not act twice.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const ANSWER_MS = 4000; // then the same request is sent again
  const PATIENCE_MS = 9000; // then the page says that it does not know
  const CHECK_DELIVERY_MS = 3200; // a screen has 3 s to show a call
  const NOTICE_MS = 6000;

  class Caller {
    constructor(config, node) {
      this.config = config;
      this.state = null;
      this.seq = null;
      this.busy = null;
      this.held = []; // hints that came while a key was under way
      this.answered = this.unsure = false;
      this.out = false;
      this.closing = 0;
      this.notice = null;
      this.picked = null;
      this.keys = config.keys;
      this.memory = "jiaohao.caller." + config.uid;
      this.view = new jiaohao.callerView.View(config.texts, node, {
        verb: (verb) => this.press(verb),
        open: (point, queues) => this.open(point, queues),
        pick: (entry) => {
          this.picked = entry;
          this.draw();
        },
        settings: () => this.sheets.openKeys(this.keys, this.usualKeys()),
        small: () => this.small.open(),
      });
      this.sheets = new jiaohao.sheets.Sheets(config.texts, this.view.parts.sheet, {
        saveKeys: (keys) => this.saveKeys(keys),
        requeue: (entry) => this.act("requeue", { entry: entry }),
        extra: (queue, patient) => this.extra(queue, patient),
      });
      this.makeSmall(node);
    }

    makeSmall(node) {
      const hint = jiaohao.dom.el("div", "jh-caller moved", [
        jiaohao.dom.el("p", "", this.config.texts.small_hint),
        jiaohao.dom.el("button", "plain", this.config.texts.small_back),
      ]);
      hint.hidden = true;
      hint.lastChild.addEventListener("click", () => this.small.back());
      node.parentNode.insertBefore(hint, node);
      this.small = new jiaohao.small.Small(node, hint, {
        keys: (doc) => this.listen(doc),
        blocked: () => this.tell(this.config.texts.small_blocked),
      });
    }

    listen(doc) {
      doc.addEventListener("keydown", (event) => this.keyDown(event));
    }

    /** The usual keys of what this page can do. */
    usualKeys() {
      const usual = Object.assign({}, this.config.usual_keys);
      if (!this.config.extra) {
        delete usual.extra;
      }
      return usual;
    }

    start() {
      const ask = (path) => (signal) => jiaohao.http.rpc(path, {}, { signal: signal });
      this.link = new jiaohao.link.Link({
        settings: {
          pulse_ms: this.config.pulse_ms,
          pulse_timeout_ms: 1500,
          late_ms: 4000,
          gap_ms: 400,
        },
        pulse: ask("/queue/caller/pulse"),
        fetch: (signal) => ask("/queue/caller/state")(signal).then((state) => this.arrived(state)),
        taken: (state) => this.take(state),
        heard: (type, payload) => this.hear(type, payload),
        socket: {
          url: jiaohao.link.socketUrl(this.config.ws_version),
          channels: () =>
            this.zone()
              ? ["queue_call.staff:" + this.zone(), "queue_call.beat:" + this.zone()]
              : [],
          last: () => (this.state && this.state.bus_last) || 0,
        },
        beat: (told) => (told.zone === this.zone() ? told.seq : null),
        tick: () => this.draw(),
        refused: () => {
          this.out = true;
          this.draw();
        },
        reload: () => root.location.reload(),
      });
      this.link.start(null);
      this.listen(root.document);
      return this;
    }

    arrived(state) {
      state.now = state.server_time;
      return state;
    }

    zone() {
      return this.state && this.state.zone;
    }

    take(state) {
      const zone = this.zone();
      const older = state.zone === zone && state.seq < this.seq; // hints have overtaken it
      this.state = state;
      this.seq = state.seq;
      this.keys = state.keys || this.keys;
      if (state.session) {
        this.remember(state);
      }
      if (zone !== state.zone && this.link) {
        this.link.resubscribe();
      }
      this.draw();
      return { seq: this.seq, refetch: older };
    }

    remember(state) {
      const place = {
        point: state.session.point.id,
        queues: state.session.queues.map((queue) => queue.id),
      };
      jiaohao.store.write(this.memory, place);
    }

    /** A hint of the desk's channel: taken over where it tells enough, else the page looks. */
    hear(type, payload) {
      if (type !== "queue_call/staff" || payload.zone !== this.zone()) {
        return null;
      }
      if (this.busy) {
        this.held.push(payload); // our own key may have caused it: its answer comes first
        return null;
      }
      const told = jiaohao.staff.hear(this.state, payload, this.config.lang);
      this.state = told.state;
      this.seq = told.state.seq;
      this.draw();
      return { seq: this.seq, refetch: told.look };
    }

    /** What was heard while a key was under way. */
    catchUp() {
      const held = this.held;
      this.held = [];
      held.forEach((payload) => this.link.told(this.hear("queue_call/staff", payload)));
    }

    keyDown(event) {
      if (this.sheets.key(event)) {
        return event.preventDefault();
      }
      const combo = jiaohao.desk.comboOf(event);
      const verb = this.sheets.name ? null : jiaohao.desk.verbOf(combo, this.keys, this.state);
      if (verb) {
        event.preventDefault(); // F1 help, F3 search, F5 reload: not here
        if (!event.repeat) {
          this.press(verb);
        }
      } else if (
        event.key === "Enter" &&
        this.usual() &&
        !/SELECT|BUTTON|INPUT/.test(event.target.tagName)
      ) {
        this.openUsual();
      }
      return null;
    }

    press(verb) {
      if (!this.state || !this.state.session) {
        return verb === "next" ? this.openUsual() : null;
      }
      if (!this.able(verb)) {
        return null;
      }
      if (verb === "close" && !this.sureToClose()) {
        return null;
      }
      if (verb === "requeue") {
        return this.requeue(this.state.away);
      }
      if (verb === "extra") {
        return this.askExtra();
      }
      return this.act(verb, { entry: this.whom() });
    }

    /** The entry that the keys on a patient mean, or null. */
    whom() {
      const patient = jiaohao.desk.current(this.state, this.picked);
      return patient ? patient.entry : null;
    }

    askExtra() {
      return this.config.extra ? this.sheets.openExtra(this.state.session.queues) : null;
    }

    /** Closing a room takes the key twice. */
    sureToClose() {
      const sure = this.link.now() - this.closing <= NOTICE_MS;
      if (!sure) {
        this.closing = this.link.now();
        const words = { key: this.keys.close || this.config.texts.key_close };
        this.tell(jiaohao.format.fill(this.config.texts.close_sure, words));
      }
      return sure;
    }

    requeue(away) {
      if (away.length === 1) {
        return this.act("requeue", { entry: away[0].entry });
      }
      return this.sheets.openAway(away);
    }

    able(verb) {
      const link = this.link.view();
      const now = this.link.serverTime();
      return jiaohao.desk.enabled(verb, this.state, link, this.busy, now, this.picked);
    }

    requestId() {
      return jiaohao.format.requestId(root.crypto.getRandomValues(new Uint8Array(16)));
    }

    /** Send a verb, if it can be done still: a sheet may have been open for long. */
    act(verb, more) {
      if (!this.able(verb)) {
        return this.tell(this.config.texts.lost);
      }
      const params = Object.assign({ verb: verb, request_id: this.requestId() }, more);
      return this.send(verb, "/queue/caller/do", params);
    }

    extra(queue, patient) {
      if (!this.able("extra")) {
        return this.tell(this.config.texts.lost);
      }
      const params = { queue_id: queue, patient: patient, request_id: this.requestId() };
      return this.send("extra", "/queue/caller/extra", params);
    }

    async saveKeys(keys) {
      const same = JSON.stringify(keys) === JSON.stringify(this.config.usual_keys);
      try {
        const answer = await jiaohao.http.timed(ANSWER_MS, (signal) =>
          jiaohao.http.rpc("/queue/caller/keys", { keys: same ? null : keys }, { signal: signal })
        );
        if (answer.refused) {
          return this.sheets.drawKeys(answer.message);
        }
        this.keys = answer.keys;
        this.sheets.close();
        return this.tell(this.config.texts.saved);
      } catch (error) {
        return this.sheets.drawKeys(error.told ? error.message : this.config.texts.lost);
      }
    }

    usual() {
      const choices = this.state && !this.state.session && this.state.choices;
      return choices ? jiaohao.desk.usual(choices, jiaohao.store.read(this.memory)) : null;
    }

    openUsual() {
      const usual = this.usual();
      return usual ? this.open(usual.point, usual.queues) : null;
    }

    open(point, queues) {
      if (this.busy || this.link.view().lost) {
        return null;
      }
      return this.send("open", "/queue/caller/open", { point_id: point, queue_ids: queues });
    }

    /** Send one key, and again under the same id while no answer comes and we are patient. */
    async send(verb, path, params) {
      const started = this.link.now();
      this.busy = verb;
      this.unsure = this.answered = false;
      this.notice = null;
      this.draw();
      while (this.busy && !(await this.attempt(path, params))) {
        if (this.link.now() - started > PATIENCE_MS) {
          this.unsure = true;
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
      this.busy = null;
      this.catchUp();
      if (!this.answered) {
        this.link.refresh();
      }
      this.draw();
    }

    /** True when the server has spoken, for or against. */
    async attempt(path, params) {
      try {
        const state = await jiaohao.http.timed(ANSWER_MS, (signal) =>
          jiaohao.http.rpc(path, params, { signal: signal })
        );
        this.unsure = false;
        this.answered = true;
        this.take(state);
        this.checkDelivery();
        return true;
      } catch (error) {
        if (error.told) {
          this.tell(error.message);
          this.out = this.out || error.status === 401;
        }
        return Boolean(error.told);
      }
    }

    /** Has no screen told of the call when its time is up, the page asks. */
    checkDelivery() {
      const waits = () => this.state.delivery && this.state.delivery.state === "pending";
      const call = waits() && this.state.delivery.call;
      if (call) {
        const look = () => waits() && this.state.delivery.call === call && this.link.refresh();
        setTimeout(look, CHECK_DELIVERY_MS);
      }
    }

    tell(words) {
      this.notice = words;
      setTimeout(() => {
        this.notice = this.notice === words ? null : this.notice;
        this.draw();
      }, NOTICE_MS);
      this.draw();
    }

    draw() {
      if (!this.link) {
        return;
      }
      const link = this.link.view();
      if (!link.lost && this.unsure && !this.busy && link.mode === "live") {
        this.unsure = false; // the state fetched since then tells the truth
      }
      this.view.draw({
        state: this.state,
        link: link,
        busy: this.busy,
        unsure: this.unsure,
        notice: this.notice,
        out: this.out,
        usual: this.usual(),
        picked: this.picked,
        keys: this.keys,
        extra: this.config.extra,
        now: this.link.serverTime(),
      });
    }
  }

  root.document.addEventListener("DOMContentLoaded", () => {
    const node = root.document.getElementById("jh");
    jiaohao.caller = new Caller(jiaohao.dom.config(), node).start();
  });
})(typeof self === "undefined" ? globalThis : self);
