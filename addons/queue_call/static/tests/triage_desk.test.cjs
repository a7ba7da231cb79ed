"use strict";
const test = require("node:test");
const assert = require("node:assert");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const FILE = path.join(__dirname, "../src/desk/desk_reducer.js");
const load = () => import(pathToFileURL(FILE).href);
const NOW = Date.parse("2026-03-02T01:00:00.000Z");

function entry(id, extra) {
  return Object.assign(
    {
      id,
      n: `A${id}`,
      q: 1,
      s: "waiting",
      p: id,
      flags: [],
      problem: "",
      left: false,
      since: null,
    },
    extra
  );
}

function server(entries, extra) {
  return Object.assign(
    {
      server_time: "2026-03-02T01:00:00.000Z",
      zones: [{ id: 1, name: "Z" }],
      queues: [
        { id: 1, name: "A", lonely: 0 },
        { id: 2, name: "B", lonely: 0 },
      ],
      rooms: [],
      entries,
      undo: null,
    },
    extra
  );
}

async function loaded(entries, extra) {
  const desk = await load();
  const action = { type: "loaded", server: server(entries, extra), now: NOW };
  return [desk, desk.reduce(desk.initial(), action)];
}

test("every patient on his way stands in a list, whatever his state", async () => {
  const states = ["registered", "waiting", "benched", "called", "in_service"];
  const entries = [...states, "no_show", "held", "away"].map((s, id) => entry(id + 1, { s }));
  entries.push(entry(20, { left: true }), entry(21, { s: "held", left: true }));
  const [desk, state] = await loaded(entries);
  const shown = new Set(
    desk.TABS.flatMap((tab) => desk.entriesOf(state, tab)).map((one) => one.id)
  );
  assert.deepEqual(new Set(entries.map((one) => one.id)), shown);
});

test("problems come first when there are any, and are not offered when there are none", async () => {
  const [desk, calm] = await loaded([entry(1)]);
  assert.equal(desk.tabs(calm)[0].id, "waiting");
  const [, red] = await loaded([entry(1, { problem: "Print a new slip." })]);
  assert.deepEqual(desk.tabs(red)[0], { id: "problems", count: 1 });
  const [, lonely] = await loaded([], { queues: [{ id: 1, name: "A", lonely: 3 }] });
  assert.deepEqual(desk.tabs(lonely)[0], { id: "problems", count: 1 });
});

test("a list that vanishes gives way to the waiting", async () => {
  const [desk, red] = await loaded([entry(1, { problem: "x" })]);
  const there = desk.reduce(red, { type: "tab", tab: "problems" });
  const next = desk.reduce(there, { type: "loaded", server: server([entry(1)]), now: NOW });
  assert.equal(next.tab, "waiting");
});

test("500 waiting give a short column, and more on demand until all stand there", async () => {
  const entries = Array.from({ length: 500 }, (_, n) => entry(n + 1));
  const [desk, start] = await loaded(entries);
  let state = start;
  const rows = () => desk.page(state, "q1", desk.columns(state)[0].entries);
  assert.equal(rows().shown.length, desk.COLUMN);
  assert.equal(rows().rest, 500 - desk.COLUMN);
  while (rows().rest > 0) {
    const before = rows().shown.length;
    state = desk.reduce(state, { type: "more", list: "q1" });
    assert.ok(rows().shown.length > before);
  }
  assert.deepEqual(
    rows().shown.map((one) => one.id),
    entries.map((one) => one.id)
  );
});

test("queues in which people wait come before empty ones", async () => {
  const [desk, state] = await loaded([entry(1, { q: 2 })]);
  assert.deepEqual(
    desk.columns(state).map((one) => one.queue.id),
    [2, 1]
  );
});

test("the arrow keys walk through the rows that are seen and stop at both ends", async () => {
  const [desk, start] = await loaded([entry(1), entry(2), entry(3, { q: 2 })]);
  let state = start;
  const seen = [];
  for (let n = 0; n < 4; n += 1) {
    const next = desk.neighbour(state, 1);
    state = desk.reduce(state, { type: "select", entry: next });
    seen.push(next);
  }
  assert.deepEqual(seen, [1, 2, 3, 3]);
  assert.equal(desk.neighbour(state, -1), 2);
  const [, empty] = await loaded([]);
  assert.equal(desk.neighbour(empty, 1), null);
});

test("a late answer to another text is nobody's", async () => {
  const [desk, start] = await loaded([]);
  let state = start;
  state = desk.reduce(state, { type: "query", query: "zxm" });
  const answer = (text) => ({ text, today: [{ entry: 1 }], other: [], patients: [{ patient: 2 }] });
  assert.equal(desk.reduce(state, { type: "hits", hits: answer("zx") }).hits, null);
  state = desk.reduce(state, { type: "hits", hits: answer("zxm") });
  assert.equal(desk.hitList(state).length, 2);
  assert.equal(desk.reduce(state, { type: "hit", by: -1 }).hit, 1);
  assert.equal(desk.reduce(state, { type: "query", query: "" }).hits, null);
});

test("a card that comes after another patient was chosen is not shown", async () => {
  const [desk, start] = await loaded([entry(1), entry(2)]);
  let state = start;
  state = desk.reduce(state, { type: "select", entry: 2 });
  assert.equal(desk.reduce(state, { type: "card", card: { id: 1 } }).card, null);
  assert.deepEqual(desk.reduce(state, { type: "card", card: { id: 2 } }).card, { id: 2 });
});

test("a key does what stands on its button, and nothing when it is off", async () => {
  const [desk, start] = await loaded([entry(1)]);
  let state = start;
  assert.equal(desk.actionOf(state, "F2"), null);
  state = desk.reduce(state, { type: "select", entry: 1 });
  const actions = [
    { verb: "hold", key: "F6", off: false },
    { verb: "move_hand", key: "F8", off: true },
  ];
  state = desk.reduce(state, { type: "card", card: { id: 1, actions } });
  assert.equal(desk.actionOf(state, "F6").verb, "hold");
  assert.equal(desk.actionOf(state, "F8"), null);
});

test("a forecast stands beside the patient it is for, and nothing where none is known", async () => {
  const [desk, state] = await loaded([entry(1), entry(2)]);
  const next = desk.reduce(state, { type: "ranges", ranges: { 1: [10, 25] } });
  assert.equal(desk.rangeOf(next, 1), "10–25");
  assert.equal(desk.rangeOf(next, 2), "");
});

test("keys have the names that stand on the buttons", async () => {
  const desk = await load();
  const name = (key, more) => desk.keyName({ key, ...more });
  assert.equal(name("F2"), "F2");
  assert.equal(name("F6", { shiftKey: true }), "Shift+F6");
  assert.equal(name("z", { ctrlKey: true }), "Ctrl+Z");
  assert.equal(name("A", { shiftKey: true }), "A");
});

test("the undo bar counts by the server's clock and goes when nothing can be taken back", async () => {
  const undo = { until: "2026-03-02T01:00:10.000Z", what: "A1 Hold" };
  const desk = await load();
  const action = { type: "loaded", server: server([], { undo }), now: NOW - 60000 };
  const state = desk.reduce(desk.initial(), action);
  assert.equal(desk.undoLeft(state, NOW - 60000), 10);
  assert.equal(desk.undoLeft(state, NOW - 52500), 3);
  assert.equal(desk.undoLeft(state, NOW - 49000), 0);
  const next = desk.reduce(state, { type: "loaded", server: server([]), now: NOW });
  assert.equal(desk.undoLeft(next, NOW), 0);
});

test("a lost server is said at once with the age of what is seen, and is over with an answer", async () => {
  const [desk, state] = await loaded([]);
  assert.equal(desk.age(state, NOW + 5000), 0);
  const lost = desk.reduce(state, { type: "failed", now: NOW + 3000 });
  assert.equal(desk.age(lost, NOW + 8000), 8);
  assert.equal(desk.age(state, NOW + 40000), 40); // no failure, but no answer either
  const back = desk.reduce(lost, { type: "loaded", server: server([]), now: NOW + 9000 });
  assert.equal(desk.age(back, NOW + 10000), 0);
});

test("a form begins with what is known and closes before anything else does", async () => {
  const [desk, start] = await loaded([entry(1)]);
  let state = start;
  state = desk.reduce(state, { type: "select", entry: 1 });
  const fields = [
    { name: "class", kind: "choice", value: 7, options: [] },
    { name: "extra", kind: "check", value: false },
    { name: "reason", kind: "reason", options: [] },
  ];
  state = desk.reduce(state, { type: "form", form: { verb: "set_class", entry: 1, fields } });
  assert.deepEqual(state.form.values, { class: 7, extra: false, reason: "" });
  state = desk.reduce(state, { type: "value", name: "reason", value: "x" });
  assert.equal(state.form.values.reason, "x");
  state = desk.reduce(state, { type: "close" });
  assert.equal(state.form, null);
  assert.equal(state.selected, 1);
  assert.equal(desk.reduce(state, { type: "close" }).selected, null);
});
