/** @odoo-module ignore */
/*
 * A hall or door screen: ties the board, the pop-ups, the acknowledgements and the connection
 * to the picture. Calls are acknowledged when they are painted, not when they are heard.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const HEARTBEAT_MS = 40000;
  const PROOFS_KEPT = 300;
  const UNKNOWN_AGE_MS = 60000;
  const NIGHT_MS = 20 * 3600 * 1000;

  class Screen {
    constructor(config, node) {
      this.config = config;
      this.board = jiaohao.board.empty();
      this.popups = jiaohao.popups.create({ slots: config.kind === "door" ? 2 : 3 });
      this.view = new jiaohao.screenView.View(this, node);
      this.page = jiaohao.reporter.pageMark();
      this.reporter = new jiaohao.reporter.Reporter({
        key: this.key("reports"),
        token: config.token,
        page: this.page,
        link: () => this.link,
      });
      this.unpainted = []; // ids of calls that wait to be acknowledged
      this.proofs = {}; // what must go back with the report of each call
      this.painting = false;
      this.beatAt = 5000;
      this.seen = 0; // ms that people could look at this page
      this.ticked = 0;
      this.parts = new jiaohao.parts.Parts(this, jiaohao.screenParts);
    }

    key(name) {
      return "jiaohao." + this.config.key + "." + name;
    }

    start() {
      const config = this.config;
      const ask = (path) => (signal) =>
        jiaohao.http.json(path, { token: config.token, signal: signal });
      this.link = new jiaohao.link.Link({
        settings: { pulse_ms: config.pulse_ms },
        pulse: (signal) => ask("/queue/screen/pulse")(signal).then((data) => this.pulsed(data)),
        fetch: (signal) => ask("/queue/screen/state")(signal).then((data) => this.arrived(data)),
        taken: (data, asked) => this.takeSnapshot(data, asked),
        heard: (type, payload) => this.heard(type, payload),
        socket: {
          url: jiaohao.link.socketUrl(config.ws_version),
          channels: () => ["queue_call.device:" + config.token],
          last: () => this.board.head.bus_last || config.bus_last || 0,
        },
        beat: (told) => (this.board.head.zone && this.inZone(told.zone) ? told.seq : null),
        tick: (view) => this.tick(view),
        refused: () => this.renew(),
        reload: () => this.renew(),
      });
      this.link.start(this.resume());
      return this;
    }

    inZone(zone) {
      return this.board.head.zone.key === "z" + zone;
    }

    arrived(data) {
      data.now = data.server_time;
      return data;
    }

    pulsed(answer) {
      this.parts.tell("pulse", answer);
      return answer;
    }

    takeSnapshot(data, asked) {
      const clear = (data.layout && data.layout.clear) || {};
      this.popups = jiaohao.popups.stay(this.popups, (clear.popup_s || 9) * 1000);
      const result = jiaohao.board.snapshot(this.board, data, asked);
      this.parts.tell("snapshot", result.state.head);
      return this.take(result);
    }

    heard(type, payload) {
      if (type === "queue_call/zone") {
        return this.take(jiaohao.board.message(this.board, payload));
      }
      this.parts.tell("heard", type, payload);
      return null;
    }

    /** What the box knew before it lost its power, with its age. */
    resume() {
      const stored = jiaohao.store.read(this.key("board"));
      const board = jiaohao.board.unpack(stored);
      if (!board) {
        return null;
      }
      this.board = this.unseen(board, stored.unpainted || []);
      // A box that lost its power may have lost the time, too: then the age is not known.
      const age = Date.now() - stored.wall;
      return { seq: board.seq, age_ms: age < 0 ? UNKNOWN_AGE_MS : age };
    }

    /** Calls that were known but not painted when the power went are still to be shown. */
    unseen(board, unpainted) {
      const seen = Object.assign({}, board.seen);
      unpainted.forEach((id) => delete seen[id]);
      return Object.assign({}, board, { seen: seen });
    }

    /** A step of the board: keep it, announce what is new, forget what was taken back. */
    take(result) {
      const now = this.seen;
      this.board = result.state;
      if (result.withdrawn.length) {
        this.popups = jiaohao.popups.withdraw(this.popups, result.withdrawn, now);
        this.view.withdraw(result.withdrawn);
      }
      if (result.fresh.length) {
        this.announce(result.fresh, now);
      }
      if (result.fresh.length || result.withdrawn.length) {
        this.parts.tell("calls", result.fresh, result.withdrawn);
      }
      if (result.changed) {
        this.draw();
        this.save();
      }
      return { seq: this.board.seq, refetch: result.refetch };
    }

    announce(calls, now) {
      const own = this.config.kind === "door" ? calls.filter((call) => !this.inRow(call)) : calls;
      this.popups = jiaohao.popups.add(this.popups, own, now);
      calls.forEach((call) => {
        this.unpainted.push(call.id);
        this.proofs[call.id] = call.proof;
      });
      Object.keys(this.proofs)
        .slice(0, -PROOFS_KEPT) // whole numbers: the oldest come first
        .forEach((id) => delete this.proofs[id]);
    }

    /**
     * Keep a report until the server has it; kinds and items as in core/outbox.js. The proof of a
     * call is added here.
     */
    report(kind, items) {
      const all = (Array.isArray(items) ? items : [items]).map((item) =>
        item.call && !item.proof ? Object.assign({ proof: this.proofs[item.call] }, item) : item
      );
      this.reporter.report(kind, all);
    }

    /** A door shows the call in its own big field; only what is not there needs a card. */
    inRow(call) {
      return this.board.rows.some((row) => row.current.some((one) => one.call === call.id));
    }

    save() {
      const packed = jiaohao.board.pack(this.board);
      packed.unpainted = this.unpainted;
      packed.wall = Date.now() - Math.round(this.link ? this.link.view().age_ms : 0);
      jiaohao.store.write(this.key("board"), packed);
    }

    tick(view) {
      const now = this.link ? this.link.now() : 0;
      if (!root.document.hidden) {
        this.seen += Math.min(1000, now - this.ticked);
      }
      this.ticked = now;
      this.lastView = view;
      this.popups = jiaohao.popups.step(this.popups, this.seen);
      this.draw();
      if (this.link) {
        this.link.idle(!this.popups.cards.length && !this.popups.waiting.length);
        this.chores(now, view);
      }
    }

    chores(now, view) {
      this.parts.tell("tick", now, this.link.serverTime());
      this.reporter.tick(now, view);
      if (now >= this.beatAt) {
        this.beatAt = now + HEARTBEAT_MS;
        this.heartbeat(now);
      }
      const hour = new Date(this.link.serverTime()).getUTCHours();
      if (now > NIGHT_MS && hour === this.config.night_hour_utc) {
        this.link.renew();
      }
    }

    draw() {
      const view = this.lastView || { mode: "starting", age_ms: 0 };
      const time = this.link ? this.link.serverTime() : Date.now();
      const cards = this.popups.cards.map((card) => ({ call: card.call }));
      this.view.draw(this.board, cards, view, this.ticked, time);
      if (this.unpainted.length && !this.painting && !root.document.hidden) {
        this.painting = true;
        jiaohao.dom.painted(() => this.afterPaint());
      }
    }

    /** Two frames later: what stands in the picture has been seen and is acknowledged. */
    afterPaint() {
      this.painting = false;
      if (root.document.hidden) {
        return;
      }
      const shown = this.view.standing(this.unpainted);
      const gone = this.unpainted.filter((id) => !this.known(id));
      this.unpainted = this.unpainted.filter((id) => shown.indexOf(id) < 0 && gone.indexOf(id) < 0);
      if (shown.length) {
        const at = new Date(this.link.serverTime()).toISOString();
        this.report(
          "shown",
          shown.map((call) => ({ call: call, at: at }))
        );
        this.save();
      }
    }

    known(id) {
      const queued = this.popups.cards.concat(this.popups.waiting);
      return (
        this.board.calls.some((call) => call.id === id) ||
        queued.some((item) => item.call.id === id)
      );
    }

    async heartbeat(now) {
      const memory = root.performance.memory;
      const body = {
        version: this.config.build,
        uptime_s: Math.round(now / 1000),
        skew_ms: this.link.skew(),
        heap_mb: memory ? Math.round(memory.usedJSHeapSize / 1048576) : null,
        audio: "none",
        free_mb: null,
        queue_len: this.reporter.length,
        page: this.page,
      };
      Object.assign(body, this.parts.vitals());
      try {
        await jiaohao.http.timed(5000, (signal) =>
          jiaohao.http.json("/device/heartbeat", {
            token: this.config.token,
            body: body,
            signal: signal,
          })
        );
      } catch (error) {
        this.beatFailed = true; // the pulse says the same, and louder
      }
    }

    /** Load the page afresh, if the server can give it; else the old one goes on. */
    async renew() {
      try {
        await jiaohao.http.timed(4000, (signal) =>
          fetch(root.location.href, { cache: "no-store", signal: signal })
        );
        root.location.reload();
      } catch (error) {
        this.renewFailed = true; // asked again by the connection after its pause
      }
    }
  }

  root.document.addEventListener("DOMContentLoaded", () => {
    const node = root.document.getElementById("jh");
    const config = jiaohao.dom.config();
    const Kind = config.preview ? jiaohao.preview.Preview : Screen;
    jiaohao.screen = new Kind(config, node).start();
  });
})(typeof self === "undefined" ? globalThis : self);
