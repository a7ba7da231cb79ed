/** @odoo-module ignore */
/* Sheets of a visit: an item of the checklist, a part, a photo, advice, a pause, the end. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const { el, button, input } = jiaohao.fieldDom;

  /** One of several: [[value, words]], with the chosen one marked; pick() gives it. */
  function choice(options, chosen, look) {
    let value = chosen;
    const buttons = options.map(([key, words]) => {
      const made = button("", words, () => {
        value = key;
        mark();
      });
      made.dataset.value = key;
      return made;
    });
    function mark() {
      buttons.forEach((one) => {
        const on = one.dataset.value === value;
        one.className = on ? "on " + (value === "not_ok" ? "not" : "") : "";
        one.setAttribute("aria-pressed", on);
      });
    }
    mark();
    const box = el("div", "buttons " + (look || ""), buttons);
    box.pick = () => value;
    return box;
  }

  class Sheets {
    constructor(app, visit) {
      this.app = app;
      this.visit = visit;
    }

    word(key, ...values) {
      return this.app.word(key, ...values);
    }

    tell(verb, args, more) {
      return this.app.tell("visit", this.visit.key, verb, args, more);
    }

    /** A sheet with a field for what is wrong and a button that saves; save() returns words. */
    form(title, children, save, words) {
      const error = el("p", "error", "");
      error.hidden = true;
      const act = async () => {
        const wrong = await save();
        error.textContent = wrong || "";
        error.hidden = !wrong;
        if (!wrong) {
          close();
        }
      };
      const done = button("main wide", words || this.word("save"), act);
      const close = this.app.sheet(title, children.concat([error, done]));
      return close;
    }

    item(item) {
      const value = input("text", `${this.word("value")} ${item.unit}`.trim(), item.value, {
        inputMode: "decimal",
      });
      const note = input("area", this.word("remark"), item.note);
      const options = [
        ["ok", this.word("ok")],
        ["not_ok", this.word("not_ok")],
        ["skipped", this.word("skipped")],
      ];
      const pick = choice(item.kind === "value" ? options.slice(2) : options, item.choice);
      const parts = item.kind === "value" ? [this.limits(item), value, pick, note] : [pick, note];
      this.form(item.name, parts, () => {
        const args = { item: item.id, choice: pick.pick(), note: note.entry.value.trim() };
        if (item.kind === "value" && value.entry.value.trim()) {
          args.value = Number(value.entry.value.replace(",", "."));
          args.choice = "";
          if (!Number.isFinite(args.value)) {
            return this.word("no_number");
          }
        }
        if (args.choice === "skipped" && !args.note) {
          return this.word("skip_why");
        }
        this.tell("check", args);
        return "";
      });
    }

    limits(item) {
      const low = item.low === null ? "" : item.low;
      const high = item.high === null ? "" : item.high;
      return low === "" && high === "" ? "" : el("p", "hint", `${low} – ${high} ${item.unit}`);
    }

    part() {
      const { device } = this.visit;
      const kind = choice(
        [
          ["part", this.word("a_part")],
          ["device", this.word("whole_device")],
        ],
        "part"
      );
      const name = input("text", this.word("part_name"), "");
      const quantity = input("text", this.word("quantity"), "1", { inputMode: "decimal" });
      const old = input("text", this.word("old_serial"), "");
      const fresh = input("text", this.word("new_serial"), "", { autocapitalize: "characters" });
      kind.addEventListener("click", () => {
        const whole = kind.pick() === "device" && device;
        name.entry.value = whole ? device.name : name.entry.value;
        old.entry.value = whole ? device.serial : old.entry.value;
      });
      this.form(this.word("add_part"), [kind, name, quantity, old, fresh], () => {
        const args = {
          kind: kind.pick(),
          name: name.entry.value.trim(),
          quantity: Number(quantity.entry.value.replace(",", ".")),
          old: old.entry.value.trim(),
          new: fresh.entry.value.trim(),
        };
        if (!args.name) {
          return this.word("part_needs_name");
        }
        if (!(args.quantity > 0)) {
          return this.word("no_number");
        }
        if (args.kind === "device" && !args.new) {
          return this.word("needs_serial");
        }
        this.tell("part", args);
        return "";
      });
    }

    advice() {
      const name = input("area", this.word("advice_what"), "");
      const due = input("date", this.word("advice_due"), "");
      const owner = input("text", this.word("advice_who"), "");
      this.form(this.word("add_advice"), [name, due, owner], () => {
        if (!name.entry.value.trim()) {
          return this.word("advice_empty");
        }
        const [text, day, who] = [name, due, owner].map((one) => one.entry.value.trim());
        this.tell("advice", { name: text, due: day, owner: who });
        return "";
      });
    }

    /** The camera; the picture is made small before it is kept. */
    photo(kinds, item) {
      const kind = choice(kinds, item ? "other" : "before");
      const name = input("text", this.word("caption"), "");
      const file = input("file", this.word("take_photo"), "", {
        accept: "image/*",
        capture: "environment",
      });
      this.form(this.word("add_photo"), [kind, file, name], async () => {
        const [chosen] = file.entry.files;
        if (!chosen) {
          return this.word("take_first");
        }
        try {
          const data = await jiaohao.fieldCamera.shrink(chosen);
          const args = { kind: kind.pick(), name: name.entry.value.trim() };
          if (item) {
            args.item = item.id;
          }
          await this.tell("photo", args, {
            blob: { id: jiaohao.fieldShelf.makeId(), data: data },
          });
          return "";
        } catch (error) {
          return this.word("no_photo");
        }
      });
    }

    pause(reasons) {
      const reason = choice(reasons, "break", "stack");
      const note = input("area", this.word("remark"), "");
      this.form(this.word("pause"), [reason, note], () => {
        if (reason.pick() !== "break" && !note.entry.value.trim()) {
          return this.word("pause_why");
        }
        const args = { reason: reason.pick(), note: note.entry.value.trim() };
        this.tell("pause", args, { undo: this.word("did_pause") });
        return "";
      });
    }

    abandon() {
      const note = input("area", this.word("abandon_why"), "");
      this.form(
        this.word("abandon"),
        [el("p", "hint", this.word("abandon_hint")), note],
        () => {
          if (!note.entry.value.trim()) {
            return this.word("abandon_why");
          }
          const args = { note: note.entry.value.trim() };
          this.tell("abandon", args, { undo: this.word("did_abandon") });
          return "";
        },
        this.word("abandon")
      );
    }

    /** What came of it. */
    words(outcomes) {
      const { visit } = this;
      const outcome = choice(outcomes, visit.outcome, "stack");
      const solution = input("area", this.word("solution"), visit.solution);
      this.form(this.word("result"), [outcome, solution], () => {
        const args = { outcome: outcome.pick(), solution: solution.entry.value.trim() };
        if (!args.outcome || !args.solution) {
          return this.word("result_lacks");
        }
        this.tell("words", args);
        return "";
      });
    }

    sign(role) {
      const pad = new jiaohao.fieldCamera.Pad();
      const known = role === "engineer" ? this.app.day().user : this.visit.contact;
      const name = input("text", this.word("name"), this.visit[role + "_name"] || known);
      const again = button("plain", this.word("sign_again"), () => pad.clear());
      const parts = [this.summary(), name, pad.node, again];
      this.form(this.word("sign_" + role), parts, async () => {
        if (!name.entry.value.trim() || pad.empty()) {
          return this.word("sign_lacks");
        }
        const blob = { id: jiaohao.fieldShelf.makeId(), data: await pad.blob() };
        await this.tell("sign", { role: role, name: name.entry.value.trim() }, { blob: blob });
        return "";
      });
    }

    /** What is signed stands above the signature. */
    summary() {
      const { visit } = this;
      const parts = visit.parts.map((one) =>
        `${one.name} ×${one.quantity} ${one.new ? "→ " + one.new : ""}`.trim()
      );
      const advice = visit.advice.map((one) => `${this.word("advice")}: ${one.name}`);
      return el("div", "card", [
        el("b", "", visit.name),
        el("p", "", visit.solution || this.word("result_lacks")),
        ...parts.concat(advice).map((text) => el("small", "", text)),
      ]);
    }
  }

  jiaohao.VisitSheets = Sheets;
})(typeof self === "undefined" ? globalThis : self);
