"use strict";
const test = require("node:test");
const assert = require("node:assert");
require("../src/core/staff.js");
const { random } = require("./helpers.cjs");
const hear = (state, hint, lang = "zh_CN") => globalThis.jiaohao.staff.hear(state, hint, lang);

function state(extra) {
  return Object.assign(
    {
      seq: 10,
      session: { point: { id: 1 }, queues: [{ id: 5, name: "内科", waiting: 9 }] },
      waiting: 9,
      next: [{ entry: 71, number: "A1", name: "张三" }],
      names: { 71: "张三", 72: "李四", 73: "王五" },
      act: null,
      delivery: { call: 30, state: "pending" },
      stats: { served: 4, longest: { number: "A1", minutes: 9 } },
    },
    extra
  );
}

function hint(extra) {
  const part = {
    points: [1, 2],
    waiting: 8,
    queues: { 5: 8 },
    next: [{ entry: 72, number: "A2", class: "", why: "", hidden: false }],
    longest: { number: "A2", minutes: 8 },
  };
  return Object.assign(
    {
      zone: 1,
      from: 11,
      seq: 12,
      queues: [5],
      calls: [31],
      acts: ["k"],
      points: [2],
      look: false,
      lined: [5],
      parts: [part],
      lang: "zh_CN",
    },
    extra
  );
}

test("a colleague's call tells the line, and nobody has to ask", () => {
  const before = state();
  const kept = JSON.stringify(before);
  const told = hear(before, hint());
  assert.equal(told.look, false);
  assert.equal(told.state.seq, 12);
  assert.equal(told.state.waiting, 8);
  assert.equal(told.state.session.queues[0].waiting, 8);
  assert.deepEqual(
    told.state.next.map((one) => [one.number, one.name]),
    [["A2", "李四"]]
  );
  assert.deepEqual(told.state.stats, { served: 4, longest: { number: "A2", minutes: 8 } });
  assert.equal(JSON.stringify(before), kept);
});

test("somebody whom the page does not know by name is asked for, unless names are hidden", () => {
  const stranger = { entry: 99, number: "A9", hidden: false };
  const part = Object.assign({}, hint().parts[0], { next: [stranger] });
  const told = hear(state(), hint({ parts: [part] }));
  assert.equal(told.look, true);
  assert.equal(told.state.seq, 10);
  part.next = [Object.assign({}, stranger, { hidden: true })];
  const hidden = hear(state(), hint({ parts: [part] }));
  assert.deepEqual([hidden.look, hidden.state.next[0].name], [false, null]);
});

test("the own room, a room without a part, another language and a missed hint are asked for", () => {
  assert.equal(hear(state(), hint({ points: [1, 2] })).look, true);
  assert.equal(hear(state(), hint({ look: true })).look, true);
  assert.equal(hear(state(), hint({ parts: [] })).look, true);
  assert.equal(hear(state(), hint(), "en_US").look, true);
  assert.equal(hear(state(), hint({ from: 12 })).look, true);
});

test("what other queues do is noted and not asked for", () => {
  const told = hear(state(), hint({ queues: [6], lined: [6], parts: [], look: true }));
  assert.deepEqual([told.look, told.state.seq, told.state.waiting], [false, 12, 9]);
});

test("a recall in another room changes no line", () => {
  const told = hear(state(), hint({ lined: [], parts: [] }));
  assert.deepEqual([told.look, told.state.seq], [false, 12]);
});

test("what the page's own key did it has been told by the answer", () => {
  const own = hear(state({ act: "k" }), hint({ points: [1], parts: [] }));
  assert.deepEqual([own.look, own.state.seq], [false, 12]);
  const both = hear(state({ act: "k" }), hint({ points: [1], acts: ["k", "other"] }));
  assert.equal(both.look, true);
});

test("an old hint changes nothing", () => {
  const told = hear(state(), hint({ from: 9, seq: 10, points: [1] }));
  assert.deepEqual([told.look, told.state.waiting], [false, 9]);
});

test("that all screens have the call is told with it; that one is late makes the page look", () => {
  const given = { zone: 1, seq: 10, queues: [], calls: [30] };
  const shown = { call: 30, state: "shown", shown: 2, expected: 2, missing: [] };
  const told = hear(state(), Object.assign({ deliveries: [shown] }, given));
  assert.deepEqual([told.look, told.state.delivery], [false, shown]);
  assert.equal(hear(state(), given).look, true);
  assert.equal(hear(state(), Object.assign({}, given, { calls: [29] })).look, false);
});

test("without a room only rooms that open or close are of interest", () => {
  const outside = state({ session: null });
  assert.equal(hear(outside, hint({ queues: [], points: [2], lined: [], parts: [] })).look, true);
  assert.equal(hear(outside, hint()).look, false);
});

test("whatever hints are lost, a page that does not ask shows the line as it is", () => {
  const rnd = random(7);
  const names = {};
  for (let id = 60; id < 90; id += 1) {
    names[id] = "n" + id;
  }
  for (let run = 0; run < 200; run += 1) {
    let page = state({ names: names });
    let seq = page.seq;
    let asked = 0;
    for (let step = 0; step < 20; step += 1) {
      const from = seq + 1;
      seq += 1 + Math.floor(rnd() * 3);
      const waiting = Math.floor(rnd() * 50);
      const next = [{ entry: 60 + Math.floor(rnd() * 33), number: "N" + seq, hidden: false }];
      const part = { points: [1], waiting: waiting, queues: {}, next: next, longest: null };
      if (rnd() < 0.2) {
        continue; // this hint is lost
      }
      const told = hear(page, hint({ from: from, seq: seq, parts: [part] }));
      asked += told.look ? 1 : 0;
      const fetched = { seq: seq, waiting: waiting, next: next };
      page = told.look ? Object.assign({}, page, fetched) : told.state;
      assert.deepEqual(
        [page.seq, page.waiting, page.next[0].number],
        [seq, waiting, next[0].number]
      );
    }
    assert.ok(asked < 20);
  }
});
