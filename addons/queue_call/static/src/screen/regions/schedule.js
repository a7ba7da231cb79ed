/** @odoo-module ignore */
/*
 * Region "schedule": who has a clinic. "today" comes from the queue's rows as they are at this
 * moment, stopped ones with their reason; "week" from the roster that came with the plan.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  jiaohao.regions = jiaohao.regions || {};

  const PAGE_MS = 10000;
  const LINES = 8; // of a week, with its head, in the height of a region

  class ScheduleRegion {
    constructor(node, options, context) {
      this.node = node;
      this.options = options || {};
      this.context = context;
      node.classList.add("schedule-region");
      this.head = jiaohao.dom.el("div", "s-head", []);
      this.body = jiaohao.dom.el("div", "s-body", []);
      [this.head, this.body].forEach((part) => node.appendChild(part));
    }

    measure() {
      const lines = this.node.clientHeight / (2.2 * LINES);
      const size = Math.max(12, Math.round(Math.min(lines, this.node.clientWidth / 30)));
      if (size !== this.size) {
        this.size = size;
        this.node.style.fontSize = size + "px";
      }
    }

    word(key) {
      const text = (this.context.texts || {})[key];
      return text ? text.local : key;
    }

    draw(model, now, serverTime) {
      this.measure();
      const media = this.context.screen.media;
      const week = this.options.days !== "today" && media ? media.week() : [];
      const today = this.today(model.board);
      const turn = Math.floor(now / (2 * PAGE_MS)) % 2 === 0;
      const show = !week.length || (this.options.days !== "week" && Boolean(today.length) && turn);
      const rows = show ? today : week;
      const page = this.page(rows.length, now, show ? 2.05 : 2.9);
      const part = rows.slice(page.from, page.to);
      const day = new Date(serverTime).getUTCDay();
      const key = (show ? "t" : "w" + day) + JSON.stringify(part);
      jiaohao.dom.fillOnce(this.body, key, () =>
        show ? this.todayTable(part) : this.weekTable(part)
      );
      jiaohao.dom.setText(this.head, this.word(show ? "clinics_today" : "clinics_week"));
    }

    page(count, now, line) {
      const size = Math.max(
        1,
        Math.floor(this.body.clientHeight / (line * this.size)) - (line > 2.5 ? 1 : 0)
      );
      return jiaohao.format.page(count, size, now, PAGE_MS);
    }

    today(board) {
      return ((board && board.rows) || []).filter(
        (row) => row.doctor || row.state === "open" || row.state === "suspended"
      );
    }

    todayTable(rows) {
      const none = jiaohao.dom.el("div", "s-none", this.word("nobody"));
      return rows.length ? rows.map((row) => this.todayRow(row)) : [none];
    }

    todayRow(row) {
      const el = jiaohao.dom.el;
      const stopped = row.state === "suspended";
      const why = stopped && row.reason ? "（" + row.reason + "）" : "";
      const state = stopped ? this.word("suspended") + why : row.queues.join(" · ");
      return el("div", "s-row " + row.state, [
        el("b", "s-room", row.name),
        el("span", "s-doctor", row.doctor ? row.doctor.name : ""),
        el("span", "s-title", row.doctor ? row.doctor.title || "" : ""),
        el("span", "s-state", state),
      ]);
    }

    weekTable(rows) {
      const el = jiaohao.dom.el;
      const days = this.word("weekdays").split(" ");
      const halves = [this.word("half_am"), this.word("half_pm")];
      const heads = [el("span", "s-doctor", "")].concat(days.map((day) => el("span", "", day)));
      return [el("div", "s-row days", heads)].concat(
        rows.map((one) =>
          el(
            "div",
            "s-row week",
            [el("span", "s-doctor", [el("b", "", one.doctor), el("small", "", one.title)])].concat(
              one.days.map((cells) =>
                el(
                  "span",
                  "s-cell",
                  cells.map((text, half) => (text ? el("i", "", halves[half]) : null))
                )
              )
            )
          )
        )
      );
    }
  }

  jiaohao.regions.schedule = ScheduleRegion;
})(typeof self === "undefined" ? globalThis : self);
