/** @odoo-module ignore */
/* The rooms of a hall, one a line, and the pop-up of a call. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);
  const PAGE_MS = 9000; // how long a page of rooms stays when there are more than fit
  const LINE = { wide: 13, narrow: 13, stacked: 25 }; // least height of a line, in units
  const WIDE = 150;

  class Rooms extends jiaohao.Region {
    build() {
      const units = this.context.units;
      const withNext = this.options.next !== false;
      this.form = units.w >= WIDE ? "wide" : withNext ? "stacked" : "narrow";
      this.node.classList.add(this.form, withNext ? "with-next" : "without-next");
      this.heads = this.add("heads");
      this.rows = this.add("rows");
      this.blank = this.add("blank");
      this.pages = this.add("pages");
      ["room", "now", withNext && "next", "waiting"]
        .filter(Boolean)
        .forEach((key) => this.heads.appendChild(el("div", key, this.both(key))));
      this.size = jiaohao.stage.lines(
        units.h - (this.form === "stacked" ? 0 : 5),
        LINE[this.form] + 0.8
      );
    }

    draw(model, now) {
      const board = model.board;
      const called = (row) =>
        row.current.some((one) => board.calls.some((call) => call.id === one.call));
      const rows = board.rows.filter((row) => this.visible(row));
      const page = jiaohao.stage.page(rows, this.size, now, PAGE_MS, called);
      const part = rows.slice(page.from, page.to);
      const key = JSON.stringify(part) + JSON.stringify(part.map(called));
      jiaohao.dom.fillOnce(this.rows, key, () => part.map((row) => this.row(row, called(row))));
      this.rows.hidden = !part.length;
      this.heads.hidden = !part.length;
      this.drawBlank(model, !part.length && board.seq !== null);
      jiaohao.dom.fillOnce(this.pages, page.pages + "/" + page.index, () => this.dots(page));
    }

    /** Only rooms where something happens, unless the layout wants all. */
    visible(row) {
      const busy = row.state !== "closed" || row.current.length || row.next.length;
      return busy || this.options.closed === true;
    }

    drawBlank(model, empty) {
      const idle = this.context.layout.idle || {};
      const words = model.recent.idle && idle.text ? idle.text : "";
      jiaohao.dom.fillOnce(this.blank, empty + words, () => {
        if (!empty) {
          return [];
        }
        return words ? this.context.pair(words, idle.text_en) : this.both("nobody");
      });
    }

    row(row, fresh) {
      const next = row.next.map((one) => this.person(one));
      const node = el("div", "row " + row.state + (fresh ? " fresh" : ""), [
        el("div", "room", [el("b", "", row.name), el("div", "doctor", this.doctor(row))]),
        el("div", "now", this.current(row)),
        this.options.next === false
          ? null
          : el("div", "next", row.bench && next.length ? [this.bench()].concat(next) : next),
        el("div", "waiting", [
          el("b", "", row.waiting),
          el("span", "unit", this.context.texts.people.local),
        ]),
      ]);
      node.setAttribute("data-point", row.point);
      return node;
    }

    bench() {
      return el("span", "bench", this.context.texts.bench.local);
    }
  }

  /** The cards of calls over everything: number, masked name, where to go. */
  class Calls extends jiaohao.Region {
    build() {
      this.node.classList.add("popup");
    }

    draw(model) {
      jiaohao.dom.fillOnce(this.node, JSON.stringify(model.cards), () =>
        model.cards.map((card) => this.card(card.call))
      );
      this.node.hidden = !model.cards.length;
    }

    card(call) {
      const please = this.context.texts.please;
      const node = el("div", "card " + call.kind, [
        el("div", "who", [
          please.local === please.en ? null : el("span", "please", please.local),
          el("b", "number", call.number),
          this.name(call),
          this.tag(call),
        ]),
        el("div", "where", this.both("go_to", { room: call.room })),
      ]);
      node.setAttribute("data-call", call.id);
      return node;
    }
  }

  Object.assign(jiaohao.regions, { rooms: Rooms, calls: Calls });
})(typeof self === "undefined" ? globalThis : self);
