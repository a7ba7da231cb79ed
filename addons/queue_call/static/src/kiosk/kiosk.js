/** @odoo-module ignore */
/*
 * The kiosk: take a number, or check in with a card, slip or typed number. It shows one step at a
 * time and returns to the first by itself, so that nobody finds the data of the person before.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const TICKET_MS = 9000;
  const PROBLEM_MS = 12000;
  const CHOICE_MS = 20000;
  const TYPING_MS = 25000;
  const ANSWER_MS = 4000;
  const PATIENCE_MS = 9000;
  const HEARTBEAT_MS = 40000;
  const HOME = { what: "home", data: null };

  class Kiosk {
    constructor(config, node) {
      this.config = config;
      this.state = null;
      this.show = HOME;
      this.until = Infinity;
      this.text = "";
      this.busy = false;
      this.scan = jiaohao.scanner.create();
      this.beatAt = 3000;
      this.view = new jiaohao.kioskView.View(config, node, {
        take: (queue) => this.take(queue),
        checkIn: (code, entry) => this.checkIn(code, entry),
        home: () => this.home(),
        typed: (text) => this.typed(text),
      });
    }

    start() {
      const ask = (path) => (signal) => this.get(path, signal);
      this.link = new jiaohao.link.Link({
        settings: { pulse_ms: this.config.pulse_ms },
        pulse: ask("/queue/screen/pulse"),
        fetch: ask("/queue/kiosk/state"),
        taken: (state) => this.taken(state),
        heard: (type, payload) =>
          type === "queue_call/zone"
            ? { seq: this.seq(), refetch: payload.seq > this.seq() }
            : null,
        socket: {
          url: jiaohao.link.socketUrl(this.config.ws_version),
          channels: () => ["queue_call.device:" + this.config.token],
          last: () => (this.state && this.state.bus_last) || 0,
        },
        tick: () => this.tick(),
        refused: () => root.location.reload(),
        reload: () => root.location.reload(),
      });
      this.link.start(null);
      root.document.addEventListener("keydown", (event) => this.keyDown(event), true);
      return this;
    }

    get(path, signal) {
      return jiaohao.http.json(path, { token: this.config.token, signal: signal });
    }

    seq() {
      return this.state ? this.state.seq : null;
    }

    taken(state) {
      this.state = state;
      this.draw();
      return { seq: state.seq, refetch: false };
    }

    tick() {
      const now = this.link ? this.link.now() : 0;
      if (now >= this.until) {
        this.home();
      }
      if (this.link && now >= this.beatAt) {
        this.beatAt = now + HEARTBEAT_MS;
        this.heartbeat(now);
      }
      this.draw();
    }

    home() {
      this.step(HOME, Infinity);
      this.text = "";
      this.draw();
    }

    step(show, ms) {
      this.show = show;
      this.until = this.link.now() + ms;
      this.link.idle(show === HOME && !this.text && !this.busy);
    }

    typed(text) {
      this.text = text.slice(0, 40);
      this.step(HOME, this.text ? TYPING_MS : Infinity);
      this.draw();
    }

    /** A reader types into the page like a keyboard, wherever the focus is. */
    keyDown(event) {
      const result = jiaohao.scanner.key(this.scan, event.key, root.performance.now());
      this.scan = result.state;
      if (result.code) {
        event.preventDefault();
        this.checkIn(result.code);
      } else if (event.key === "Enter" && this.show.what === "home" && this.text) {
        event.preventDefault();
        this.checkIn(this.text);
      }
    }

    take(queue) {
      const bytes = root.crypto.getRandomValues(new Uint8Array(16));
      const body = { queue: queue, request_id: jiaohao.format.requestId(bytes) };
      return this.send("/queue/kiosk/take", body, (ticket) => this.ticket(ticket));
    }

    checkIn(code, entry) {
      const body = { code: String(code).trim() };
      if (!body.code) {
        return null;
      }
      if (entry) {
        body.entry = entry;
      }
      return this.send("/queue/kiosk/check_in", body, (answer) => {
        if (answer.choice) {
          const data = { choice: answer.choice, code: body.code };
          this.step({ what: "choice", data: data }, CHOICE_MS);
        } else {
          this.ticket(answer);
        }
      });
    }

    ticket(ticket) {
      this.text = "";
      this.step({ what: "ticket", data: ticket }, TICKET_MS);
    }

    /** Send, and again under the same id while no answer comes: a number is given once. */
    async send(path, body, done) {
      if (this.busy) {
        return;
      }
      this.busy = true;
      this.step({ what: "busy", data: null }, Infinity);
      this.draw();
      const started = this.link.now();
      let told = false;
      while (!told && this.link.now() - started < PATIENCE_MS) {
        told = await this.attempt(path, body, done);
        if (!told) {
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      }
      this.busy = false;
      this.text = "";
      if (!told) {
        this.step({ what: "problem", data: {} }, PROBLEM_MS);
      }
      this.draw();
    }

    async attempt(path, body, done) {
      try {
        const answer = await jiaohao.http.timed(ANSWER_MS, (signal) =>
          jiaohao.http.json(path, { token: this.config.token, body: body, signal: signal })
        );
        done(answer);
        return true;
      } catch (error) {
        if (error.status === 409) {
          const data = { message: error.message, remedy: error.remedy };
          this.step({ what: "problem", data: data }, PROBLEM_MS);
          return true;
        }
        return false;
      }
    }

    heartbeat(now) {
      const body = {
        version: this.config.build,
        uptime_s: Math.round(now / 1000),
        skew_ms: this.link.skew(),
        heap_mb: null,
        audio: "none",
        free_mb: null,
        queue_len: 0,
      };
      jiaohao.http
        .timed(5000, (signal) =>
          jiaohao.http.json("/device/heartbeat", {
            token: this.config.token,
            body: body,
            signal: signal,
          })
        )
        .catch(() => null); // the pulse says the same, and louder
    }

    draw() {
      if (!this.link) {
        return;
      }
      this.view.draw({
        state: this.state,
        show: this.show,
        text: this.text,
        busy: this.busy,
        link: this.link.view(),
        serverTime: this.link.serverTime(),
      });
    }
  }

  root.document.addEventListener("DOMContentLoaded", () => {
    const node = root.document.getElementById("jh");
    jiaohao.kiosk = new Kiosk(jiaohao.dom.config(), node).start();
  });
})(typeof self === "undefined" ? globalThis : self);
