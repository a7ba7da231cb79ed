/** @odoo-module ignore */
/*
 * The caller in a small window that stays on top of the doctor's own program. Where the browser has
 * Document Picture-in-Picture the very same page moves there (one connection, one state); else a
 * plain pop-up of the same size opens the page once more.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const WIDTH = 320;
  const HEIGHT = 600;

  class Small {
    /** on: {keys(document), blocked()}; `node` is the page, `hint` is shown where it was. */
    constructor(node, hint, on) {
      this.node = node;
      this.home = node.parentNode;
      this.hint = hint;
      this.on = on;
      this.window = null;
    }

    get inside() {
      return Boolean(root.opener) || Boolean(this.window);
    }

    async open() {
      if (this.window) {
        return this.window.focus();
      }
      if (!root.documentPictureInPicture) {
        return this.popup();
      }
      try {
        const size = { width: WIDTH, height: HEIGHT };
        this.moveTo(await root.documentPictureInPicture.requestWindow(size));
      } catch (error) {
        this.popup(); // no gesture, or forbidden by a policy
      }
      return null;
    }

    popup() {
      const options = "popup=yes,width=" + WIDTH + ",height=" + HEIGHT;
      if (!root.open("/queue/caller", "jiaohao_caller", options)) {
        this.on.blocked();
      }
    }

    moveTo(small) {
      this.window = small;
      Array.prototype.forEach.call(root.document.styleSheets, (sheet) => {
        const style = small.document.createElement("style");
        style.textContent = Array.prototype.map
          .call(sheet.cssRules, (rule) => rule.cssText)
          .join("\n");
        small.document.head.appendChild(style);
      });
      small.document.documentElement.lang = root.document.documentElement.lang;
      small.document.body.appendChild(this.node);
      this.hint.hidden = false;
      this.on.keys(small.document);
      small.addEventListener("pagehide", () => this.back());
    }

    /** The small window closes: the page is where it was. */
    back() {
      if (this.window) {
        const small = this.window;
        this.window = null;
        this.home.appendChild(this.node);
        this.hint.hidden = true;
        small.close();
      }
    }
  }

  jiaohao.small = { Small: Small };
})(typeof self === "undefined" ? globalThis : self);
