/** @odoo-module ignore */
/* Sheets of an inspection: an item, a finding, a label, an interview, training, signatures. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const { el, button, input, choice } = jiaohao.fieldDom;

  function said(field) {
    return field.entry.value.trim();
  }

  class InspectionSheets extends jiaohao.FieldSheets {
    constructor(app, day, seen) {
      super(app, "inspection", seen);
      this.day = day;
    }

    /** All that can be said of one item. */
    item(item) {
      const measured = item.kind === "value" || item.kind === "count";
      const value = input("text", `${this.word("value")} ${item.unit}`.trim(), item.value, {
        inputMode: "decimal",
      });
      const words = item.kind === "choice" ? item.options.map((one) => [one, one]) : [];
      const option = choice(words, item.option, "stack");
      const judged = measured || item.kind === "choice";
      const pick = choice(this.answers(item, judged), item.choice);
      const note = input("area", this.word("remark"), item.note);
      const parts = [
        ...this.hints(item),
        measured ? this.limits(item) : null,
        measured ? value : null,
        item.kind === "choice" ? option : null,
        pick,
        note,
      ];
      this.form(`${item.name} ${item.device_name}`.trim(), parts, () =>
        this.takeItem(item, { judged, value, option, pick, note })
      );
    }

    hints(item) {
      const told = [
        item.hint,
        item.before && this.word("i_last", item.before),
        item.source && this.word("i_source", item.source),
        item.kind === "count" && this.word("i_expected", item.expected),
      ];
      return told.filter(Boolean).map((text) => el("p", "hint", text));
    }

    answers(item, judged) {
      const all = [
        ["ok", this.word("ok")],
        ["not_ok", this.word("not_ok")],
        ["skipped", this.word("skipped")],
      ];
      const gone = item.device ? [["gone", this.word("i_gone")]] : [];
      return (judged ? all.slice(2) : all).concat(gone);
    }

    takeItem(item, { judged, value, option, pick, note }) {
      const args = { item: item.id, choice: pick.pick(), note: said(note) };
      const away = args.choice === "skipped" || args.choice === "gone";
      if (judged && said(value)) {
        args.value = Number(said(value).replace(",", "."));
      }
      if (option.pick()) {
        args.option = option.pick();
      }
      if (judged && !away) {
        args.choice = "";
      }
      const wrong = this.wrongItem(args);
      if (!wrong) {
        this.tell("check", args);
      }
      return wrong;
    }

    /** What is wrong with an answer, in words, or "". */
    wrongItem(args) {
      if (args.value !== undefined && !Number.isFinite(args.value)) {
        return this.word("no_number");
      }
      return args.choice === "skipped" && !args.note ? this.word("skip_why") : "";
    }

    /** One tap more makes a ticket of what is not right. */
    finding(item) {
      const make = (ticket) => () => {
        close();
        this.tell("find", { item: item.id, ticket: ticket });
        this.app.say(this.word(ticket ? "i_made_ticket" : "i_made_finding"));
      };
      const close = this.app.sheet(`${item.name} ${item.device_name}`.trim(), [
        item.before ? el("p", "hint", this.word("i_last", item.before)) : null,
        button("main wide", this.word("i_ticket"), make(true)),
        button("wide", this.word("i_finding"), make(false)),
      ]);
    }

    mended(finding) {
      const note = input("area", this.word("i_mended_how"), "");
      this.form(finding.name, [el("p", "hint", finding.where), note], () => {
        this.tell("mended", { finding: finding.id, note: said(note) });
        return "";
      });
    }

    /** A label's code from a photo, or its number typed in; jump(item) goes there. */
    scan(jump) {
      const text = input("text", this.word("i_device"), "", { autocapitalize: "characters" });
      const file = input("file", this.word("take_photo"), "", {
        accept: "image/*",
        capture: "environment",
      });
      const parts = [el("p", "hint", this.word("i_scan_hint")), file, text];
      this.form(
        this.word("i_scan"),
        parts,
        async () => {
          const [photo] = file.entry.files;
          const code = said(text) || (photo ? await this.codeOn(photo) : "");
          if (code === null) {
            return this.word("i_scan_blind");
          }
          const found = jiaohao.inspectionFold.ofLabel(this.work, code);
          if (!found) {
            return this.word("i_scan_none");
          }
          jump(found);
          return "";
        },
        this.word("done")
      );
    }

    async codeOn(photo) {
      try {
        return await jiaohao.fieldReader.codeOn(photo);
      } catch (error) {
        return ""; // no picture that can be read
      }
    }

    talk() {
      const department = input("text", this.word("i_department"), "");
      const name = input("text", this.word("name"), "");
      const role = input("text", this.word("i_role"), "");
      const score = choice(this.day.scores, "", "stack");
      const trouble = input("area", this.word("i_trouble"), "");
      const wish = input("area", this.word("i_wish"), "");
      const request = input("checkbox", this.word("i_request"), "");
      const parts = [department, name, role, score, trouble, wish, request];
      this.form(this.word("i_add_talk"), parts, () => {
        if (!said(department) || !said(name)) {
          return this.word("i_talk_lacks");
        }
        this.tell("talk", {
          department: said(department),
          name: said(name),
          role: said(role),
          score: score.pick(),
          trouble: said(trouble),
          wish: said(wish),
          request: request.entry.checked && Boolean(said(wish)),
        });
        return "";
      });
    }

    training() {
      const name = input("text", this.word("i_subject"), "");
      const minutes = input("text", this.word("i_minutes"), "30", { inputMode: "numeric" });
      const material = input("text", this.word("i_material"), "");
      this.form(this.word("i_add_training"), [name, minutes, material], () => {
        const length = Number(said(minutes));
        if (!said(name)) {
          return this.word("i_subject_lacks");
        }
        if (!(length > 0)) {
          return this.word("no_number");
        }
        this.tell("train", { name: said(name), minutes: length, material: said(material) });
        return "";
      });
    }

    attend(training) {
      const pad = new jiaohao.fieldCamera.Pad();
      const department = input("text", this.word("i_department"), "");
      const name = input("text", this.word("name"), "");
      const again = button("plain", this.word("sign_again"), () => pad.clear());
      const parts = [el("p", "hint", training.name), department, name, pad.node, again];
      this.form(this.word("i_attend"), parts, async () => {
        if (!said(name) || pad.empty()) {
          return this.word("sign_lacks");
        }
        const blob = { id: jiaohao.fieldShelf.makeId(), data: await pad.blob() };
        const args = { ref: training.ref, name: said(name), department: said(department) };
        await this.tell("attend", args, { blob: blob });
        return "";
      });
    }

    inShort() {
      const text = input("area", this.word("i_summary_hint"), this.work.summary);
      this.form(this.word("i_summary"), [text], () => {
        this.tell("words", { summary: said(text) });
        return "";
      });
    }

    summary() {
      const { done, all } = jiaohao.inspectionFold.progress(this.work);
      return el("div", "card", [
        el("b", "", this.work.hospital),
        el("p", "", this.work.summary || ""),
        el("small", "", this.word("i_progress", `${done} / ${all}`)),
        ...this.work.findings.map((one) => el("small", "", `✗ ${one.name} ${one.where}`)),
      ]);
    }
  }

  jiaohao.InspectionSheets = InspectionSheets;
})(typeof self === "undefined" ? globalThis : self);
