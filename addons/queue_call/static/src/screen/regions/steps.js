/** @odoo-module ignore */
/*
 * Queues with steps: a pharmacy's three columns, and the steps of an examination or an infusion.
 * `head.lists`: [{kind, name, steps: [{code, name, name_en, n, people: [{number, name, place}]}]}].
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);
  const TURN_MS = 8000;
  const PREPARING = ["paid", "hand_in", "dispensing"];
  const CALLED = ["at_window", "handing_in"];
  const URGENT = ["bottle_due", "removal"];

  function ofKind(board, kind) {
    const lists = board.head.lists || [];
    return lists.filter((one) => !kind || one.kind === kind);
  }

  function people(lists, codes) {
    const all = [];
    lists.forEach((list) =>
      list.steps.forEach((step) => {
        if (codes.indexOf(step.code) >= 0) {
          all.push.apply(all, step.people);
        }
      })
    );
    return all;
  }

  class Pharmacy extends jiaohao.Region {
    build() {
      this.upright = this.context.units.w < 130;
      this.node.classList.add(this.upright ? "upright" : "lying");
      this.parts = ["preparing", "ready", "called"].map((name) => {
        const head = el("div", "head");
        const body = el("div", "body");
        this.node.appendChild(el("div", "column " + name, [head, body]));
        return { name: name, head: head, body: body };
      });
    }

    draw(model, now) {
      const board = model.board;
      const lists = ofKind(board, "pharmacy");
      const fresh = board.calls.map((call) => call.id);
      const called = [];
      board.rows.forEach((row) =>
        row.current.forEach((one) => called.push(Object.assign({ place: row.name }, one)))
      );
      called.sort((a, b) => (b.call || 0) - (a.call || 0));
      const byWindow = this.options.by === "window";
      this.fill(this.parts[0], people(lists, PREPARING), now, { line: 6.2, width: 25 });
      this.fill(this.parts[1], people(lists, ["ready"]), now, { line: 7.4, width: 36 });
      this.fill(this.parts[2], byWindow ? board.rows : called, now, {
        line: byWindow ? 14 : 13,
        width: 999,
        make: (one) => (byWindow ? this.window(one) : this.call(one, fresh)),
      });
    }

    fill(part, list, now, form) {
      const units = this.context.units;
      const share = { preparing: 0.28, ready: 0.28, called: 0.44 }[part.name];
      const high = this.upright
        ? units.h * { preparing: 0.22, ready: 0.26, called: 0.52 }[part.name]
        : units.h;
      const wide = (this.upright ? units.w : units.w * share) - 4;
      const columns = Math.max(1, Math.floor(wide / form.width));
      const size = jiaohao.stage.lines(high - 8, form.line) * columns;
      const page = jiaohao.stage.page(list, size, now, TURN_MS, (one) => Boolean(one.fresh));
      const shown = list.slice(page.from, page.to);
      jiaohao.dom.fillOnce(part.head, part.name + list.length, () =>
        this.both("rx_" + part.name).concat([el("b", "n", list.length)])
      );
      jiaohao.dom.fillOnce(part.body, JSON.stringify(shown) + columns, () =>
        shown.map((one) => {
          const node = form.make ? form.make(one) : this.person(one);
          node.style.width = 100 / columns + "%";
          return node;
        })
      );
    }

    call(one, fresh) {
      const isFresh = fresh.indexOf(one.call) >= 0;
      const node = el("div", "call " + one.state + (isFresh ? " fresh" : ""), [
        el("b", "number", one.number),
        this.name(one),
        this.tag(one),
        el("span", "place", one.place),
      ]);
      if (one.call) {
        node.setAttribute("data-call", one.call);
      }
      return node;
    }

    window(row) {
      return el("div", "call window " + row.state, [
        el("span", "place", row.name),
        el("div", "now", this.current(row, 1)),
      ]);
    }
  }

  class Steps extends jiaohao.Region {
    draw(model, now) {
      const lists = ofKind(model.board, this.options.queue);
      const steps = [];
      lists.forEach((list) =>
        list.steps.forEach((step) =>
          steps.push(Object.assign({ queue: lists.length > 1 ? list.name : "" }, step))
        )
      );
      const shown = steps.filter((step) => step.people.length);
      const turn = Math.floor(now / TURN_MS);
      jiaohao.dom.fillOnce(this.node, JSON.stringify([shown, turn]), () =>
        shown.length ? this.share(shown, turn) : [el("div", "idle", this.both("nobody_waits"))]
      );
    }

    /** Each step gets lines by how many people it has; what does not fit turns. */
    share(steps, turn) {
      const units = this.context.units;
      const across = Math.max(1, Math.floor((units.w - 4) / 32));
      const lines = Math.max(steps.length, Math.floor((units.h - steps.length * 6.6) / 6.6));
      const most = Math.max(1, Math.floor(lines / steps.length)) * across;
      return steps.map((step) => {
        const page = jiaohao.format.page(step.people.length, most, turn, 1);
        const people = step.people.slice(page.from, page.to);
        const urgent = URGENT.indexOf(step.code) >= 0 ? " urgent" : "";
        return el("div", "step " + step.code + urgent, [
          el("div", "head", [
            step.queue ? el("span", "queue", step.queue) : null,
            ...this.context.pair(step.name, step.name_en),
            el("b", "n", step.n),
          ]),
          el(
            "div",
            "body" + (CALLED.indexOf(step.code) >= 0 ? " called" : ""),
            people.map((one) => {
              const node = this.person(one);
              node.style.width = 100 / across + "%";
              return node;
            })
          ),
        ]);
      });
    }
  }

  Object.assign(jiaohao.regions, { pharmacy: Pharmacy, steps: Steps });
})(typeof self === "undefined" ? globalThis : self);
