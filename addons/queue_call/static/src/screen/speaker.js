/** @odoo-module ignore */
/*
 * Which device of a loudspeaker zone speaks may change while screens run: the bus says so at once,
 * the pulse every two seconds. The screen then asks for a new snapshot, whose head has the truth.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  class Speaker {
    constructor(screen) {
      this.screen = screen;
      this.speaks = null; // as the last snapshot said
    }

    snapshot(head) {
      this.speaks = Boolean(head.speaker && head.speaker.speaks);
    }

    pulse(answer) {
      if ("speaks" in answer && this.speaks !== null && answer.speaks !== this.speaks) {
        this.ask();
      }
    }

    heard(type) {
      if (type === "queue_call/speaker") {
        this.ask();
      }
    }

    ask() {
      this.screen.link.refresh();
    }
  }

  jiaohao.screenParts = jiaohao.screenParts || [];
  jiaohao.screenParts.push((screen) => new Speaker(screen));
  jiaohao.Speaker = Speaker;
})(typeof window === "undefined" ? globalThis : window);
