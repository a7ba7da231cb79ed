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
  const HEAD = 7; // units of a step's heading, and of a line of people
  const LINE = 6.5;
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
      const shown = steps
        .filter((step) => step.people.length)
        .sort((a, b) => URGENT.indexOf(b.code) - URGENT.indexOf(a.code));
      const turn = Math.floor(now / TURN_MS);
      jiaohao.dom.fillOnce(this.node, JSON.stringify([shown, turn]), () =>
        shown.length ? this.share(shown, turn) : [el("div", "idle", this.both("nobody_waits"))]
      );
    }

    /** Each step gets lines by turns until the region is full; what does not fit turns pages. */
    share(steps, turn) {
      const units = this.context.units;
      const forms = steps.map((step) => {
        const least = step.people.some((one) => one.place) ? 46 : 28;
        return { step: step, across: Math.max(1, Math.floor((units.w - 6) / least)), lines: 1 };
      });
      let free = Math.floor((units.h - 1.6 - steps.length * (HEAD + LINE)) / LINE);
      let grown = true;
      while (free > 0 && grown) {
        grown = false;
        forms.forEach((form) => {
          if (free > 0 && form.lines * form.across < form.step.people.length) {
            form.lines += 1;
            free -= 1;
            grown = true;
          }
        });
      }
      const fitting = Math.max(1, Math.floor((units.h - 1.6) / (HEAD + LINE)));
      const page = jiaohao.format.page(forms.length, fitting, turn, 1);
      return forms.slice(page.from, page.to).map((form) => this.step(form, turn));
    }

    step(form, turn) {
      const step = form.step;
      const page = jiaohao.format.page(step.people.length, form.lines * form.across, turn, 1);
      const people = step.people.slice(page.from, page.to).map((one) => {
        const node = this.person(one);
        node.style.width = 100 / form.across + "%";
        return node;
      });
      const head = [step.queue ? el("span", "queue", step.queue) : null]
        .concat(this.context.pair(step.name, step.name_en))
        .concat([el("b", "n", step.n)]);
      const urgent = URGENT.indexOf(step.code) >= 0 ? " urgent" : "";
      return el("div", "step " + step.code + urgent, [
        el("div", "head", head),
        el("div", "body", people),
      ]);
    }
  }

  Object.assign(jiaohao.regions, { pharmacy: Pharmacy, steps: Steps });
})(typeof self === "undefined" ? globalThis : self);
