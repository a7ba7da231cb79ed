/** @odoo-module ignore */
/* A patient's own page: asks by poll.js, draws by view.js, rings by bell.js. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const TICK_MS = 500;
  const ANSWER_MS = 8000;
  const PATHS = { pulse: "/queue/place/pulse", fetch: "/queue/place/state" };

  class Place {
    constructor(config, node) {
      this.config = config;
      this.state = config.state;
      this.time = jiaohao.clock.create(Date.now(), root.performance.now());
      this.poll = jiaohao.poll.create(this.state.seq, this.state.poll_ms, 0);
      this.lang = String(root.navigator.language || "zh").indexOf("zh") === 0 ? "zh" : "en";
      this.sound = "off";
      this.seenCall = null;
      this.rung = null;
      this.view = new jiaohao.placeView.View(config, node, {
        lang: () => this.setLang(this.lang === "zh" ? "en" : "zh"),
        sound: () => this.allowSound(),
        seen: () => this.seen(),
      });
    }

    start() {
      const wake = () => {
        this.poll = jiaohao.poll.wake(this.poll, this.now());
        if (this.sound === "on") {
          jiaohao.bell.awake();
        }
        this.tick();
      };
      root.addEventListener("online", wake);
      root.document.addEventListener("visibilitychange", () => root.document.hidden || wake());
      setInterval(() => this.tick(), TICK_MS);
      this.tick();
      return this;
    }

    now() {
      this.time = jiaohao.clock.advance(this.time, Date.now(), root.performance.now());
      return this.time.now;
    }

    setLang(lang) {
      this.lang = lang;
      this.draw();
    }

    allowSound() {
      this.sound = jiaohao.bell.allow() ? "on" : "none";
      this.draw();
    }

    seen() {
      this.seenCall = this.call();
      this.draw();
    }

    /** What names the call that is on now; null while there is none. */
    call() {
      const main = this.state.main;
      return main && main.step.code === "called" ? main.call : null;
    }

    /** A page that nobody sees and that need not ring leaves the server alone. */
    asleep() {
      return root.document.hidden && this.sound !== "on";
    }

    tick() {
      if (!this.asleep()) {
        const step = jiaohao.poll.next(this.poll, this.now());
        this.poll = step.state;
        if (step.ask) {
          this.ask(step.ask);
        }
      }
      this.draw();
    }

    async ask(kind) {
      try {
        const answer = await jiaohao.http.timed(ANSWER_MS, (signal) => this.send(kind, signal));
        this.answered(kind, answer);
      } catch (error) {
        this.poll = jiaohao.poll.failed(this.poll, error.status, this.now(), Math.random());
      }
      this.draw();
    }

    send(kind, signal) {
      const headers = { Accept: "application/json", "X-Place-Token": this.config.token };
      const request = { cache: "no-store", credentials: "omit", headers: headers, signal: signal };
      return root.fetch(PATHS[kind], request).then((response) => {
        if (!response.ok) {
          throw Object.assign(new Error("HTTP " + response.status), { status: response.status });
        }
        return response.json();
      });
    }

    answered(kind, answer) {
      if (kind === "pulse") {
        this.poll = jiaohao.poll.pulsed(this.poll, answer.seq, this.now());
        if (this.poll.stale) {
          this.tick();
        }
        return;
      }
      this.state = answer;
      this.poll = jiaohao.poll.fetched(this.poll, answer.seq, answer.poll_ms, this.now());
    }

    draw() {
      const call = this.call();
      if (call && call !== this.rung) {
        this.rung = call;
        if (this.sound === "on") {
          jiaohao.bell.ring();
        }
      }
      this.view.draw({
        state: this.state,
        lang: this.lang,
        sound: this.sound,
        alarm: Boolean(call) && call !== this.seenCall,
        view: jiaohao.poll.view(this.poll, this.now()),
      });
    }
  }

  root.document.addEventListener("DOMContentLoaded", () => {
    const node = root.document.getElementById("jh");
    jiaohao.place = new Place(jiaohao.dom.config(), node).start();
  });
})(typeof self === "undefined" ? globalThis : self);
