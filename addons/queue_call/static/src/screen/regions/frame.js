/** @odoo-module ignore */
/* Heading, clock, text, logo, QR code: what stands around the calls. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);
  const ROLL_UNITS_S = 12; // units of type that rolling words pass in a second

  class Clock extends jiaohao.Region {
    build() {
      this.time = el("b", "time");
      this.date = el("span", "date");
      this.node.appendChild(el("div", "clock", [this.time, this.date]));
    }

    draw(_model, _now, serverTime) {
      const minute = Math.floor(serverTime / 60000);
      if (minute === this.minute) {
        return; // old boxes take milliseconds to write a date
      }
      this.minute = minute;
      const config = this.context.screen.config;
      const shown = jiaohao.format.wallClock(serverTime, config.tz, config.lang);
      jiaohao.dom.setText(this.time, shown.time);
      jiaohao.dom.setText(this.date, shown.date);
    }
  }

  class Header extends Clock {
    build() {
      this.words = this.add("title");
      super.build();
      this.time.parentNode.hidden = this.options.clock === false;
    }

    draw(model, now, serverTime) {
      super.draw(model, now, serverTime);
      const titles = this.titles(model.board);
      jiaohao.dom.fillOnce(this.words, JSON.stringify(titles), () => [
        el("h1", "", titles[0]),
        el("p", "", titles[1] && titles[1] !== titles[0] ? titles[1] : ""),
      ]);
    }

    titles(board) {
      const config = this.context.screen.config;
      const zone = board.head.zone || { name: config.zone, name_en: "" };
      if (this.options.title) {
        return [this.options.title, zone.name];
      }
      const own = config.kind === "door" && board.rows.length === 1 ? board.rows[0] : null;
      return own ? [own.name, zone.name] : [zone.name, zone.name_en];
    }
  }

  /** Words that stand, or roll when they are too long or told to. */
  class Text extends jiaohao.Region {
    build() {
      this.body = this.add("words " + (this.options.align || "left"));
    }

    draw() {
      const options = this.options;
      jiaohao.dom.fillOnce(this.body, options.text + options.text_en, () => {
        const words = el("span", "run", this.context.pair(options.text || "", options.text_en));
        if (options.roll) {
          const length = (options.text || "").length * 4 + this.context.units.w;
          words.classList.add("roll");
          words.style.animationDuration = Math.round(length / ROLL_UNITS_S) + "s";
        }
        return [words];
      });
    }
  }

  /** A picture that the server names: it is fetched once, with the screen's own address. */
  class Picture extends jiaohao.Region {
    draw() {
      const source = this.source();
      jiaohao.dom.fillOnce(this.node, source || "", () => (source ? this.parts(source) : []));
    }

    source() {
      return this.options.src;
    }

    parts(source) {
      const image = el("img", "");
      image.src = source;
      image.alt = "";
      return [image];
    }
  }

  class Qr extends Picture {
    parts(source) {
      const title = this.options.title;
      return super.parts(source).concat(title ? [el("p", "", title)] : []);
    }
  }

  Object.assign(jiaohao.regions, {
    header: Header,
    clock: Clock,
    text: Text,
    image: Picture,
    qr: Qr,
  });
})(typeof self === "undefined" ? globalThis : self);
