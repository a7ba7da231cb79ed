/** @odoo-module ignore */
/* Sheets of a visit: an item of the checklist, a part, a photo, advice, a pause, the end. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const { el, input, choice } = jiaohao.fieldDom;

  class Sheets extends jiaohao.FieldSheets {
    constructor(app, visit) {
      super(app, "visit", visit);
      this.visit = visit;
    }

    photoWithKind(kinds, item) {
      const kind = choice(kinds, item ? "other" : "before");
      this.photo(item, [kind], () => ({ kind: kind.pick() }));
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
