/** @odoo-module ignore */
/*
 * A name in no font of this box is not shown as boxes: the number alone stands there. `has` tells
 * whether a character can be drawn; the drawing itself is looked at in services/glyph_test.js.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const MAX_KNOWN = 8000;

  /** The name, or nothing when one of its characters cannot be drawn. */
  function shown(name, has) {
    const text = String(name || "");
    for (const char of text) {
      if (char > "~" && !has(char)) {
        return "";
      }
    }
    return text;
  }

  /** `look(char)` asked once a character; forgets all rather than grow for ever. */
  function remembered(look) {
    let known = new Map();
    return (char) => {
      if (!known.has(char)) {
        if (known.size >= MAX_KNOWN) {
          known = new Map();
        }
        known.set(char, look(char));
      }
      return known.get(char);
    };
  }

  jiaohao.glyphs = { shown: shown, remembered: remembered };
})(typeof self === "undefined" ? globalThis : self);
