/** @odoo-module ignore */
/* The picture on a small phone: the number, what to do, how many before. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);
  const icon = (name) => jiaohao.icons.icon(name);
  const WANTS_CODE = ["not_checked_in", "away", "no_show"];

  class View {
    /** on: {lang(), sound(), seen()} */
    constructor(config, node, on) {
      this.config = config;
      this.texts = config.texts;
      this.on = on;
      this.lang = "zh";
      node.className = "jh-place";
      node.textContent = "";
      this.body = el("main", "");
      this.age = el("div", "age");
      this.alarm = el("div", "alarm");
      this.alarm.setAttribute("role", "alert");
      [this.age, this.body, this.alarm].forEach((part) => node.appendChild(part));
    }

    words(key, values) {
      const text = this.texts[key] || { zh: key, en: key };
      return jiaohao.format.fill(text[this.lang], values || {});
    }

    told(both) {
      return (both && both[this.lang]) || "";
    }

    button(className, children, act) {
      const button = el("button", className, children);
      button.type = "button";
      button.addEventListener("click", act);
      return button;
    }

    /** model: {state, lang, sound, alarm, view: {late, age, gone}} */
    draw(model) {
      this.lang = model.lang;
      root.document.documentElement.lang = this.lang === "zh" ? "zh-CN" : "en";
      root.document.title = this.words("title");
      this.drawAge(model.view);
      const key = JSON.stringify([model.state, model.lang, model.sound, model.view.gone]);
      jiaohao.dom.fillOnce(this.body, key, () => this.page(model));
      this.alarm.hidden = !model.alarm;
      const main = model.state.main;
      jiaohao.dom.fillOnce(this.alarm, model.alarm ? key : "", () =>
        model.alarm ? this.alarmParts(main) : []
      );
    }

    drawAge(view) {
      this.age.hidden = !view.late || view.gone;
      if (!this.age.hidden) {
        const age = jiaohao.format.age(view.age);
        jiaohao.dom.setText(
          this.age,
          this.words("age_" + age.unit, { n: age.value }) + " · " + this.words("age_hint")
        );
      }
    }

    page(model) {
      const main = model.state.main;
      const head = el("header", "", [
        el("span", "hospital", this.config.hospital),
        this.button("lang", this.words("other_language"), () => this.on.lang()),
      ]);
      if (model.view.gone || !main) {
        return [head, this.gone()];
      }
      return [
        head,
        el("div", "number-line", [
          el("span", "small", this.words("your_number")),
          el("b", "number", main.number),
          el("span", "who", [main.name, main.queue, main.doctor].filter(Boolean).join(" · ")),
        ]),
        this.step(main),
        this.standing(main),
        this.codePart(main),
        this.soundPart(model, main),
        this.stops(model.state.stops),
      ].filter(Boolean);
    }

    gone() {
      return el("section", "step gone", [
        icon("question"),
        el("h1", "", this.words("gone")),
        el("p", "", this.words("gone_hint")),
      ]);
    }

    step(main) {
      const step = main.step;
      const remedy = this.told(step.remedy);
      return el("section", "step " + step.code, [
        icon(step.icon),
        el("h1", "", this.told(step.title)),
        remedy ? el("p", "", remedy) : null,
      ]);
    }

    standing(main) {
      if (main.ahead === null) {
        return null;
      }
      const key = main.ahead ? "ahead" : "ahead_none";
      return el("section", "standing", [
        el("div", "ahead", this.words(key, { n: main.ahead })),
        main.wait ? el("div", "wait", this.range(main.wait)) : null,
        main.why
          ? el("p", "why", [el("span", "small", this.words("why")), this.told(main.why)])
          : null,
      ]);
    }

    range(wait) {
      return this.words(wait[0] ? "wait_minutes" : "wait_short", { low: wait[0], high: wait[1] });
    }

    codePart(main) {
      if (WANTS_CODE.indexOf(main.step.code) < 0) {
        return null;
      }
      const image = el("img", "qr");
      image.alt = "QR";
      image.src = this.config.qr;
      return el("section", "code", [el("span", "small", this.words("show_code")), image]);
    }

    soundPart(model, main) {
      if (["finished", "cancelled", "transferred", "in_service"].indexOf(main.step.code) >= 0) {
        return null;
      }
      if (model.sound === "off") {
        return this.button("sound", [icon("sound"), this.words("sound")], () => this.on.sound());
      }
      return el("p", "sound-told", this.words(model.sound === "on" ? "sound_on" : "sound_none"));
    }

    stops(stops) {
      if (!stops.length) {
        return null;
      }
      return el("section", "stops", [
        el("span", "small", this.words("stops")),
        el(
          "ul",
          "",
          stops.map((one) =>
            el("li", one.state, [
              el("b", "", one.number),
              el("span", "", one.queue + " · " + this.told(one.zone)),
              el("span", "state", this.words("state_" + one.state)),
            ])
          )
        ),
      ]);
    }

    alarmParts(main) {
      return [
        el("span", "small", this.words("called_title")),
        el("b", "number", main.number),
        el("span", "go", this.words("go_now")),
        el("b", "room", main.room),
        el("span", "hint", this.told(main.hint)),
        this.button("seen", this.words("seen"), () => this.on.seen()),
      ];
    }
  }

  jiaohao.placeView = { View: View };
})(typeof self === "undefined" ? globalThis : self);
