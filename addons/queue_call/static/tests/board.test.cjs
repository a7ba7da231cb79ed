"use strict";
const test = require("node:test");
const assert = require("node:assert");
require("../src/core/board.js");
const board = globalThis.jiaohao.board;
const { random, Server } = require("./helpers.cjs");

const AT = "2026-03-02T01:00:00.000Z";

function snapshot(seq, extra) {
  return Object.assign(
    {
      seq,
      server_time: AT,
      zone: { key: "z" },
      screen: { points: null },
      rows: [row("p1")],
      calls: [],
    },
    extra
  );
}

function row(point, number) {
  return { point, current: number ? [{ number }] : [] };
}

function call(id, at) {
  return { id, point: "p1", number: "A00" + id, at: at || AT, attempt: 1, kind: "call" };
}

function message(from, seq, extra) {
  return Object.assign({ from, seq, at: AT, rows: [], calls: [], withdrawn: [] }, extra);
}

test("a snapshot is taken whole and its calls are shown", () => {
  const result = board.snapshot(board.empty(), snapshot(4, { calls: [call(1)] }), null);
  assert.equal(result.state.seq, 4);
  assert.deepEqual(
    result.fresh.map((c) => c.id),
    [1]
  );
  assert.equal(result.refetch, false);
});

test("the next message replaces the changed rows and shows its call", () => {
  const start = board.snapshot(board.empty(), snapshot(4), null).state;
  const result = board.message(
    start,
    message(5, 6, { rows: [row("p1", "A001")], calls: [call(1)] })
  );
  assert.equal(result.state.seq, 6);
  assert.equal(result.state.rows[0].current[0].number, "A001");
  assert.deepEqual(
    result.fresh.map((c) => c.id),
    [1]
  );
});

test("a part changes some fields of the rows of its points and nothing else", () => {
  const rows = [row("p1", "A001"), row("p2", "A002"), row("p3", "A003")];
  const start = board.snapshot(board.empty(), snapshot(4, { rows }), null).state;
  const parts = [
    { points: ["p1", "p2"], next: [{ number: "A004" }] },
    { points: ["p2"], current: [] },
  ];
  const result = board.message(start, message(5, 5, { parts }));
  assert.deepEqual(result.state.rows, [
    { point: "p1", current: [{ number: "A001" }], next: [{ number: "A004" }] },
    { point: "p2", current: [], next: [{ number: "A004" }] },
    { point: "p3", current: [{ number: "A003" }] },
  ]);
  assert.deepEqual(start.rows, rows);
});

test("a part of a row never heard of is not shown but asked for; of another door it is left out", () => {
  const start = board.snapshot(board.empty(), snapshot(4), null).state;
  const parts = [{ points: ["p1", "p9"], waiting: 3 }];
  const result = board.message(start, message(5, 5, { parts }));
  assert.equal(result.refetch, true);
  assert.deepEqual(
    result.state.rows.map((r) => r.point),
    ["p1"]
  );
  const door = snapshot(4, { screen: { points: ["p1"] } });
  const own = board.snapshot(board.empty(), door, null).state;
  assert.equal(board.message(own, message(5, 5, { parts })).refetch, false);
});

test("a message heard twice changes nothing the second time", () => {
  const start = board.snapshot(board.empty(), snapshot(4), null).state;
  const once = board.message(start, message(5, 5, { calls: [call(1)] })).state;
  const twice = board.message(once, message(5, 5, { calls: [call(1)] }));
  assert.deepEqual(twice.state, once);
  assert.deepEqual(twice.fresh, []);
});

test("a gap asks for the snapshot and is closed by the late message as well", () => {
  const start = board.snapshot(board.empty(), snapshot(4), null).state;
  const early = board.message(start, message(6, 6, { calls: [call(2)] }));
  assert.equal(early.refetch, true);
  assert.equal(early.state.seq, 4);
  const late = board.message(early.state, message(5, 5, { calls: [call(1)] }));
  assert.equal(late.state.seq, 6);
  assert.equal(late.refetch, false);
  assert.deepEqual(
    late.fresh.map((c) => c.id),
    [1, 2]
  );
});

test("an answer overtaken by a message is dropped", () => {
  const start = board.snapshot(board.empty(), snapshot(4), null).state;
  const ahead = board.message(start, message(5, 5)).state;
  assert.equal(board.snapshot(ahead, snapshot(4), 4).state.seq, 5);
});

test("a server that went back is believed", () => {
  const start = board.snapshot(board.empty(), snapshot(9), null).state;
  assert.equal(board.snapshot(start, snapshot(3), 9).state.seq, 3);
});

test("a call that was taken back leaves, by message and by snapshot", () => {
  const start = board.snapshot(
    board.empty(),
    snapshot(4, { calls: [call(1), call(2)] }),
    null
  ).state;
  const told = board.message(start, message(5, 5, { withdrawn: [1] }));
  assert.deepEqual(told.withdrawn, [1]);
  assert.deepEqual(
    told.state.calls.map((c) => c.id),
    [2]
  );
  const fetched = board.snapshot(told.state, snapshot(6), 5);
  assert.deepEqual(fetched.withdrawn, [2]);
});

test("a call older than 90 s is not announced", () => {
  const old = call(1, "2026-03-02T00:58:29.000Z");
  assert.deepEqual(board.snapshot(board.empty(), snapshot(1, { calls: [old] }), null).fresh, []);
});

test("a call is not shown again after a reload of the page", () => {
  const shown = board.snapshot(board.empty(), snapshot(4, { calls: [call(1)] }), null).state;
  const packed = JSON.parse(JSON.stringify(board.pack(shown)));
  const result = board.snapshot(board.unpack(packed), snapshot(4, { calls: [call(1)] }), 4);
  assert.deepEqual(result.fresh, []);
});

test("what is in the box's store and of another form is not used", () => {
  [null, {}, { v: 2, state: { rows: [] } }, { v: 1, state: {} }].forEach((value) =>
    assert.equal(board.unpack(value), null)
  );
});

test("a door screen hears only of its own room", () => {
  const screen = { points: ["p1"] };
  const start = board.snapshot(board.empty(), snapshot(4, { screen }), null).state;
  const other = Object.assign(call(7), { point: "p2" });
  const result = board.message(start, message(5, 5, { rows: [row("p2", "A9")], calls: [other] }));
  assert.equal(result.state.seq, 5);
  assert.deepEqual(
    result.state.rows.map((r) => r.point),
    ["p1"]
  );
  assert.deepEqual(result.fresh, []);
});

test("a room never heard of is shown and asks for the snapshot", () => {
  const start = board.snapshot(board.empty(), snapshot(4), null).state;
  const result = board.message(start, message(5, 5, { rows: [row("p9", "A1")] }));
  assert.equal(result.state.rows.length, 2);
  assert.equal(result.refetch, true);
});

test("the input is never changed", () => {
  const start = board.snapshot(board.empty(), snapshot(4), null).state;
  const before = JSON.stringify(start);
  const result = board.message(start, message(6, 6, { calls: [call(2)] }));
  const held = JSON.stringify(result.state);
  board.message(result.state, message(5, 5, { rows: [row("p1", "A1")], withdrawn: [2] }));
  assert.equal(JSON.stringify(start), before);
  assert.equal(JSON.stringify(result.state), held);
});

/* Properties */

/** A screen on a bad line: what it asked for is on its way, what it was told lies on the wire. */
class Line {
  constructor(seed) {
    this.rnd = random(seed);
    this.server = new Server(this.rnd, 2 + Math.floor(this.rnd() * 4));
    this.door = this.rnd() < 0.3 ? "p1" : null;
    this.shown = {};
    this.state = board.empty();
    this.wire = [];
    this.asked = { data: null, seq: null };
  }

  take(result) {
    this.state = result.state;
    result.fresh.forEach((c) => (this.shown[c.id] = (this.shown[c.id] || 0) + 1));
    if (result.refetch && !this.asked) {
      this.asked = { data: null, seq: this.state.seq };
    }
  }

  /** First the server answers, some time later the answer arrives. */
  fetch() {
    const asked = this.asked;
    if (asked && !asked.data) {
      asked.data = this.server.snapshot(this.door);
    } else if (asked) {
      this.asked = null;
      this.take(board.snapshot(this.state, asked.data, asked.seq));
    }
  }

  /** The server acts; its message is lost, doubled, or overtakes others. */
  act() {
    const sent = this.server.act();
    const copies = this.rnd() < 0.2 ? 0 : this.rnd() < 0.2 ? 2 : 1;
    for (let n = 0; n < copies; n += 1) {
      this.wire.splice(Math.floor(this.rnd() * (this.wire.length + 1)), 0, sent);
    }
  }

  step() {
    const dice = this.rnd();
    if (dice < 0.45) {
      this.act();
    } else if (dice < 0.8 && this.wire.length) {
      this.take(board.message(this.state, this.wire.shift()));
    } else {
      this.fetch();
    }
  }

  /** Everything arrives; then the pulse notices what is still missing. */
  settle() {
    while (this.wire.length) {
      this.take(board.message(this.state, this.wire.shift()));
    }
    if (this.state.seq !== this.server.seq && !this.asked) {
      this.asked = { data: null, seq: this.state.seq };
    }
    while (this.asked) {
      this.fetch();
    }
  }

  living() {
    const now = this.server.now;
    return this.state.calls.filter((c) => now - Date.parse(c.at) <= board.CALL_LIFE_MS);
  }
}

const ids = (calls) => calls.map((c) => c.id).sort((a, b) => a - b);

for (let seed = 1; seed <= 300; seed += 1) {
  test(
    "lost, doubled and reordered messages end in the server's state, each call shown once: " + seed,
    () => {
      const line = new Line(seed);
      for (let i = 0; i < 120; i += 1) {
        line.step();
      }
      line.settle();
      line.settle();
      const truth = line.server.snapshot(line.door);
      assert.equal(line.state.seq, truth.seq);
      assert.deepEqual(line.state.rows, truth.rows);
      assert.deepEqual(ids(line.living()), ids(truth.calls));
      truth.calls.forEach((c) => assert.equal(line.shown[c.id], 1, "call " + c.id));
      Object.keys(line.shown).forEach((id) => assert.equal(line.shown[id], 1));
    }
  );
}
