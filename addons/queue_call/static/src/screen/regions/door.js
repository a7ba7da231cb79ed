/** @odoo-module ignore */
/* A door: the doctor with photo and introduction, who is in, who is next; one or several rooms. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);

  class Doctor extends jiaohao.Region {
    draw(model) {
      const rows = model.board.rows.filter((row) => row.doctor);
      const row = rows[0] || model.board.rows[0];
      const key = row ? JSON.stringify([row.doctor, row.queues]) : "";
      jiaohao.dom.fillOnce(this.node, key, () => (row ? this.portrait(row) : []));
    }

    portrait(row) {
      const doctor = row.doctor;
      const shows = (name) => this.options[name] !== false;
      const photo = doctor && doctor.photo && shows("photo") ? el("img", "photo") : null;
      if (photo) {
        photo.src = doctor.photo;
        photo.alt = "";
        photo.onerror = () => (photo.hidden = true);
      }
      return [
        photo,
        el("div", "doctor", this.doctor(row)),
        doctor ? el("div", "queues", row.queues.join(" · ")) : null,
        doctor && doctor.intro && shows("introduction") ? el("p", "intro", doctor.intro) : null,
      ].filter(Boolean);
    }
  }

  class Chairs extends Doctor {
    build() {
      this.rows = this.add("rows");
    }

    draw(model) {
      const rows = model.board.rows;
      this.node.classList.toggle("several", rows.length > 1);
      this.node.classList.toggle("upright", this.context.units.w < this.context.units.h);
      jiaohao.dom.fillOnce(this.rows, JSON.stringify(rows), () =>
        rows.map((row) => this.row(row, rows.length > 1))
      );
    }

    row(row, several) {
      const who = this.options.doctor === false ? this.doctor(row) : this.portrait(row);
      const node = el("div", "row " + row.state + (row.current.length > 1 ? " many" : ""), [
        el("div", "who", [several ? el("div", "room", row.name) : null].concat(who)),
        el("div", "now", [el("div", "head", this.both("now"))].concat(this.current(row))),
        this.line(row),
      ]);
      node.setAttribute("data-point", row.point);
      return node;
    }

    line(row) {
      const next = row.next.slice(0, 3).map((one) => this.person(one));
      const bench = row.bench && next.length > 0;
      const count = [el("b", "", row.waiting), el("span", "unit", this.context.texts.people.local)];
      return el("div", "line", [
        el("div", "next", [el("div", "head", this.both(bench ? "bench" : "next"))].concat(next)),
        el("div", "waiting", [el("div", "head", this.both("waiting")), el("div", "count", count)]),
      ]);
    }
  }

  Object.assign(jiaohao.regions, { doctor: Doctor, chairs: Chairs });
})(typeof self === "undefined" ? globalThis : self);
