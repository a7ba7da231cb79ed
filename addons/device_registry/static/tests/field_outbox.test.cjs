"use strict";
const test = require("node:test");
const assert = require("node:assert");
require("../src/field/outbox.js");
const { fieldOutbox: outbox } = globalThis.jiaohao;

/** mulberry32: numbers in [0, 1), the same for the same seed. */
function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const hex = (number) => number.toString(16).padStart(32, "0");

/** Takes entries as field.op does: once, after their forerunner, with their picture. */
class Server {
  constructor() {
    this.known = {};
    this.taken = [];
    this.blobs = {};
  }

  verdict(op) {
    if (this.known[op.id]) {
      return { id: op.id, verdict: "known", message: op.verb === "forbidden" ? "no" : "" };
    }
    if ((op.after && !this.known[op.after]) || (op.blob && !this.blobs[op.blob])) {
      return { id: op.id, verdict: "later" };
    }
    if (op.verb === "garbage") {
      return { id: op.id, verdict: "bad" };
    }
    this.known[op.id] = true;
    if (op.verb === "forbidden") {
      return { id: op.id, verdict: "refused", message: "no" };
    }
    this.taken.push(op);
    return { id: op.id, verdict: "taken" };
  }

  take(ops) {
    return ops.map((op) => this.verdict(op));
  }
}

/** One life of a phone: entries, undos, lost requests, lost answers, kills; returns both ends. */
function life(seed) {
  const rnd = random(seed);
  const server = new Server();
  let state = outbox.create("p");
  let now = 0;
  let count = 0;
  const meant = [];
  const verbs = ["step", "step", "step", "photo", "garbage", "forbidden", "badphoto"];

  const write = () => {
    count += 1;
    const verb = verbs[Math.floor(rnd() * verbs.length)];
    const op = { id: hex(count), subject: "visit", key: "V" + Math.floor(rnd() * 3), verb };
    Object.assign(op, { user: 7, at: now, until: rnd() < 0.5 ? now + 5 : 0 });
    if (verb.endsWith("photo")) {
      op.blob = hex(1000 + count);
    }
    state = outbox.add(state, op);
    meant.push(op);
  };
  const undo = () => {
    const last = state.ops[state.ops.length - 1];
    if (last && outbox.canUndo(state, last.id, now)) {
      state = outbox.undo(state, last.id, now);
      meant.splice(
        meant.findIndex((op) => op.id === last.id),
        1
      );
    }
  };
  const sendBlob = (safe) => {
    const [op] = outbox.blobs(state, 7);
    if (!op || (!safe && rnd() < 0.4)) {
      return; // lost on the way
    }
    if (op.verb === "badphoto") {
      state = outbox.blobRefused(state, op.blob, "no picture");
      return;
    }
    server.blobs[op.blob] = true;
    if (safe || rnd() < 0.7) {
      state = outbox.blobSent(state, op.blob);
    }
  };
  const send = (safe) => {
    const ops = outbox.ready(state, now, 7);
    state = outbox.sending(
      state,
      ops.map((op) => op.id)
    );
    state = JSON.parse(JSON.stringify(state)); // killed here, restored from storage
    if (!safe && rnd() < 0.3) {
      return; // the request was lost
    }
    const pieces = safe || rnd() < 0.7 ? [ops] : [ops.slice().reverse(), ops, ops];
    pieces.forEach((piece) => {
      const told = server.take(piece);
      if (safe || rnd() < 0.6) {
        state = outbox.answer(state, told); // otherwise the answer was lost
      }
    });
  };

  let day = [];
  const fetch = () => {
    const asked = state.taken;
    day = server.taken.map((op) => op.id);
    state = outbox.settled(state, asked);
  };
  const shown = (op) =>
    day.includes(op.id) || outbox.of(state, op.subject, op.key).some((one) => one.id === op.id);

  for (let step = 0; step < 60; step += 1) {
    now += Math.floor(rnd() * 4);
    [write, write, undo, sendBlob, send, send, fetch][Math.floor(rnd() * 7)]();
    const good = meant.filter((op) => op.verb === "step" || op.verb === "photo");
    assert.ok(good.every(shown), `seed ${seed}: what was done vanished from the page`);
  }
  now += 100;
  for (let step = 0; step < 200 && state.ops.length; step += 1) {
    send(true);
    sendBlob(true);
  }
  return { state, server, meant };
}

test("1,000 random lives: nothing is lost, nothing doubled, each visit in its order", () => {
  for (let seed = 1; seed <= 1000; seed += 1) {
    const { state, server, meant } = life(seed);
    assert.equal(state.ops.length, 0, `seed ${seed}: something was never sent`);
    ["V0", "V1", "V2"].forEach((key) => {
      const good = (op) => op.key === key && (op.verb === "step" || op.verb === "photo");
      assert.deepEqual(
        server.taken.filter((op) => op.key === key).map((op) => op.id),
        meant.filter(good).map((op) => op.id),
        `seed ${seed} ${key}`
      );
    });
    const bad = meant.filter((op) => op.verb !== "step" && op.verb !== "photo");
    assert.deepEqual(
      state.refused.map((op) => op.id).sort(),
      bad.map((op) => op.id).sort(),
      `seed ${seed}: what was refused is told`
    );
  }
});

const op = (id, more) =>
  Object.assign({ id: hex(id), subject: "visit", key: "V", verb: "step", user: 7 }, more);

test("an entry can be taken back for a while, but not once it is on its way", () => {
  let state = outbox.add(outbox.create("p"), op(1, { until: 5 }));
  assert.ok(outbox.canUndo(state, hex(1), 4));
  assert.ok(!outbox.canUndo(state, hex(1), 5));
  state = outbox.sending(state, [hex(1)]);
  assert.ok(!outbox.canUndo(state, hex(1), 4));
});

test("what follows an entry that was taken back follows its forerunner", () => {
  let state = [op(1), op(2, { until: 5 }), op(3)].reduce(outbox.add, outbox.create("p"));
  state = outbox.undo(state, hex(2), 1);
  assert.deepEqual(
    state.ops.map((one) => [one.id, one.after]),
    [
      [hex(1), ""],
      [hex(3), hex(1)],
    ]
  );
});

test("another person's entries wait until that person is logged in", () => {
  const state = [op(1), op(2, { user: 8, key: "W" })].reduce(outbox.add, outbox.create("p"));
  assert.deepEqual(
    outbox.ready(state, 1, 8).map((one) => one.id),
    [hex(2)]
  );
});

test("one visit does not wait for the picture of another", () => {
  const state = [op(1, { blob: hex(9) }), op(2), op(3, { key: "W" })].reduce(
    outbox.add,
    outbox.create("p")
  );
  assert.deepEqual(
    outbox.ready(state, 1, 7).map((one) => one.id),
    [hex(3)]
  );
});

test("an answer that was heard before tells its refusal again", () => {
  const state = outbox.add(outbox.create("p"), op(1));
  const told = outbox.answer(state, [{ id: hex(1), verdict: "known", message: "signed" }]);
  assert.equal(told.refused[0].message, "signed");
  assert.equal(outbox.forget(told, hex(1)).refused.length, 0);
});
