"use strict";
/* Seeded chance and a small server of its own, to play against the reducer. */

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

class Server {
  constructor(rnd, points) {
    this.rnd = rnd;
    this.now = Date.parse("2026-03-02T01:00:00.000Z");
    this.seq = Math.floor(rnd() * 50);
    this.lastCall = 100;
    this.calls = [];
    this.rows = [];
    for (let i = 1; i <= points; i += 1) {
      this.rows.push({ point: "p" + i, current: [], waiting: 0 });
    }
  }

  time() {
    return new Date(this.now).toISOString();
  }

  /** One transaction of one to three events; returns its message. */
  act() {
    this.now += Math.floor(this.rnd() * 4000);
    const from = this.seq + 1;
    this.seq += 1 + Math.floor(this.rnd() * 3);
    const row = {
      point: this.rows[Math.floor(this.rnd() * this.rows.length)].point,
      waiting: this.seq,
    };
    const message = { from, seq: this.seq, at: this.time(), rows: [row], calls: [], withdrawn: [] };
    row.current = [];
    if (this.rnd() < 0.6) {
      this.lastCall += 1;
      const call = {
        id: this.lastCall,
        point: row.point,
        number: "A" + this.lastCall,
        at: this.time(),
      };
      this.calls.push(call);
      message.calls.push(call);
      row.current = [{ call: call.id, number: call.number }];
    } else if (this.calls.length && this.rnd() < 0.5) {
      message.withdrawn.push(this.calls.pop().id);
    }
    this.rows = this.rows.map((old) => (old.point === row.point ? row : old));
    message.parts = this.rnd() < 0.5 ? [this.line()] : [];
    return JSON.parse(JSON.stringify(message));
  }

  /** Some rooms share a line: a part of their rows changes, the rest stays. */
  line() {
    const shared = this.rows.filter(() => this.rnd() < 0.5).map((row) => row.point);
    const next = [{ number: "N" + this.seq }];
    this.rows = this.rows.map((row) =>
      shared.indexOf(row.point) < 0 ? row : Object.assign({}, row, { next: next })
    );
    return { points: shared, next: next };
  }

  snapshot(door) {
    const mine = (item) => !door || item.point === door;
    const fresh = (call) => this.now - Date.parse(call.at) <= 90000;
    return JSON.parse(
      JSON.stringify({
        seq: this.seq,
        server_time: this.time(),
        screen: { points: door ? [door] : null },
        rows: this.rows.filter(mine),
        calls: this.calls.filter((call) => mine(call) && fresh(call)),
      })
    );
  }
}

module.exports = { random, Server };
