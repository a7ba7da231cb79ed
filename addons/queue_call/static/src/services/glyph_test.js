/** @odoo-module ignore */
/*
 * Whether this box has a font for a character: drawn, it must leave ink, and other ink than a
 * character that no font has (U+10FFFE).
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const SIZE = 24;

  function tester(family) {
    const canvas = root.document.createElement("canvas");
    canvas.width = canvas.height = SIZE;
    const pen = canvas.getContext && canvas.getContext("2d");
    if (!pen) {
      return () => true;
    }
    pen.textBaseline = "top";
    pen.font = SIZE - 6 + "px " + family;
    const ink = (char) => {
      pen.clearRect(0, 0, SIZE, SIZE);
      pen.fillText(char, 1, 1);
      const data = pen.getImageData(0, 0, SIZE, SIZE).data;
      let print = 0;
      for (let i = 3; i < data.length; i += 4) {
        print = (print * 31 + (data[i] > 90 ? i : 0)) | 0;
      }
      return print;
    };
    const missing = ink("\u{10FFFE}");
    const nothing = ink(" ");
    return (char) => {
      const print = ink(char);
      return print !== missing && print !== nothing;
    };
  }

  jiaohao.glyphTest = { tester: tester };
})(typeof self === "undefined" ? globalThis : self);
