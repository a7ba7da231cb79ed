"use strict";
/** A box beside the speaking one: when it asks, and what it says after the answer. */
const assert = require("node:assert");
const test = require("node:test");
require("../src/core/speech.js");
require("../src/core/standby.js");
const { standby, speech } = globalThis.jiaohao;

const ZONE = { key: "s1", speaks: false, standby: 1 };
const item = (call, heard, more) =>
  Object.assign(
    {
      id: "c" + call,
      call: call,
      speaker: "s1",
      heard: heard,
      at: 0,
      clips: ["k"],
      priority: "call",
    },
    more
  );
const beside = (place) =>
  standby.setSpeaker(standby.create(), Object.assign({}, ZONE, { standby: place }));

test("nothing is asked before the other has had its time", () => {
  const state = standby.hold(beside(1), [item(1, 0)], []);
  assert.equal(standby.due(state, 3999).ask, null);
  assert.deepEqual(standby.due(state, 4000).ask, [1]);
});

test("the second standby waits longer than the first", () => {
  const state = standby.hold(beside(2), [item(1, 0)], []);
  assert.equal(standby.due(state, 7999).ask, null);
  assert.deepEqual(standby.due(state, 8000).ask, [1]);
});

test("one question at a time, again after two seconds", () => {
  const first = standby.due(standby.hold(beside(1), [item(1, 0)], []), 5000);
  assert.equal(standby.due(first.state, 6999).ask, null);
  assert.deepEqual(standby.due(first.state, 7000).ask, [1]);
});

test("the box that speaks, and one of no zone, hold nothing", () => {
  const speaks = standby.setSpeaker(standby.create(), { key: "s1", speaks: true, standby: 0 });
  for (const state of [speaks, standby.setSpeaker(standby.create(), null)]) {
    assert.deepEqual(standby.hold(state, [item(1, 0)], []).held, []);
  }
});

test("calls of another loudspeaker, taken back or too old are not asked about", () => {
  const all = [item(1, 0, { speaker: "s2" }), item(2, 0), item(3, 0), item(4, 89000)];
  const state = standby.hold(beside(1), all, ["c2"]);
  assert.deepEqual(standby.due(state, 93500).ask, [4]);
});

test("while the other lives its calls are its own", () => {
  const state = standby.hold(beside(1), [item(1, 0), item(2, 4000)], []);
  const after = standby.answered(state, [1], { speaks: false, calls: [] });
  assert.equal(after.say, null);
  assert.deepEqual(
    after.state.held.map((one) => one.call),
    [2]
  );
});

test("when it is dead, what nobody has said is said once, in the order of the calls", () => {
  const zone = standby.hold(beside(1), [item(1, 0), item(2, 100), item(3, 4500)], []);
  let voice = speech.setSpeaker(speech.create(), ZONE);
  voice = speech.add(voice, zone.held); // heard of, but not its business
  const after = standby.answered(zone, [1, 2], { speaks: true, calls: [2] });
  voice = speech.setSpeaker(voice, Object.assign({}, ZONE, { speaks: true }));
  voice = speech.anew(voice, after.say);
  assert.deepEqual(
    voice.waiting.map((one) => one.call),
    [2, 3]
  );
  voice = speech.add(voice, zone.held); // the snapshot brings them again
  assert.equal(voice.waiting.length, 2);
  assert.equal(after.state.held.length, 0);
});
