"use strict";
const test = require("node:test");
const assert = require("node:assert");
["popups", "outbox", "clock", "format", "scanner"].forEach((name) =>
  require("../src/core/" + name + ".js")
);
const { popups, outbox, clock, format, scanner } = globalThis.jiaohao;
const { random } = require("./helpers.cjs");

function call(id, point) {
  return { id, number: "A" + id, point: point || "p" + id };
}

const shownIds = (state) => state.cards.map((card) => card.call.id);

/* pop-up */

test("two calls 0.3 s apart stand side by side", () => {
  let state = popups.create();
  state = popups.add(state, [call(1)], 0);
  state = popups.add(state, [call(2)], 300);
  assert.deepEqual(shownIds(state), [1, 2]);
});

test("a card stays its full time when nobody waits", () => {
  let state = popups.add(popups.create({ slots: 1 }), [call(1)], 0);
  state = popups.step(state, 8999);
  assert.deepEqual(shownIds(state), [1]);
  assert.deepEqual(shownIds(popups.step(state, 9000)), []);
});

test("a card gives way after the least time when others wait", () => {
  const state = popups.add(popups.create({ slots: 1 }), [call(1), call(2)], 0);
  assert.deepEqual(shownIds(popups.step(state, 3499)), [1]);
  assert.deepEqual(shownIds(popups.step(state, 3500)), [2]);
});

test("a recall renews its own card instead of standing beside it", () => {
  let state = popups.add(popups.create(), [call(1, "p1")], 0);
  state = popups.add(state, [Object.assign(call(1, "p1"), { id: 9 })], 5000);
  assert.deepEqual(shownIds(state), [9]);
  assert.deepEqual(shownIds(popups.step(state, 13000)), [9]);
});

test("a call that was taken back leaves at once and makes room", () => {
  let state = popups.add(popups.create({ slots: 1 }), [call(1), call(2)], 0);
  state = popups.withdraw(state, [1], 100);
  assert.deepEqual(shownIds(state), [2]);
});

for (let seed = 1; seed <= 50; seed += 1) {
  test("in any rush every call has its card for the least time: " + seed, () => {
    const rnd = random(seed);
    let state = popups.create();
    const first = {};
    const last = {};
    let id = 0;
    for (let now = 0; now < 240000; now += 250) {
      if (now < 60000 && rnd() < 0.25) {
        id += 1;
        state = popups.add(state, [call(id)], now);
      }
      state = popups.step(state, now);
      assert.ok(state.cards.length <= 3);
      state.cards.forEach((card) => {
        first[card.call.id] = card.call.id in first ? first[card.call.id] : now;
        last[card.call.id] = now;
      });
    }
    for (let n = 1; n <= id; n += 1) {
      assert.ok(last[n] - first[n] >= 3250, "call " + n);
    }
  });
}

/* acknowledgements */

test("an acknowledgement is kept until the server has confirmed it", () => {
  let list = outbox.add([], [1, 2], "t");
  list = outbox.add(list, [2, 3], "t");
  assert.deepEqual(
    list.map((item) => item.call),
    [1, 2, 3]
  );
  const sent = outbox.batch(list);
  list = outbox.add(list, [4], "t");
  assert.deepEqual(
    outbox.confirm(list, sent).map((item) => item.call),
    [4]
  );
});

test("a spoilt store gives an empty list", () => {
  [null, undefined, 3, "x", {}, [null, { call: "1" }]].forEach((value) =>
    assert.deepEqual(outbox.restore(value), [])
  );
});

/* time */

test("time goes on while the box sleeps and ignores a clock set back", () => {
  let time = clock.create(1000, 10);
  time = clock.advance(time, 1250, 260);
  assert.equal(time.now, 250);
  time = clock.advance(time, 61250, 300); // slept for a minute: the steady clock stood still
  assert.equal(time.now, 60250);
  time = clock.advance(time, 1000, 550); // somebody set the clock back
  assert.equal(time.now, 60500);
});

test("the server's time is learnt from the quickest answer", () => {
  let time = clock.create(0, 0);
  time = clock.sample(time, 5000, 100, 1100);
  time = clock.sample(time, 5050, 1200, 1220);
  time = clock.sample(time, 9999, 1300, 1900);
  assert.equal(clock.serverTime(time, 1210), 5050);
});

test("an age is told in seconds, then minutes, then hours", () => {
  assert.deepEqual(format.age(7400), { unit: "s", value: 7 });
  assert.deepEqual(format.age(120000), { unit: "min", value: 2 });
  assert.deepEqual(format.age(7200000), { unit: "h", value: 2 });
  assert.deepEqual(format.age(-5), { unit: "s", value: 0 });
});

test("words are filled, what is missing stays visible", () => {
  assert.equal(format.fill("%(a)s and %(b)s", { a: 1 }), "1 and %(b)s");
});

test("the picture walks one pixel at a time over the whole square", () => {
  const seen = new Set();
  let before = format.pixelShift(0, 4);
  for (let minute = 1; minute <= 81; minute += 1) {
    const place = format.pixelShift(minute, 4);
    assert.ok(Math.abs(place.x) <= 4 && Math.abs(place.y) <= 4);
    if (minute < 81) {
      assert.equal(Math.abs(place.x - before.x) + Math.abs(place.y - before.y), 1);
    }
    seen.add(place.x + "," + place.y);
    before = place;
  }
  assert.equal(seen.size, 81);
});

test("a long list turns its pages and comes round", () => {
  assert.deepEqual(format.page(7, 3, 0, 1000), { pages: 3, index: 0, from: 0, to: 3 });
  assert.deepEqual(format.page(7, 3, 2000, 1000), { pages: 3, index: 2, from: 6, to: 7 });
  assert.equal(format.page(7, 3, 3000, 1000).index, 0);
  assert.equal(format.page(0, 3, 3000, 1000).pages, 1);
});

test("a request key has the form of a uuid", () => {
  const key = format.requestId(new Uint8Array(16).fill(171));
  assert.match(key, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test("the clock shows the hospital's time, not the box's", () => {
  const shown = format.wallClock(Date.parse("2026-03-02T01:05:00Z"), "Asia/Shanghai", "zh_CN");
  assert.equal(shown.time, "09:05");
  assert.equal(shown.date, "3月2日星期一");
});

/* scanner */

function type(text, pause, start) {
  let state = scanner.create();
  let now = start || 0;
  let code = null;
  text
    .split("")
    .concat(["Enter"])
    .forEach((key) => {
      now += pause;
      const result = scanner.key(state, key, now);
      state = result.state;
      code = result.code || code;
    });
  return code;
}

test("a burst that ends with Enter is a scanned code, typing is not", () => {
  assert.equal(type("6217000010001", 10), "6217000010001");
  assert.equal(type("6217", 150), null);
  assert.equal(type("12", 5), null);
});

test("a key struck before the burst does not spoil the code", () => {
  let state = scanner.key(scanner.create(), "x", 0).state;
  let code = null;
  "M0001"
    .split("")
    .concat(["Enter"])
    .forEach((key, i) => {
      const result = scanner.key(state, key, 5000 + i * 12);
      state = result.state;
      code = result.code || code;
    });
  assert.equal(code, "M0001");
});

test("a part that throws is noted, and the other parts still hear", () => {
  require("../src/services/parts.js");
  const { Parts } = globalThis.jiaohao.parts;
  const heard = [];
  const parts = new Parts({}, [
    () => ({ calls: () => undefined.nothing, vitals: () => ({ audio: "ok" }) }),
    () => ({ calls: (fresh) => heard.push(fresh.length) }),
    () => undefined.nothing,
  ]);
  parts.tell("calls", [1, 2], []);
  assert.deepEqual(heard, [2]);
  assert.equal(parts.failures.calls.count, 1);
  assert.equal(parts.failures.start.count, 1);
  assert.equal(parts.vitals().audio, "ok");
});
