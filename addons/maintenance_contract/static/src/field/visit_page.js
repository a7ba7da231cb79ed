/** @odoo-module ignore */
/* A visit on a phone: its card in the list of the day, and its page. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const { el, button, link } = jiaohao.fieldDom;
  const SHOWN = "visit";
  const OVER = ["done", "abandoned"];

  function words(pairs, key) {
    const found = pairs.filter((pair) => pair[0] === key)[0];
    return found ? found[1] : "";
  }

  class VisitPage {
    constructor(app, day, visit) {
      this.app = app;
      this.day = day;
      this.visit = visit;
      this.sheets = new jiaohao.VisitSheets(app, visit);
      this.open = !visit.signed && visit.state !== "abandoned";
    }

    word(key, ...values) {
      return this.app.word(key, ...values);
    }

    tell(verb, args, more) {
      return this.app.tell(SHOWN, this.visit.key, verb, args, more);
    }

    node() {
      const { visit } = this;
      const working = ["working", "paused", "done"].indexOf(visit.state) >= 0;
      return el("div", "", [
        this.headCard(),
        this.ticketCard(),
        this.deviceCard(),
        working || visit.items.length ? this.checklist() : null,
        this.parts(),
        this.photos(),
        this.advice(),
        working ? this.resultCard() : null,
        working ? this.signatures() : null,
        this.foot(),
      ]);
    }

    stateBadge() {
      const { state, signed } = this.visit;
      const look = { done: "good", abandoned: "bad", paused: "wait", planned: "" };
      const text = words(this.day.states, state);
      return el("span", "badge " + (look[state] === undefined ? "go" : look[state]), [
        signed ? "✓ " : "",
        text,
      ]);
    }

    headCard() {
      const { visit, app } = this;
      const times = [
        ["departed", "depart"],
        ["arrived", "arrive"],
        ["started", "start"],
        ["ended", "finish"],
      ]
        .filter(([name]) => visit.times[name])
        .map(([name, verb]) => `${this.word("did_" + verb)} ${app.time(visit.times[name])}`);
      return el("div", "card", [
        el("div", "line", [el("small", "grow", visit.key), this.stateBadge()]),
        el("h1", "", visit.name),
        el("div", "", `${app.dayName(visit.planned)} ${app.time(visit.planned)} · ${visit.place}`),
        el("small", "", times.join(" · ")),
        visit.instructions ? el("p", "notice", visit.instructions) : null,
        el("div", "buttons", [
          visit.phone
            ? link("button", "tel:" + visit.phone.replace(/[^+\d]/g, ""), [
                "☎ ",
                visit.contact || visit.phone,
              ])
            : null,
          visit.address
            ? link("button", "geo:0,0?q=" + encodeURIComponent(visit.address), this.word("map"))
            : null,
        ]),
      ]);
    }

    ticketCard() {
      const { ticket } = this.visit;
      if (!ticket) {
        return null;
      }
      return el("div", "card", [
        el("div", "line", [
          el("small", "grow", ticket.number),
          el("span", "badge", ticket.severity),
        ]),
        el("b", "", ticket.name),
        ticket.description ? el("p", "", ticket.description) : null,
        ...ticket.clocks.map((clock) => this.clock(clock)),
      ]);
    }

    /** A promise: when it is due, red when it was broken. */
    clock(clock) {
      const late = clock.status === "breached" || Date.parse(clock.due) < Date.now();
      const look = clock.status === "paused" ? "wait" : late ? "bad" : "good";
      return el("div", "line", [
        el("span", "grow", clock.kind),
        el("span", "badge " + look, [`${this.app.dayName(clock.due)} ${this.app.time(clock.due)}`]),
      ]);
    }

    deviceCard() {
      const { device } = this.visit;
      if (!device) {
        return null;
      }
      return el("div", "card", [
        el("b", "", device.name),
        el("small", "", [device.model, device.serial].filter(Boolean).join(" · ")),
        ...device.before.map((one) =>
          el("small", "", `${one.day} ${one.name}${one.solution ? " → " + one.solution : ""}`)
        ),
      ]);
    }

    section(title, rows, add) {
      return el("div", "", [el("h2", "", title), ...rows, this.open ? add : null]);
    }

    checklist() {
      const { visit } = this;
      const mark = { ok: "✓", not_ok: "✗", skipped: "–", "": "○" };
      const rows = visit.items.map((item) => {
        const photos = visit.photos.filter((photo) => photo.item === item.id).length;
        const said = jiaohao.visitFold.result(item, photos);
        const value = item.value === null ? "" : `${item.value} ${item.unit}`;
        const row = el("div", "row", [
          el("span", "badge " + { ok: "good", not_ok: "bad" }[said], mark[said]),
          el("span", "grow", [
            item.name,
            el("small", "", [value, item.note].filter(Boolean).join(" · ")),
          ]),
        ]);
        if (this.open) {
          if (item.kind === "check" && !said) {
            row.appendChild(
              button("", this.word("ok"), () => this.tell("check", { item: item.id, choice: "ok" }))
            );
          }
          if (item.kind === "photo") {
            row.appendChild(
              button("", "＋ ▣", () => this.sheets.photoWithKind(this.day.photo_kinds, item))
            );
          }
          row.appendChild(button("", "…", () => this.sheets.item(item)));
        }
        return row;
      });
      return rows.length ? this.section(this.word("checklist"), rows) : null;
    }

    takeBack(verb, ref) {
      return this.open && ref
        ? button("plain", this.word("remove"), () => this.tell(verb, { ref: ref }))
        : null;
    }

    parts() {
      const rows = this.visit.parts.map((part) =>
        el("div", "row", [
          el("span", "grow", [
            `${part.name} ×${part.quantity}`,
            el("small", "", part.new ? `${part.old || "?"} → ${part.new}` : ""),
          ]),
          this.takeBack("unpart", part.ref),
        ])
      );
      const add = button("wide", "＋ " + this.word("add_part"), () => this.sheets.part());
      return this.section(this.word("parts"), rows, add);
    }

    photos() {
      const thumbs = this.visit.photos.map((photo) => this.thumb(photo));
      const add = button("wide", "＋ " + this.word("add_photo"), () =>
        this.sheets.photoWithKind(this.day.photo_kinds, null)
      );
      return this.section(this.word("photos"), [el("div", "thumbs", thumbs)], add);
    }

    /** What is still on the phone is shown from there; what was sent is named. */
    thumb(photo) {
      const kind = words(this.day.photo_kinds, photo.kind);
      const box = el(
        "div",
        "thumb",
        el("span", "", [photo.blob ? "… " : "✓ ", photo.name || kind])
      );
      if (photo.blob) {
        this.app.sync.shelf.blob(photo.blob).then((data) => {
          if (data) {
            const image = el("img", "");
            image.alt = kind;
            image.src = root.URL.createObjectURL(data);
            image.onload = () => root.URL.revokeObjectURL(image.src);
            box.insertBefore(image, box.firstChild);
          }
        });
      } else if (photo.ref) {
        const image = el("img", "");
        image.alt = kind;
        image.loading = "lazy";
        image.src = `/field/visit/${this.visit.key}/${photo.ref}.jpg`;
        image.onerror = () => image.remove();
        box.insertBefore(image, box.firstChild);
      }
      if (this.open && photo.ref) {
        const away = button("", "✕", () => this.tell("unphoto", { ref: photo.ref }));
        away.setAttribute("aria-label", this.word("remove"));
        box.appendChild(away);
      }
      return box;
    }

    advice() {
      const rows = this.visit.advice.map((one) =>
        el("div", "row", [
          el("span", "grow", [one.name, el("small", "", one.due)]),
          this.takeBack("unadvice", one.ref),
        ])
      );
      const add = button("wide", "＋ " + this.word("add_advice"), () => this.sheets.advice());
      return this.section(this.word("advice"), rows, add);
    }

    resultCard() {
      const { visit } = this;
      const told = visit.solution
        ? [
            el("span", "badge good", words(this.day.outcomes, visit.outcome)),
            el("p", "", visit.solution),
          ]
        : [el("p", "hint", this.word("result_hint"))];
      const edit = button("wide", this.word("result"), () => this.sheets.words(this.day.outcomes));
      return this.section(this.word("result"), [el("div", "card", told)], edit);
    }

    signatures() {
      const row = (role) => {
        const there = this.visit[role + "_signed"];
        const sign = button(there ? "" : "main", this.word(there ? "sign_anew" : "sign"), () =>
          this.sheets.sign(role)
        );
        return el("div", "row", [
          el("span", "badge " + (there ? "good" : ""), there ? "✓" : "○"),
          el("span", "grow", [
            this.word("sign_" + role),
            el("small", "", there ? this.visit[role + "_name"] : ""),
          ]),
          this.open && this.visit.solution ? sign : null,
        ]);
      };
      const rows = [row("hospital"), row("engineer")];
      if (!this.visit.signed && !this.visit.solution) {
        rows.push(el("p", "hint", this.word("sign_hint")));
      }
      return this.section(this.word("signatures"), rows);
    }

    foot() {
      const { visit } = this;
      const next = this.day.next[visit.state] || [];
      if (!next.length) {
        return null;
      }
      const [first] = next;
      const more = next.filter((verb) => verb === "pause" || verb === "abandon");
      return el("div", "foot", [
        ...more.map((verb) =>
          button(verb === "abandon" ? "warn" : "", this.word(verb), () => this.step(verb))
        ),
        button("main", this.word(this.stepWord(first)), () => this.step(first)),
      ]);
    }

    stepWord(verb) {
      return verb === "start" && this.visit.state === "paused" ? "go_on" : verb;
    }

    step(verb) {
      if (verb === "pause") {
        this.sheets.pause(this.day.reasons);
      } else if (verb === "abandon") {
        this.sheets.abandon();
      } else if (verb === "finish") {
        this.finish();
      } else {
        this.tell(verb, {}, { undo: this.word("did_" + verb) });
      }
    }

    /** What lacks is named before the visit ends; it may end all the same. */
    finish() {
      const { visit, sheets } = this;
      if (!visit.solution || !visit.outcome) {
        sheets.words(this.day.outcomes);
        this.app.say(this.word("result_first"));
        return;
      }
      const lacks = jiaohao.visitFold.lacking(visit.items, visit.photos).map((item) => item.name);
      if (!visit.hospital_signed) {
        lacks.push(this.word("sign_hospital"));
      }
      if (!visit.engineer_signed) {
        lacks.push(this.word("sign_engineer"));
      }
      const end = () => {
        const args = { outcome: visit.outcome, solution: visit.solution };
        this.tell("finish", args, { undo: this.word("did_finish") });
      };
      if (!lacks.length) {
        end();
        return;
      }
      const close = this.app.sheet(this.word("lacks"), [
        ...lacks.map((text) => el("div", "row", ["○ ", text])),
        button("warn wide", this.word("finish_anyway"), () => {
          close();
          end();
        }),
      ]);
    }
  }

  function shown(app, day, visit) {
    return jiaohao.visitFold.fold(visit, app.kept(SHOWN, visit.key), day.leads_to);
  }

  function card(app, day, visit, number) {
    const over = OVER.indexOf(visit.state) >= 0;
    const page = new VisitPage(app, day, visit);
    const due = visit.ticket && visit.ticket.clocks.map((one) => one.due).sort()[0];
    const node = link("card", "#visit/" + encodeURIComponent(visit.key), [
      el("div", "line", [
        el("span", "stop " + (over ? "done" : ""), over ? "✓" : String(number)),
        el("span", "grow", [
          el("b", "", `${app.time(visit.planned)} ${visit.hospital}`),
          el("small", "", visit.place || visit.address),
        ]),
        page.stateBadge(),
      ]),
      el("div", "", visit.name),
      visit.device ? el("small", "", visit.device.name) : null,
      due && !over ? page.clock({ kind: app.word("due"), due: due, status: "running" }) : null,
    ]);
    return node;
  }

  jiaohao.fieldKinds = jiaohao.fieldKinds || {};
  jiaohao.fieldKinds.visit = {
    /** The stops of each day in the order of the way. */
    cards(day, app) {
      const work = day.work.visit;
      const numbers = {};
      return work.list.map((one) => {
        const visit = shown(app, work, one);
        const group = app.dayName(visit.planned);
        numbers[group] = (numbers[group] || 0) + 1;
        return {
          key: visit.key,
          group: group,
          time: Date.parse(visit.planned),
          node: card(app, work, visit, numbers[group]),
        };
      });
    },

    page(day, key, app) {
      const work = day.work.visit;
      const [found] = work.list.filter((one) => one.key === key);
      return found ? new VisitPage(app, work, shown(app, work, found)).node() : null;
    },
  };
})(typeof self === "undefined" ? globalThis : self);
