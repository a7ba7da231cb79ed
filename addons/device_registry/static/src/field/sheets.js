/** @odoo-module ignore */
/* What the sheets of all kinds of work have in common: a form, a photo, advice, a signature. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const { el, button, input } = jiaohao.fieldDom;

  class FieldSheets {
    /** kind: of the work ("visit"); work: the record with its key, contact and signatures. */
    constructor(app, kind, work) {
      this.app = app;
      this.kind = kind;
      this.work = work;
    }

    word(key, ...values) {
      return this.app.word(key, ...values);
    }

    tell(verb, args, more) {
      return this.app.tell(this.kind, this.work.key, verb, args, more);
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

    /** "20 – 80 %", "≥ 20 %", "≤ 80 %", or nothing. */
    limits(item) {
      const { low, high, unit } = item;
      const words =
        low !== null && high !== null
          ? `${low} – ${high}`
          : low !== null
            ? `≥ ${low}`
            : high !== null
              ? `≤ ${high}`
              : "";
      return words ? el("p", "hint", `${words} ${unit}`) : "";
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

    /** The camera; the picture is made small before it is kept. more() gives further arguments. */
    photo(item, parts, more) {
      const name = input("text", this.word("caption"), "");
      const file = input("file", this.word("take_photo"), "", {
        accept: "image/*",
        capture: "environment",
      });
      const look = this.blurHint();
      this.form(this.word("add_photo"), [...(parts || []), file, name], async () => {
        const [chosen] = file.entry.files;
        if (!chosen) {
          return this.word("take_first");
        }
        try {
          if (await look(chosen)) {
            return this.word("blurred");
          }
          const data = await jiaohao.fieldCamera.shrink(chosen);
          const args = Object.assign({ name: name.entry.value.trim() }, more ? more() : {});
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

    /** Says once of each photo that it is blurred; who saves it again means it. */
    blurHint() {
      let told = null;
      return async (file) => {
        const again = told === file;
        told = file;
        return !again && jiaohao.fieldReader.isBlurred(file);
      };
    }

    sign(role) {
      const pad = new jiaohao.fieldCamera.Pad();
      const known = role === "engineer" ? this.app.day().user : this.work.contact;
      const name = input("text", this.word("name"), this.work[role + "_name"] || known);
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

    /** Seam: what is signed stands above the signature. */
    summary() {
      return null;
    }
  }

  jiaohao.FieldSheets = FieldSheets;
})(typeof self === "undefined" ? globalThis : self);
