/** @odoo-module ignore */
/* What regions share: a person (the number always beside the name), who is in a room, lists. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);
  jiaohao.regions = jiaohao.regions || {};

  class Region {
    constructor(node, options, context) {
      this.node = node;
      this.options = options;
      this.context = context;
      this.build();
    }

    build() {}

    add(className) {
      const node = el("div", className);
      this.node.appendChild(node);
      return node;
    }

    both(key, values) {
      return this.context.both(key, values);
    }

    /** A heading: the layout's own words, else the known ones. */
    title(key) {
      return this.options.title ? this.context.pair(this.options.title, "") : this.both(key);
    }

    name(one) {
      const name = jiaohao.glyphs.shown(one.name, this.context.has);
      return name ? el("span", "name", name) : null;
    }

    tag(one) {
      return one.tag && this.options.tags !== false ? el("i", "tag", one.tag) : null;
    }

    person(one) {
      return el("span", "person", [
        el("b", "number", one.number),
        this.name(one),
        this.tag(one),
        one.place ? el("span", "place", one.place) : null,
      ]);
    }

    doctor(row) {
      if (!row.doctor) {
        return [el("span", "queues", row.queues.join(" · "))];
      }
      return [el("b", "", row.doctor.name), el("span", "rank", row.doctor.title || "")];
    }

    /** Who is in the room or asked in; never by colour alone: a word says which. */
    current(row, most) {
      if (!row.current.length) {
        const key = row.state === "open" ? "free" : row.state;
        const why = row.reason ? el("div", "reason", row.reason) : null;
        return [el("div", "idle", this.both(key)), why].filter(Boolean);
      }
      return row.current.slice(0, most || Math.max(2, row.chairs || 1)).map((one) => {
        const node = el("div", "patient " + one.state, [
          el("b", "number", one.number),
          this.name(one),
          this.tag(one),
          one.chair ? el("span", "chair", one.chair) : null,
          el("span", "state", this.both(one.state)),
        ]);
        if (one.call) {
          node.setAttribute("data-call", one.call);
        }
        return node;
      });
    }

    dots(page) {
      const dots = [];
      for (let i = 0; page.pages > 1 && i < page.pages; i += 1) {
        dots.push(el("i", i === page.index ? "on" : ""));
      }
      return dots;
    }
  }

  /** A headed list of persons in columns, which turns its pages. */
  class List extends Region {
    build() {
      this.head = this.add("head");
      this.body = this.add("body");
      this.pages = this.add("pages");
    }

    drawList(key, people, now, line) {
      const options = this.options;
      const columns = options.columns || 1;
      const size = jiaohao.stage.lines(this.context.units.h - 7, line || 6.6) * columns;
      const page = jiaohao.stage.page(people, size, now, 8000);
      const part = people.slice(page.from, page.to);
      const words = key + people.length;
      jiaohao.dom.fillOnce(this.head, words, () =>
        this.title(key).concat(people.length ? [el("b", "n", people.length)] : [])
      );
      jiaohao.dom.fillOnce(this.body, JSON.stringify(part), () =>
        part.map((one) => this.cell(one, 100 / columns))
      );
      jiaohao.dom.fillOnce(this.pages, page.pages + "/" + page.index, () => this.dots(page));
    }

    cell(one, width) {
      const node = this.person(one);
      node.style.width = width + "%";
      if (one.id) {
        node.setAttribute("data-call", one.id);
      }
      return node;
    }
  }

  jiaohao.Region = Region;
  jiaohao.ListRegion = List;
})(typeof self === "undefined" ? globalThis : self);
