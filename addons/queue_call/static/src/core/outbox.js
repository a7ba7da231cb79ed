/** @odoo-module ignore */
/*
 * What the box has to report and the server has not confirmed yet: pure. The page keeps the list in
 * localStorage, so that a call shown or spoken while the server was away is reported afterwards.
 *
 * An entry is {kind, item}: shown {call, at, proof}, spoken {call, start, end, how, engine, first_ms,
 * proof}, said {notice, start, end, how}, played {media, start, end, complete}.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const MAX_KEPT = 500;
  const MAX_BATCH = 50;
  const NAMES = { shown: "call", spoken: "call", said: "notice", played: "media" };
  const DISPENSABLE = ["played", "said"]; // given up first when the list is full

  function subject(entry) {
    return entry.item[NAMES[entry.kind]];
  }

  /** Calls are reported once; what is said or played is reported for each time it happened. */
  function identity(entry) {
    const once = entry.kind === "shown" || entry.kind === "spoken";
    return entry.kind + ":" + subject(entry) + (once ? "" : ":" + entry.item.start);
  }

  function valid(entry) {
    return Boolean(
      entry && entry.item && NAMES[entry.kind] && Number.isInteger(entry.item[NAMES[entry.kind]])
    );
  }

  /** At most MAX_KEPT, the oldest go; reports of films before those of calls. */
  function trim(list) {
    let spare = list.length - MAX_KEPT;
    if (spare <= 0) {
      return list;
    }
    const kept = list.filter((entry) => {
      const goes = spare > 0 && DISPENSABLE.indexOf(entry.kind) >= 0;
      spare -= goes ? 1 : 0;
      return !goes;
    });
    return kept.slice(-MAX_KEPT);
  }

  /** Add reports of one kind; what stands in the list already is not added again. */
  function add(list, kind, items) {
    const known = {};
    list.forEach((entry) => (known[identity(entry)] = true));
    const added = [];
    items.forEach((item) => {
      const entry = { kind: kind, item: item };
      if (valid(entry) && !known[identity(entry)]) {
        known[identity(entry)] = true;
        added.push(entry);
      }
    });
    return added.length ? trim(list.concat(added)) : list;
  }

  /** The next entries to send, oldest first. */
  function batch(list) {
    return list.slice(0, MAX_BATCH);
  }

  /** What the route takes of a batch: {shown: [item], spoken: […], …}. */
  function body(entries) {
    const told = {};
    entries.forEach((entry) => (told[entry.kind] = (told[entry.kind] || []).concat([entry.item])));
    return told;
  }

  /** The list after the server has confirmed this batch. */
  function confirm(list, sent) {
    const done = {};
    sent.forEach((entry) => (done[identity(entry)] = true));
    return list.filter((entry) => !done[identity(entry)]);
  }

  /** A list from storage; whatever is not of the right form is left out. */
  function restore(value) {
    return Array.isArray(value) ? trim(value.filter(valid)) : [];
  }

  jiaohao.outbox = { add: add, batch: batch, body: body, confirm: confirm, restore: restore };
})(typeof self === "undefined" ? globalThis : self);
