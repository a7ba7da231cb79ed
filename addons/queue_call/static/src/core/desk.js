/** @odoo-module ignore */
/*
 * What the caller page may do and say, as pure functions of the StaffState and of what is under way.
 * `now` is the server's time in ms.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  /** What has a large button, in this order; `verb` as the server knows it. */
  const VERBS = "next recall arrive no_show hold send_away finish pause".split(" ");

  /** A keyboard event as the name of a key: "F1", "Shift+F9", "Ctrl+Z"; "" for a modifier alone. */
  function comboOf(event) {
    const key = String(event.key);
    if (/^(undefined|Control|Shift|Alt|Meta|Unidentified|Process)?$/.test(key)) {
      return "";
    }
    // With Alt or Shift some layouts write another sign: the key itself is meant.
    const plain = /^(Key|Digit)(.)$/.exec(event.code || "");
    const name = plain ? plain[2] : key.length === 1 ? key.toUpperCase() : key;
    const held = [
      [event.ctrlKey || event.metaKey, "Ctrl"],
      [event.altKey, "Alt"],
      [event.shiftKey, "Shift"],
    ];
    return held
      .filter((one) => one[0])
      .map((one) => one[1])
      .concat(name)
      .join("+");
  }

  /** The verb of a key by the user's own map {verb: key}, or null. */
  function verbOf(combo, keys, state) {
    const found = combo && Object.keys(keys).filter((verb) => keys[verb] === combo)[0];
    if (found === "pause" && state && state.session && state.session.state === "paused") {
      return "resume";
    }
    return found || null;
  }

  /** The first two verbs on one key: {combo, first, second}, or null. */
  function conflict(keys) {
    const verbs = Object.keys(keys).filter((verb) => keys[verb]);
    const second = verbs.filter((verb, n) =>
      verbs.slice(0, n).some((other) => keys[other] === keys[verb])
    )[0];
    if (!second) {
      return null;
    }
    const first = verbs.filter((verb) => keys[verb] === keys[second])[0];
    return { combo: keys[second], first: first, second: second };
  }

  /** Whom the keys act on: the patient picked among those inside, else who was called last. */
  function current(state, picked) {
    const inside = (state && state.inside) || [];
    return inside.filter((one) => one.entry === picked)[0] || (state && state.current) || null;
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
    requeue: (state) => Boolean(state.away && state.away.length),
    extra: () => true,
    undo: (state, now) => undoLeft(state, now) > 0,
  };

  /** Is this key of use now? A lost link or a request under way switches all off. */
  function enabled(verb, state, link, busy, now, picked) {
    if (!state || !state.session || link.lost || link.mode === "late" || busy) {
      return false;
    }
    if (NEEDS[verb]) {
      return NEEDS[verb](state, now);
    }
    const patient = current(state, picked);
    return Boolean(patient) && patient.can.indexOf(verb) >= 0;
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
    VERBS: VERBS,
    comboOf: comboOf,
    conflict: conflict,
    current: current,
    verbOf: verbOf,
    undoLeft: undoLeft,
    enabled: enabled,
    deliveryLine: deliveryLine,
    usual: usual,
    since: since,
  };
})(typeof self === "undefined" ? globalThis : self);
