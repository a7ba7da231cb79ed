/** @odoo-module ignore */
/* The little of the DOM that the light pages need. Text only ever enters as text. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  /** Make an element: el("div", "row big", ["text", element, null]). */
  function el(tag, className, children) {
    const node = root.document.createElement(tag);
    if (className) {
      node.className = className;
    }
    (Array.isArray(children) ? children : [children]).forEach((child) => {
      if (child !== null && child !== undefined && child !== "") {
        node.appendChild(child.nodeType ? child : root.document.createTextNode(String(child)));
      }
    });
    return node;
  }

  /** Replace what a node holds, only when `key` changed since the last time. */
  function fillOnce(node, key, make) {
    if (node.jiaohaoKey !== key) {
      node.jiaohaoKey = key;
      node.textContent = "";
      make().forEach((child) => node.appendChild(child));
    }
  }

  function setText(node, text) {
    if (node.textContent !== text) {
      node.textContent = text;
    }
  }

  /** The facts that the server wrote into the page. */
  function config() {
    return JSON.parse(root.document.getElementById("jh-config").textContent);
  }

  /** Twice a frame: what was in the document before is on the glass now. */
  function painted(done) {
    root.requestAnimationFrame(() => root.requestAnimationFrame(done));
  }

  jiaohao.dom = { el: el, fillOnce: fillOnce, setText: setText, config: config, painted: painted };
})(typeof self === "undefined" ? globalThis : self);
