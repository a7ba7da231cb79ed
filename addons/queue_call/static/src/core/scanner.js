/** @odoo-module ignore */
/*
 * A scanner or card reader is a keyboard that types very fast and ends with Enter: pure.
 * Feed every key with its time (ms); a code comes out when a burst is complete.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const BURST_MS = 60; // readers send a character each 2-30 ms; a quick typist needs 100
  const LEAST = 4;

  function create() {
    return { text: "", last: -Infinity };
  }

  /** Returns {state, code}: `code` is the scanned text at the end of a burst, else null. */
  function key(state, name, now) {
    const quick = now - state.last <= BURST_MS;
    if (name === "Enter") {
      const code = quick && state.text.length >= LEAST ? state.text : null;
      return { state: create(), code: code };
    }
    if (name.length !== 1) {
      return { state: state, code: null };
    }
    return { state: { text: quick ? state.text + name : name, last: now }, code: null };
  }

  jiaohao.scanner = { create: create, key: key };
})(typeof self === "undefined" ? globalThis : self);
