/** @odoo-module ignore */
/* The little of the DOM that pages for phones need. Text only ever enters as text. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  /** el("div", "row", ["text", element, null]) */
  function el(tag, className, children) {
    const node = root.document.createElement(tag);
    if (className) {
      node.className = className;
    }
    (Array.isArray(children) ? children : [children]).forEach((child) => {
      if (child !== null && child !== undefined && child !== "" && child !== false) {
        node.appendChild(child.nodeType ? child : root.document.createTextNode(String(child)));
      }
    });
    return node;
  }

  function button(className, children, act) {
    const node = el("button", className, children);
    node.type = "button";
    node.addEventListener("click", act);
    return node;
  }

  function link(className, href, children) {
    const node = el("a", className, children);
    node.href = href;
    node.rel = "noreferrer";
    return node;
  }

  /** A field with its label: kind is an input's type, or "area". */
  function input(kind, label, value, more) {
    const node = el(kind === "area" ? "textarea" : "input", "");
    if (kind !== "area") {
      node.type = kind;
    }
    node.value = value === null || value === undefined ? "" : value;
    Object.assign(node, more || {});
    const box = el("label", "field", [el("span", "", label), node]);
    box.entry = node;
    return box;
  }

  /** One of several: [[value, words]], with the chosen one marked; pick() gives it. */
  function choice(options, chosen, look) {
    let value = chosen;
    const buttons = options.map(([key, words]) => {
      const made = button("", words, () => {
        value = key;
        mark();
      });
      made.dataset.value = key;
      return made;
    });
    function mark() {
      buttons.forEach((one) => {
        const on = one.dataset.value === value;
        one.className = on ? "on " + (value === "not_ok" ? "not" : "") : "";
        one.setAttribute("aria-pressed", on);
      });
    }
    mark();
    const box = el("div", "buttons " + (look || ""), buttons);
    box.pick = () => value;
    return box;
  }

  function words() {
    return JSON.parse(root.document.getElementById("field-words").textContent);
  }

  /** "%s" of a text is filled in order. */
  function fill(text, values) {
    let at = 0;
    return String(text).replace(/%s/g, () => String(values[at++]));
  }

  jiaohao.fieldDom = { el, button, link, input, choice, words, fill };
})(typeof self === "undefined" ? globalThis : self);
