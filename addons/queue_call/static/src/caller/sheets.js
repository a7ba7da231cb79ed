/** @odoo-module ignore */
/* Small sheets over the caller: the user's keys, patients back from tests, an extra number. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);

  function button(words, className, act) {
    const made = el("button", className, words);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  class Sheets {
    /** on: {saveKeys(keys or null), requeue(entry), extra(queue, patient)} */
    constructor(texts, node, on) {
      this.texts = texts;
      this.node = node;
      this.on = on;
      this.name = null;
      node.hidden = true;
    }

    say(key, values) {
      return jiaohao.format.fill(this.texts[key] || key, values || {});
    }

    close() {
      this.name = null;
      this.node.hidden = true;
      this.node.textContent = "";
    }

    show(name, title, parts) {
      this.name = name;
      this.node.textContent = "";
      const head = el("div", "head", [
        el("b", "", title),
        button(this.texts.back, "plain", () => this.close()),
      ]);
      [head].concat(parts).forEach((part) => this.node.appendChild(part));
      this.node.hidden = false;
    }

    /** A key while a sheet is open; true when it was the sheet's. */
    key(event) {
      if (!this.name) {
        return false;
      }
      if (event.key === "Escape") {
        this.close();
        return true;
      }
      if (this.name === "away" && /^[1-9]$/.test(event.key)) {
        const one = this.patients[Number(event.key) - 1];
        return Boolean(one && this.pick(one)) || true;
      }
      return this.name === "keys" && this.capture(event);
    }

    // -- the user's keys ---------------------------------------------------------------------
    openKeys(keys, usual) {
      this.usual = usual;
      this.keys = Object.assign({}, keys);
      this.waiting = null;
      this.drawKeys();
    }

    drawKeys(refused) {
      const rows = Object.keys(this.usual)
        .filter((verb) => this.texts["key_" + verb])
        .map((verb) => this.keyRow(verb));
      const found = jiaohao.desk.conflict(this.keys);
      const words = found
        ? this.say("conflict", {
            combo: found.combo,
            first: this.texts["key_" + found.first],
            second: this.texts["key_" + found.second],
          })
        : refused || "";
      const save = button(this.texts.save, "main", () => this.on.saveKeys(this.keys));
      save.disabled = Boolean(found);
      const fault = el("div", "fault", words);
      fault.hidden = !words;
      this.show("keys", this.texts.settings, [
        el("p", "hint", this.texts.settings_hint),
        fault,
        el("div", "rows", rows),
        el("div", "foot", [
          button(this.texts.reset, "plain", () => {
            this.keys = Object.assign({}, this.usual);
            this.drawKeys();
          }),
          save,
        ]),
      ]);
    }

    keyRow(verb) {
      const asked = this.waiting === verb;
      const words = asked ? this.texts.press_key : this.keys[verb] || this.texts.no_key;
      const choose = button(words, "choose" + (asked ? " asked" : ""), () => {
        this.waiting = asked ? null : verb;
        this.drawKeys();
      });
      choose.dataset.verb = verb;
      return el("div", "row", [el("span", "", this.texts["key_" + verb]), choose]);
    }

    /** The next key pressed is the one for the verb that was clicked. */
    capture(event) {
      const combo = jiaohao.desk.comboOf(event);
      if (!this.waiting || !combo) {
        return Boolean(this.waiting);
      }
      this.keys[this.waiting] = combo === "Delete" || combo === "Backspace" ? "" : combo;
      this.waiting = null;
      this.drawKeys();
      return true;
    }

    // -- back from tests ---------------------------------------------------------------------
    openAway(patients) {
      this.patients = patients;
      const rows = patients.map((one, index) =>
        button(
          [
            el("kbd", "", index < 9 ? String(index + 1) : ""),
            el("b", "", one.number),
            el("span", "name", one.name),
          ],
          "choice",
          () => this.pick(one)
        )
      );
      const hint = el("p", "hint", patients.length ? this.texts.away_hint : this.texts.away_none);
      this.show("away", this.texts.away_title, [hint].concat(rows));
    }

    pick(one) {
      this.close();
      this.on.requeue(one.entry);
      return true;
    }

    // -- an extra number ---------------------------------------------------------------------
    openExtra(queues) {
      const queue = el("select", "queue");
      queues.forEach((one) => {
        const option = el("option", "", one.name);
        option.value = one.id;
        queue.appendChild(option);
      });
      const mrn = el("input", "mrn");
      const name = el("input", "name");
      [mrn, name].forEach((input) => {
        input.type = "text";
        input.autocomplete = "off";
      });
      const give = el("button", "main", this.texts.extra_give);
      give.type = "submit";
      const field = (words, input) => el("label", "field", [el("span", "", words), input]);
      const form = el("form", "", [
        field(this.texts.queues, queue),
        field(this.texts.extra_mrn, mrn),
        field(this.texts.extra_name, name),
        el("div", "foot", [give]),
      ]);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const patient = { mrn: mrn.value.trim(), name: name.value.trim() };
        if (patient.mrn || patient.name) {
          this.close();
          this.on.extra(Number(queue.value), patient);
        }
      });
      this.show("extra", this.texts.extra_title, [form]);
      mrn.focus();
    }
  }

  jiaohao.sheets = { Sheets: Sheets };
})(typeof self === "undefined" ? globalThis : self);
