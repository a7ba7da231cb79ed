/** @odoo-module ignore */
/* What connection.js keeps, how it begins, and what it tells people. Times in ms. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  const DEFAULTS = {
    pulse_ms: 2000, // while all is well
    quiet_ms: 3000, // a beat over the socket spares the pulse for so long
    check_ms: 20000, // but now and then it is asked all the same, by the other way
    retry_ms: 500, // after a failure, twice running; then doubled up to
    retry_max_ms: 1000,
    pulse_timeout_ms: 1000,
    fetch_timeout_ms: 3000,
    busy_ms: 4000, // after a request that hung though the server beats
    late_ms: 5000, // from this age on the page shows it
    gap_ms: 0, // spread of what is asked after a hint
    settle_ms: 250, // how long a message may lag behind a pulse before the state is fetched
    refresh_ms: 150000, // fetch now and then: what changes without an event (noon, a renamed room)
    sleep_ms: 2500, // ticks further apart mean that the tab or the box slept
    reconnect_ms: 700, // first pause of the socket, doubled up to reconnect_max_ms
    reconnect_max_ms: 8000,
    reload_ms: 30000, // at most one reload in this time
  };

  // A request that failed outright says that the server is gone, one that hangs may only be slow:
  // it takes two of these.
  const ERROR = 2;
  const TIMEOUT = 1;
  const LOST = 2;
  const BUSY = 3; // so many times longer an answer is awaited of a server that beats

  function create(options, now) {
    return {
      settings: Object.assign({}, DEFAULTS, options),
      ids: 0,
      ticked: now,
      started: now,
      loaded: now, // when the page was loaded, or last asked to be
      seq: null,
      build: null,
      confirmed: null, // when the data held were last known to be the server's
      pulse: { due: now + 1, sent: null, failures: 0 },
      beaten: null, // when the last beat came
      checked: now, // when the pulse was sent last
      fetch: { due: now, sent: null, failures: 0, refresh: false },
      socket: { state: "closed", due: now, failures: 0 },
      deaf: 0, // fetches that a message should have made needless
      reload: false,
      idle: true,
      refused: null,
      effects: [],
    };
  }

  function copy(state) {
    return Object.assign({}, state, {
      pulse: Object.assign({}, state.pulse),
      fetch: Object.assign({}, state.fetch),
      socket: Object.assign({}, state.socket),
      effects: [],
    });
  }

  /**
   * What to tell people: mode "starting" (nothing known yet), "live", "lost" (the server does not
   * answer) or "late" (the data are older than `late_ms`), with their age in ms.
   */
  function view(state, now) {
    const since = state.confirmed === null ? state.started : state.confirmed;
    const age = Math.max(0, now - since);
    const lost = Math.max(state.pulse.failures, state.fetch.failures) >= LOST;
    let mode = lost ? "lost" : "live";
    if (age >= state.settings.late_ms) {
      mode = "late";
    } else if (state.seq === null) {
      mode = lost ? "lost" : "starting";
    }
    return { mode: mode, age_ms: age, lost: lost, refused: state.refused };
  }

  /** Data from the box's own store: known up to `seq`, as old as `age_ms`. */
  function resume(state, seq, age_ms, now) {
    return Object.assign(copy(state), { seq: seq, confirmed: now - age_ms });
  }

  jiaohao.connectionState = {
    ERROR: ERROR,
    TIMEOUT: TIMEOUT,
    LOST: LOST,
    BUSY: BUSY,
    create: create,
    copy: copy,
    view: view,
    resume: resume,
  };
})(typeof self === "undefined" ? globalThis : self);
