"use strict";
const test = require("node:test");
const assert = require("node:assert");
require("../src/core/speech.js");
const { speech } = globalThis.jiaohao;
const { random } = require("./helpers.cjs");

const SPEAKER = { key: "s1", speaks: true, max_age_s: 90, degrade: { once_at: 3, number_at: 6 } };

function item(id, more) {
  return Object.assign(
    {
      id: "c" + id,
      call: id,
      priority: "call",
      at: id * 1000,
      clips: ["a"],
      number: ["b"],
      times: 2,
    },
    more
  );
}

const open = (...items) => speech.add(speech.setSpeaker(speech.create(), SPEAKER), items);

test("one after the other, the earlier first, and an emergency before all calls", () => {
  let state = open(
    item(2),
    item(1),
    item(3, { priority: "emergency" }),
    item(4, { priority: "recall" })
  );
  const said = [];
  for (let i = 0; i < 4; i += 1) {
    const result = speech.next(state, 5000);
    said.push(result.play.call);
    assert.equal(speech.next(result.state, 5000).play, null, "nothing while something is said");
    state = speech.done(result.state, result.play.id);
  }
  assert.deepEqual(said, [3, 1, 2, 4]);
});

test("a screen that may not speak, or of another loudspeaker, says nothing", () => {
  const mute = speech.setSpeaker(speech.create(), Object.assign({}, SPEAKER, { speaks: false }));
  assert.equal(speech.next(speech.add(mute, [item(1)]), 1000).play, null);
  assert.equal(speech.next(open(item(1, { speaker: "s2" })), 1000).play, null);
});

test("what a snapshot tells again is said once", () => {
  let state = open(item(1), item(1));
  state = speech.done(speech.next(state, 1000).state, "c1");
  state = speech.add(state, [item(1)]);
  assert.equal(speech.next(state, 1000).play, null);
});

test("a call that is too old is dropped and told, a notice lasts until its end", () => {
  const state = open(item(1), item(2, { id: "n2", notice: 2, priority: "notice", until: 500000 }));
  const result = speech.next(state, 1000 + 90001);
  assert.deepEqual(
    result.dropped.map((one) => one.id),
    ["c1"]
  );
  assert.equal(result.play.id, "n2");
});

test("a withdrawn call is not said, and the one that is being said stops", () => {
  let state = open(item(1), item(2));
  state = speech.next(state, 1000).state;
  state = speech.withdraw(state, ["c1", "c2"]);
  assert.equal(state.playing.stop, true);
  assert.equal(state.waiting.length, 0);
});

test("the longer the queue, the shorter each call", () => {
  const forms = [1, 4, 8].map((count) => {
    const items = Array.from({ length: count }, (_none, place) => item(place + 1));
    return speech.next(open(...items), 9000).play;
  });
  assert.deepEqual(
    forms.map((one) => [one.how, one.times, one.clips[0]]),
    [
      ["spoken", 2, "a"],
      ["spoken", 1, "a"],
      ["number", 1, "b"],
    ]
  );
});

test("a notice is not shortened", () => {
  const items = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => item(id));
  const urgent = item(9, { id: "n9", notice: 9, priority: "urgent", times: 3 });
  const play = speech.next(open(...items, urgent), 9000).play;
  assert.deepEqual([play.id, play.times, play.how], ["n9", 3, "spoken"]);
});

test("night and lunch are quieter, over midnight too", () => {
  const speaker = {
    volume: 0.8,
    night: {
      tz_minutes: 480,
      day: 1,
      spans: [
        { from: 1200, to: 420, gain: 0.5 },
        { from: 720, to: 810, gain: 0.75 },
      ],
    },
  };
  const at = (hour) => Date.parse("2026-03-02T00:00:00Z") + (hour - 8) * 3600000;
  const rounded = [9, 12.5, 21, 3, 7.5].map((hour) =>
    Math.round(100 * speech.volume(speaker, at(hour)))
  );
  assert.deepEqual(rounded, [80, 60, 40, 40, 80]);
});

test("over a reload what waited is kept and what was cut off is said again", () => {
  let state = open(item(1), item(2));
  state = speech.next(state, 1000).state;
  const again = speech.setSpeaker(
    speech.restore(JSON.parse(JSON.stringify(speech.pack(state)))),
    SPEAKER
  );
  assert.deepEqual(
    again.waiting.map((one) => one.id),
    ["c1", "c2"]
  );
  assert.deepEqual(speech.restore({ waiting: 3 }), speech.create());
});

/** A day at a loudspeaker, by chance: what was told how often, what was taken back. */
class Day {
  constructor(seed) {
    this.rnd = random(seed);
    this.state = speech.setSpeaker(speech.create(), SPEAKER);
    this.now = 0;
    this.told = {};
    this.gone = {};
    this.count = 0;
  }

  drain() {
    const result = speech.next(this.state, this.now);
    this.state = result.state;
    result.dropped
      .concat(result.play ? [result.play] : [])
      .forEach((one) => (this.told[one.id] = (this.told[one.id] || 0) + 1));
  }

  call() {
    this.count += 1;
    const priority = this.rnd() < 0.2 ? "recall" : "call";
    const one = item(this.count, { at: this.now, priority: priority });
    this.state = speech.add(this.state, [one]);
  }

  takeBack() {
    const id = "c" + (1 + Math.floor(this.rnd() * this.count));
    this.gone[id] = true;
    this.state = speech.withdraw(this.state, [id]);
  }

  end() {
    if (this.state.playing) {
      this.state = speech.done(this.state, this.state.playing.id);
    }
  }

  step() {
    const chance = this.rnd();
    this.now += Math.floor(this.rnd() * 8000);
    const act = chance < 0.5 ? "call" : chance < 0.55 ? "takeBack" : "end";
    this[act]();
    this.drain();
  }
}

test("whatever comes in whatever order, each call is said or dropped once and none twice", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const day = new Day(seed);
    for (let step = 0; step < 120; step += 1) {
      day.step();
    }
    while (day.state.playing || day.state.waiting.length) {
      day.end();
      day.now += 3000;
      day.drain();
    }
    for (let id = 1; id <= day.count; id += 1) {
      const times = day.told["c" + id] || 0;
      const fine = times === 1 || (times === 0 && day.gone["c" + id]);
      assert.ok(fine, "call " + id + " seed " + seed);
    }
  }
});
