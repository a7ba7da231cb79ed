/** @odoo-module ignore */
/* Lists of persons: latest calls, next, at the door, missed. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);
  const TURN_MS = 7000;
  const PERSON_UNITS = 24; // the room that one missed person takes in a line

  class Called extends jiaohao.ListRegion {
    draw(model, now) {
      const calls = model.recent.called.map((call) => ({
        id: call.id,
        number: call.number,
        name: call.name,
        tag: call.tag,
        place: call.room,
      }));
      this.drawList("calls", calls, now, 8.4);
    }
  }

  class Next extends jiaohao.ListRegion {
    draw(model, now) {
      this.drawList("next", jiaohao.recent.following(model.board.rows, false), now);
    }
  }

  class Benched extends jiaohao.ListRegion {
    draw(model, now) {
      this.drawList("bench", jiaohao.recent.following(model.board.rows, true), now);
    }
  }

  /** One line at the foot, or a block of lines where there is room. */
  class Passed extends jiaohao.Region {
    build() {
      this.body = this.add("passed");
    }

    draw(model, now, serverTime) {
      const most = this.options.most || 20;
      const all = jiaohao.recent.passed(model.recent, model.board.rows, serverTime).slice(0, most);
      const units = this.context.units;
      const across = Math.max(1, Math.floor((units.w - 22) / PERSON_UNITS));
      const size = across * jiaohao.stage.lines(units.h, 6.6);
      const page = jiaohao.format.page(all.length, size, now, TURN_MS);
      const part = all.slice(page.from, page.to);
      jiaohao.dom.fillOnce(this.body, JSON.stringify(part), () =>
        part.length
          ? [el("span", "head", this.title("passed"))].concat(part.map((one) => this.person(one)))
          : []
      );
    }
  }

  Object.assign(jiaohao.regions, {
    called: Called,
    next: Next,
    benched: Benched,
    passed: Passed,
  });
})(typeof self === "undefined" ? globalThis : self);
