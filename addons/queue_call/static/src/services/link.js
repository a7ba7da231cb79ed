/** @odoo-module ignore */
/*
 * Runs core/connection.js with the real clock, fetch and WebSocket. The only file that knows them.
 *
 * start(config) returns a link: {now(), view(), serverTime(), skew(), idle(bool), refresh(), reload()}.
 * config: settings; pulse(signal) and fetch(signal), each a promise of {seq, build, now: ISO time};
 *   asked(seq) is told before a fetch; taken(answer, asked) must return the sequence then held;
 *   socket: {url, channels, last()}, or null where the pulse is enough; heard(type, payload) returns {seq, refetch} or nothing;
 *   beat(payload) returns the sequence that a beat tells of our zone, or nothing;
 *   tick(view); refused(code); reload().
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const TICK_MS = 250;
  const BEAT = "queue_call/beat";

  class Link {
    constructor(config) {
      this.config = config;
      this.time = jiaohao.clock.create(Date.now(), performance.now());
      this.state = jiaohao.connection.create(config.settings, 0);
      this.controls = {};
      this.socket = null;
    }

    start(resumed) {
      if (resumed) {
        this.state = jiaohao.connection.resume(this.state, resumed.seq, resumed.age_ms, this.now());
      }
      root.addEventListener("online", () => this.step({ type: "wake" }, true));
      root.document.addEventListener("visibilitychange", () => {
        if (!root.document.hidden) {
          this.step({ type: "wake" }, true);
        }
      });
      root.document.addEventListener("resume", () => this.step({ type: "wake" }, true));
      setInterval(() => this.step({ type: "tick" }), TICK_MS);
      this.step({ type: "tick" });
      return this;
    }

    now() {
      this.time = jiaohao.clock.advance(this.time, Date.now(), performance.now());
      return this.time.now;
    }

    view() {
      return jiaohao.connection.view(this.state, this.now());
    }

    serverTime() {
      return jiaohao.clock.serverTime(this.time, Date.now());
    }

    /** How far the box's clock is ahead of the server's, ms. */
    skew() {
      return Math.round(-this.time.offset);
    }

    idle(idle) {
      if (idle !== this.state.idle) {
        this.step({ type: "idle", idle: idle });
      }
    }

    refresh() {
      this.step({ type: "gap" }, true);
    }

    /** Ask for a fresh page when nothing is being announced. */
    renew() {
      this.step({ type: "renew" });
    }

    step(event, andTick) {
      this.state = jiaohao.connection.step(this.state, event, this.now(), Math.random());
      this.state.effects.forEach((effect) => this.carryOut(effect));
      if (andTick) {
        this.step({ type: "tick" });
        return;
      }
      this.config.tick(this.view());
    }

    carryOut(effect) {
      if (effect.do === "pulse" || effect.do === "fetch") {
        this.ask(effect.do, effect.id, effect.asked);
      } else if (effect.do === "abort") {
        this.abort(effect.id);
      } else if (effect.do === "connect") {
        if (this.config.socket) {
          this.connect();
        }
      } else if (effect.do === "disconnect") {
        this.disconnect();
      } else if (effect.do === "refused") {
        this.config.refused(effect.code);
      } else if (effect.do === "reload") {
        this.config.reload();
      }
    }

    abort(id) {
      if (this.controls[id]) {
        this.controls[id].abort();
        delete this.controls[id];
      }
    }

    async ask(kind, id, asked) {
      const control = new AbortController();
      this.controls[id] = control;
      const sent = Date.now();
      try {
        const answer = await this.config[kind](control.signal);
        this.answered(kind, id, asked, answer, sent);
      } catch (error) {
        const refused =
          error.status === 401 || error.status === 403 ? error.code || "unknown" : null;
        this.step({ type: kind + "_failed", id: id, refused: refused });
      }
      delete this.controls[id];
    }

    answered(kind, id, asked, answer, sent) {
      this.time = jiaohao.clock.sample(this.time, Date.parse(answer.now), sent, Date.now());
      if (kind === "pulse") {
        this.step({ type: "pulse_ok", id: id, seq: answer.seq, build: answer.build }, false);
      } else if (this.controls[id] && !this.controls[id].signal.aborted) {
        const held = this.config.taken(answer, asked);
        this.step({ type: "fetch_ok", id: id, seq: held.seq, build: answer.build });
        if (held.refetch) {
          this.step({ type: "gap" }, true);
        }
        return;
      }
      this.step({ type: "tick" });
    }

    connect() {
      const socket = new WebSocket(this.config.socket.url);
      this.socket = socket;
      const mine = () => this.socket === socket;
      socket.onopen = () => {
        if (mine()) {
          this.subscribe();
          this.step({ type: "socket_open" }, true);
        }
      };
      socket.onmessage = (event) => mine() && this.hear(event.data);
      socket.onclose = (event) => {
        if (mine()) {
          this.socket = null;
          this.step({ type: "socket_closed", outdated: event.reason === "OUTDATED_VERSION" }, true);
        }
      };
    }

    disconnect() {
      const socket = this.socket;
      this.socket = null;
      if (socket) {
        socket.close();
      }
    }

    subscribe() {
      const data = { channels: this.config.socket.channels(), last: this.config.socket.last() };
      this.socket.send(JSON.stringify({ event_name: "subscribe", data: data }));
    }

    /** The server's channels may have changed: tell them again over the open socket. */
    resubscribe() {
      if (this.socket && this.socket.readyState === 1) {
        this.subscribe();
      }
    }

    hear(text) {
      JSON.parse(text).forEach((note) => {
        if (note.message.type === BEAT) {
          this.beat(note.message.payload);
          return;
        }
        this.told(this.config.heard(note.message.type, note.message.payload));
      });
    }

    /** What the page made of a message: {seq, refetch}, or nothing. */
    told(held) {
      if (held) {
        this.step({ type: "applied", seq: held.seq });
        if (held.refetch) {
          this.step({ type: "gap" }, true);
        }
      }
    }

    /** {zone, seq, build, now}: the server lives, and so far its zone is. */
    beat(payload) {
      const seq = this.config.beat ? this.config.beat(payload) : null;
      if (seq !== null && seq !== undefined) {
        const age = this.serverTime() - Date.parse(payload.now);
        const known = this.time.sampled > -Infinity;
        const event = { type: "beat", seq: seq, build: payload.build, age_ms: known ? age : 0 };
        this.step(event);
      }
    }
  }

  /** The websocket's address on the server this page came from. */
  function socketUrl(version) {
    const place = root.location;
    const scheme = place.protocol === "https:" ? "wss://" : "ws://";
    return scheme + place.host + "/websocket?version=" + encodeURIComponent(version);
  }

  jiaohao.link = { Link: Link, socketUrl: socketUrl };
})(typeof self === "undefined" ? globalThis : self);
