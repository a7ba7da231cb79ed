/** @odoo-module ignore */
/* Ring and vibrate, after the patient has allowed it by a tap: browsers ask for one. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  let context = null;

  /** Returns whether the phone can make itself noticed in any way. */
  function allow() {
    const Audio = root.AudioContext || root.webkitAudioContext;
    if (Audio && !context) {
      context = new Audio();
    }
    if (context && context.resume) {
      context.resume();
    }
    awake();
    return Boolean(context || root.navigator.vibrate);
  }

  /** Keep the screen on, where the phone lets a page ask for it. */
  function awake() {
    const lock = root.navigator.wakeLock;
    if (lock && root.document.visibilityState === "visible") {
      lock.request("screen").catch(() => null); // the battery may be low: then it sleeps
    }
  }

  function tone(frequency, at, length) {
    const source = context.createOscillator();
    const gain = context.createGain();
    source.frequency.value = frequency;
    gain.gain.setValueAtTime(0.001, at);
    gain.gain.exponentialRampToValueAtTime(0.6, at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.001, at + length);
    source.connect(gain);
    gain.connect(context.destination);
    source.start(at);
    source.stop(at + length);
  }

  function ring() {
    if (root.navigator.vibrate) {
      root.navigator.vibrate([500, 200, 500, 200, 800]);
    }
    if (context) {
      [0, 1.2, 2.4].forEach((later) => {
        tone(880, context.currentTime + later, 0.5);
        tone(659, context.currentTime + later + 0.4, 0.7);
      });
    }
  }

  jiaohao.bell = { allow: allow, awake: awake, ring: ring };
})(typeof self === "undefined" ? globalThis : self);
