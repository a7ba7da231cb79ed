/** @odoo-module ignore */
/*
 * The picture of a hall or door screen: state in, DOM out. It asks nobody and decides nothing.
 * Words come from the server: `texts[key]` is {local, en}.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const dom = () => jiaohao.dom;
  const el = (tag, className, children) => dom().el(tag, className, children);

  const PAGE_MS = 9000; // how long a page of rooms stays when there are more than fit
  const PASSED_MS = 7000;
  const ROW_REM = { landscape: 11.6, portrait: 21 };

  class View {
    constructor(config, node) {
      this.texts = config.texts;
      this.config = config;
      this.node = node;
      this.kind = config.kind;
      this.build();
    }

    /** Local word above the English one, once when they are the same. */
    both(key, values) {
      const text = this.texts[key] || { local: key, en: key };
      const fill = (words) => jiaohao.format.fill(words, values || {});
      const parts = [el("span", "local", fill(text.local))];
      if (text.en !== text.local) {
        parts.push(el("span", "en", fill(text.en)));
      }
      return parts;
    }

    build() {
      const part = (name) => (this[name] = el("div", name));
      this.title = el("div", "title");
      this.time = el("b", "time");
      this.date = el("span", "date");
      const header = el("header", "", [this.title, el("div", "clock", [this.time, this.date])]);
      const main = el("main", "", [part("heads"), part("rows"), part("blank")]);
      const footer = el("footer", "", [part("passed"), part("pages"), part("status")]);
      this.node.className = "jh-screen " + this.kind;
      this.node.textContent = "";
      [header, part("age"), main, footer, part("popup")].forEach((p) => this.node.appendChild(p));
      this.buildHeads();
    }

    buildHeads() {
      if (this.kind === "hall") {
        ["room", "doctor", "now", "next", "waiting"].forEach((key) =>
          this.heads.appendChild(el("div", key, this.both(key)))
        );
      }
    }

    /** board: reducer's state; shown: {cards}; link: {mode, age_ms}; now: running ms. */
    draw(board, cards, link, now, serverTime) {
      this.drawHead(board, serverTime);
      this.drawAge(board, link);
      const rows = this.visible(board.rows);
      const page = this.pageOf(rows, now, cards);
      const part = rows.slice(page.from, page.to);
      dom().fillOnce(this.rows, this.rowsKey(part, board), () => this.makeRows(part, board));
      this.node.classList.toggle("several", part.length > 1);
      this.rows.hidden = !part.length;
      this.heads.hidden = !part.length;
      dom().fillOnce(this.blank, String(!part.length && board.seq !== null), () =>
        part.length || board.seq === null ? [] : this.both("nobody")
      );
      this.drawPassed(rows, now);
      dom().fillOnce(this.pages, page.pages + "/" + page.index, () => this.makeDots(page));
      dom().fillOnce(this.popup, JSON.stringify(cards), () =>
        cards.map((card) => this.makeCard(card))
      );
      this.popup.hidden = !cards.length;
      this.drawShift(serverTime);
      return part;
    }

    /** In the hall only rooms where something happens; at a door always its own. */
    visible(rows) {
      return this.kind === "door"
        ? rows
        : rows.filter((row) => row.state !== "closed" || row.current.length || row.next.length);
    }

    pageOf(rows, now) {
      const rem = parseFloat(getComputedStyle(root.document.documentElement).fontSize);
      const upright = root.innerHeight > root.innerWidth ? "portrait" : "landscape";
      const size = Math.max(1, Math.floor(this.rows.clientHeight / (ROW_REM[upright] * rem)));
      return jiaohao.format.page(
        rows.length,
        this.kind === "door" ? rows.length : size,
        now,
        PAGE_MS
      );
    }

    drawHead(board, serverTime) {
      const zone = board.head.zone || { name: this.config.zone, name_en: "" };
      const names = this.kind === "door" && board.rows.length === 1 ? board.rows[0] : null;
      const title = names ? [names.name, zone.name] : [zone.name, zone.name_en];
      dom().fillOnce(this.title, JSON.stringify(title), () => [
        el("h1", "", title[0]),
        el("p", "", title[1] && title[1] !== title[0] ? title[1] : ""),
      ]);
      const shown = jiaohao.format.wallClock(serverTime, this.config.tz, this.config.lang);
      dom().setText(this.time, shown.time);
      dom().setText(this.date, shown.date);
    }

    /** From 5 s on the age of the data stands over everything else that the screen says. */
    drawAge(board, link) {
      const late = link.mode === "late";
      const age = jiaohao.format.age(link.age_ms);
      const key = late ? "age_" + age.unit : "";
      const words = board.seq === null ? "connecting" : key;
      dom().fillOnce(this.age, late ? words + age.value : "", () =>
        late ? [el("span", "sign", "!")].concat(this.both(words, { value: age.value })) : []
      );
      this.age.hidden = !late;
      this.node.classList.toggle("late", late);
      const state =
        link.mode === "live" ? "live" : link.mode === "starting" ? "connecting" : "lost";
      dom().fillOnce(this.status, state, () => [
        el("i", state),
        el("span", "", this.texts[state].local),
      ]);
    }

    rowsKey(rows, board) {
      return JSON.stringify(rows) + JSON.stringify(board.calls.map((call) => call.id));
    }

    makeRows(rows, board) {
      const several = rows.length > 1;
      return rows.map((row) =>
        this.kind === "door" ? this.doorRow(row, several) : this.hallRow(row, board)
      );
    }

    hallRow(row, board) {
      const fresh = row.current.some((one) => board.calls.some((call) => call.id === one.call));
      const node = el("div", "row " + row.state + (fresh ? " fresh" : ""), [
        el("div", "room", row.name),
        el("div", "doctor", this.doctor(row)),
        el("div", "now", this.current(row)),
        el(
          "div",
          "next",
          row.next.map((one) => this.person(one))
        ),
        el("div", "waiting", [
          el("b", "", row.waiting),
          el("span", "unit", this.texts.people.local),
        ]),
      ]);
      node.setAttribute("data-point", row.point);
      return node;
    }

    doorRow(row, several) {
      const next = row.next.slice(0, 3).map((one) => this.person(one));
      const bench = row.bench && row.next.length > 0;
      const node = el("div", "row " + row.state, [
        el("div", "who", [
          several ? el("div", "room", row.name) : null,
          el("div", "doctor", this.doctor(row)),
          el("div", "queues", row.queues.join(" · ")),
        ]),
        el("div", "now", [el("div", "head", this.both("now"))].concat(this.current(row))),
        el("div", "line", [
          el("div", "next", [el("div", "head", this.both(bench ? "bench" : "next"))].concat(next)),
          el("div", "waiting", [
            el("div", "head", this.both("waiting")),
            el("div", "count", [
              el("b", "", row.waiting),
              el("span", "unit", this.texts.people.local),
            ]),
          ]),
        ]),
      ]);
      node.setAttribute("data-point", row.point);
      return node;
    }

    doctor(row) {
      if (!row.doctor) {
        return el("span", "queues", row.queues.join(" · "));
      }
      return [el("b", "", row.doctor.name), el("span", "title", row.doctor.title || "")];
    }

    /** Who is in the room or asked in; never by colour alone: a word says which. */
    current(row) {
      if (!row.current.length) {
        const key = row.state === "open" ? "free" : row.state;
        const why = row.reason ? el("div", "reason", row.reason) : null;
        return [el("div", "idle", this.both(key)), why];
      }
      return row.current.slice(0, Math.max(2, row.chairs || 1)).map((one) => {
        const node = el("div", "patient " + one.state, [
          el("b", "number", one.number),
          el("span", "name", one.name),
          one.chair ? el("span", "chair", one.chair) : null,
          el("span", "state", this.both(one.state)),
        ]);
        if (one.call) {
          node.setAttribute("data-call", one.call);
        }
        return node;
      });
    }

    person(one) {
      return el("span", "person", [el("b", "", one.number), el("span", "name", one.name)]);
    }

    drawPassed(rows, now) {
      const all = [];
      rows.forEach((row) =>
        row.passed.forEach((one) => {
          if (!all.some((known) => known.number === one.number)) {
            all.push(one);
          }
        })
      );
      const page = jiaohao.format.page(all.length, this.kind === "door" ? 3 : 6, now, PASSED_MS);
      const part = all.slice(page.from, page.to);
      dom().fillOnce(this.passed, JSON.stringify(part), () =>
        part.length
          ? [el("span", "head", this.both("passed"))].concat(part.map((one) => this.person(one)))
          : []
      );
    }

    makeDots(page) {
      const dots = [];
      for (let i = 0; page.pages > 1 && i < page.pages; i += 1) {
        dots.push(el("i", i === page.index ? "on" : ""));
      }
      return dots;
    }

    makeCard(card) {
      const call = card.call;
      const node = el("div", "card " + call.kind, [
        el("div", "who", [
          this.texts.please.local === this.texts.please.en
            ? null
            : el("span", "please", this.texts.please.local),
          el("b", "number", call.number),
          el("span", "name", call.name),
        ]),
        el("div", "where", this.both("go_to", { room: call.room })),
      ]);
      node.setAttribute("data-call", call.id);
      return node;
    }

    /** A slow walk of the whole picture against burn-in. */
    drawShift(serverTime) {
      const place = jiaohao.format.pixelShift(Math.floor(serverTime / 60000), 4);
      const moved = "translate(" + place.x + "px," + place.y + "px)";
      if (this.node.style.transform !== moved) {
        this.node.style.transform = moved;
      }
    }

    /** Which of these calls are in the picture now? */
    standing(callIds) {
      return callIds.filter((id) => {
        const node = this.node.querySelector('[data-call="' + Number(id) + '"]');
        return node !== null && node.offsetWidth > 0 && node.offsetHeight > 0;
      });
    }
  }

  jiaohao.screenView = { View: View };
})(typeof self === "undefined" ? globalThis : self);
