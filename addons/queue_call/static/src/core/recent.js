/** @odoo-module ignore */
/*
 * What a screen clears, and when: pure, `at` is the server's time in milliseconds.
 *
 * `called`: the latest calls, `called_s` long. `passed`: when each missed number was first seen, so
 * that it goes after `passed_s`. `busy`: when something last happened; after `idle_s` of nothing the
 * screen is idle.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const MOST_CALLS = 60;
  const CLEAR = { popup_s: 9, called_s: 600, passed_s: 3600, idle_s: 300 };

  function create() {
    return { called: [], passed: {}, busy: null, idle: false, key: null };
  }

  function busy(board) {
    return (
      board.calls.length > 0 ||
      board.rows.some((row) => row.current.length > 0 || row.next.length > 0 || row.waiting > 0)
    );
  }

  /** The state after a look at the board; `withdrawn`: ids of calls that were taken back. */
  function step(state, board, clear, at, withdrawn) {
    const times = Object.assign({}, CLEAR, clear);
    const gone = withdrawn || [];
    const called = {};
    state.called.concat(board.calls).forEach((call) => (called[call.id] = call));
    const list = Object.keys(called)
      .map((id) => called[id])
      .filter((call) => gone.indexOf(call.id) < 0)
      .filter((call) => at - Date.parse(call.at) <= times.called_s * 1000)
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || b.id - a.id)
      .slice(0, MOST_CALLS);
    const since = state.busy === null || busy(board) ? at : state.busy;
    return {
      called: list,
      passed: seenFirst(state.passed, board.rows, at),
      busy: since,
      idle: at - since >= times.idle_s * 1000,
      times: times,
    };
  }

  function seenFirst(known, rows, at) {
    const next = {};
    rows.forEach((row) =>
      (row.passed || []).forEach((one) => {
        next[one.number] = known[one.number] || at;
      })
    );
    return next;
  }

  /** Everybody who missed a call and is still to be shown, once, the latest first. */
  function passed(state, rows, at) {
    const known = {};
    const all = [];
    rows.forEach((row) =>
      (row.passed || []).forEach((one) => {
        const since = state.passed[one.number] || at;
        const limit = (state.times || CLEAR).passed_s * 1000;
        if (!known[one.number] && at - since <= limit) {
          known[one.number] = true;
          all.push(one);
        }
      })
    );
    return all;
  }

  /** Everybody who is next in these rooms, once; `bench`: only who sits at a door, or only others. */
  function following(rows, bench) {
    const known = {};
    const all = [];
    const longest = rows.reduce((most, row) => Math.max(most, row.next.length), 0);
    for (let place = 0; place < longest; place += 1) {
      rows.forEach((row) => {
        const one = row.next[place];
        if (one && Boolean(row.bench) === bench && !known[one.number]) {
          known[one.number] = true;
          all.push(bench ? Object.assign({ place: row.name }, one) : one);
        }
      });
    }
    return all;
  }

  jiaohao.recent = { create: create, step: step, passed: passed, following: following };
})(typeof self === "undefined" ? globalThis : self);
