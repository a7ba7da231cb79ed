"use strict";
const test = require("node:test");
const assert = require("node:assert");
require("../src/core/connection.js");
require("../src/core/connection_state.js");
require("../src/core/format.js");
const connection = globalThis.jiaohao.connection;
const { random } = require("./helpers.cjs");

/* A world to play in: a server with a sequence, a network, a page that ticks every 250 ms. */
class World {
  constructor(seed, options) {
    this.random = random(seed);
    this.now = 0;
    this.server = { seq: 5, up: true, hangs: false, deaf: false, build: "b1", refuses: null };
    this.events = []; // {at, event}
    this.asleep = false;
    this.socketUp = false;
    this.did = [];
    this.state = connection.create(options, 0);
  }

  step(event) {
    this.state = connection.step(this.state, event, this.now, this.random());
    this.state.effects.forEach((effect) => this.carryOut(effect));
  }

  later(ms, event) {
    this.events.push({ at: this.now + ms, event });
  }

  carryOut(effect) {
    this.did.push({ at: this.now, do: effect.do });
    if (effect.do === "pulse" || effect.do === "fetch") {
      this.ask(effect);
    } else if (effect.do === "connect") {
      this.connect();
    } else if (effect.do === "disconnect") {
      this.socketUp = false;
    }
  }

  ask(effect) {
    if (this.server.hangs) {
      return; // never answered
    }
    if (this.server.refuses) {
      this.later(20, { type: effect.do + "_failed", id: effect.id, refused: this.server.refuses });
    } else if (this.server.up) {
      const answer = { seq: this.server.seq, build: this.server.build };
      this.later(30, Object.assign({ type: effect.do + "_ok", id: effect.id }, answer));
    } else {
      this.later(5, { type: effect.do + "_failed", id: effect.id });
    }
  }

  connect() {
    if (this.server.hangs) {
      return;
    }
    this.socketUp = this.server.up;
    this.later(40, { type: this.server.up ? "socket_open" : "socket_closed" });
  }

  /** The server does something; a page with a living socket hears of it. */
  act() {
    this.server.seq += 1;
    if (this.socketUp && !this.server.deaf && !this.server.hangs) {
      this.later(15, { type: "applied", seq: this.server.seq });
    }
  }

  die() {
    this.server.up = false;
    this.drop();
  }

  drop() {
    if (this.socketUp) {
      this.socketUp = false;
      this.later(1, { type: "socket_closed" });
    }
  }

  run(ms, stride) {
    const end = this.now + ms;
    while (this.now < end) {
      this.now += stride || 10;
      if (this.asleep) {
        continue;
      }
      const due = this.events.filter((item) => item.at <= this.now);
      this.events = this.events.filter((item) => item.at > this.now);
      due.forEach((item) => this.step(item.event));
      if (this.now % 250 === 0) {
        this.step({ type: "tick" });
      }
    }
  }

  view() {
    return connection.view(this.state, this.now);
  }

  /** ms until the page holds the server's sequence, confirmed after `since`. */
  recovery(limit) {
    const since = this.now;
    while (this.now - since < limit) {
      this.run(10);
      const current = this.state.seq === this.server.seq && this.state.confirmed >= since;
      if (current && this.view().mode === "live") {
        return this.now - since;
      }
    }
    return Infinity;
  }

  count(what, since) {
    return this.did.filter((item) => item.do === what && item.at >= since).length;
  }
}

function live(seed) {
  const world = new World(seed);
  world.run(10000);
  assert.equal(world.view().mode, "live");
  assert.equal(world.state.socket.state, "open");
  return world;
}

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

test("a quiet connection pulses every two seconds and fetches no more than once a minute", () => {
  const world = live(1);
  world.run(60000);
  const pulses = world.count("pulse", 10000);
  assert.ok(pulses >= 24 && pulses <= 36, pulses + " pulses");
  assert.ok(world.count("fetch", 10000) <= 2);
  assert.ok(world.view().age_ms < 3000);
});

test("with a living socket events need no fetch", () => {
  SEEDS.forEach((seed) => {
    const world = live(seed);
    for (let i = 0; i < 40; i += 1) {
      world.act();
      world.run(370);
    }
    assert.ok(world.count("fetch", 10000) <= 1);
    assert.equal(world.state.seq, world.server.seq);
  });
});

test("a dead server is known at once, its age shown after 5 s, and recovery takes less than 2 s", () => {
  SEEDS.forEach((seed) => {
    const world = live(seed);
    world.die();
    world.run(700);
    assert.equal(world.view().mode, "lost");
    world.run(1800);
    assert.notEqual(world.view().mode, "late");
    world.run(3500);
    assert.equal(world.view().mode, "late");
    world.run(1000 * seed);
    assert.ok(world.view().age_ms >= 5000 + 1000 * (seed - 1));
    world.server.up = true;
    world.server.seq += 3;
    const took = world.recovery(5000);
    assert.ok(took < 2000, "recovered in " + took + " ms");
  });
});

test("24 h without a server: the age is told, the page keeps knocking gently and grows by nothing", () => {
  ["up", "hangs"].forEach((how, seed) => {
    const world = live(seed + 1);
    world.server[how] = how === "hangs";
    world.drop();
    world.run(60000, 250);
    const size = JSON.stringify(world.state).length;
    world.did = [];
    world.run(24 * 3600 * 1000, 250);
    assert.equal(world.view().mode, "late");
    assert.deepEqual(globalThis.jiaohao.format.age(world.view().age_ms), { unit: "h", value: 24 });
    assert.ok(JSON.stringify(world.state).length < size + 50);
    const knocks = world.did.filter((item) => item.do === "pulse" || item.do === "fetch").length;
    assert.ok(knocks > 24 * 3600 * 0.2 && knocks < 24 * 3600 * 2, knocks + " knocks");
    world.server.up = true;
    world.server.hangs = false;
    world.server.seq += 900;
    assert.ok(world.recovery(5000) < 2000);
  });
});

test("a hanging server is known after 5 s at most and recovery takes less than 2 s", () => {
  SEEDS.forEach((seed) => {
    const world = live(seed);
    world.server.hangs = true;
    world.run(5300);
    assert.notEqual(world.view().mode, "live");
    world.run(4000 + 313 * seed);
    assert.equal(world.view().mode, "late");
    world.server.hangs = false;
    world.server.seq += 1;
    const took = world.recovery(5000);
    assert.ok(took < 2000, "recovered in " + took + " ms");
  });
});

test("a sleep is noticed by its gap and everything is asked afresh at once", () => {
  SEEDS.forEach((seed) => {
    const world = live(seed);
    world.asleep = true;
    world.run(60000 + 100 * seed);
    world.server.seq += 10;
    world.asleep = false;
    assert.equal(world.view().mode, "late");
    const took = world.recovery(5000);
    assert.ok(took < 500, "recovered in " + took + " ms");
  });
});

test("a deaf socket is found out by the pulse and replaced", () => {
  SEEDS.forEach((seed) => {
    const world = live(seed);
    world.server.deaf = true;
    let worst = 0;
    for (let i = 0; i < 3; i += 1) {
      world.act();
      worst = Math.max(worst, world.recovery(6000));
      world.run(1300);
    }
    assert.ok(worst < 3300, "behind for " + worst + " ms");
    world.server.deaf = false;
    world.run(3000);
    assert.ok(world.count("disconnect", 10000) >= 1);
    assert.equal(world.state.socket.state, "open");
  });
});

test("an answer to a request that was given up is not believed", () => {
  let state = connection.create({}, 0);
  state = connection.step(state, { type: "tick" }, 250, 0.5);
  const id = state.effects.find((effect) => effect.do === "fetch").id;
  state = connection.step(state, { type: "tick" }, 1000, 0.5);
  state = connection.step(state, { type: "tick" }, 3300, 0.5);
  state = connection.step(state, { type: "fetch_ok", id, seq: 9 }, 3400, 0.5);
  assert.equal(state.seq, null);
});

test("a newer page is loaded when nothing is being announced, and not twice in a row", () => {
  const world = live(3);
  world.step({ type: "idle", idle: false });
  world.server.build = "b2";
  world.run(60000);
  assert.equal(world.count("reload", 0), 0);
  world.step({ type: "idle", idle: true });
  world.run(5000);
  assert.equal(world.count("reload", 0), 1);
});

test("a socket closed as outdated asks for a reload", () => {
  const world = live(4);
  world.run(40000);
  world.step({ type: "socket_closed", outdated: true });
  world.run(4000);
  assert.equal(world.count("reload", 0), 1);
});

test("a revoked screen stops asking", () => {
  const world = live(5);
  world.server.refuses = "revoked";
  world.run(5000);
  assert.equal(world.view().refused, "revoked");
  const asked = world.did.length;
  world.run(20000);
  assert.equal(world.did.length, asked);
});

test("data from the box's own store are shown with their age until the server has spoken", () => {
  const world = new World(6);
  world.server.up = false;
  world.state = connection.resume(world.state, 5, 90000, 0);
  world.run(500);
  assert.equal(world.view().mode, "late");
  assert.ok(world.view().age_ms >= 90000);
  world.server.up = true;
  assert.ok(world.recovery(5000) < 2000);
});

test("many screens do not come back in the same instant", () => {
  const worlds = SEEDS.map((seed) => live(seed));
  worlds.forEach((world) => world.die());
  worlds.forEach((world) => world.run(20000));
  worlds.forEach((world) => (world.server.up = true));
  const took = worlds.map((world) => world.recovery(5000));
  const instants = new Set(took.map((ms) => Math.floor(ms / 100)));
  assert.ok(Math.max(...took) < 2000);
  assert.ok(instants.size >= 3, "spread over " + instants.size + " tenths of a second");
});

/* Beats: the server tells its sequence over the socket, as it does every two seconds. */

function beating(world, ms) {
  for (let passed = 0; passed < ms; passed += 2000) {
    world.run(2000);
    if (world.socketUp && !world.server.deaf && !world.server.hangs) {
      const told = { type: "beat", seq: world.server.seq, build: world.server.build, age_ms: 20 };
      world.step(told);
    }
  }
}

test("while the server beats a page asks it three times a minute at most", () => {
  SEEDS.forEach((seed) => {
    const world = live(seed);
    world.did = [];
    beating(world, 60000);
    assert.equal(world.view().mode, "live");
    assert.ok(world.count("pulse", 60000) <= 4, world.count("pulse", 60000) + " pulses");
  });
});

test("a page that hears no beat any more asks, and tells the age after 5 s as before", () => {
  SEEDS.forEach((seed) => {
    const world = live(seed);
    beating(world, 20000);
    world.server.hangs = true;
    world.run(5300);
    assert.notEqual(world.view().mode, "live");
  });
});

test("a beat that knows more fetches when no message comes, one that knows less does nothing", () => {
  SEEDS.forEach((seed) => {
    const world = live(seed);
    beating(world, 4000);
    world.did = [];
    world.step({ type: "beat", seq: world.state.seq - 1, build: "b1", age_ms: 0 });
    world.run(300);
    assert.equal(world.count("fetch", 1000), 0);
    world.server.seq += 2; // its message was lost
    beating(world, 2000);
    world.run(500);
    assert.equal(world.state.seq, world.server.seq);
  });
});

test("a beat that was held up on its way does not make old data look fresh", () => {
  const world = live(1);
  world.server.hangs = true;
  world.run(4000);
  world.step({ type: "beat", seq: world.state.seq, build: "b1", age_ms: 30000 });
  world.run(1500);
  assert.equal(world.view().mode, "late");
});

test("a busy server that beats is waited for longer and asked less, and not taken for lost at once", () => {
  SEEDS.forEach((seed) => {
    const asked = [true, false].map((beats) => {
      const world = live(seed);
      beating(world, 4000);
      world.ask = () => {}; // each answer takes longer than anybody waits
      world.state.pulse.due = world.now;
      world.did = [];
      for (let passed = 0; passed < 60000; passed += 2000) {
        world.run(2000);
        if (beats) {
          world.step({ type: "beat", seq: world.state.seq, build: "b1", age_ms: 20 });
        }
      }
      assert.equal(world.view().age_ms < 5000, beats);
      assert.ok(world.count("abort", 0) >= 5); // nothing is waited for without end
      return world.count("pulse", 0) + world.count("fetch", 0);
    });
    assert.ok(asked[0] * 4 < asked[1], asked[0] + " questions instead of " + asked[1]);
  });
});

test("an answer that comes after two seconds is good while the server beats", () => {
  SEEDS.forEach((seed) => {
    const world = live(seed);
    beating(world, 4000);
    world.ask = (effect) => world.later(2000, { type: effect.do + "_ok", id: effect.id, seq: 5 });
    beating(world, 60000);
    assert.equal(world.view().mode, "live");
    assert.equal(world.count("abort", 0), 0);
  });
});
