/** @odoo-module ignore */
/* An inspection on a phone: its card in the list of the day, and its page. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const { el, button, link } = jiaohao.fieldDom;
  const KIND = "inspection";
  const MARK = { ok: "✓", not_ok: "✗", skipped: "–", gone: "∅", "": "○" };
  const LOOK = { ok: "good", not_ok: "bad", gone: "bad" };
  let onlyOpen = false; // what was wished stays while the page is drawn anew

  function words(pairs, key) {
    const found = pairs.filter((pair) => pair[0] === key)[0];
    return found ? found[1] : "";
  }

  class InspectionPage {
    constructor(app, day, seen) {
      this.app = app;
      this.day = day;
      this.seen = seen;
      this.sheets = new jiaohao.InspectionSheets(app, day, seen);
      this.open = seen.state === "working" || seen.state === "done";
    }

    word(key, ...values) {
      return this.app.word(key, ...values);
    }

    tell(verb, args, more) {
      return this.app.tell(KIND, this.seen.key, verb, args, more);
    }

    node() {
      const begun = this.seen.state !== "planned";
      return el("div", "", [
        this.headCard(),
        this.earlier(),
        begun && !this.seen.answers.length
          ? el("p", "notice", this.word("i_form_later"))
          : this.round(),
        ...(begun
          ? [this.findings(), this.talks(), this.trainings(), this.advice(), this.signing()]
          : []),
        this.foot(),
      ]);
    }

    badge() {
      const look = { signed: "good", done: "wait", working: "go" }[this.seen.state] || "";
      return el("span", "badge " + look, words(this.day.states, this.seen.state));
    }

    headCard() {
      const { seen, app } = this;
      const { done, all } = jiaohao.inspectionFold.progress(seen);
      const bar = el("div", "progress", el("i", "", ""));
      bar.firstChild.style.width = all ? `${(100 * done) / all}%` : "0";
      return el("div", "card", [
        el("div", "line", [el("small", "grow", seen.key), this.badge()]),
        el("h1", "", seen.hospital),
        el("div", "", `${app.dayName(seen.planned)} ${app.time(seen.planned)}`),
        el("small", "", [
          this.word("i_of_year", seen.of_year),
          " · ",
          this.word("i_window", seen.window),
        ]),
        all ? el("small", "", this.word("i_progress", `${done} / ${all}`)) : null,
        all ? bar : null,
        el("div", "buttons", [
          seen.phone
            ? link("button", "tel:" + seen.phone.replace(/[^+\d]/g, ""), ["☎ ", seen.contact])
            : null,
          seen.address
            ? link("button", "geo:0,0?q=" + encodeURIComponent(seen.address), this.word("map"))
            : null,
        ]),
      ]);
    }

    section(title, rows, add) {
      return el("div", "", [el("h2", "", title), ...rows, this.open ? add : null]);
    }

    /** What was open before comes first. */
    earlier() {
      const rows = this.seen.earlier.map((one) =>
        el("div", "row", [
          el("span", "badge bad", one.severity),
          el("span", "grow", [
            one.name,
            el("small", "", [
              one.where,
              one.times > 1 ? " · " + this.word("i_times", one.times) : "",
              one.ticket ? " · " + one.ticket : "",
            ]),
          ]),
          this.open ? button("", this.word("i_mended"), () => this.sheets.mended(one)) : null,
        ])
      );
      return rows.length ? this.section(this.word("i_earlier"), rows) : null;
    }

    round() {
      const { seen } = this;
      if (!seen.answers.length) {
        return null;
      }
      const tools = el("div", "buttons", [
        button("", "▦ " + this.word("i_scan"), () => this.sheets.scan((one) => this.jump(one))),
        button(onlyOpen ? "on" : "", this.word(onlyOpen ? "i_all" : "i_only_open"), () => {
          onlyOpen = !onlyOpen;
          this.app.draw();
        }),
      ]);
      const groups = jiaohao.inspectionFold.rounds(seen, onlyOpen).map((group) => {
        const part = words(this.day.sections, group.section);
        return el("div", "", [
          el("h2", "", group.name || part),
          el("small", "where", group.place || this.word("i_everywhere")),
          ...group.items.map((item) => this.row(item)),
        ]);
      });
      return el("div", "round", [tools, ...groups]);
    }

    row(item) {
      const photos = this.seen.photos.filter((one) => one.item === item.id).length;
      const said = jiaohao.visitFold.result(item, photos);
      const lack = jiaohao.visitFold.lack(item, photos);
      const value = item.value === null ? item.option : `${item.value} ${item.unit}`.trim();
      const below = [
        value,
        item.note,
        item.source ? this.word("i_source", item.source) : "",
        item.before ? this.word("i_last", item.before) : "",
        item.clash ? this.word("i_clash") : "",
        lack === "photo" ? this.word("i_needs_photo") : "",
      ];
      const row = el("div", "row", [
        el("span", "badge " + (LOOK[said] || ""), MARK[said]),
        el("span", "grow", [item.name, el("small", "", below.filter(Boolean).join(" · "))]),
        ...(this.open ? this.keys(item, said) : []),
      ]);
      row.id = "item-" + item.id;
      return row;
    }

    /** One tap for what is right, one for what is not, one for a ticket of it. */
    keys(item, said) {
      const quick = (choice) => () => this.tell("check", { item: item.id, choice: choice });
      const check = item.kind === "check" && !said;
      const photo = item.kind === "photo" || item.photo_required;
      const wrong = (said === "not_ok" || said === "gone") && !item.found;
      return [
        check ? button("quick", "✓", quick("ok")) : null,
        check ? button("quick not", "✗", quick("not_ok")) : null,
        photo ? button("", "▣", () => this.sheets.photo(item)) : null,
        wrong ? button("warn", this.word("i_ticket"), () => this.sheets.finding(item)) : null,
        button("", "…", () => this.sheets.item(item)),
      ];
    }

    jump(item) {
      onlyOpen = false;
      this.app.draw();
      root.setTimeout(() => {
        const row = root.document.getElementById("item-" + item.id);
        if (row) {
          row.scrollIntoView({ block: "center" });
          row.classList.add("found");
        }
      }, 60);
    }

    findings() {
      const rows = this.seen.findings.map((one) =>
        el("div", "row", [
          el("span", "badge " + (one.state === "closed" ? "good" : "bad"), "✗"),
          el("span", "grow", [
            one.name,
            el("small", "", [one.where, one.ticket ? " · " + one.ticket : ""]),
          ]),
          this.open && one.id && one.state === "open"
            ? button("", this.word("i_mended"), () => this.sheets.mended(one))
            : null,
        ])
      );
      return rows.length ? this.section(this.word("i_made_finding"), rows) : null;
    }

    takeBack(verb, ref) {
      return this.open && ref
        ? button("plain", this.word("remove"), () => this.tell(verb, { ref: ref }))
        : null;
    }

    talks() {
      const rows = this.seen.talks.map((one) =>
        el("div", "row", [
          el("span", "badge", one.score || "–"),
          el("span", "grow", [
            `${one.department} ${one.name}`,
            el("small", "", [one.trouble, one.wish, one.ticket].filter(Boolean).join(" · ")),
          ]),
          this.takeBack("untalk", one.ref),
        ])
      );
      const add = button("wide", "＋ " + this.word("i_add_talk"), () => this.sheets.talk());
      return this.section(this.word("i_talks"), rows, add);
    }

    trainings() {
      const rows = this.seen.trainings.map((one) =>
        el("div", "row", [
          el("span", "grow", [
            `${one.name} ${one.minutes}′`,
            el("small", "", one.people.join("、")),
          ]),
          this.open && one.ref
            ? button("", "＋ " + this.word("i_attend"), () => this.sheets.attend(one))
            : null,
        ])
      );
      const add = button("wide", "＋ " + this.word("i_add_training"), () => this.sheets.training());
      return this.section(this.word("i_trainings"), rows, add);
    }

    advice() {
      const rows = this.seen.advice.map((one) =>
        el("div", "row", [
          el("span", "grow", [one.name, el("small", "", one.due)]),
          this.takeBack("unadvice", one.ref),
        ])
      );
      const add = button("wide", "＋ " + this.word("add_advice"), () => this.sheets.advice());
      return this.section(this.word("advice"), rows, add);
    }

    signing() {
      const { seen } = this;
      const row = (role) => {
        const there = seen[role + "_signed"];
        return el("div", "row", [
          el("span", "badge " + (there ? "good" : ""), there ? "✓" : "○"),
          el("span", "grow", [
            this.word("sign_" + role),
            el("small", "", there ? seen[role + "_name"] : ""),
          ]),
          seen.state === "done"
            ? button(there ? "" : "main", this.word(there ? "sign_anew" : "sign"), () =>
                this.sheets.sign(role)
              )
            : null,
        ]);
      };
      const told = el("div", "card", seen.summary || this.word("i_summary_hint"));
      const edit = this.open
        ? button("wide", this.word("i_summary"), () => this.sheets.inShort())
        : null;
      return el("div", "", [
        el("h2", "", this.word("i_summary")),
        told,
        edit,
        el("h2", "", this.word("signatures")),
        row("hospital"),
        row("engineer"),
        seen.state === "working" ? el("p", "hint", this.word("i_sign_later")) : null,
      ]);
    }

    foot() {
      const { state } = this.seen;
      if (state === "planned") {
        return el("div", "foot", [
          button("main", this.word("i_start"), () =>
            this.tell("start", {}, { undo: this.word("i_started") })
          ),
        ]);
      }
      return state === "working"
        ? el("div", "foot", [button("main", this.word("i_finish"), () => this.finish())])
        : null;
    }

    /** What lacks is named; an inspection does not end before it is answered. */
    finish() {
      const lacks = jiaohao.visitFold.lacking(this.seen.answers, this.seen.photos);
      if (!lacks.length) {
        this.tell("finish", {}, { undo: this.word("i_finished") });
        return;
      }
      const close = this.app.sheet(
        this.word("i_lacks", lacks.length),
        lacks.slice(0, 12).map((item) =>
          button("plain wide", `○ ${item.name} ${item.device_name}`, () => {
            close();
            this.jump(item);
          })
        )
      );
    }
  }

  function shown(app, seen) {
    return jiaohao.inspectionFold.fold(seen, app.kept(KIND, seen.key));
  }

  function card(app, day, seen) {
    const page = new InspectionPage(app, day, seen);
    const { done, all } = jiaohao.inspectionFold.progress(seen);
    return link("card", "#inspection/" + encodeURIComponent(seen.key), [
      el("div", "line", [
        el("span", "stop", "☰"),
        el("span", "grow", [
          el("b", "", `${app.time(seen.planned)} ${seen.hospital}`),
          el("small", "", app.word("i_of_year", seen.of_year)),
        ]),
        page.badge(),
      ]),
      all ? el("small", "", app.word("i_progress", `${done} / ${all}`)) : null,
    ]);
  }

  jiaohao.fieldKinds = jiaohao.fieldKinds || {};
  jiaohao.fieldKinds.inspection = {
    cards(day, app) {
      const work = day.work.inspection;
      return work.list.map((one) => {
        const seen = shown(app, one);
        return {
          key: seen.key,
          group: app.dayName(seen.planned),
          time: Date.parse(seen.planned),
          node: card(app, work, seen),
        };
      });
    },

    page(day, key, app) {
      const work = day.work.inspection;
      const [found] = work.list.filter((one) => one.key === key);
      return found ? new InspectionPage(app, work, shown(app, found)).node() : null;
    },
  };
})(typeof self === "undefined" ? globalThis : self);
