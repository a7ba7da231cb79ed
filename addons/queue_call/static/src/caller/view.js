/** @odoo-module ignore */
/* The picture of the caller page: model in, DOM out. Clicks are handed to `on`. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const el = (tag, className, children) => jiaohao.dom.el(tag, className, children);

  class View {
    /** on: {verb(verb), open(point, queues), pick(entry), settings(), small()} */
    constructor(texts, node, on) {
      this.texts = texts;
      this.on = on;
      this.node = node;
      node.className = "jh-caller";
      node.textContent = "";
      this.parts = {};
      [
        "bar",
        "alert",
        "message",
        "sheet",
        "open",
        "inside",
        "current",
        "delivery",
        "keys",
        "undo",
        "next",
        "stats",
      ].forEach((name) => node.appendChild((this.parts[name] = el("div", name))));
      this.parts.message.setAttribute("role", "status");
      this.parts.alert.setAttribute("role", "alert");
      this.buttons = {};
      this.buildKeys();
    }

    say(key, values) {
      return jiaohao.format.fill(this.texts[key] || key, values || {});
    }

    buildKeys() {
      jiaohao.desk.VERBS.forEach((verb) => this.addButton(this.parts.keys, verb));
      ["requeue", "extra", "close"].forEach((verb) => this.addButton(this.parts.keys, verb));
      this.addButton(this.parts.undo, "undo");
      this.undoWords = el("span", "words", "");
      this.parts.undo.insertBefore(this.undoWords, this.parts.undo.firstChild);
    }

    addButton(parent, verb) {
      const label = el("span", "label", this.texts["key_" + verb]);
      const kbd = el("kbd", "", "");
      const button = el("button", "key " + verb, [label, kbd]);
      button.type = "button";
      button.disabled = true; // until the server has said what can be done
      button.tabIndex = -1; // the keys are always at hand; Tab stays for the forms
      button.addEventListener("click", () => this.on.verb(verb));
      parent.appendChild(button);
      this.buttons[verb] = { button: button, label: label, kbd: kbd };
    }

    tool(sign, words, act) {
      const button = el("button", "tool", sign);
      button.type = "button";
      button.title = words;
      button.setAttribute("aria-label", words);
      button.addEventListener("click", act);
      return button;
    }

    fill(name, key, make) {
      jiaohao.dom.fillOnce(this.parts[name], key, make);
    }

    show(name, shown) {
      this.parts[name].hidden = !shown;
    }

    /** model: {state, link, busy, unsure, notice, choosing, out, now} */
    draw(model) {
      const state = model.state;
      const session = state ? state.session : null;
      this.drawBar(session, model);
      this.drawAlert(model);
      this.drawMessage(model);
      const choosing = Boolean(state && !session && state.choices) && !model.out;
      this.show("open", choosing);
      ["inside", "current", "delivery", "keys", "undo", "next", "stats"].forEach((name) =>
        this.show(name, Boolean(session))
      );
      this.node.classList.toggle("off", model.link.lost || model.link.mode === "late");
      if (choosing) {
        this.drawOpen(state.choices, model.usual, model);
      }
      if (session) {
        this.drawSession(state, model);
      }
    }

    drawBar(session, model) {
      const name = session ? session.point.name : this.texts.title;
      const queues = session ? session.queues.map((q) => q.name + " " + q.waiting) : [];
      const lost = model.link.lost || model.link.mode === "late";
      const key = JSON.stringify([name, queues, lost, session && session.state]);
      this.fill("bar", key, () => [
        el("b", "room", name),
        session && session.state === "paused"
          ? el("span", "paused", this.texts.paused)
          : el("span"),
        this.tool("\u2328", this.texts.settings, () => this.on.settings()),
        this.tool(el("i", "window"), this.texts.small, () => this.on.small()),
        el("i", lost ? "dot lost" : "dot live"),
        el("div", "queues", queues.join(" · ")),
      ]);
    }

    drawAlert(model) {
      const lost = model.link.lost || model.link.mode === "late";
      const key = model.out ? "logged_out" : lost ? "lost" : model.unsure ? "unsure" : "";
      this.show("alert", Boolean(key));
      this.fill("alert", key, () => {
        const words = el("span", "", key ? this.texts[key] : "");
        if (key !== "logged_out") {
          return [words];
        }
        const link = el("a", "", this.texts.log_in);
        link.href = "/web/login?redirect=/queue/caller";
        return [words, link];
      });
    }

    drawMessage(model) {
      const words = model.notice || (model.state && model.state.message) || "";
      this.show("message", Boolean(words));
      this.fill("message", words, () => [el("span", "", words)]);
    }

    drawSession(state, model) {
      const now = model.now;
      const current = jiaohao.desk.current(state, model.picked);
      this.drawInside(state.inside || [], current);
      this.drawCurrent(current, now, model.keys);
      const line = jiaohao.desk.deliveryLine(state.delivery, this.texts.separator || ", ");
      this.fill("delivery", JSON.stringify(line), () => {
        this.parts.delivery.className = "delivery " + (line ? line.tone : "empty");
        return line ? [el("span", "", this.say(line.key, line.values))] : [];
      });
      this.drawKeys(state, model);
      this.drawNext(state);
      this.drawStats(state.stats);
    }

    drawStats(stats) {
      this.fill("stats", JSON.stringify(stats), () => {
        const said = [
          this.say("served", { n: stats.served }),
          stats.mean_min === null ? "" : this.say("mean_min", { n: stats.mean_min }),
          this.say("no_shows", { n: stats.no_show }),
          stats.longest
            ? this.say("longest", { number: stats.longest.number, n: stats.longest.minutes })
            : "",
        ];
        return said.filter((words) => words).map((words) => el("span", "", words));
      });
    }

    /** Several are inside (a room with chairs, or without "next finishes"): pick whom keys mean. */
    drawInside(inside, current) {
      this.show("inside", inside.length > 1);
      const key = JSON.stringify([
        inside.map((one) => [one.entry, one.number, one.state]),
        current,
      ]);
      this.fill("inside", inside.length > 1 ? key : "", () => {
        const chips = inside.map((one) => {
          const mine = current && one.entry === current.entry;
          const chip = el("button", "chip" + (mine ? " mine" : ""), [
            el("b", "", one.number),
            one.name,
          ]);
          chip.type = "button";
          chip.addEventListener("click", () => this.on.pick(one.entry));
          return chip;
        });
        return inside.length > 1 ? [el("span", "", this.texts.also_inside)].concat(chips) : [];
      });
    }

    drawCurrent(current, now, keys) {
      const since = current ? jiaohao.desk.since(current.called_at, now) : null;
      this.fill("current", JSON.stringify([current, since, keys.next]), () => {
        if (!current) {
          return [
            el("div", "nobody", this.texts.nobody),
            el("div", "hint", keys.next ? this.say("nobody_hint", { key: keys.next }) : ""),
          ];
        }
        const age = this.say(since.unit, { n: since.n });
        const facts = [this.say("called_ago", { age: age })];
        if (current.recalls) {
          facts.push(this.say("recalled", { n: current.recalls + 1 }));
        }
        return [
          el("div", "number", current.number),
          el("div", "name", [
            current.name,
            current.class ? el("span", "tag", current.class) : null,
          ]),
          el("div", "facts", [
            el("span", "state " + current.state, this.texts[current.state] || current.state),
            facts.join(" · "),
          ]),
          el("div", "rule", current.recall_rule || ""),
          current.problem ? el("div", "problem", this.texts.problem) : el("div"),
        ];
      });
    }

    drawKeys(state, model) {
      const paused = state.session.state === "paused";
      Object.keys(this.buttons).forEach((name) => {
        const verb = name === "pause" && paused ? "resume" : name;
        const can = jiaohao.desk.enabled(
          verb,
          state,
          model.link,
          model.busy,
          model.now,
          model.picked
        );
        this.buttons[name].button.disabled = !can;
        this.buttons[name].button.classList.toggle("busy", model.busy === verb);
        const count = verb === "requeue" && state.away.length ? " " + state.away.length : "";
        jiaohao.dom.setText(this.buttons[name].label, this.texts["key_" + verb] + count);
        jiaohao.dom.setText(this.buttons[name].kbd, model.keys[name] || "");
      });
      this.buttons.extra.button.hidden = !model.extra;
      const left = jiaohao.desk.undoLeft(state, model.now);
      this.parts.undo.classList.toggle("gone", left <= 0);
      const words = left > 0 ? this.say("undo", { what: state.undo.what }) : "";
      jiaohao.dom.setText(this.undoWords, words + (left > 0 ? "  " + Math.ceil(left / 1000) : ""));
    }

    drawNext(state) {
      this.fill("next", JSON.stringify([state.next, state.waiting]), () => {
        const head = el("div", "head", [
          el("b", "", this.texts.next_up),
          el("span", "", this.say("waiting", { n: state.waiting })),
        ]);
        if (!state.next.length) {
          return [head, el("div", "empty", this.texts.empty_line)];
        }
        const hidden = state.next.some((one) => one.name === null);
        return [head, el("div", "hint", hidden ? this.texts.hidden_name : "")].concat(
          state.next.map((one) =>
            el("div", "one", [
              el("div", "who", [
                el("b", "", one.number),
                el("span", "name", one.name),
                one.class ? el("span", "tag", one.class) : null,
              ]),
              el("div", "why", one.why),
            ])
          )
        );
      });
    }

    /** The form that opens a room; drawn once for the same choices, so that typing is not lost. */
    drawOpen(choices, usual, model) {
      const off = model.link.lost || Boolean(model.busy);
      const key = model.keys.next;
      this.fill("open", JSON.stringify([choices, usual, key]), () =>
        this.makeOpen(choices, usual, key)
      );
      Array.prototype.forEach.call(this.parts.open.querySelectorAll("button"), (button) => {
        button.disabled = off;
      });
    }

    makeOpen(choices, usual, key) {
      if (!choices.points.length || !choices.queues.length) {
        return [el("h2", "", this.texts.open_title), el("p", "", this.texts.no_rooms)];
      }
      const parts = [el("h2", "", this.texts.open_title)];
      if (usual) {
        parts.push(this.usualButton(choices, usual, key));
        parts.push(el("p", "hint", this.say("open_hint", { key: key })));
        parts.push(el("h3", "", this.texts.open_other));
      }
      return parts.concat(this.otherForm(choices, usual));
    }

    usualButton(choices, usual, key) {
      const point = choices.points.filter((one) => one.id === usual.point)[0];
      const queues = choices.queues.filter((one) => usual.queues.indexOf(one.id) >= 0);
      const button = el("button", "usual", [
        el("b", "", this.say("open_usual", { room: point.name })),
        el("span", "", queues.map((one) => one.name).join(" · ")),
        el("kbd", "", key),
      ]);
      button.type = "button";
      button.addEventListener("click", () => this.on.open(usual.point, usual.queues));
      return button;
    }

    otherForm(choices, usual) {
      const rooms = el("select", "rooms");
      choices.points.forEach((one) => {
        const option = el("option", "", one.name + (one.busy ? " (" + this.texts.busy + ")" : ""));
        option.value = one.id;
        option.disabled = one.busy;
        option.selected = Boolean(usual && usual.point === one.id);
        rooms.appendChild(option);
      });
      const list = el("div", "queues");
      const fillQueues = () => this.fillQueues(list, choices, Number(rooms.value), usual);
      rooms.addEventListener("change", fillQueues);
      fillQueues();
      const button = el("button", "other", this.texts.open);
      button.type = "submit";
      const form = el("form", "", [
        el("label", "", [el("span", "", this.texts.room), rooms]),
        el("span", "label", this.texts.queues),
        list,
        button,
      ]);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const picked = list.querySelectorAll("input:checked");
        this.on.open(
          Number(rooms.value),
          Array.prototype.map.call(picked, (box) => Number(box.value))
        );
      });
      return [form];
    }

    /** A room serves queues of its own zone: only these are offered. */
    fillQueues(list, choices, room, usual) {
      const point = choices.points.filter((one) => one.id === room)[0] || {};
      list.textContent = "";
      choices.queues
        .filter((one) => one.zone === point.zone)
        .forEach((one) => {
          const box = el("input");
          box.type = "checkbox";
          box.value = one.id;
          box.checked = Boolean(usual && usual.queues.indexOf(one.id) >= 0);
          list.appendChild(el("label", "", [box, el("span", "", one.name)]));
        });
    }
  }

  jiaohao.callerView = { View: View };
})(typeof self === "undefined" ? globalThis : self);
