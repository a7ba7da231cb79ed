"use strict";

const assert = require("node:assert");
const test = require("node:test");

require("../src/screen/speaker.js");

const { Speaker } = globalThis.jiaohao;

function screen() {
  const one = { asked: 0 };
  one.link = { refresh: () => (one.asked += 1) };
  return one;
}

test("a screen that is told to speak, or no more, asks for a new snapshot", () => {
  const one = screen();
  const part = new Speaker(one);
  part.pulse({ speaks: true }); // before the first snapshot there is nothing to compare
  assert.strictEqual(one.asked, 0);
  part.snapshot({ speaker: { speaks: false } });
  part.pulse({ speaks: false });
  part.pulse({}); // an older server
  assert.strictEqual(one.asked, 0);
  part.pulse({ speaks: true });
  assert.strictEqual(one.asked, 1);
  part.snapshot({ speaker: null });
  part.heard("queue_call/notice");
  assert.strictEqual(one.asked, 1);
  part.heard("queue_call/speaker");
  assert.strictEqual(one.asked, 2);
});
