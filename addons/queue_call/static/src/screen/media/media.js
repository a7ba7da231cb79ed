/** @odoo-module ignore */
/*
 * The media of a screen: keeps its plan and its files, says which slide and which notices hold now,
 * and reports what was played. Regions ask it; it asks nobody but the server.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  const RETRY_MS = 20000;
  const REFRESH_MS = 6 * 3600 * 1000; // the days of a plan go on
  const TELL_MS = 60000;
  const WANT_MS = 600000;

  class Media {
    constructor(screen) {
      this.screen = screen;
      this.plan = jiaohao.store.read(screen.key("media"));
      this.told = { notices: jiaohao.store.read(screen.key("notices")) || [] };
      this.reports = jiaohao.store.read(screen.key("plays")) || {};
      this.wish = null;
      this.askedAt = -Infinity;
      this.wantedAt = -Infinity;
      this.time = Date.now();
      const busy = () => this.quiet();
      this.cache = new jiaohao.mediaCache.Cache(
        screen.key("media"),
        screen.config.token,
        busy,
        () => this.came()
      );
      this.cache.open().then(
        () => this.want(),
        (error) => (this.cache.failure = String(error))
      );
    }

    // -- what a part of a screen answers to ---------------------------------------------------
    snapshot(head) {
      this.wish = head.media || null;
      if (head.notices) {
        this.notice(head.notices);
      }
    }

    pulse(answer) {
      this.wish = answer.media || null;
    }

    heard(type, payload) {
      if (type === "queue_call/notice") {
        this.notice(payload.notices || []);
      }
    }

    notice(list) {
      this.told = { notices: list };
      jiaohao.store.write(this.screen.key("notices"), list);
    }

    tick(now, serverTime) {
      this.now = now;
      this.time = serverTime;
      if (this.due(now) && !this.quiet()) {
        this.ask(now);
      }
      if (now - this.wantedAt > WANT_MS) {
        this.want();
      }
      if (jiaohao.noticeBar) {
        jiaohao.noticeBar.draw(this, serverTime);
      }
    }

    /** Is there another plan, are its days old, or is there something to tell? */
    due(now) {
      const known = this.plan ? this.plan.hash : null;
      const waited = now - this.askedAt;
      const tell = this.untold && waited > TELL_MS;
      const asks = known !== this.wish || waited > REFRESH_MS || tell;
      return asks && Boolean(this.wish || known) && waited > RETRY_MS;
    }

    vitals() {
      return { media: this.cache.state(), media_failure: this.cache.failure || null };
    }

    // -- plan and files -----------------------------------------------------------------------
    async ask(now) {
      this.askedAt = now;
      try {
        const plan = await jiaohao.http.timed(15000, (signal) =>
          jiaohao.http.json("/queue/screen/media", {
            token: this.screen.config.token,
            body: this.cache.state(),
            signal: signal,
          })
        );
        this.untold = false;
        this.plan = plan;
        this.wish = plan.hash;
        jiaohao.store.write(this.screen.key("media"), plan);
        this.want();
      } catch (error) {
        this.askFailed = true; // the old plan goes on, asked again after a pause
      }
    }

    want() {
      this.wantedAt = this.now || 0;
      if (this.cache.db && this.plan) {
        this.cache.want(jiaohao.mediaPlan.wanted(this.plan, this.time));
      }
    }

    /** A file is whole: tell the server when it was the last one. */
    came() {
      const state = this.cache.state();
      this.untold = state.have === state.files;
    }

    /** Is a call on show or being spoken? Then nothing loads and films are silent. */
    quiet() {
      const popups = this.screen.popups;
      return Boolean((popups && popups.cards && popups.cards.length) || this.screen.speaking);
    }

    // -- what regions ask ---------------------------------------------------------------------
    segment() {
      return jiaohao.mediaPlan.segment(this.plan, this.time);
    }

    notices(serverTime) {
      return jiaohao.mediaPlan.notices(this.told.notices, serverTime);
    }

    week() {
      return (this.plan && this.plan.week) || [];
    }

    /** A slide was on show; films tell whether they ran to their end. */
    played(play) {
      const result = jiaohao.mediaPlan.played(this.reports, play);
      this.reports = result.open;
      jiaohao.store.write(this.screen.key("plays"), this.reports);
      if (this.screen.report) {
        result.done.forEach((one) => this.screen.report("played", jiaohao.mediaPlan.wire(one)));
      }
    }

    said(notice, how, start, end) {
      if (this.screen.report) {
        this.screen.report("said", {
          notice: notice,
          how: how,
          start: new Date(start).toISOString(),
          end: new Date(end).toISOString(),
        });
      }
    }
  }

  jiaohao.screenParts = jiaohao.screenParts || [];
  jiaohao.screenParts.push((screen) => (screen.media = new Media(screen)));
})(typeof self === "undefined" ? globalThis : self);
