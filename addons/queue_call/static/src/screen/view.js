/** @odoo-module ignore */
/*
 * The picture of a screen: regions of a layout, each drawn by a class of its own. State in, DOM out:
 * it asks nobody and decides nothing. Words come from the server: `texts[key]` is {local, en}.
 *
 * A region: jiaohao.regions[kind] = class { constructor(node, options, context); draw(model, now,
 * serverTime); close() when another layout comes }. `context`: {screen, texts, both, layout, has}; `model`: {board, cards, link, recent}.
 * A region that throws is noted and stays as it was; the others go on.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const dom = () => jiaohao.dom;
  const el = (tag, className, children) => dom().el(tag, className, children);
  jiaohao.regions = jiaohao.regions || {};
  const SHIFT_PX = 4;

  class View {
    constructor(screen, node) {
      this.screen = screen;
      this.config = screen.config;
      this.texts = this.config.texts;
      this.node = node;
      this.recent = jiaohao.recent.create();
      this.failures = {};
      this.regions = [];
      const test = jiaohao.glyphTest.tester(root.getComputedStyle(root.document.body).fontFamily);
      this.has = jiaohao.glyphs.remembered(test);
      this.age = el("div", "age");
      this.status = el("div", "status");
      this.stage = el("div", "stage");
      node.textContent = "";
      [this.stage, this.age, this.status].forEach((part) => node.appendChild(part));
    }

    /** Local word beside the English one, once when they are the same or one language is enough. */
    both(key, values) {
      const text = this.texts[key] || { local: key, en: key };
      return this.pair(text.local, text.en, values);
    }

    pair(local, en, values) {
      const fill = (words) => jiaohao.format.fill(words, values || {});
      const parts = [el("span", "local", fill(local))];
      if (en && en !== local && this.layout && this.layout.bilingual !== false) {
        parts.push(el("span", "en", fill(en)));
      }
      return parts;
    }

    /** Build the regions of a layout; the same layout is built once. */
    lay(layout) {
      const width = root.innerWidth;
      const height = root.innerHeight;
      const chosen = jiaohao.stage.choose(layout, this.config.kind, width, height);
      const key = [chosen.key, chosen.hash, width, height].join(" ");
      if (key === this.laid) {
        return;
      }
      this.laid = key;
      this.layout = chosen;
      this.unit = jiaohao.stage.unit(chosen, width, height);
      root.document.documentElement.style.fontSize = this.unit + "px";
      root.document.body.className = "skin-" + chosen.skin;
      this.node.className = "jh-screen " + this.config.kind + " skin-" + chosen.skin;
      this.regions.forEach((one) => this.guard(one.id, () => one.view.close && one.view.close()));
      this.stage.textContent = "";
      this.regions = chosen.regions.map((one) => this.make(one)).filter(Boolean);
    }

    make(one) {
      const node = el("section", "jh-region r-" + one.kind);
      node.setAttribute("data-region", one.id);
      ["x:left", "y:top", "w:width", "h:height"].forEach((pair) => {
        node.style[pair.slice(2)] = one[pair[0]] + "%";
      });
      this.stage.appendChild(node);
      const Region = jiaohao.regions[one.kind];
      const context = {
        screen: this.screen,
        texts: this.texts,
        both: (key, values) => this.both(key, values),
        pair: (local, en) => this.pair(local, en),
        layout: this.layout,
        has: this.has,
        units: {
          w: (one.w * root.innerWidth) / 100 / this.unit,
          h: (one.h * root.innerHeight) / 100 / this.unit,
        },
      };
      return Region
        ? this.guard(one.id, () => ({
            id: one.id,
            view: new Region(node, one.options || {}, context),
          }))
        : null;
    }

    guard(id, action) {
      try {
        return action();
      } catch (error) {
        const known = this.failures[id] || { count: 0 };
        this.failures[id] = { count: known.count + 1, text: String(error) };
        return null;
      }
    }

    /** board: reducer's state; cards: pop-ups; link: {mode, age_ms}; now: running ms. */
    draw(board, cards, link, now, serverTime) {
      this.lay(board.head.layout);
      this.recent = jiaohao.recent.step(this.recent, board, this.layout.clear, serverTime);
      const model = { board: board, cards: cards, link: link, recent: this.recent };
      this.regions.forEach((one) =>
        this.guard(one.id, () => one.view.draw(model, now, serverTime))
      );
      this.drawAge(board, link);
      this.drawShift(serverTime);
    }

    withdraw(ids) {
      const kept = this.recent.called.filter((call) => ids.indexOf(call.id) < 0);
      this.recent = Object.assign({}, this.recent, { called: kept });
    }

    /** From 5 s on the age of the data stands over everything else that the screen says. */
    drawAge(board, link) {
      const late = link.mode === "late";
      const age = jiaohao.format.age(link.age_ms);
      const key = late ? "age_" + age.unit : "";
      const words = board.seq === null ? "connecting" : key;
      dom().fillOnce(this.age, late ? words + age.value : "", () =>
        late ? [el("span", "sign", "!")].concat(this.both(words, { value: age.value })) : []
      );
      this.age.hidden = !late;
      this.node.classList.toggle("late", late);
      const state =
        link.mode === "live" ? "live" : link.mode === "starting" ? "connecting" : "lost";
      dom().fillOnce(this.status, state, () => [
        el("i", state),
        el("span", "", this.texts[state].local),
      ]);
    }

    /** A slow walk of the whole picture against burn-in. */
    drawShift(serverTime) {
      const place = jiaohao.format.pixelShift(Math.floor(serverTime / 60000), SHIFT_PX);
      const moved = "translate(" + place.x + "px," + place.y + "px)";
      if (this.stage.style.transform !== moved) {
        this.stage.style.transform = moved;
      }
    }

    /** Which of these calls are in the picture now? */
    standing(callIds) {
      return callIds.filter((id) => {
        const node = this.node.querySelector('[data-call="' + Number(id) + '"]');
        return node !== null && node.offsetWidth > 0 && node.offsetHeight > 0;
      });
    }
  }

  jiaohao.screenView = { View: View };
})(typeof self === "undefined" ? globalThis : self);
