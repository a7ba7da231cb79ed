"use strict";
/* What the page of rules shows while somebody types. */

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

// The page's modules are Odoo's (import, export); this one imports nothing, so Node can read it.
const source = fs.readFileSync(path.join(__dirname, "../src/rules/form.js"), "utf8");
const form = import(`data:text/javascript,${encodeURIComponent(source)}`);

const RULE = {
  code: "no_show_after",
  own: null,
  above: 3,
  says: { 0: "next", "*": "after {no_show_after} of {basis}" },
  needs: ["no_show_return", ["after_n"]],
  typical: 2,
};

test("a value is that of the scope above until it is set or changed", async () => {
  const { valueOf, originOf } = await form;
  assert.deepEqual([valueOf(RULE, {}), originOf(RULE, {})], [3, "above"]);
  const own = { ...RULE, own: 0 };
  assert.deepEqual([valueOf(own, {}), originOf(own, {})], [0, "own"]);
  const changed = { no_show_after: 7 };
  assert.deepEqual([valueOf(own, changed), originOf(own, changed)], [7, "changed"]);
  const reset = { no_show_after: null };
  assert.deepEqual([valueOf(own, reset), originOf(own, reset)], [3, "above"]);
});

test("going back to what is stored is no change", async () => {
  const { withValue, withReset } = await form;
  assert.deepEqual(withValue(RULE, { no_show_after: 7, basis: "slot" }, 3), { basis: "slot" });
  assert.deepEqual(withReset(RULE, { no_show_after: 7 }), {});
  assert.deepEqual(withReset({ ...RULE, own: 1 }, {}), { no_show_after: null });
});

test("the sentence follows the values of this and of other rules", async () => {
  const { sentenceOf } = await form;
  assert.equal(sentenceOf(RULE, { no_show_after: 5, basis: "slot" }), "after 5 of slot");
  assert.equal(sentenceOf(RULE, { no_show_after: 0 }), "next");
  assert.equal(sentenceOf(RULE, { no_show_after: 5 }), "after 5 of {basis}");
});

test("what was typed is a number or the text itself, which the server refuses", async () => {
  const { typed } = await form;
  assert.deepEqual(["12", " 0 ", "-1", "", "1.5", "x"].map(typed), [12, 0, -1, "", "1.5", "x"]);
});

test("a rule is idle while the rule it needs has another value", async () => {
  const { isIdle } = await form;
  assert.equal(isIdle(RULE, { no_show_return: "end" }), true);
  assert.equal(isIdle(RULE, { no_show_return: "after_n" }), false);
  assert.equal(isIdle({ ...RULE, needs: null }, {}), false);
});

test("typical values fill only rules that have one and stand otherwise", async () => {
  const { withTypical } = await form;
  const others = [
    { ...RULE, code: "a", typical: null },
    { ...RULE, code: "b", own: 2 },
  ];
  assert.deepEqual(withTypical([RULE, ...others], { a: 9 }), { a: 9, no_show_after: 2 });
});

test("each patient has a bar inside the picture, up for longer and down for less", async () => {
  const { bars } = await form;
  const [longer, same, less] = bars([{ extra: 30 }, { extra: 0 }, { extra: -60 }], 300, 100);
  assert.ok(longer.longer && longer.y < 50 && longer.y + longer.height === 50);
  assert.equal(same.height, 0);
  assert.ok(!less.longer && less.y === 50 && less.height <= 50);
  assert.deepEqual(bars([], 300, 100), []);
});
