/** @odoo-module ignore */
/* Small pictures for people who do not read well: drawn with a few strokes on a field of 24 x 24. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const NS = "http://www.w3.org/2000/svg";
  const PATHS = {
    clock: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l4 2",
    calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M9 15h6",
    card: "M3 6h18v12H3zM3 10h18M7 15h4",
    chair: "M6 3h12M6 21h12M8 3v4l4 5l4-5V3M8 21v-4l4-5l4 5v4",
    desk: "M12 4a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M7 14c0-3 2-4 5-4s5 1 5 4M3 14h18M5 14v7M19 14v7",
    door: "M6 21V3h12v18M3 21h18M14.5 12v1",
    money: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M8.5 7l3.5 5l3.5-5M8.5 12h7M8.5 15h7M12 12v6",
    ok: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M7.5 12.5l3 3l6-7",
    phone: "M7 2h10v20H7zM10.5 19h3",
    question: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M9 9.5a3 3 0 1 1 4 2.8c-1 .4-1 1-1 1.7M12 17v.5",
    scan: "M3 8V4h4M17 4h4v4M21 16v4h-4M7 20H3v-4M4 12h16",
    stop: "M8 3h8l5 5v8l-5 5H8l-5-5V8zM8 12h8",
    sound: "M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
    way: "M4 12h14M12 6l6 6l-6 6",
  };

  function icon(name, className) {
    const svg = root.document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", "icon " + (className || ""));
    svg.setAttribute("aria-hidden", "true");
    const path = root.document.createElementNS(NS, "path");
    path.setAttribute("d", PATHS[name] || PATHS.question);
    svg.appendChild(path);
    return svg;
  }

  jiaohao.icons = { icon: icon, names: Object.keys(PATHS) };
})(typeof self === "undefined" ? globalThis : self);
