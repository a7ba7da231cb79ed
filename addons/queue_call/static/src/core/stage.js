/** @odoo-module ignore */
/*
 * Which picture fits this screen: pure. A layout is what the server sent; its places are percent.
 * Without one (the very first start, an old store) a plain picture of header, rooms and calls serves.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const UNITS = 108;

  function plain(kind) {
    const at = (id, type, y, h) => ({ id: id, kind: type, x: 1.5, y: y, w: 97, h: h, options: {} });
    return {
      key: "plain",
      hash: "plain-" + kind,
      skin: "night",
      scale: 1,
      clear: {},
      idle: {},
      bilingual: true,
      regions: [
        at("head", "header", 1.5, 11),
        at("main", kind === "door" ? "chairs" : "rooms", 13, 78),
        at("popup", "calls", 14, 76),
      ],
    };
  }

  /** The layout to draw on a screen of this size; a layout without a size of its own has two. */
  function choose(layout, kind, width, height) {
    const upright = height > width;
    if (!layout || !Array.isArray(layout.regions)) {
      return plain(kind);
    }
    const other = layout.other;
    if (other && upright === (layout.orientation === "landscape")) {
      return other;
    }
    return layout;
  }

  /** Pixels of one unit of type: 1/108 of the short side, grown by the layout's scale. */
  function unit(layout, width, height) {
    return (Math.min(width, height) / UNITS) * (layout.scale || 1);
  }

  /** How many lines of `least` units fit into `height` units; never none. */
  function lines(height, least) {
    return Math.max(1, Math.floor((height + 0.01) / least));
  }

  /**
   * The page of a list: turns by itself, and stops at the page where somebody is being called.
   * `fresh(item)` says who that is.
   */
  function page(items, size, now, turn, fresh) {
    const shown = jiaohao.format.page(items.length, size, now, turn);
    const called = fresh ? items.findIndex(fresh) : -1;
    if (called >= 0 && (called < shown.from || called >= shown.to)) {
      const index = Math.floor(called / size);
      const end = Math.min(items.length, (index + 1) * size);
      return { pages: shown.pages, index: index, from: index * size, to: end };
    }
    return shown;
  }

  jiaohao.stage = { choose: choose, unit: unit, lines: lines, page: page };
})(typeof self === "undefined" ? globalThis : self);
