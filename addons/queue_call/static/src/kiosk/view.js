/** @odoo-module ignore */
/* The picture of the kiosk: one thing at a time, large enough for any finger. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);
  const PAD = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0", "OK"];

  class View {
    /** on: {take(queue), checkIn(code, entry), home(), typed(text)} */
    constructor(config, node, on) {
      this.config = config;
      this.texts = config.texts;
      this.on = on;
      node.className = "jh-kiosk";
      node.textContent = "";
      this.title = el("h1", "");
      this.time = el("div", "time");
      this.body = el("main", "");
      this.cover = el("div", "cover", el("div", "words", this.both("offline")));
      [el("header", "", [this.title, this.time]), this.body, this.cover].forEach((part) =>
        node.appendChild(part)
      );
    }

    both(key, values) {
      const text = this.texts[key] || { local: key, en: key };
      const fill = (words) => jiaohao.format.fill(words, values || {});
      const parts = [el("span", "local", fill(text.local))];
      if (text.en !== text.local) {
        parts.push(el("span", "en", fill(text.en)));
      }
      return parts;
    }

    button(className, children, act) {
      const button = el("button", className, children);
      button.type = "button";
      button.addEventListener("click", act);
      return button;
    }

    /** model: {state, show: {what, data}, text, busy, link, serverTime} */
    draw(model) {
      const zone = model.state ? model.state.zone.name : this.config.zone;
      jiaohao.dom.setText(this.title, zone);
      const clock = jiaohao.format.wallClock(model.serverTime, this.config.tz, this.config.lang);
      jiaohao.dom.setText(this.time, clock.time);
      this.cover.hidden = model.link.mode !== "late";
      const key = JSON.stringify([model.show, model.busy, model.state && model.state.queues]);
      jiaohao.dom.fillOnce(this.body, key, () => this[model.show.what](model));
      if (this.input && model.show.what === "home" && this.input.value !== model.text) {
        this.input.value = model.text;
      }
    }

    home(model) {
      if (!model.state) {
        return [el("div", "note", this.both("connecting"))];
      }
      const queues = model.state.queues.map((queue) => this.queueButton(queue, model.busy));
      const none = queues.length ? null : el("p", "hint", this.both("no_queues"));
      return [
        el("section", "take", [
          el("h2", "", this.both("take")),
          el("p", "hint", this.both("take_hint")),
          el("div", "queues", queues),
          none,
        ]),
        el("section", "check", [
          el("h2", "", this.both("check_in")),
          el("p", "hint", this.both("check_in_hint")),
          this.field(model),
          this.pad(model.busy),
        ]),
      ];
    }

    queueButton(queue, busy) {
      const facts = [el("span", "waiting", this.both("waiting", { n: queue.waiting }))];
      if (!queue.open) {
        facts.push(el("span", "shut", this.both("not_open")));
      }
      const button = this.button(
        "queue",
        [el("b", "", queue.name), el("div", "facts", facts)],
        () => this.on.take(queue.key)
      );
      button.disabled = busy;
      return button;
    }

    field(model) {
      this.input = el("input", "code");
      this.input.setAttribute("autocomplete", "off");
      this.input.setAttribute("inputmode", "none");
      this.input.value = model.text;
      this.input.addEventListener("input", () => this.on.typed(this.input.value));
      return this.input;
    }

    pad(busy) {
      return el(
        "div",
        "pad",
        PAD.map((name) => {
          const button = this.button("pad-key" + (name === "OK" ? " ok" : ""), name, () =>
            this.press(name)
          );
          button.disabled = busy;
          return button;
        })
      );
    }

    press(name) {
      const text = this.input.value;
      if (name === "OK") {
        this.on.checkIn(text);
      } else {
        this.on.typed(name === "⌫" ? text.slice(0, -1) : text + name);
      }
    }

    ticket(model) {
      const ticket = model.show.data;
      const called = ticket.what === "called";
      return [
        el("section", "ticket", [
          el("p", "hint", this.both("your_number")),
          el("div", "number", ticket.number),
          el("div", "name", ticket.name),
          el("div", "queue-name", ticket.queue),
          called
            ? null
            : el(
                "div",
                "ahead",
                this.both(ticket.ahead ? "ahead" : "ahead_none", { n: ticket.ahead })
              ),
          el("p", "next-step", this.both(ticket.what, { room: ticket.room })),
          this.button("done", this.both("done"), () => this.on.home()),
        ]),
      ];
    }

    choice(model) {
      const data = model.show.data;
      return [
        el("section", "choice", [
          el("h2", "", this.both("choose")),
          el(
            "div",
            "queues",
            data.choice.map((one) =>
              this.button("queue", [el("b", "", one.queue), el("div", "facts", one.number)], () =>
                this.on.checkIn(data.code, one.key)
              )
            )
          ),
          this.button("done", this.both("back"), () => this.on.home()),
        ]),
      ];
    }

    problem(model) {
      const data = model.show.data;
      return [
        el("section", "problem", [
          el("h2", "", data.message || this.both("failed")),
          el("p", "remedy", data.remedy || ""),
          this.button("done", this.both("back"), () => this.on.home()),
        ]),
      ];
    }

    busy() {
      return [el("div", "note", this.both("busy"))];
    }
  }

  jiaohao.kioskView = { View: View };
})(typeof self === "undefined" ? globalThis : self);
