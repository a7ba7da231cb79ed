/** @odoo-module ignore */
/*
 * Acknowledgements that the server has not confirmed yet: pure. The page keeps the list in
 * localStorage, so that a call shown while the server was away is still reported afterwards.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const MAX_KEPT = 500;
  const MAX_BATCH = 50;

  /** Add calls that were painted at `at` (ISO 8601, server time); one entry a call. */
  function add(list, callIds, at) {
    const known = {};
    list.forEach((item) => (known[item.call] = true));
    const added = callIds.filter((id) => !known[id]).map((id) => ({ call: id, at: at }));
    return list.concat(added).slice(-MAX_KEPT);
  }

  /** The next batch to send, oldest first. */
  function batch(list) {
    return list.slice(0, MAX_BATCH);
  }

  /** The list after the server has confirmed this batch. */
  function confirm(list, sent) {
    const done = {};
    sent.forEach((item) => (done[item.call] = true));
    return list.filter((item) => !done[item.call]);
  }

  /** A list from storage; whatever is not of the right form is left out. */
  function restore(value) {
    const list = Array.isArray(value) ? value : [];
    return list.filter(
      (item) => item && Number.isInteger(item.call) && typeof item.at === "string"
    );
  }

  jiaohao.outbox = { add: add, batch: batch, confirm: confirm, restore: restore };
})(typeof self === "undefined" ? globalThis : self);
