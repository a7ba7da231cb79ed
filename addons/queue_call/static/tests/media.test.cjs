"use strict";
/* What a box plays: the pure part of the media player. */
const test = require("node:test");
const assert = require("node:assert");
require("../src/core/media_plan.js");
const { mediaPlan } = globalThis.jiaohao;
const { random } = require("./helpers.cjs");

const DAY = 86400000;
const HOUR = 3600000;
const START = Date.parse("2026-03-01T16:00:00.000Z"); // a Monday's midnight in Shanghai

function plan() {
  const segments = [];
  for (let day = 0; day < 8; day += 1) {
    const at = START + day * DAY;
    segments.push({ from: at, to: at + 8 * HOUR, programmes: [], volume: 100 });
    segments.push({ from: at + 8 * HOUR, to: at + 20 * HOUR, programmes: [1, 2], volume: 60 });
    segments.push({ from: at + 20 * HOUR, to: at + DAY, programmes: [], volume: 100 });
  }
  const file = (sha) => ({ sha: sha, size: 10, mime: "image/png" });
  return {
    hash: "h",
    segments: segments,
    programmes: { 1: [11, 12], 2: [13] },
    items: {
      11: { media: 1, kind: "text", text: "x", seconds: 10, files: [] },
      12: { media: 2, kind: "pdf", seconds: 8, files: [file("a"), file("b")] },
      13: { media: 3, kind: "video", seconds: 30, files: [file("c")] },
    },
  };
}

test("the segment of a moment is the one it lies in, its end belongs to the next", () => {
  assert.deepStrictEqual(mediaPlan.segment(plan(), START + 8 * HOUR).programmes, [1, 2]);
  assert.deepStrictEqual(mediaPlan.segment(plan(), START + 20 * HOUR).programmes, []);
});

test("a box without a server goes on with the hours of its last week", () => {
  for (let week = 1; week < 30; week += 5) {
    const at = START + week * 7 * DAY + 9 * HOUR;
    assert.deepStrictEqual(mediaPlan.segment(plan(), at).programmes, [1, 2], String(week));
    assert.deepStrictEqual(mediaPlan.segment(plan(), at + 12 * HOUR).programmes, []);
  }
});

test("no plan, an empty plan and a clock before it play nothing", () => {
  assert.strictEqual(mediaPlan.segment(null, START), null);
  assert.strictEqual(mediaPlan.segment({ segments: [] }, START), null);
  assert.strictEqual(mediaPlan.segment(plan(), START - 1), null);
});

test("every page of a PDF is a slide, and the last one ends the item", () => {
  const list = mediaPlan.slides(plan(), { programmes: [1, 2] });
  assert.deepStrictEqual(
    list.map((one) => one.key),
    ["11.0", "12.0", "12.1", "13.0"]
  );
  assert.deepStrictEqual(
    list.map((one) => one.last),
    [true, false, true, true]
  );
});

test("the next slide is one that can be shown, and comes round again", () => {
  const list = mediaPlan.slides(plan(), { programmes: [1, 2] });
  const ready = (sha) => sha === "b";
  assert.strictEqual(mediaPlan.following(list, "11.0", ready).key, "12.1");
  assert.strictEqual(mediaPlan.following(list, "12.1", ready).key, "11.0");
  assert.strictEqual(mediaPlan.following(list, "gone", ready).key, "11.0");
  assert.strictEqual(
    mediaPlan.following(list.slice(1), "12.0", () => false),
    null
  );
});

test("files are fetched in the order in which they are needed, each once", () => {
  const order = mediaPlan.wanted(plan(), START + 5 * DAY).map((file) => file.sha);
  assert.deepStrictEqual(order, ["a", "b", "c"]);
});

test("room is made by what nobody wants, and never beyond the quota", () => {
  const rnd = random(7);
  for (let round = 0; round < 300; round += 1) {
    const stored = [];
    for (let i = 0; i < 8; i += 1) {
      stored.push({ sha: "s" + i, have: Math.floor(rnd() * 50), used: Math.floor(rnd() * 99) });
    }
    const files = stored.filter(() => rnd() < 0.5).map((one) => ({ sha: one.sha }));
    const quota = Math.floor(rnd() * 300);
    const need = Math.floor(rnd() * 80);
    const gone = mediaPlan.evict(stored, files, need, quota);
    if (gone === null) {
      assert.ok(need > quota);
      continue;
    }
    const left = stored.filter((one) => gone.indexOf(one.sha) < 0);
    assert.ok(left.reduce((sum, one) => sum + one.have, need) <= quota);
    const wanted = (sha) => files.some((file) => file.sha === sha);
    if (gone.some(wanted)) {
      assert.ok(left.every((one) => wanted(one.sha)));
    }
  }
});

test("plays add up to one report per ten minutes, and no second is lost", () => {
  let open = {};
  const done = [];
  let seconds = 0;
  for (let i = 0; i < 500; i += 1) {
    const start = START + i * 15000;
    const play = { media: (i % 3) + 1, start: start, end: start + 15000, first: true };
    const result = mediaPlan.played(open, Object.assign(play, { complete: i % 2 === 0 }));
    open = result.open;
    done.push.apply(done, result.done);
    seconds += 15;
  }
  const all = done.concat(Object.keys(open).map((key) => open[key]));
  assert.strictEqual(
    all.reduce((sum, one) => sum + one.seconds, 0),
    seconds
  );
  assert.strictEqual(
    all.reduce((sum, one) => sum + one.plays, 0),
    500
  );
  assert.ok(all.length < 40);
  all.forEach((one) => assert.ok(one.end - one.start <= 660000));
  assert.match(mediaPlan.wire(done[0]).start, /^2026-03-0\dT.*Z$/);
});

test("notices end by themselves, and urgent ones come first", () => {
  const at = (s) => new Date(START + s * 1000).toISOString();
  const list = [
    { id: 1, until: at(10), urgent: false },
    { id: 2, until: at(20), urgent: true },
    { id: 3, until: at(-1), urgent: true },
  ];
  assert.deepStrictEqual(
    mediaPlan.notices(list, START).map((one) => one.id),
    [2, 1]
  );
  assert.deepStrictEqual(mediaPlan.notices(list, START + 20000), []);
});
