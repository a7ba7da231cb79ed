/** @odoo-module ignore */
/*
 * When a patient's phone asks, and how old is what it shows: pure. Times in ms.
 *
 * A pulse says whether anything happened; only then the state is fetched. Failures are asked again
 * ever more seldom, because a hall of phones must not keep a server down that is coming up.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const SLOWEST_MS = 60000;
  const LATE_MS = 20000;

  function create(seq, every, now) {
    return {
      seq: seq,
      every: every,
      due: now + every,
      sent: null, // "pulse" or "fetch" while an answer is waited for
      stale: false, // a pulse told of news
      failures: 0,
      confirmed: now, // when what is shown was last known to be so
      gone: false,
    };
  }

  /** What to ask now: {state, ask: "pulse" | "fetch" | null}. */
  function next(state, now) {
    if (state.gone || state.sent || now < state.due) {
      return { state: state, ask: null };
    }
    const ask = state.stale ? "fetch" : "pulse";
    return { state: Object.assign({}, state, { sent: ask }), ask: ask };
  }

  function pulsed(state, seq, now) {
    const fresh = seq === state.seq;
    return Object.assign({}, state, {
      sent: null,
      failures: 0,
      stale: !fresh,
      confirmed: fresh ? now : state.confirmed,
      due: fresh ? now + state.every : now,
    });
  }

  function fetched(state, seq, every, now) {
    return Object.assign({}, state, {
      seq: seq,
      every: every,
      sent: null,
      stale: false,
      failures: 0,
      confirmed: now,
      due: now + every,
    });
  }

  /** `status`: 404 means that the address opens nothing any more. `random`: 0 to 1. */
  function failed(state, status, now, random) {
    const failures = state.failures + 1;
    const pause = Math.min(SLOWEST_MS, Math.max(2000, state.every) * Math.pow(2, failures - 1));
    return Object.assign({}, state, {
      sent: null,
      failures: failures,
      gone: status === 404,
      due: now + pause * (0.75 + 0.5 * random),
    });
  }

  /** The page is looked at again, or the network came back: ask at once. */
  function wake(state, now) {
    return Object.assign({}, state, { due: now });
  }

  /** {late, age}: whether people must be told how old the picture is. */
  function view(state, now) {
    const age = Math.max(0, now - state.confirmed);
    return { late: age > Math.max(LATE_MS, 2.5 * state.every), age: age, gone: state.gone };
  }

  jiaohao.poll = {
    create: create,
    next: next,
    pulsed: pulsed,
    fetched: fetched,
    failed: failed,
    wake: wake,
    view: view,
  };
})(typeof self === "undefined" ? globalThis : self);
