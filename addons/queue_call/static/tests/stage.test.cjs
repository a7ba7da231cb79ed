"use strict";
/* What a screen clears and when, which picture fits it, which names it can draw. */
const test = require("node:test");
const assert = require("node:assert");
const { random } = require("./helpers.cjs");
require("../src/core/format.js");
require("../src/core/popups.js");
require("../src/core/board.js");
require("../src/core/recent.js");
require("../src/core/stage.js");
require("../src/core/glyphs.js");
const { recent, stage, glyphs, popups, board } = globalThis.jiaohao;

const AT = Date.parse("2026-03-02T01:00:00.000Z");
const iso = (ms) => new Date(ms).toISOString();
const row = (more) => Object.assign({ current: [], next: [], passed: [], waiting: 0 }, more);
const call = (id, at) => ({ id, number: "A" + id, name: "", room: "1", at: iso(at) });

test("a call stays in the list for called_s and not longer", () => {
  const clear = { called_s: 60 };
  let state = recent.step(recent.create(), { calls: [call(1, AT)], rows: [] }, clear, AT);
  state = recent.step(state, { calls: [], rows: [] }, clear, AT + 60000);
  assert.deepEqual(
    state.called.map((one) => one.id),
    [1]
  );
  state = recent.step(state, { calls: [], rows: [] }, clear, AT + 60001);
  assert.deepEqual(state.called, []);
});

test("the latest call stands first and none stands twice", () => {
  const calls = [call(1, AT), call(2, AT + 1000), call(3, AT + 1000)];
  let state = recent.step(recent.create(), { calls, rows: [] }, {}, AT + 2000);
  state = recent.step(state, { calls, rows: [] }, {}, AT + 3000);
  assert.deepEqual(
    state.called.map((one) => one.id),
    [3, 2, 1]
  );
});

test("a missed number goes after passed_s, counted from when it was first seen", () => {
  const rows = [row({ passed: [{ number: "A1" }] })];
  const clear = { passed_s: 60 };
  let state = recent.step(recent.create(), { calls: [], rows }, clear, AT);
  assert.equal(recent.passed(state, rows, AT + 60000).length, 1);
  state = recent.step(state, { calls: [], rows }, clear, AT + 61000);
  assert.equal(recent.passed(state, rows, AT + 61000).length, 0);
});

test("a screen is idle only when nothing has happened for idle_s", () => {
  const clear = { idle_s: 30 };
  const quiet = { calls: [], rows: [row()] };
  let state = recent.step(recent.create(), quiet, clear, AT);
  assert.equal(state.idle, false);
  state = recent.step(state, quiet, clear, AT + 30000);
  assert.equal(state.idle, true);
  state = recent.step(state, { calls: [], rows: [row({ waiting: 1 })] }, clear, AT + 31000);
  assert.equal(state.idle, false);
});

test("whoever is next at several rooms stands once; benches and the line are told apart", () => {
  const rows = [
    row({ name: "1", next: [{ number: "A1" }, { number: "A2" }] }),
    row({ name: "2", next: [{ number: "A1" }, { number: "A3" }] }),
    row({ name: "3", bench: true, next: [{ number: "B1" }] }),
  ];
  assert.deepEqual(
    recent.following(rows, false).map((one) => one.number),
    ["A1", "A2", "A3"]
  );
  assert.deepEqual(recent.following(rows, true), [{ place: "3", number: "B1" }]);
});

test("10,000 looks at a busy board keep a bounded memory", () => {
  const rnd = random(5);
  let state = recent.create();
  for (let i = 0; i < 10000; i += 1) {
    const passed = [{ number: "A" + Math.floor(rnd() * 1000) }];
    const now = AT + i * 500;
    state = recent.step(state, { calls: [call(i, now)], rows: [row({ passed })] }, {}, now);
  }
  assert.ok(state.called.length <= 60);
  assert.ok(Object.keys(state.passed).length <= 1);
});

test("a layout without a size of its own is drawn lying or standing", () => {
  const layout = { orientation: "landscape", regions: [], other: { regions: [1] } };
  assert.equal(stage.choose(layout, "hall", 1920, 1080), layout);
  assert.equal(stage.choose(layout, "hall", 1080, 1920), layout.other);
  assert.equal(stage.choose(layout.other, "hall", 1920, 1080), layout.other);
});

test("without any layout rooms and calls are still drawn", () => {
  for (const kind of ["hall", "door"]) {
    const kinds = stage.choose(null, kind, 1920, 1080).regions.map((one) => one.kind);
    assert.deepEqual(kinds, ["header", kind === "door" ? "chairs" : "rooms", "calls"]);
  }
});

test("type has the same size on a screen, whatever its pixels", () => {
  const units = [
    [1920, 1080],
    [1080, 1920],
    [3840, 2160],
    [1366, 768],
  ].map(([w, h]) => stage.unit({ scale: 1.2 }, w, h) / Math.min(w, h));
  units.forEach((one) => assert.ok(Math.abs(one - 1.2 / 108) < 1e-9));
});

test("the page that stands is the one where somebody is called", () => {
  const rooms = [0, 1, 2, 3, 4, 5, 6];
  const page = stage.page(rooms, 3, 0, 9000, (one) => one === 5);
  assert.deepEqual([page.from, page.to, page.index], [3, 6, 1]);
  const last = stage.page(rooms, 3, 0, 9000, (one) => one === 6);
  assert.deepEqual([last.from, last.to], [6, 7]);
});

test("in any list every item has its page, and no page is larger than its size", () => {
  const rnd = random(11);
  for (let i = 0; i < 300; i += 1) {
    const items = Array.from({ length: Math.floor(rnd() * 40) }, (_v, n) => n);
    const size = stage.lines(rnd() * 100, 1 + rnd() * 20);
    const seen = new Set();
    for (let turn = 0; turn < 60; turn += 1) {
      const page = stage.page(items, size, turn * 9000, 9000);
      assert.ok(page.to - page.from <= size);
      items.slice(page.from, page.to).forEach((one) => seen.add(one));
    }
    assert.equal(seen.size, items.length);
  }
});

test("a name with a character in no font becomes the number alone", () => {
  const has = (char) => char !== "䶮";
  assert.equal(glyphs.shown("张*明", has), "张*明");
  assert.equal(glyphs.shown("李*䶮", has), "");
  assert.equal(
    glyphs.shown("J*** S***", () => false),
    "J*** S***"
  );
});

test("a character beyond the first plane is asked for whole", () => {
  const asked = [];
  glyphs.shown("王𬭎", (char) => asked.push(char));
  assert.deepEqual(asked, ["王", "𬭎"]);
});

test("a character is looked at once, and memory does not grow for ever", () => {
  let looks = 0;
  const has = glyphs.remembered(() => (looks += 1) > 0);
  has("张");
  has("张");
  assert.equal(looks, 1);
  for (let i = 0; i < 20000; i += 1) {
    has(String.fromCodePoint(0x4e00 + i));
  }
  assert.ok(has("张"));
});

test("the time of a card follows the layout", () => {
  let state = popups.stay(popups.create({}), 20000);
  state = popups.add(state, [{ id: 1, number: "A1", point: "p1" }], 0);
  assert.equal(popups.step(state, 19999).cards.length, 1);
  assert.equal(popups.step(state, 20000).cards.length, 0);
});

test("steps of a queue come whole and leave the other queues alone", () => {
  const start = { seq: 1, server_time: iso(AT), rows: [], calls: [] };
  const lists = [
    { queue: "q1", steps: [1] },
    { queue: "q2", steps: [2] },
  ];
  let state = board.snapshot(board.empty(), Object.assign({ lists }, start), null).state;
  const message = { from: 2, seq: 2, at: iso(AT), lists: [{ queue: "q2", steps: [3] }] };
  state = board.message(state, message).state;
  assert.deepEqual(
    state.head.lists.map((one) => one.steps[0]),
    [1, 3]
  );
});
