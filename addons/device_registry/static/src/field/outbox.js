/** @odoo-module ignore */
/*
 * What a person did on this phone and the server has not confirmed yet: pure.
 *
 * state: {phone, ops: [op], taken: [op], refused: [op], last: {subject: id}}
 * op: {id, after, subject, key, verb, args, at, skew_ms, user, blob, blobSent, tries, until}
 *
 * An entry names the one before it about the same thing, so that the server takes them in order
 * however often and in whatever pieces they are sent. `until`: it may be taken back till then.
 * `taken`: the server has it, and the day on this phone is older than that: the page shows it still.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const MAX_BATCH = 50;

  function create(phone) {
    return { phone: phone, ops: [], taken: [], refused: [], last: {} };
  }

  function subjectOf(op) {
    return op.subject + ":" + op.key;
  }

  function change(state, more) {
    return Object.assign({}, state, more);
  }

  /** Add an entry; what it follows is looked up here. */
  function add(state, entry) {
    const subject = subjectOf(entry);
    const op = Object.assign({ args: {}, blob: "", blobSent: false, tries: 0, until: 0 }, entry, {
      after: state.last[subject] || "",
    });
    const last = Object.assign({}, state.last);
    last[subject] = op.id;
    return change(state, { ops: state.ops.concat([op]), last: last });
  }

  /** Leave an entry out that the server will never know; what followed it follows its forerunner. */
  function drop(state, op) {
    const last = Object.assign({}, state.last);
    if (last[subjectOf(op)] === op.id) {
      last[subjectOf(op)] = op.after;
    }
    const ops = state.ops
      .filter((one) => one.id !== op.id)
      .map((one) => (one.after === op.id ? Object.assign({}, one, { after: op.after }) : one));
    return change(state, { ops: ops, last: last });
  }

  function find(state, id) {
    return state.ops.filter((op) => op.id === id)[0] || null;
  }

  /** Whether an entry can still be taken back: it was never sent. */
  function canUndo(state, id, now) {
    const op = find(state, id);
    return Boolean(op && op.tries === 0 && now < op.until);
  }

  function undo(state, id, now) {
    return canUndo(state, id, now) ? drop(state, find(state, id)) : state;
  }

  /** The entries to send now, in order; a subject waits behind an entry that cannot go yet. */
  function ready(state, now, user) {
    const waits = {};
    return state.ops
      .filter((op) => {
        const subject = subjectOf(op);
        const goes =
          !waits[subject] && op.user === user && op.until <= now && (!op.blob || op.blobSent);
        waits[subject] = !goes;
        return goes;
      })
      .slice(0, MAX_BATCH);
  }

  /** The pictures to send now, the oldest first. */
  function blobs(state, user) {
    return state.ops.filter((op) => op.blob && !op.blobSent && op.user === user);
  }

  function map(state, ids, made) {
    return change(state, {
      ops: state.ops.map((op) => (ids.indexOf(op.id) < 0 ? op : Object.assign({}, op, made(op)))),
    });
  }

  /** These are on their way: from now on they cannot be taken back. */
  function sending(state, ids) {
    return map(state, ids, (op) => ({ tries: op.tries + 1 }));
  }

  function blobSent(state, blob) {
    const ids = state.ops.filter((op) => op.blob === blob).map((op) => op.id);
    return map(state, ids, () => ({ blobSent: true }));
  }

  /** The server will never take this picture: its entry goes to those that need a look. */
  function blobRefused(state, blob, message) {
    return state.ops
      .filter((op) => op.blob === blob)
      .reduce((before, op) => refuse(drop(before, op), op, message), state);
  }

  function refuse(state, op, message) {
    const told = Object.assign({}, op, { message: message || "" });
    return change(state, { refused: state.refused.concat([told]) });
  }

  /** The state after the server's answer: [{id, verdict, message}]. Anything else is sent again. */
  function answer(state, results) {
    return results.reduce((before, result) => {
      const op = find(before, result.id);
      if (!op || result.verdict === "later") {
        return before;
      }
      if (result.verdict === "bad") {
        return refuse(drop(before, op), op, result.message);
      }
      const without = change(before, { ops: before.ops.filter((one) => one.id !== op.id) });
      return result.message
        ? refuse(without, op, result.message)
        : change(without, { taken: without.taken.concat([op]) });
    }, state);
  }

  function forget(state, id) {
    return change(state, { refused: state.refused.filter((op) => op.id !== id) });
  }

  /** A day has come that was asked for after these had been taken. */
  function settled(state, taken) {
    const ids = taken.map((op) => op.id);
    return change(state, { taken: state.taken.filter((op) => ids.indexOf(op.id) < 0) });
  }

  /** What the day on this phone does not know of one subject, in order. */
  function of(state, subject, key) {
    const all = state.taken.concat(state.ops);
    return all.filter((op) => op.subject === subject && op.key === key);
  }

  // prettier-ignore
  jiaohao.fieldOutbox = {
    create, add, undo, canUndo, ready, blobs, sending, blobSent, blobRefused, answer, settled, forget,
    of,
  };
})(typeof self === "undefined" ? globalThis : self);
