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

const shownAt = (call) => ({ call: call, at: "t", proof: "p" + call });
const calls = (list) => list.map((entry) => entry.item.call);

test("a report is kept until the server has confirmed it", () => {
  let list = outbox.add([], "shown", [1, 2].map(shownAt));
  list = outbox.add(list, "shown", [2, 3].map(shownAt));
  list = outbox.add(list, "spoken", [{ call: 2, start: "t", end: "u" }]);
  assert.deepEqual(calls(list), [1, 2, 3, 2]);
  const sent = outbox.batch(list);
  assert.deepEqual(outbox.body(sent).spoken, [{ call: 2, start: "t", end: "u" }]);
  list = outbox.add(list, "shown", [shownAt(4)]);
  assert.deepEqual(calls(outbox.confirm(list, sent)), [4]);
});

test("a film is reported each time it is played, a call once", () => {
  const film = (start) => ({ media: 7, start: start, end: "e", complete: true });
  let list = outbox.add([], "played", [film("1"), film("2"), film("1")]);
  list = outbox.add(list, "shown", [shownAt(7)]);
  list = outbox.add(list, "shown", [shownAt(7)]);
  assert.equal(list.length, 3);
});

test("when the box is full films go before calls, and the oldest calls last", () => {
  const film = (n) => ({ media: n, start: "s" + n });
  const many = (count, make) => Array.from({ length: count }, (_one, n) => make(n + 1));
  let list = outbox.add([], "played", many(300, film));
  list = outbox.add(list, "shown", many(480, shownAt));
  assert.equal(list.length, 500);
  assert.equal(list.filter((entry) => entry.kind === "shown").length, 480);
  list = outbox.add(
    list,
    "spoken",
    many(100, (n) => ({ call: n, start: "s" }))
  );
  assert.equal(list.length, 500);
  assert.equal(calls(list)[0], 81);
});

test("a spoilt store gives an empty list", () => {
  const spoilt = [null, { kind: "shown" }, { kind: "x", item: { call: 1 } }, { call: 1, at: "t" }];
  [null, undefined, 3, "x", {}, spoilt].forEach((value) =>
    assert.deepEqual(outbox.restore(value), [])
  );
});

/* time */

test("a clock set by a year moves neither the running time nor, for long, the server's", () => {
  const year = 31536000000;
  [-year, year].forEach((jump) => {
    let time = clock.create(1000000, 0);
    time = clock.sample(time, 5000000, 1000000, 1000020);
    const before = clock.serverTime(time, 1000250);
    time = clock.advance(time, 1000250 + jump, 250);
    assert.equal(time.now, 250);
    assert.equal(clock.serverTime(time, 1000250 + jump), before);
    time = clock.sample(time, 5000300, 1000250 + jump, 1000350 + jump); // a slow answer counts now
    assert.equal(time.round, 100);
  });
});

test("a box whose clock is off by minutes shows the server's time", () => {
  [-300000, 300000].forEach((skew) => {
    let time = clock.create(1000000 + skew, 0);
    time = clock.sample(time, 1000010, 1000000 + skew, 1000020 + skew);
    assert.equal(clock.serverTime(time, 1000500 + skew), 1000500);
  });
});

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
