/** @odoo-module ignore */
/*
 * Sends what the box has to report, keeps it in the box until the server has it. The only file that
 * knows the route of acknowledgements. What is new goes at once (collected for a blink), what was
 * refused by a lost server goes when it is back: after a pause of its own, so that a hall of screens
 * does not knock together.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const PAUSE_MS = 30;
  const RETRY_MS = 1000;
  const RETRY_MAX_MS = 8000;
  const LAZY_MS = 20000; // reports of films and notices wait for company

  class Reporter {
    /** options: {key, token, link(), page}. */
    constructor(options) {
      this.options = options;
      this.list = jiaohao.outbox.restore(jiaohao.store.read(options.key));
      this.sending = false;
      this.dueAt = 0;
      this.failures = 0;
    }

    get length() {
      return this.list.length;
    }

    /** Keep a report; `kind` as in core/outbox.js. */
    report(kind, items) {
      const all = Array.isArray(items) ? items : [items];
      const list = jiaohao.outbox.add(this.list, kind, all);
      if (list === this.list) {
        return;
      }
      this.list = list;
      this.keep();
      if (kind === "shown" || kind === "spoken") {
        this.soon(PAUSE_MS);
      } else {
        this.dueAt = this.dueAt || this.now() + LAZY_MS;
      }
    }

    now() {
      return this.options.link().now();
    }

    keep() {
      jiaohao.store.write(this.options.key, this.list);
    }

    soon(ms) {
      if (!this.failures) {
        this.dueAt = this.now() + ms;
        setTimeout(() => this.send(), ms);
      }
    }

    /** From the page's clock: send what is due while the server lives. */
    tick(now, view) {
      if (this.list.length && now >= this.dueAt && !view.lost && view.mode !== "late") {
        this.send();
      }
    }

    async send() {
      if (this.sending || !this.list.length) {
        return;
      }
      this.sending = true;
      const batch = jiaohao.outbox.batch(this.list);
      const link = this.options.link();
      const body = jiaohao.outbox.body(batch);
      body.skew_ms = link.skew();
      body.page = this.options.page;
      try {
        await jiaohao.http.timed(3000, (signal) =>
          jiaohao.http.json("/queue/screen/ack", {
            token: this.options.token,
            body: body,
            signal: signal,
          })
        );
        this.list = jiaohao.outbox.confirm(this.list, batch);
        this.keep();
        this.failures = 0;
        this.dueAt = this.list.length ? this.now() + PAUSE_MS : 0;
      } catch (error) {
        this.failures = Math.min(4, this.failures + 1);
        const pause = Math.min(RETRY_MAX_MS, RETRY_MS * Math.pow(2, this.failures - 1));
        this.dueAt = this.now() + pause * (0.5 + Math.random());
      }
      this.sending = false;
    }
  }

  /** A mark of this page among all that use its token. */
  function pageMark() {
    const bytes = root.crypto.getRandomValues(new Uint8Array(8));
    return Array.from(bytes, (byte) => (byte < 16 ? "0" : "") + byte.toString(16)).join("");
  }

  jiaohao.reporter = { Reporter: Reporter, pageMark: pageMark };
})(typeof self === "undefined" ? globalThis : self);
