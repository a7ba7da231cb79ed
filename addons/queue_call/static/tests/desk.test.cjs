"use strict";
const test = require("node:test");
const assert = require("node:assert");
require("../src/core/desk.js");
const desk = globalThis.jiaohao.desk;

const NOW = Date.parse("2026-03-02T01:00:05.000Z");
const LINK = { mode: "live", lost: false };

function state(extra) {
  return Object.assign(
    {
      session: { state: "open" },
      current: { can: ["recall", "arrive", "no_show"] },
      undo: { until: "2026-03-02T01:00:10.000Z", what: "Call" },
    },
    extra
  );
}

const KEYS = { next: "F1", hold: "F5", pause: "F8", undo: "Ctrl+Z", extra: "" };

test("each key has the verb its user gave it, and pause goes on when the room is paused", () => {
  assert.equal(desk.verbOf("F1", KEYS, state()), "next");
  assert.equal(desk.verbOf("F8", KEYS, state()), "pause");
  assert.equal(desk.verbOf("F8", KEYS, state({ session: { state: "paused" } })), "resume");
  assert.equal(desk.verbOf("Ctrl+Z", KEYS, state()), "undo");
  assert.equal(desk.verbOf("Ctrl+F1", KEYS, state()), null);
  assert.equal(desk.verbOf("", KEYS, state()), null);
});

test("a key is named by itself, whatever the layout writes with it", () => {
  assert.equal(desk.comboOf({ key: "F1" }), "F1");
  assert.equal(desk.comboOf({ key: "F9", shiftKey: true }), "Shift+F9");
  assert.equal(desk.comboOf({ key: "z", code: "KeyZ", ctrlKey: true }), "Ctrl+Z");
  assert.equal(desk.comboOf({ key: "Ω", code: "KeyZ", altKey: true }), "Alt+Z");
  assert.equal(desk.comboOf({ key: "Shift", shiftKey: true }), "");
});

test("two verbs on one key are named, and verbs without a key do not collide", () => {
  assert.equal(desk.conflict(KEYS), null);
  assert.equal(desk.conflict({ next: "", hold: "" }), null);
  const found = desk.conflict({ next: "F1", hold: "F1" });
  assert.deepEqual(found, { combo: "F1", first: "next", second: "hold" });
});

test("the keys act on the patient who was picked among several inside", () => {
  const two = state({
    current: { entry: 2, can: ["finish"] },
    inside: [
      { entry: 1, can: ["recall"] },
      { entry: 2, can: ["finish"] },
    ],
  });
  assert.equal(desk.current(two, 1).entry, 1);
  assert.equal(desk.current(two, null).entry, 2);
  assert.equal(desk.current(two, 99).entry, 2);
  assert.equal(desk.enabled("recall", two, LINK, null, NOW, 1), true);
  assert.equal(desk.enabled("recall", two, LINK, null, NOW, null), false);
});

test("back from tests needs somebody who is away", () => {
  assert.equal(desk.enabled("requeue", state({ away: [] }), LINK, null, NOW), false);
  assert.equal(desk.enabled("requeue", state({ away: [{ entry: 1 }] }), LINK, null, NOW), true);
});

test("without the server no key can be pressed", () => {
  ["next", "recall", "undo", "pause", "close"].forEach((verb) => {
    assert.equal(desk.enabled(verb, state(), LINK, null, NOW), true);
    assert.equal(desk.enabled(verb, state(), { mode: "lost", lost: true }, null, NOW), false);
    assert.equal(desk.enabled(verb, state(), { mode: "late", lost: false }, null, NOW), false);
    assert.equal(desk.enabled(verb, state(), LINK, "next", NOW), false);
    assert.equal(desk.enabled(verb, state({ session: null }), LINK, null, NOW), false);
  });
});

test("keys on the patient are those the server allows", () => {
  assert.equal(desk.enabled("arrive", state(), LINK, null, NOW), true);
  assert.equal(desk.enabled("finish", state(), LINK, null, NOW), false);
  assert.equal(desk.enabled("arrive", state({ current: null }), LINK, null, NOW), false);
});

test("a paused room calls nobody and can go on", () => {
  const paused = state({ session: { state: "paused" } });
  assert.equal(desk.enabled("next", paused, LINK, null, NOW), false);
  assert.equal(desk.enabled("resume", paused, LINK, null, NOW), true);
  assert.equal(desk.enabled("pause", paused, LINK, null, NOW), false);
});

test("undo ends with its time", () => {
  assert.equal(desk.undoLeft(state(), NOW), 5000);
  assert.equal(desk.enabled("undo", state(), LINK, null, NOW + 5001), false);
  assert.equal(desk.undoLeft(state({ undo: null }), NOW), 0);
});

test("the line on the screens says how many and names the missing", () => {
  const line = (delivery) => desk.deliveryLine(Object.assign({ missing: [] }, delivery), ", ");
  assert.deepEqual(line({ state: "shown", shown: 2, expected: 2 }).tone, "good");
  assert.equal(line({ state: "shown", shown: 1, expected: 1 }).key, "shown_one");
  const partial = line({ state: "partial", shown: 1, expected: 3, missing: ["Hall", "Door"] });
  assert.equal(partial.values.missing, "Hall, Door");
  assert.equal(partial.tone, "bad");
  assert.equal(desk.deliveryLine(null), null);
});

test("one key opens the room used last, else the usual one, if it is free", () => {
  const choices = {
    points: [
      { id: 1, busy: false },
      { id: 2, busy: true },
      { id: 3, busy: false },
    ],
    queues: [{ id: 7 }, { id: 8 }],
    point: 1,
    queue_ids: [7],
  };
  assert.deepEqual(desk.usual(choices, { point: 3, queues: [8, 99] }), { point: 3, queues: [8] });
  assert.deepEqual(desk.usual(choices, { point: 2, queues: [8] }), { point: 1, queues: [7] });
  assert.deepEqual(desk.usual(choices, null), { point: 1, queues: [7] });
  assert.equal(desk.usual(Object.assign({}, choices, { point: null }), null), null);
});
