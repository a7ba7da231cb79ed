/** @odoo-module ignore */
/* The picture of the kiosk: one thing at a time, large enough for any eye and finger. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);
  const icon = (name, className) => jiaohao.icons.icon(name, className);
  const PAD = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "X", "0", "⌫"];
  const BAD_PRINT = ["paper_out", "printer_away", "printer_trouble"];

  class View {
    /** on: {take, zone, checkIn, id4, revisit, home, typed, lang, contrast, voice, stay, print} */
    constructor(config, node, on) {
      this.config = config;
      this.texts = config.texts;
      this.lang = config.main_lang;
      this.on = on;
      this.node = node;
      node.textContent = "";
      this.title = el("h1", "");
      this.time = el("div", "time");
      this.tools = el("div", "tools");
      this.body = el("main", "");
      this.foot = el("footer", "");
      this.cover = el("div", "cover");
      this.paper = el("div", "paper");
      [
        el("header", "", [this.title, this.tools, this.time]),
        this.body,
        this.foot,
        this.cover,
        this.paper,
      ].forEach((part) => node.appendChild(part));
    }

    words(key, values) {
      const text = this.texts[key] || { zh: key, en: key };
      return jiaohao.format.fill(text[this.lang], values || {});
    }

    /** What the server told in both languages. */
    told(both) {
      return (both && both[this.lang]) || "";
    }

    button(className, children, act, busy) {
      const button = el("button", className, children);
      button.type = "button";
      button.disabled = Boolean(busy);
      button.addEventListener("click", act);
      return button;
    }

    /** model: {state, step, busy, voice, canSpeak, slip, printing, countdown, link, serverTime} */
    draw(model) {
      this.lang = model.step.lang;
      this.node.className = "jh-kiosk" + (model.step.contrast ? " contrast" : "");
      root.document.documentElement.lang = this.lang === "zh" ? "zh-CN" : "en";
      jiaohao.dom.setText(this.title, this.place(model));
      const clock = jiaohao.format.wallClock(model.serverTime, this.config.tz, this.config.lang);
      jiaohao.dom.setText(this.time, clock.time);
      this.drawTools(model);
      this.drawFoot(model);
      this.drawCover(model);
      const step = Object.assign({}, model.step, { since: 0, text: "" });
      const key = [step, model.busy, model.slip, model.printing, this.usedState(model)];
      jiaohao.dom.fillOnce(this.body, JSON.stringify(key), () => this[step.what](model));
      if (this.input && this.input.value !== model.step.text) {
        this.input.value = model.step.text;
      }
    }

    /** The counts matter only where they are shown: a new one draws nothing else anew. */
    usedState(model) {
      const shown = ["home", "queues"].indexOf(model.step.what) >= 0;
      return shown && model.state ? [model.state.zones, model.state.queues] : null;
    }

    place(model) {
      const zones = model.state ? model.state.zones : [];
      return zones.length === 1 ? this.told(zones[0].name) : this.words("welcome");
    }

    drawTools(model) {
      const voice = model.canSpeak ? (model.voice ? "voice_on" : "voice_off") : "voice_none";
      jiaohao.dom.fillOnce(this.tools, [this.lang, voice, model.step.contrast].join(), () => [
        this.button("tool lang", this.words("other_language"), () =>
          this.on.lang(this.lang === "zh" ? "en" : "zh")
        ),
        this.button("tool", this.words("contrast"), () => this.on.contrast()),
        this.button(
          "tool voice",
          [icon("sound"), this.words(voice)],
          () => this.on.voice(),
          !model.canSpeak
        ),
      ]);
    }

    drawFoot(model) {
      this.foot.hidden = model.countdown === null;
      jiaohao.dom.fillOnce(this.foot, this.lang, () => {
        this.counter = el("span", "counter");
        return [this.counter, this.button("tool stay", this.words("stay"), () => this.on.stay())];
      });
      jiaohao.dom.setText(this.counter, this.words("returns_in", { n: model.countdown }));
    }

    drawCover(model) {
      this.cover.hidden = model.link.mode !== "late";
      jiaohao.dom.fillOnce(this.cover, "once", () => [
        el("div", "words", [
          icon("desk"),
          this.texts.offline.zh,
          el("span", "second", this.texts.offline.en),
        ]),
      ]);
    }

    // -- the first page ---------------------------------------------------------------------------
    home(model) {
      if (!model.state) {
        return [el("div", "note", this.words("connecting"))];
      }
      return [this.checkSection(model), this.takeSection(model)];
    }

    checkSection(model) {
      return el("section", "check", [
        this.heading("check_in", "check_in_hint"),
        el("div", "scan", [icon("scan"), el("span", "", this.words("scan"))]),
        el("p", "or", this.words("type") + " · " + this.words("type_hint")),
        this.field(model.step.text),
        this.pad(model.busy, (text) => this.on.checkIn(text)),
      ]);
    }

    takeSection(model) {
      const many = model.state.zones.length > 1;
      const items = many
        ? model.state.zones.map((zone) => this.zoneButton(zone, model))
        : this.queueButtons(model.state.queues, model.busy);
      return el("section", "take", [
        this.heading("take", "take_hint"),
        el("p", "hint", this.words(many ? "choose_zone" : "choose_queue")),
        items.length ? el("div", "queues", items) : el("p", "hint", this.words("no_queues")),
      ]);
    }

    heading(key, hint) {
      return el("h2", "", [this.words(key), el("span", "beside", this.words(hint))]);
    }

    zoneButton(zone, model) {
      const queues = model.state.queues.filter((one) => one.zone === zone.key);
      const waiting = queues.reduce((sum, one) => sum + one.waiting, 0);
      const facts = queues.length ? this.words("waiting", { n: waiting }) : this.words("no_queues");
      return this.button(
        "queue zone",
        [el("b", "", this.told(zone.name)), el("div", "facts", facts)],
        () => this.on.zone(zone.key),
        model.busy || !queues.length
      );
    }

    queues(model) {
      const key = model.step.data.zone;
      const state = model.state || { zones: [], queues: [] };
      const zone = state.zones.find((one) => one.key === key);
      const queues = state.queues.filter((one) => one.zone === key);
      return [
        el("section", "list", [
          el("h2", "", zone ? this.told(zone.name) : ""),
          el("p", "hint", this.words("choose_queue")),
          el("div", "queues", this.queueButtons(queues, model.busy)),
          this.back(),
        ]),
      ];
    }

    queueButtons(queues, busy) {
      return queues.map((queue) => {
        const gone = queue.left !== null && queue.left !== undefined && queue.left <= 0;
        return this.button(
          "queue",
          [
            el("b", "", queue.name),
            queue.doctor ? el("span", "doctor", queue.doctor) : null,
            el("div", "facts", this.facts(queue, gone)),
          ],
          () => this.on.take(queue.key),
          busy || gone
        );
      });
    }

    facts(queue, gone) {
      const facts = [el("span", "", this.words("waiting", { n: queue.waiting }))];
      if (queue.wait) {
        facts.push(el("span", "", this.range(queue.wait)));
      }
      if (gone) {
        facts.push(el("span", "shut", this.words("full")));
      } else if (queue.left !== null && queue.left !== undefined) {
        facts.push(el("span", "", this.words("left", { n: queue.left })));
      }
      if (!queue.open) {
        facts.push(el("span", "shut", this.words("not_open")));
      }
      return facts;
    }

    range(wait) {
      return this.words(wait[0] ? "wait_minutes" : "wait_short", { low: wait[0], high: wait[1] });
    }

    // -- typing -----------------------------------------------------------------------------------
    field(text) {
      this.input = el("input", "code");
      this.input.setAttribute("autocomplete", "off");
      this.input.setAttribute("inputmode", "none");
      this.input.setAttribute("aria-label", this.words("type_hint"));
      this.input.value = text;
      this.input.addEventListener("input", () => this.on.typed(this.input.value));
      return this.input;
    }

    pad(busy, enter) {
      this.enterText = enter;
      const keys = PAD.map((name) => this.button("pad-key", name, () => this.press(name), busy));
      return el("div", "pad", [
        ...keys,
        this.button("pad-key wide", this.words("clear"), () => this.on.typed(""), busy),
        this.button("pad-key ok", this.words("ok"), () => enter(this.input.value), busy),
      ]);
    }

    press(name) {
      const text = this.input.value;
      this.on.typed(name === "⌫" ? text.slice(0, -1) : text + name);
    }

    /** The Enter key of a keyboard, on a page where something is typed. */
    enter(step) {
      if (step.what === "home" || step.what === "ask") {
        this.enterText(step.text);
      }
    }

    ask(model) {
      return [
        el("section", "check ask", [
          el("h2", "", this.words("id4")),
          el("p", "hint", this.words("id4_hint")),
          this.field(model.step.text),
          this.pad(model.busy, (text) => text.length === 4 && this.on.id4(text)),
          this.back(),
        ]),
      ];
    }

    // -- answers ----------------------------------------------------------------------------------
    ticket(model) {
      const ticket = model.step.data;
      return [
        el("section", "ticket " + ticket.what, [
          el("div", "told", [
            icon(ticket.what === "called" ? "door" : "ok"),
            el("p", "next-step", this.sentence(ticket)),
          ]),
          el("p", "small", this.words("your_number")),
          el("div", "number", ticket.number),
          el("div", "who", [ticket.name, ticket.queue, ticket.doctor].filter(Boolean).join(" · ")),
          ...this.standing(ticket),
          this.paperLine(model),
          el("div", "buttons", [
            this.printButton(model),
            this.button("done", this.words("done"), () => this.on.home()),
          ]),
        ]),
      ];
    }

    sentence(ticket) {
      const key = ticket.late && ticket.what === "checked_in" ? "late" : ticket.what;
      return this.words(key, { room: ticket.room });
    }

    standing(ticket) {
      if (ticket.what === "called") {
        return [el("p", "where", this.told(ticket.hint))];
      }
      const key = ticket.ahead ? "ahead" : "ahead_none";
      const hint = this.told(ticket.hint);
      return [
        el("div", "ahead", this.words(key, { n: ticket.ahead })),
        ticket.wait ? el("div", "wait", this.range(ticket.wait)) : null,
        el("div", "where", [
          el("div", "", [icon("way"), this.words("where", { zone: this.told(ticket.zone) })]),
          hint ? el("div", "", hint) : null,
        ]),
      ];
    }

    paperLine(model) {
      const slip = model.slip;
      const parts = [];
      if (slip) {
        const image = el("img", "qr");
        image.alt = "QR";
        image.src = slip.qr;
        parts.push(el("div", "follow", [image, el("span", "", this.words("phone"))]));
      }
      if (model.printing) {
        const bad = BAD_PRINT.indexOf(model.printing) >= 0;
        parts.push(el("p", "print-state" + (bad ? " bad" : ""), this.words(model.printing)));
      }
      return el("div", "paper-line", parts);
    }

    printButton(model) {
      if (this.config.print === "none") {
        return null;
      }
      const key = model.printing ? "print_again" : "print";
      const now = model.printing === "printing";
      return this.button("done second", this.words(key), () => this.on.print(), now);
    }

    choice(model) {
      const data = model.step.data;
      return [
        el("section", "list", [
          el("h2", "", this.words("choose")),
          el(
            "div",
            "queues",
            data.choice.map((one) => this.choiceButton(data, one))
          ),
          this.back(),
        ]),
      ];
    }

    choiceButton(data, one) {
      const facts = [this.told(one.half), one.slot, one.doctor, one.number].filter(Boolean);
      return this.button(
        "queue",
        [el("b", "", one.queue), el("div", "facts", facts.join(" · "))],
        () => this.on.checkIn(data.code, one.key)
      );
    }

    problem(model) {
      const told = this.trouble(model.step.data);
      return [
        el("section", "problem " + told.code, [
          icon(told.icon),
          el("h2", "", told.title),
          el("p", "remedy", told.remedy),
          told.revisit
            ? this.button("done second", this.words("revisit"), () => this.on.revisit())
            : null,
          this.back(),
        ]),
      ];
    }

    /** What the server said, or that it said nothing: {code, icon, title, remedy}. */
    trouble(data) {
      if (!data || !data.told) {
        const words = { title: this.words("failed_title"), remedy: this.words("failed") };
        return Object.assign({ code: "failed", icon: "question" }, words);
      }
      return {
        code: data.code,
        icon: data.told.icon,
        revisit: Boolean(data.told.revisit),
        title: this.told(data.told.title),
        remedy: this.told(data.told.remedy),
      };
    }

    back() {
      return this.button("done", this.words("back_button"), () => this.on.home());
    }

    busy() {
      return [el("div", "note", this.words("busy"))];
    }

    // -- voice and paper --------------------------------------------------------------------------
    spoken(ticket) {
      return this.sentence(ticket);
    }

    problemSpoken(data) {
      const told = this.trouble(data);
      return told.title + told.remedy;
    }

    /** The slip as the browser prints it: kiosk.css shows it on paper only. */
    printPage(slip) {
      this.paper.textContent = "";
      const image = el("img", "");
      const ready = new Promise((resolve) => {
        image.onload = image.onerror = resolve;
      });
      image.src = slip.qr;
      [
        el("div", "head", slip.hospital),
        el("div", "number", slip.number),
        ...slip.lines.map((line) => el("div", line[1] ? "bold" : "", line[0])),
        image,
        ...slip.foot.map((line) => el("div", "", line)),
      ].forEach((part) => this.paper.appendChild(part));
      return ready.then(() => root.print());
    }
  }

  jiaohao.kioskView = { View: View };
})(typeof self === "undefined" ? globalThis : self);
