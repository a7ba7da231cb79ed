/** @odoo-module ignore */
/*
 * What the caller page may do and say, as pure functions of the StaffState and of what is under way.
 * `now` is the server's time in ms.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  /** One key each; `verb` as the server knows it. */
  const KEYS = [
    { key: "F1", verb: "next" },
    { key: "F2", verb: "recall" },
    { key: "F3", verb: "arrive" },
    { key: "F4", verb: "no_show" },
    { key: "F5", verb: "hold" },
    { key: "F6", verb: "send_away" },
    { key: "F7", verb: "finish" },
    { key: "F8", verb: "pause" },
  ];

  /** The verb of a keyboard event, or null: {key, ctrl} → verb. */
  function verbOf(key, ctrl, state) {
    if (ctrl) {
      return key === "z" || key === "Z" ? "undo" : null;
    }
    if (key === "F8" && state && state.session && state.session.state === "paused") {
      return "resume";
    }
    const found = KEYS.filter((item) => item.key === key)[0];
    return found ? found.verb : key === "F10" ? "close" : null;
  }

  function undoLeft(state, now) {
    return state && state.undo ? Math.max(0, Date.parse(state.undo.until) - now) : 0;
  }

  /** Which verbs need what; those on the patient are listed by the server in `current.can`. */
  const NEEDS = {
    next: (state) => state.session.state === "open",
    pause: (state) => state.session.state === "open",
    resume: (state) => state.session.state === "paused",
    close: () => true,
    undo: (state, now) => undoLeft(state, now) > 0,
  };

  /** Is this key of use now? A lost link or a request under way switches all off. */
  function enabled(verb, state, link, busy, now) {
    if (!state || !state.session || link.lost || link.mode === "late" || busy) {
      return false;
    }
    if (NEEDS[verb]) {
      return NEEDS[verb](state, now);
    }
    return Boolean(state.current) && state.current.can.indexOf(verb) >= 0;
  }

  /** The line on the screens: {key, values, tone: "good"|"wait"|"bad"|"plain"} or null. */
  function deliveryLine(delivery, separator) {
    if (!delivery) {
      return null;
    }
    const values = {
      shown: delivery.shown,
      expected: delivery.expected,
      missing: delivery.missing.join(separator),
    };
    const tones = { shown: "good", pending: "wait", partial: "bad", late: "bad", none: "plain" };
    const one = delivery.state === "shown" && delivery.shown === 1;
    return { key: one ? "shown_one" : delivery.state, values: values, tone: tones[delivery.state] };
  }

  /** What to open by one key: what was open here the last time if it can be, else the usual. */
  function usual(choices, remembered) {
    const free = (id) => choices.points.some((point) => point.id === id && !point.busy);
    const known = (ids) => ids.filter((id) => choices.queues.some((queue) => queue.id === id));
    const options = [remembered, { point: choices.point, queues: choices.queue_ids || [] }];
    const found = options.filter(
      (one) => one && free(one.point) && known(one.queues || []).length
    )[0];
    return found ? { point: found.point, queues: known(found.queues) } : null;
  }

  /** Seconds and minutes since an ISO time: {unit: "seconds"|"minutes", n}. */
  function since(iso, now) {
    const seconds = Math.max(0, Math.floor((now - Date.parse(iso)) / 1000));
    return seconds < 60
      ? { unit: "seconds", n: seconds }
      : { unit: "minutes", n: Math.floor(seconds / 60) };
  }

  jiaohao.desk = {
    KEYS: KEYS,
    verbOf: verbOf,
    undoLeft: undoLeft,
    enabled: enabled,
    deliveryLine: deliveryLine,
    usual: usual,
    since: since,
  };
})(typeof self === "undefined" ? globalThis : self);
