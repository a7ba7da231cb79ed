/** @odoo-module ignore */
/*
 * Region "ticker": one line that rolls. What it says comes from running notices, from clinics that
 * are stopped (by the queue's own rows) and from the layout. One transform on one layer, moved by
 * the compositor: smooth on cheap boxes, no work per frame.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  jiaohao.regions = jiaohao.regions || {};

  const SPEED = 6; // per cent of the region's width a second
  const GAP = "　　　";

  class TickerRegion {
    constructor(node, options, context) {
      this.node = node;
      this.options = options || {};
      this.context = context;
      node.classList.add("ticker-region");
      this.line = jiaohao.dom.el("div", "t-line", []);
      node.appendChild(this.line);
    }

    draw(model, now, serverTime) {
      const texts = this.texts(model, serverTime);
      const size = Math.round(this.node.clientHeight * 0.52);
      const key = size + texts.join("\n");
      if (key !== this.key) {
        this.key = key;
        this.node.style.fontSize = size + "px";
        this.fill(texts);
      }
      this.line.hidden = !texts.length;
    }

    texts(model, serverTime) {
      const media = this.context.screen.media;
      const notices = media ? media.notices(serverTime) : [];
      const told = notices.map((one) => [one.text, one.text_en].filter(Boolean).join("  "));
      const own = String(this.options.text || "")
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean);
      return told.concat(this.stopped(model.board), own);
    }

    /** "Room 3: Clinic stopped (doctor ill)": from the rows of the queue itself. */
    stopped(board) {
      const word = this.context.texts && this.context.texts.suspended;
      return ((board && board.rows) || [])
        .filter((row) => row.state === "suspended")
        .map((row) => {
          const who = row.doctor ? " " + row.doctor.name : "";
          const why = row.reason ? "（" + row.reason + "）" : "";
          return row.name + who + "：" + (word ? word.local : "") + why;
        });
    }

    fill(texts) {
      this.line.textContent = "";
      texts.forEach((text) => this.line.appendChild(jiaohao.dom.el("span", "", text + GAP)));
      this.line.style.animation = "none";
      const width = this.node.clientWidth || root.innerWidth;
      const share = this.line.scrollWidth / width;
      if (this.options.still || !texts.length) {
        return;
      }
      void this.line.offsetWidth; // begins again from the right
      const speed = this.options.speed || SPEED;
      const seconds = Math.max(8, Math.round(((1 + share) * 100) / speed));
      this.line.style.animation = "jh-roll " + seconds + "s linear infinite";
      this.line.style.setProperty("--from", width + "px");
    }
  }

  jiaohao.regions.ticker = TickerRegion;
})(typeof self === "undefined" ? globalThis : self);
