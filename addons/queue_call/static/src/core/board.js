/** @odoo-module ignore */
/*
 * The board: what a screen knows of its zone, as a pure reducer.
 *
 * In go snapshots (the truth, from the state route) and bus messages (hints, which may come twice,
 * late, in another order or never). Out comes the new state, the calls that were never shown before,
 * the calls that were taken back, and whether the snapshot has to be fetched again. No clock, no DOM.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  const CALL_LIFE_MS = 90000; // an older call is not announced any more
  const MEMORY_MS = 600000; // how long a shown call is remembered, far above CALL_LIFE_MS
  const MAX_HELD = 64; // messages kept while a gap is being filled

  /** The state before anything is known. */
  function empty() {
    return { seq: null, head: {}, rows: [], calls: [], seen: {}, held: [], at: 0 };
  }

  function outcome(state) {
    return { state: state, fresh: [], withdrawn: [], refetch: false, changed: false };
  }

  function ids(list) {
    const known = {};
    list.forEach((item) => (known[item.id] = true));
    return known;
  }

  /** Does this screen care about that service point? A hall screen cares about all. */
  function concerns(head, point) {
    const points = head.screen && head.screen.points;
    return !points || points.indexOf(point) >= 0;
  }

  function alive(calls, at) {
    return calls.filter((call) => at - Date.parse(call.at) <= CALL_LIFE_MS);
  }

  /** `seen` plus these calls, without those nobody can send again. */
  function remember(seen, calls, at) {
    const kept = {};
    Object.keys(seen).forEach((id) => {
      if (at - seen[id] <= MEMORY_MS) {
        kept[id] = seen[id];
      }
    });
    calls.forEach((call) => (kept[call.id] = Date.parse(call.at)));
    return kept;
  }

  function unseen(seen, calls) {
    return calls.filter((call) => !Object.prototype.hasOwnProperty.call(seen, call.id));
  }

  /** Is this answer older than what messages have told since it was asked for? */
  function overtaken(state, snapshot, askedSeq) {
    const asked = askedSeq === null || askedSeq === undefined ? -1 : askedSeq;
    return state.seq !== null && snapshot.seq < state.seq && snapshot.seq >= asked;
  }

  /**
   * Take a snapshot.
   * `askedSeq` is the sequence held when the snapshot was asked for: an answer below it means that
   * the server itself went back (a restored backup), so that it is believed; an answer between it and
   * the present one was merely overtaken and is dropped.
   */
  function snapshot(state, data, askedSeq) {
    if (overtaken(state, data, askedSeq)) {
      return outcome(state);
    }
    const wentBack = state.seq !== null && data.seq < state.seq;
    const at = Date.parse(data.server_time);
    const calls = alive(data.calls, at);
    const present = ids(calls);
    const seen = wentBack ? {} : state.seen;
    const next = {
      seq: data.seq,
      head: head(data),
      rows: data.rows,
      calls: calls,
      seen: remember(seen, calls, at),
      held: wentBack ? [] : state.held,
      at: at,
    };
    const result = outcome(next);
    result.changed = true;
    result.fresh = unseen(seen, calls);
    result.withdrawn = state.calls.filter((call) => !present[call.id]).map((call) => call.id);
    return drain(result);
  }

  function head(data) {
    const kept = {};
    Object.keys(data).forEach((key) => {
      if (key !== "rows" && key !== "calls") {
        kept[key] = data[key];
      }
    });
    return kept;
  }

  /** Take a bus message; see the contract of "queue_call/zone". */
  function message(state, data) {
    const result = outcome(state);
    if (state.seq !== null && data.seq <= state.seq) {
      return result;
    }
    if (state.seq === null || data.from !== state.seq + 1) {
      result.state = hold(state, data);
      result.refetch = true;
      return result;
    }
    return drain(apply(result, data));
  }

  function hold(state, data) {
    const held = state.held.filter((other) => other.seq !== data.seq);
    return Object.assign({}, state, { held: held.concat([data]).slice(-MAX_HELD) });
  }

  function apply(result, data) {
    const state = result.state;
    const at = Math.max(state.at, Date.parse(data.at));
    const gone = {};
    (data.withdrawn || []).forEach((id) => (gone[id] = true));
    const told = (data.calls || []).filter((call) => concerns(state.head, call.point));
    const rows = merge(state, data.rows || [], data.parts || []);
    const calls = state.calls.concat(unseen(ids(state.calls), told));
    result.fresh = result.fresh
      .concat(alive(unseen(state.seen, told), at))
      .filter((call) => !gone[call.id]);
    result.withdrawn = result.withdrawn.concat(Object.keys(gone).map(Number));
    result.refetch = result.refetch || rows.unknown;
    result.changed = true;
    result.state = Object.assign({}, state, {
      seq: data.seq,
      rows: rows.rows,
      calls: alive(calls, at).filter((call) => !gone[call.id]),
      head: listed(state.head, data.lists),
      seen: remember(state.seen, told, at),
      at: at,
    });
    return result;
  }

  /**
   * Whole changed rows replace the old ones; then each part replaces some fields of the rows of its
   * points. A row never heard of asks for the snapshot, which knows its place.
   */
  function merge(state, changed, parts) {
    const result = { rows: state.rows.slice(), unknown: false };
    const put = (point, make) => {
      if (concerns(state.head, point)) {
        const index = result.rows.findIndex((old) => old.point === point);
        result.unknown = result.unknown || index < 0;
        make(index, index < 0 ? result.rows.length : index);
      }
    };
    changed.forEach((row) => put(row.point, (_known, place) => (result.rows[place] = row)));
    parts.forEach((part) =>
      part.points.forEach((point) =>
        put(point, (known) => {
          if (known >= 0) {
            result.rows[known] = patched(result.rows[known], part);
          }
        })
      )
    );
    return result;
  }

  /** Steps of queues come whole, one queue at a time. */
  function listed(head, lists) {
    if (!lists || !lists.length) {
      return head;
    }
    const fresh = {};
    lists.forEach((one) => (fresh[one.queue] = one));
    const kept = (head.lists || []).map((one) => fresh[one.queue] || one);
    const known = {};
    kept.forEach((one) => (known[one.queue] = true));
    const added = lists.filter((one) => !known[one.queue]);
    return Object.assign({}, head, { lists: kept.concat(added) });
  }

  function patched(row, part) {
    const next = Object.assign({}, row, part);
    delete next.points;
    return next;
  }

  /** Apply the held messages that fit now; what still does not fit asks for another snapshot. */
  function drain(result) {
    const waiting = result.state.held
      .filter((data) => data.seq > result.state.seq)
      .sort((a, b) => a.seq - b.seq);
    result.state = Object.assign({}, result.state, { held: [] });
    const left = [];
    waiting.forEach((data) => {
      if (data.from === result.state.seq + 1) {
        apply(result, data);
      } else {
        left.push(data);
      }
    });
    result.state = Object.assign({}, result.state, { held: left });
    result.refetch = result.refetch || left.length > 0;
    return result;
  }

  /** What is worth keeping in the box over a power cut. */
  function pack(state) {
    return { v: 1, state: Object.assign({}, state, { held: [] }) };
  }

  /** The state that was packed, or nothing when it is of another form. */
  function unpack(packed) {
    if (!packed || packed.v !== 1 || !packed.state || !Array.isArray(packed.state.rows)) {
      return null;
    }
    return Object.assign(empty(), packed.state, { held: [] });
  }

  jiaohao.board = {
    CALL_LIFE_MS: CALL_LIFE_MS,
    empty: empty,
    snapshot: snapshot,
    message: message,
    concerns: concerns,
    pack: pack,
    unpack: unpack,
  };
})(typeof self === "undefined" ? globalThis : self);
