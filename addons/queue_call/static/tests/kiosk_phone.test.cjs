"use strict";
const test = require("node:test");
const assert = require("node:assert");
require("../src/kiosk/steps.js");
require("../src/phone/poll.js");
const { kioskSteps: steps, poll } = globalThis.jiaohao;
const { random } = require("./helpers.cjs");

/* the kiosk's steps */

test("an untouched first page waits for ever", () => {
  const state = steps.create("zh");
  assert.equal(steps.left(state, 1e9), Infinity);
  assert.equal(steps.countdown(state, 1e9), null);
});

test("after 60 s nothing of the person before is left: text, language, contrast, step", () => {
  let state = steps.create("zh");
  state = steps.typed(state, "110101", 0);
  state = steps.speak(state, "en", 1000);
  state = steps.contrast(state, true, 2000);
  state = steps.go(state, "problem", { code: "early" }, 3000);
  assert.equal(steps.tick(state, 62999), state);
  assert.deepEqual(steps.tick(state, 63000), Object.assign(steps.create("zh"), { since: 63000 }));
});

test("a touch gives the whole time anew, and the countdown is seen before the end", () => {
  let state = steps.go(steps.create("zh"), "choice", {}, 0);
  assert.equal(steps.countdown(state, 44000), null);
  assert.equal(steps.countdown(state, 50000), 10);
  state = steps.touch(state, 50000);
  assert.equal(steps.countdown(state, 50000), null);
  assert.equal(steps.left(state, 50000), 60000);
});

test("a number is on show for a shorter time, counted down from the beginning", () => {
  const state = steps.go(steps.create("zh"), "ticket", { number: "A1" }, 0);
  assert.equal(steps.countdown(state, 0), 25);
  assert.equal(steps.tick(state, 25000).what, "home");
});

test("while the server is asked nothing is forgotten", () => {
  const state = steps.go(steps.create("zh"), "busy", null, 0);
  assert.equal(steps.tick(state, 1e6), state);
});

test("what is typed is cut to what can be meant", () => {
  const home = steps.typed(steps.create("zh"), "1".repeat(99), 0);
  assert.equal(home.text.length, 24);
  const ask = steps.go(home, "ask", { code: "13800000000" }, 0);
  assert.equal(ask.text, "");
  assert.equal(steps.typed(ask, "12345", 0).text, "1234");
});

/* the phone's questions */

test("one question at a time, and the state only when the pulse tells of news", () => {
  let { state, ask } = poll.next(poll.create(7, 5000, 0), 4999);
  assert.equal(ask, null);
  ({ state, ask } = poll.next(state, 5000));
  assert.equal(ask, "pulse");
  assert.equal(poll.next(state, 9000).ask, null);
  state = poll.pulsed(state, 7, 5100);
  assert.equal(poll.next(state, 10000).ask, null);
  state = poll.pulsed(poll.next(state, 10100).state, 8, 10200);
  ({ state, ask } = poll.next(state, 10200));
  assert.equal(ask, "fetch");
  state = poll.fetched(state, 8, 3000, 10300);
  assert.equal(state.due, 13300);
});

test("failures are asked again ever more seldom, but about once a minute", () => {
  let state = poll.create(1, 5000, 0);
  const rnd = random(5);
  let now;
  const pauses = [];
  for (let i = 0; i < 12; i += 1) {
    now = state.due;
    state = poll.failed(poll.next(state, now).state, undefined, now, rnd());
    pauses.push(state.due - now);
  }
  assert.ok(pauses[0] < 6500);
  assert.ok(Math.max(...pauses) <= 75000);
  assert.ok(pauses[11] >= 45000);
});

test("the age of what is shown is told once it may be wrong, and never before", () => {
  let state = poll.create(1, 5000, 0);
  assert.equal(poll.view(state, 20000).late, false);
  assert.equal(poll.view(state, 20001).late, true);
  state = poll.pulsed(state, 2, 21000); // news that we have not seen yet: still old
  assert.equal(poll.view(state, 21000).late, true);
  state = poll.fetched(state, 2, 5000, 22000);
  assert.deepEqual(poll.view(state, 22000), { late: false, age: 0, gone: false });
});

test("an address that opens nothing is asked no more", () => {
  const state = poll.failed(poll.create(1, 5000, 0), 404, 0, 0.5);
  assert.equal(poll.view(state, 0).gone, true);
  assert.equal(poll.next(state, 1e9).ask, null);
});

test("whoever looks again is answered at once", () => {
  const state = poll.wake(poll.create(1, 30000, 0), 10);
  assert.equal(poll.next(state, 10).ask, "pulse");
});

/* the phone's bundle */

test("the phone page is light: at most 30 KB packed", () => {
  const fs = require("node:fs");
  const path = require("node:path");
  const src = path.join(__dirname, "..", "src");
  const names = ["core/format.js", "core/clock.js", "services/dom.js", "services/http.js"];
  ["icons", "phone"].forEach((folder) =>
    fs.readdirSync(path.join(src, folder)).forEach((name) => names.push(folder + "/" + name))
  );
  const whole = names.map((name) => fs.readFileSync(path.join(src, name), "utf8")).join("\n");
  assert.ok(require("node:zlib").gzipSync(whole).length <= 30 * 1024);
});
