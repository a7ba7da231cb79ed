/** @odoo-module ignore */
/*
 * A screen for the composer: the same regions and styles, with people that exist nowhere. It asks no
 * server; the composer hands it layouts by `show(layout)`.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  class Preview {
    constructor(config, node) {
      this.config = config;
      this.board = jiaohao.board.snapshot(jiaohao.board.empty(), config.preview, null).state;
      this.view = new jiaohao.screenView.View(this, node);
      this.popup = true;
      this.now = 0;
    }

    start() {
      this.draw();
      root.setInterval(() => this.draw((this.now += 1000)), 1000);
      root.addEventListener("resize", () => this.draw());
      return this;
    }

    show(layout, popup) {
      this.popup = popup;
      this.board = Object.assign({}, this.board, {
        head: Object.assign({}, this.board.head, { layout: layout }),
      });
      this.draw();
    }

    draw() {
      const at = Date.parse(this.config.preview.server_time) + this.now;
      const cards = this.popup ? this.board.calls.map((call) => ({ call: call })) : [];
      this.view.draw(this.board, cards, { mode: "live", age_ms: 0 }, this.now, at);
    }
  }

  jiaohao.preview = { Preview: Preview };
})(typeof self === "undefined" ? globalThis : self);
