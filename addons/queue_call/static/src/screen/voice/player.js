/** @odoo-module ignore */
/*
 * The voice of a screen: ties the queue of speech to the sound, and reports what was said. Only the
 * device that the server has chosen for its loudspeaker zone speaks.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const PATIENCE_MS = 2500; // how long a clip is waited for that is being made

  class Player {
    constructor(screen) {
      this.screen = screen;
      this.state = jiaohao.speech.restore(jiaohao.store.read(screen.key("speech")));
      this.sound = null;
      this.engine = "";
      this.sign = null;
      this.standby = jiaohao.standby.create();
      this.asking = false;
      ["click", "keydown", "touchend"].forEach((name) =>
        root.document.addEventListener(name, () => this.sound && this.sound.wake())
      );
    }

    // -- what the screen tells ----------------------------------------------------------------
    snapshot(head) {
      this.zone = head.speaker || null;
      this.standby = jiaohao.standby.setSpeaker(this.standby, head.speaker);
      this.state = jiaohao.speech.setSpeaker(this.state, head.speaker);
      this.begin();
      this.notices(head.notices || []);
    }

    begin() {
      if (this.state.speaker && !this.sound) {
        this.sound = new jiaohao.Sound(this.screen.config.token);
        this.sound.wake();
      }
    }

    heard(type, payload) {
      if (type === "queue_call/notice") {
        this.notices(payload.notices || []);
      } else if (type === "queue_call/say") {
        this.asides(payload.items || []);
      }
    }

    /** Who is to get ready, who was missed: said behind the calls, not reported. */
    asides(list) {
      const items = list.map((one) =>
        Object.assign({}, one.speech, {
          id: "a" + one.id,
          aside: true,
          at: this.time(),
          until: Date.parse(one.until),
          heard: root.performance.now(),
        })
      );
      this.state = jiaohao.speech.add(this.state, items);
      this.step();
    }

    calls(fresh, withdrawn) {
      const heard = root.performance.now();
      const items = fresh
        .filter((call) => call.speech)
        .map((call) =>
          Object.assign({}, call.speech, {
            id: "c" + call.id,
            call: call.id,
            at: Date.parse(call.at),
            heard: heard,
          })
        );
      const gone = withdrawn.map((id) => "c" + id);
      this.standby = jiaohao.standby.hold(this.standby, items, gone);
      this.state = jiaohao.speech.withdraw(jiaohao.speech.add(this.state, items), gone);
      if (this.state.playing && this.state.playing.stop) {
        this.sound.hush();
      }
      this.step();
    }

    notices(list) {
      const items = list
        .filter((notice) => notice.speech && notice.speech.clips)
        .map((notice) =>
          Object.assign({}, notice.speech, {
            id: "n" + notice.id,
            notice: notice.id,
            at: this.time(),
            until: Date.parse(notice.until),
            heard: root.performance.now(),
          })
        );
      this.state = jiaohao.speech.add(this.state, items);
      this.step();
    }

    tick() {
      this.showSign();
      this.watch();
      this.step();
    }

    // -- taking over --------------------------------------------------------------------------
    /** Ask about calls that the speaking box should have begun; speak where it is dead. */
    async watch() {
      const due = jiaohao.standby.due(this.standby, root.performance.now());
      this.standby = due.state;
      if (!due.ask || this.asking) {
        return;
      }
      this.asking = true;
      try {
        const answer = await jiaohao.http.timed(5000, (signal) =>
          jiaohao.http.json("/queue/screen/voice", {
            token: this.screen.config.token,
            body: { calls: due.ask },
            signal: signal,
          })
        );
        this.told(due.ask, answer);
      } catch (error) {
        this.failure = String(error); // asked again two seconds later
      }
      this.asking = false;
    }

    told(asked, answer) {
      const result = jiaohao.standby.answered(this.standby, asked, answer);
      this.standby = result.state;
      if (!result.say) {
        return;
      }
      const mine = Object.assign({}, this.zone, { speaks: true });
      this.state = jiaohao.speech.setSpeaker(this.state, mine);
      this.begin();
      this.state = jiaohao.speech.anew(this.state, result.say);
      this.step();
    }

    vitals() {
      if (!this.sound) {
        return { audio: "none" };
      }
      return { audio: (this.sound.state() + " " + this.engine).trim() };
    }

    // -- speaking -----------------------------------------------------------------------------
    time() {
      return this.screen.link ? this.screen.link.serverTime() : Date.now();
    }

    step() {
      if (!this.sound || this.busy || this.sound.state() !== "ok") {
        return;
      }
      const result = jiaohao.speech.next(this.state, this.time());
      this.state = result.state;
      result.dropped.forEach((item) => this.report(item, "dropped", this.time(), this.time()));
      if (result.play) {
        this.busy = true;
        this.screen.speaking = true;
        this.say(result.play)
          .catch((error) => (this.failure = String(error)))
          .then(() => this.ended(result.play));
      } else if (result.dropped.length) {
        this.save();
      }
    }

    ended(item) {
      this.busy = false;
      this.screen.speaking = false;
      this.state = jiaohao.speech.done(this.state, item.id);
      this.save();
      this.step();
    }

    save() {
      jiaohao.store.write(this.screen.key("speech"), jiaohao.speech.pack(this.state));
    }

    async say(item) {
      this.save();
      const found = await this.clips(item);
      const speaker = this.state.speaker || {};
      const stopped = !this.state.playing || this.state.playing.stop;
      if (stopped || (item.aside && !found.clips.length)) {
        return; // a chime without words calls nobody
      }
      const volume = jiaohao.speech.volume(speaker, this.time());
      const clock = this.sound.context;
      const span = this.sound.play(found.clips, found.times, volume, speaker.chime !== false);
      const first = root.performance.now() + 1000 * (span.start - clock.currentTime);
      const begin = this.time() + 1000 * (span.start - clock.currentTime);
      this.engine = found.engine || this.engine;
      await this.until(span.end);
      if (this.state.playing && !this.state.playing.stop) {
        const end = begin + 1000 * (span.end - span.start);
        this.report(item, found.how, begin, end, found.engine, Math.round(first - item.heard));
      }
    }

    /** The best there is: the sentence, its number alone, or nothing but the chime. */
    async clips(item) {
      const deadline = root.performance.now() + PATIENCE_MS;
      for (;;) {
        const whole = await this.sound.all(item.clips);
        if (whole) {
          const engine = whole[whole.length - 1].engine;
          return { clips: whole, times: item.times, how: item.how, engine: engine };
        }
        const number = item.number && (await this.sound.all(item.number));
        if (number && number.length) {
          return { clips: number, times: item.times, how: "number", engine: number[0].engine };
        }
        if (root.performance.now() > deadline) {
          return { clips: [], times: 1, how: "chime", engine: "" };
        }
        await new Promise((done) => setTimeout(done, 250));
      }
    }

    until(audioTime) {
      const left = 1000 * (audioTime - this.sound.context.currentTime);
      return new Promise((done) => setTimeout(done, Math.max(0, left)));
    }

    report(item, how, start, end, engine, firstMs) {
      if (item.aside) {
        return;
      }
      const span = { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
      if (item.notice) {
        this.screen.report("said", Object.assign({ notice: item.notice, how: how }, span));
      } else {
        this.screen.report(
          "spoken",
          Object.assign(
            { call: item.call, how: how, engine: engine || "", first_ms: firstMs },
            span
          )
        );
      }
    }

    // -- the sign -----------------------------------------------------------------------------
    showSign() {
      const blocked = Boolean(this.sound && this.sound.state() === "blocked");
      if (blocked && !this.sign) {
        const texts = this.screen.config.texts.sound_blocked;
        this.sign = jiaohao.dom.el("div", "sound-sign", [
          jiaohao.dom.el("b", "", texts.local),
          texts.en === texts.local ? null : jiaohao.dom.el("span", "", texts.en),
        ]);
        root.document.body.appendChild(this.sign);
      }
      if (this.sign) {
        this.sign.hidden = !blocked;
      }
    }
  }

  jiaohao.screenParts = jiaohao.screenParts || [];
  jiaohao.screenParts.push((screen) => (screen.voice = new Player(screen)));
  jiaohao.Player = Player;
})(typeof self === "undefined" ? globalThis : self);
