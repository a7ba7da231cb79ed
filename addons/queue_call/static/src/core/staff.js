/** @odoo-module ignore */
/*
 * What a caller takes over from a hint of the desk's channel, and when it must look: pure.
 *
 * A hint {zone, seq, queues, calls} says that something moved. With `from` it tells what: `acts`, the
 * key presses; `points`, rooms whose own state changed; `look`, every room of the queues must ask;
 * `lined`, queues whose line changed; `parts`, the lines as rooms see them, without names, in `lang`.
 * `deliveries`: calls that all screens have. The snapshot stays the truth: whatever is not told whole
 * is asked for.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  function has(list, one) {
    return (list || []).indexOf(one) >= 0;
  }

  /** One hint. Returns {state, look}: the state with what could be taken over, and whether to ask. */
  function hear(state, hint, lang) {
    const now = delivered(state, hint);
    if (hint.from === undefined) {
      return { state: now, look: now === state && shows(state, hint) };
    }
    if (hint.seq <= state.seq) {
      return { state: now, look: false };
    }
    const taken = follows(state, hint) ? line(now, hint, lang) : null;
    if (!taken) {
      return { state: now, look: true };
    }
    return { state: Object.assign({}, taken, { seq: hint.seq }), look: false };
  }

  /** Is the hint about the call that the page shows? */
  function shows(state, hint) {
    return Boolean(state.delivery) && has(hint.calls, state.delivery.call);
  }

  function delivered(state, hint) {
    const found = (hint.deliveries || []).filter(
      (one) => state.delivery && one.call === state.delivery.call
    )[0];
    return found ? Object.assign({}, state, { delivery: found }) : state;
  }

  /** Can the page go on without asking: nothing was missed, and its own room tells nothing new? */
  function follows(state, hint) {
    if (hint.from > state.seq + 1) {
      return false;
    }
    if (mine(state, hint)) {
      return true;
    }
    if (!state.session) {
      return hint.queues.length > 0; // a room opened or closed: the choices change
    }
    return (
      !has(hint.points, state.session.point.id) && !(hint.look && concerns(state, hint.queues))
    );
  }

  /** Did only this page's last key move it? Then its answer has told everything. */
  function mine(state, hint) {
    return Boolean(state.act) && hint.acts.every((act) => act === state.act);
  }

  /** Are these queues ours, or is none named (the whole zone)? */
  function concerns(state, queues) {
    return !queues.length || state.session.queues.some((queue) => has(queues, queue.id));
  }

  /** The state with its line as told; null when it must be asked for. */
  function line(state, hint, lang) {
    if (!state.session || !hint.lined.length || !concerns(state, hint.lined)) {
      return state;
    }
    const part = hint.parts.filter((one) => has(one.points, state.session.point.id))[0];
    const told = part && hint.lang === lang ? merged(state, part) : null;
    return told || (mine(state, hint) ? state : null);
  }

  function merged(state, part) {
    const names = state.names || {};
    if (part.next.some((one) => !one.hidden && names[one.entry] === undefined)) {
      return null; // somebody whom this page does not know by name
    }
    const next = part.next.map((one) =>
      Object.assign({}, one, { name: one.hidden ? null : names[one.entry] })
    );
    const queues = state.session.queues.map((queue) =>
      Object.assign({}, queue, { waiting: part.queues[queue.id] || 0 })
    );
    return Object.assign({}, state, {
      waiting: part.waiting,
      next: next,
      session: Object.assign({}, state.session, { queues: queues }),
      stats: Object.assign({}, state.stats, { longest: part.longest }),
    });
  }

  jiaohao.staff = { hear: hear };
})(typeof self === "undefined" ? globalThis : self);
