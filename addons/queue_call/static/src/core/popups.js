/** @odoo-module ignore */
/*
 * Which calls stand in the pop-up now, and which wait for a place: pure, `now` in milliseconds.
 *
 * Every call gets a card. A card stays `full_ms`; when others wait it gives way after `least_ms`, so
 * that two calls in the same instant are both read and a rush is still worked off.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  /** slots: cards at once; full_ms, least_ms: how long a card stays without, with others waiting. */
  function create(options) {
    const settings = Object.assign({ slots: 3, full_ms: 9000, least_ms: 3500 }, options);
    return { settings: settings, cards: [], waiting: [] };
  }

  function without(items, ids) {
    return items.filter((item) => ids.indexOf(item.call.id) < 0);
  }

  function samePatient(a, b) {
    return a.number === b.number && a.point === b.point;
  }

  /** New calls. A recall takes the place of its own earlier card instead of standing beside it. */
  function add(state, calls, now) {
    const cards = state.cards.slice();
    const waiting = state.waiting.slice();
    calls.forEach((call) => {
      const index = cards.findIndex((card) => samePatient(card.call, call));
      if (index >= 0) {
        cards[index] = { call: call, since: now };
      } else {
        waiting.push({ call: call, since: now });
      }
    });
    return step(Object.assign({}, state, { cards: cards, waiting: waiting }), now);
  }

  /** Calls that were taken back vanish at once. */
  function withdraw(state, ids, now) {
    return step(
      Object.assign({}, state, {
        cards: without(state.cards, ids),
        waiting: without(state.waiting, ids),
      }),
      now
    );
  }

  /** Let cards go whose time is over, and bring in those who wait, first come first shown. */
  function step(state, now) {
    const settings = state.settings;
    let room = settings.slots - state.cards.length;
    let pressing = state.waiting.length - room;
    const cards = state.cards.filter((card) => {
      const shown = now - card.since;
      const leaves = shown >= settings.full_ms || (pressing > 0 && shown >= settings.least_ms);
      if (leaves) {
        room += 1;
        pressing -= 1;
      }
      return !leaves;
    });
    const entering = state.waiting.slice(0, Math.max(0, room));
    const waiting = state.waiting.slice(entering.length);
    const fresh = entering.map((item) => ({ call: item.call, since: now }));
    return Object.assign({}, state, { cards: cards.concat(fresh), waiting: waiting });
  }

  /** How long a card stays from now on. */
  function stay(state, ms) {
    const settings = Object.assign({}, state.settings, { full_ms: ms });
    return Object.assign({}, state, { settings: settings });
  }

  jiaohao.popups = { create: create, add: add, withdraw: withdraw, stay: stay, step: step };
})(typeof self === "undefined" ? globalThis : self);
