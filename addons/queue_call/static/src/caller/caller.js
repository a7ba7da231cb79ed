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
      this.unsure = false;
      this.out = false;
      this.closing = 0;
      this.notice = null;
      this.memory = "jiaohao.caller." + config.uid;
      this.view = new jiaohao.callerView.View(config.texts, node, {
        verb: (verb) => this.press(verb),
        open: (point, queues) => this.open(point, queues),
      });
    }

    start() {
      const ask = (path) => (signal) => jiaohao.http.rpc(path, {}, { signal: signal });
      this.link = new jiaohao.link.Link({
        settings: { pulse_ms: this.config.pulse_ms, pulse_timeout_ms: 1500, late_ms: 4000 },
        pulse: ask("/queue/caller/pulse"),
        fetch: (signal) => ask("/queue/caller/state")(signal).then((state) => this.arrived(state)),
        taken: (state) => this.take(state),
        heard: (type, payload) => this.hear(type, payload),
        socket: {
          url: jiaohao.link.socketUrl(this.config.ws_version),
          channels: () => (this.zone() ? ["queue_call.staff:" + this.zone()] : []),
          last: () => (this.state && this.state.bus_last) || 0,
        },
        tick: () => this.draw(),
        refused: () => {
          this.out = true;
          this.draw();
        },
        reload: () => root.location.reload(),
      });
      this.link.start(null);
      root.document.addEventListener("keydown", (event) => this.keyDown(event));
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
      this.state = state;
      this.seq = state.seq;
      if (state.session) {
        this.remember(state);
      }
      if (zone !== state.zone && this.link) {
        this.link.resubscribe();
      }
      this.draw();
      return { seq: this.seq, refetch: false };
    }

    remember(state) {
      const place = {
        point: state.session.point.id,
        queues: state.session.queues.map((queue) => queue.id),
      };
      jiaohao.store.write(this.memory, place);
    }

    /** A hint of the desk's channel: something of ours may have changed, so look. */
    hear(type, payload) {
      if (type !== "queue_call/staff" || payload.zone !== this.zone()) {
        return null;
      }
      const delivery = this.state.delivery;
      const shown = Boolean(delivery) && payload.calls.indexOf(delivery.call) >= 0;
      return { seq: this.seq, refetch: payload.seq > this.seq || shown };
    }

    keyDown(event) {
      const verb = jiaohao.desk.verbOf(event.key, event.ctrlKey || event.metaKey, this.state);
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
    }

    press(verb) {
      if (!this.state || !this.state.session) {
        return verb === "next" ? this.openUsual() : null;
      }
      const link = this.link.view();
      if (!jiaohao.desk.enabled(verb, this.state, link, this.busy, this.link.serverTime())) {
        return null;
      }
      if (verb === "close" && this.link.now() - this.closing > NOTICE_MS) {
        this.closing = this.link.now();
        this.tell(this.config.texts.close_sure);
        return null;
      }
      const bytes = root.crypto.getRandomValues(new Uint8Array(16));
      const params = { verb: verb, request_id: jiaohao.format.requestId(bytes) };
      return this.send(verb, "/queue/caller/do", params);
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
      this.unsure = false;
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
      this.link.refresh();
      this.draw();
    }

    /** True when the server has spoken, for or against. */
    async attempt(path, params) {
      try {
        const state = await jiaohao.http.timed(ANSWER_MS, (signal) =>
          jiaohao.http.rpc(path, params, { signal: signal })
        );
        this.unsure = false;
        this.take(state);
        if (state.delivery && state.delivery.state === "pending") {
          setTimeout(() => this.link.refresh(), CHECK_DELIVERY_MS);
        }
        return true;
      } catch (error) {
        if (error.told) {
          this.tell(error.message);
          this.out = this.out || error.status === 401;
        }
        return Boolean(error.told);
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
        now: this.link.serverTime(),
      });
    }
  }

  root.document.addEventListener("DOMContentLoaded", () => {
    const node = root.document.getElementById("jh");
    jiaohao.caller = new Caller(jiaohao.dom.config(), node).start();
  });
})(typeof self === "undefined" ? globalThis : self);
