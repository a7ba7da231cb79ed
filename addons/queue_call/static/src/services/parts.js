/** @odoo-module ignore */
/*
 * Parts of a screen beside its calls: voice, media, notices. Each file registers a maker:
 *
 *   jiaohao.screenParts.push((screen) => ({ snapshot(head) {}, … }));
 *
 * A part may have: snapshot(head) with the head of each snapshot; calls(fresh, withdrawn) with the
 * calls to announce and the ids taken back; heard(type, payload) with other bus messages;
 * pulse(answer); tick(now, serverTime); vitals() which returns fields of the heartbeat.
 * What a part does wrong is noted and never reaches the calls.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  class Parts {
    constructor(screen, makers) {
      this.failures = {};
      this.list = [];
      (makers || []).forEach((make) => this.guard("start", () => this.list.push(make(screen))));
    }

    guard(name, action) {
      try {
        return action();
      } catch (error) {
        const known = this.failures[name] || { count: 0 };
        this.failures[name] = { count: known.count + 1, text: String(error) };
        return undefined;
      }
    }

    tell(name, first, second) {
      this.list.forEach((part) => {
        if (part[name]) {
          this.guard(name, () => part[name](first, second));
        }
      });
    }

    /** What all parts say about themselves, in one object. */
    vitals() {
      const all = {};
      this.list.forEach((part) => {
        const own = part.vitals ? this.guard("vitals", () => part.vitals()) : null;
        Object.assign(all, own);
      });
      return all;
    }
  }

  jiaohao.screenParts = jiaohao.screenParts || [];
  jiaohao.parts = { Parts: Parts };
})(typeof self === "undefined" ? globalThis : self);
