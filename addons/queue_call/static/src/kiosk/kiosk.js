/** @odoo-module ignore */
/*
 * The kiosk: take a number, or check in with a card, slip or typed number. It shows one step at a
 * time (steps.js) and returns to the first by itself.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const ANSWER_MS = 4000;
  const PRINT_MS = 9000;
  const PATIENCE_MS = 9000;
  const HEARTBEAT_MS = 40000;
  const PRINTED = ["taken", "checked_in", "back", "returned"]; // these get a slip by themselves

  class Kiosk {
    constructor(config, node) {
      this.config = config;
      this.state = null;
      this.step = jiaohao.kioskSteps.create(config.main_lang);
      this.busy = false;
      this.voice = true;
      this.slip = null;
      this.printing = "";
      this.asked = null;
      this.scan = jiaohao.scanner.create();
      this.beatAt = 3000;
      this.view = new jiaohao.kioskView.View(config, node, {
        take: (queue) => this.take(queue),
        zone: (zone) => this.go("queues", { zone: zone }),
        checkIn: (code, entry) => this.checkIn(code, entry),
        id4: (text) => this.id4(text),
        revisit: () => this.ask(Object.assign({}, this.asked, { revisit: true })),
        home: () => this.home(),
        typed: (text) => this.change(jiaohao.kioskSteps.typed(this.step, text, this.now())),
        lang: (lang) => this.change(jiaohao.kioskSteps.speak(this.step, lang, this.now())),
        contrast: () =>
          this.change(jiaohao.kioskSteps.contrast(this.step, !this.step.contrast, this.now())),
        voice: () => this.toggleVoice(),
        stay: () => this.change(jiaohao.kioskSteps.touch(this.step, this.now())),
        print: () => this.print(true),
      });
    }

    /** What is on show, in the words that tests and the console use. */
    get show() {
      return { what: this.step.what, data: this.step.data };
    }

    start() {
      const ask = (path) => (signal) => this.get(path, signal);
      this.link = new jiaohao.link.Link({
        settings: { pulse_ms: this.config.pulse_ms },
        pulse: ask("/queue/kiosk/pulse"),
        fetch: ask("/queue/kiosk/state"),
        taken: (state) => this.taken(state),
        heard: () => null,
        socket: null, // counts may be two seconds old: the pulse is enough for all zones
        tick: () => this.tick(),
        refused: () => root.location.reload(),
        reload: () => root.location.reload(),
      });
      this.link.start(null);
      const document = root.document;
      document.addEventListener("keydown", (event) => this.keyDown(event), true);
      document.addEventListener(
        "pointerdown",
        () => this.change(jiaohao.kioskSteps.touch(this.step, this.now())),
        true
      );
      return this;
    }

    now() {
      return this.link ? this.link.now() : 0;
    }

    get(path, signal) {
      return jiaohao.http.json(path, { token: this.config.token, signal: signal });
    }

    taken(state) {
      this.state = state;
      this.draw();
      return { seq: state.seq, refetch: false };
    }

    tick() {
      const now = this.now();
      const next = jiaohao.kioskSteps.tick(this.step, now);
      if (next !== this.step) {
        this.home();
      }
      if (this.link && now >= this.beatAt) {
        this.beatAt = now + HEARTBEAT_MS;
        this.heartbeat(now);
      }
      this.draw();
    }

    home() {
      this.slip = null;
      this.asked = null;
      this.printing = "";
      jiaohao.speech.stop();
      this.change(jiaohao.kioskSteps.reset(this.step, this.now()));
    }

    go(what, data) {
      this.change(jiaohao.kioskSteps.go(this.step, what, data, this.now()));
    }

    change(step) {
      this.step = step;
      this.link.idle(!jiaohao.kioskSteps.used(step) && !this.busy);
      this.draw();
    }

    toggleVoice() {
      this.voice = !this.voice;
      if (!this.voice) {
        jiaohao.speech.stop();
      }
      this.draw();
    }

    say(words) {
      if (this.voice) {
        jiaohao.speech.say(words, this.step.lang);
      }
    }

    /** A reader types into the page like a keyboard, wherever the focus is. */
    keyDown(event) {
      const result = jiaohao.scanner.key(this.scan, event.key, root.performance.now());
      this.scan = result.state;
      if (result.code) {
        event.preventDefault();
        this.checkIn(result.code);
      } else if (event.key === "Enter" && this.step.text && !this.busy) {
        event.preventDefault();
        this.view.enter(this.step);
      }
    }

    take(queue) {
      const bytes = root.crypto.getRandomValues(new Uint8Array(16));
      const body = { queue: queue, request_id: jiaohao.format.requestId(bytes) };
      return this.send("/queue/kiosk/take", body, (ticket) => this.ticket(ticket));
    }

    id4(text) {
      return this.ask({ code: this.step.data.code, id4: text });
    }

    checkIn(code, entry) {
      const body = { code: String(code).trim() };
      if (!body.code) {
        return null;
      }
      if (entry) {
        body.entry = entry;
      }
      if (entry && this.step.data && this.step.data.id4) {
        body.id4 = this.step.data.id4;
      }
      return this.ask(body);
    }

    ask(body) {
      this.asked = body;
      return this.send("/queue/kiosk/check_in", body, (answer) => {
        if (answer.ask) {
          this.go("ask", { code: body.code });
        } else if (answer.choice) {
          this.go("choice", { choice: answer.choice, code: body.code, id4: body.id4 || null });
        } else {
          this.ticket(answer);
        }
      });
    }

    ticket(ticket) {
      this.slip = null;
      this.printing = "";
      this.go("ticket", ticket);
      this.say(this.view.spoken(ticket));
      this.print(PRINTED.indexOf(ticket.what) >= 0);
    }

    /** Fetch the slip of the ticket on show, and print it where there is a printer. */
    async print(wanted) {
      const ticket = this.step.data;
      const prints = wanted && this.config.print !== "none";
      this.printing = prints ? "printing" : "";
      const answer = await this.fetchSlip(ticket, prints);
      if (this.step.data !== ticket) {
        return; // the next person stands here already
      }
      if (prints) {
        this.printing = answer ? answer.result || "printed" : "printer_away";
      }
      if (answer) {
        this.slip = answer.slip;
        await this.onPaper(answer, prints);
      }
      this.draw();
    }

    onPaper(answer, prints) {
      return prints && answer.print === "browser" ? this.view.printPage(answer.slip) : null;
    }

    /** Asked once: a printer that was slow would print twice. */
    fetchSlip(ticket, prints) {
      const body = { key: ticket.key, lang: this.step.lang, print: prints };
      const send = (signal) =>
        jiaohao.http.json("/queue/kiosk/slip", {
          token: this.config.token,
          body: body,
          signal: signal,
        });
      return jiaohao.http.timed(PRINT_MS, send).catch(() => null);
    }

    /** Send, and again under the same id while no answer comes: a number is given once. */
    async send(path, body, done) {
      if (this.busy) {
        return;
      }
      this.busy = true;
      this.go("busy", null);
      const started = this.now();
      let told = false;
      while (!told && this.now() - started < PATIENCE_MS) {
        told = await this.attempt(path, body, done);
        if (!told) {
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      }
      this.busy = false;
      if (!told) {
        this.problem(null);
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
          this.problem(error.data);
          return true;
        }
        return false;
      }
    }

    problem(told) {
      this.go("problem", told);
      this.say(this.view.problemSpoken(told));
    }

    heartbeat(now) {
      const body = {
        version: this.config.build,
        uptime_s: Math.round(now / 1000),
        skew_ms: this.link.skew(),
        heap_mb: null,
        audio: jiaohao.speech.available(this.config.main_lang) ? "ok" : "none",
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
        step: this.step,
        busy: this.busy,
        voice: this.voice,
        canSpeak: jiaohao.speech.available(this.step.lang),
        slip: this.slip,
        printing: this.printing,
        countdown: jiaohao.kioskSteps.countdown(this.step, this.now()),
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
