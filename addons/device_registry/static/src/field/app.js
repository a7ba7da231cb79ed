/** @odoo-module ignore */
/*
 * The page for phones: what is to be done, one piece of work, what was not sent. A kind of work
 * (a visit, an inspection) registers itself: jiaohao.fieldKinds[name] = {
 *   cards(day, app) → [{key, group, time, node}], page(day, key, app) → node or null }
 * and tells what was done by app.tell(subject, key, verb, args, {blob, undo}).
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const { el, button, fill } = jiaohao.fieldDom;
  const UNDO_MS = 6000;
  const ROUND_MS = 60000;

  jiaohao.fieldKinds = jiaohao.fieldKinds || {};

  class App {
    constructor(node, shelf) {
      this.node = node;
      this.words = jiaohao.fieldDom.words();
      this.sync = new jiaohao.FieldSync(shelf, jiaohao.fieldWire, () => this.draw());
      this.open = null; // sheets that are open keep the page from being drawn under the finger
      this.head = el("header", "");
      this.body = el("main", "");
      this.toast = el("div", "toast");
      this.toast.setAttribute("role", "status");
      this.toast.hidden = true;
      [this.head, this.body, this.toast].forEach((part) => node.appendChild(part));
    }

    async start() {
      await this.sync.restore();
      root.addEventListener("online", () => this.sync.run());
      root.addEventListener("hashchange", () => this.draw(true));
      root.document.addEventListener("visibilitychange", () => {
        if (!root.document.hidden) {
          this.sync.run();
        }
      });
      root.setInterval(() => this.sync.run(), ROUND_MS);
      this.draw();
      await this.sync.run();
    }

    word(key, ...values) {
      return fill(this.words[key] || key, values);
    }

    day() {
      return this.sync.day;
    }

    kept(subject, key) {
      return this.sync.box ? jiaohao.fieldOutbox.of(this.sync.box, subject, key) : [];
    }

    /** Write down what was done. more: {blob: {id, data}, undo: words} */
    async tell(subject, key, verb, args, more) {
      const undo = more && more.undo;
      const entry = { subject: subject, key: key, verb: verb, args: args || {} };
      entry.until = undo ? Date.now() + UNDO_MS : 0;
      try {
        const id = await this.sync.add(entry, more && more.blob);
        if (undo) {
          this.offerUndo(undo, id);
          root.setTimeout(() => this.sync.run(), UNDO_MS + 100);
        } else {
          this.sync.run();
        }
        return id;
      } catch (error) {
        this.say(this.word("storage"));
        throw error;
      }
    }

    offerUndo(words, id) {
      const undo = button("", this.word("undo"), () => {
        this.toast.hidden = true;
        this.sync.undo(id);
      });
      this.say(words, undo);
    }

    say(words, more) {
      this.toast.textContent = "";
      this.toast.appendChild(el("span", "", words));
      if (more) {
        this.toast.appendChild(more);
      }
      this.toast.hidden = false;
      root.clearTimeout(this.hush);
      this.hush = root.setTimeout(() => (this.toast.hidden = true), UNDO_MS);
    }

    where() {
      return root.location.hash.replace(/^#/, "").split("/");
    }

    go(hash) {
      root.location.hash = hash;
    }

    /** A sheet over the page; close() takes it away. */
    sheet(title, children) {
      const sheet = el("section", "sheet", [el("h2", "", title)].concat(children));
      const veil = el("div", "veil", sheet);
      this.toast.hidden = true;
      this.node.appendChild(veil);
      this.open = veil;
      const close = () => {
        veil.remove();
        this.open = null;
        this.draw();
      };
      sheet.appendChild(button("plain wide", this.word("cancel"), close));
      return close;
    }

    draw(moved) {
      this.drawHead();
      if (this.open && !moved) {
        return;
      }
      if (this.open) {
        this.open.remove();
        this.open = null;
      }
      const [kind, key] = this.where();
      const page = this.page(kind, key ? decodeURIComponent(key) : "");
      this.body.textContent = "";
      this.body.appendChild(page);
      if (moved) {
        root.scrollTo(0, 0);
      }
    }

    page(kind, key) {
      if (kind === "outbox") {
        return this.outboxPage();
      }
      const work = jiaohao.fieldKinds[kind];
      return (work && this.day() && work.page(this.day(), key, this)) || this.listPage();
    }

    drawHead() {
      const [kind] = this.where();
      const box = this.sync.box || { ops: [], refused: [] };
      this.head.textContent = "";
      this.head.appendChild(
        kind ? button("icon", "‹", () => this.go("")) : el("strong", "", this.words.title)
      );
      const bad = box.refused.length;
      const status = button("status " + this.statusClass(box), this.statusWords(box), () =>
        this.go("outbox")
      );
      this.head.appendChild(status);
      if (bad) {
        this.head.appendChild(
          button("status bad", `${this.words.refused}: ${bad}`, () => this.go("outbox"))
        );
      }
      const again = button("icon", "↻", () => this.sync.run());
      again.setAttribute("aria-label", this.words.refresh);
      again.disabled = this.sync.busy;
      this.head.appendChild(again);
    }

    statusClass(box) {
      if (this.sync.state === "login") {
        return "bad";
      }
      return box.ops.length || this.sync.state === "offline" ? "wait" : "good";
    }

    statusWords(box) {
      const count = box.ops.length;
      const { state, day } = this.sync;
      if (state === "login" || state === "offline") {
        return this.word(state, count);
      }
      if (state === "sending" && count) {
        return this.words.sending;
      }
      if (count) {
        return this.word("kept", count);
      }
      return day ? this.word("sent", this.time(day.at)) : this.words.loading;
    }

    time(moment) {
      const date = new Date(moment);
      return [date.getHours(), date.getMinutes()]
        .map((part) => String(part).padStart(2, "0"))
        .join(":");
    }

    /** "Today", "Tomorrow" or month and day of a moment. */
    dayName(moment) {
      const date = new Date(moment);
      const days = Math.round(
        (new Date(date).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 86400000
      );
      const near = { 0: this.words.today, 1: this.words.tomorrow };
      return near[days] || `${date.getMonth() + 1}-${date.getDate()}`;
    }

    listPage() {
      const page = el("div", "list", "");
      if (this.sync.state === "login") {
        page.appendChild(
          el("p", "notice", [
            this.word("login", this.sync.box.ops.length),
            jiaohao.fieldDom.link("", "/web/login?redirect=/field", this.words.login_link),
          ])
        );
      }
      if (!this.day()) {
        page.appendChild(this.empty(this.words.loading, this.words.first));
        return page;
      }
      const kinds = Object.keys(jiaohao.fieldKinds);
      const cards = kinds.reduce(
        (all, kind) => all.concat(jiaohao.fieldKinds[kind].cards(this.day(), this)),
        []
      );
      if (!cards.length) {
        page.appendChild(this.empty(this.words.nothing, this.words.nothing_hint));
      }
      let group = "";
      cards.sort((a, b) => a.time - b.time);
      cards.forEach((card) => {
        if (card.group !== group) {
          group = card.group;
          page.appendChild(el("h2", "", group));
        }
        page.appendChild(card.node);
      });
      return page;
    }

    empty(title, hint) {
      return el("div", "empty", [
        el("div", "picture", "✓"),
        el("h2", "", title),
        el("p", "", hint),
      ]);
    }

    outboxPage() {
      const box = this.sync.box;
      const page = el("div", "list", "");
      if (box.refused.length) {
        page.appendChild(el("h2", "", this.words.refused));
        page.appendChild(el("p", "hint", this.words.refused_hint));
      }
      box.refused.forEach((op) => page.appendChild(this.refusedRow(op)));
      page.appendChild(el("h2", "", this.words.outbox));
      const mine = box.ops.filter((op) => op.user === this.sync.user());
      mine.forEach((op) => page.appendChild(this.keptRow(op)));
      if (box.ops.length > mine.length) {
        page.appendChild(el("p", "hint", this.word("others", box.ops.length - mine.length)));
      }
      if (!box.ops.length) {
        page.appendChild(el("p", "hint", this.words.outbox_empty));
      }
      return page;
    }

    keptRow(op) {
      return el("div", "row", [
        el("b", "", this.time(op.at)),
        el("span", "grow", `${op.key} ${this.words["verb_" + op.verb] || op.verb}`),
        op.blob ? "▣" : "",
      ]);
    }

    refusedRow(op) {
      return el("div", "row bad", [
        el("b", "", this.time(op.at)),
        el("span", "grow", [
          `${op.key} ${this.words["verb_" + op.verb] || op.verb}`,
          el("small", "", op.message),
        ]),
        button("", this.words.seen, () => this.sync.forget(op.id)),
      ]);
    }
  }

  /** The worker keeps the page's own files, so that it opens without a network. */
  function keepFiles() {
    if (!root.navigator.serviceWorker) {
      return; // plain http: the page works while it stays open
    }
    root.navigator.serviceWorker.register("/field/worker.js", { scope: "/field" }).then(
      () =>
        root.navigator.serviceWorker.ready.then((registration) => {
          const nodes = root.document.querySelectorAll("script[src],link[rel=stylesheet]");
          const paths = Array.from(nodes, (node) => node.src || node.href);
          const keep = paths.concat(jiaohao.fieldReader.needs());
          registration.active.postMessage({ keep: keep });
        }),
      () => null // no certificate: as above
    );
  }

  async function start() {
    const node = root.document.getElementById("field");
    if (!node) {
      return;
    }
    keepFiles();
    const shelf = await jiaohao.fieldShelf.open();
    if (root.navigator.storage && root.navigator.storage.persist) {
      root.navigator.storage.persist();
    }
    jiaohao.fieldApp = new App(node, shelf);
    await jiaohao.fieldApp.start();
  }

  if (root.document) {
    root.document.addEventListener("DOMContentLoaded", start);
  }
})(typeof self === "undefined" ? globalThis : self);
