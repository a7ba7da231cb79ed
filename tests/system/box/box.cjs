"use strict";
/*
 * Boxes of a hall without a browser: each runs the very scripts of the screen's page in a context of
 * its own, with its own clock, store, network and power. Only the picture is replaced: what the page
 * would paint is noted instead.
 *
 * Commands come as JSON lines: {do: "screens", list: [{token, key, kind, skew_ms, speaks}], base,
 * scripts}, {do: "havoc", seed, pause_ms}, {do: "calm"}, {do: "report"}, {do: "end"}.
 */
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const vm = require("node:vm");
const { Socket } = require("./websocket.cjs");

const CLOCK = `
  const Real = Date;
  Date = class extends Real {
    constructor(...given) { super(...(given.length ? given : [Real.now() + skew.ms])); }
    static now() { return Real.now() + skew.ms; }
  };
`;
/* What stands in for the picture: a call is in it when its row or its card is. */
const PICTURE = `
  jiaohao.screenView = { View: class {
    draw(board, cards) {
      this.ids = {};
      board.rows.forEach((row) => row.current.forEach((one) => (this.ids[one.call] = true)));
      cards.forEach((card) => (this.ids[card.call.id] = true));
    }
    withdraw() {}
    standing(ids) { return ids.filter((id) => this.ids[id]); }
  } };
`;
/* What stands in for the loudspeaker: one call after the other, each some hundred ms long. */
const VOICE = `
  jiaohao.screenParts = [(screen) => {
    let queue = Promise.resolve();
    return { calls(fresh) {
      fresh.forEach((call) => (queue = queue.then(() => new Promise((done) => {
        const start = new Date(screen.link.serverTime()).toISOString();
        heard(call.id);
        setTimeout(() => {
          const end = new Date(screen.link.serverTime()).toISOString();
          screen.report("spoken", { call: call.id, start: start, end: end, how: "full",
                                    engine: "test", first_ms: 1 });
          done();
        }, 40);
      }))));
    } };
  }];
`;

class Box {
  constructor(facts, base, scripts) {
    this.facts = facts;
    this.base = base;
    this.scripts = scripts;
    this.store = {};
    this.announced = [];
    this.shown = [];
    this.spoken = [];
    this.takes = []; // when something of the server came in
    this.errors = [];
    this.cuts = 0;
    this.on();
  }

  /** Power on: a fresh page with what the box's store holds. */
  on() {
    const network = (this.network = { down: false, silent: false, sockets: new Set() });
    const box = this;
    const timers = (this.timers = new Set());
    const later =
      (make) =>
      (run, ms, ...more) => {
        const timer = make(() => this.timers === timers && this.guard(run, more), ms);
        timers.add(timer);
        return timer;
      };
    const here = new URL(this.base);
    const world = {
      console,
      URL,
      AbortController,
      TextEncoder,
      Promise,
      skew: { ms: this.facts.skew_ms },
      heard: (id) => box.spoken.push(id),
      setTimeout: later(setTimeout),
      setInterval: later(setInterval),
      clearTimeout,
      clearInterval,
      performance: { now: () => performance.now() },
      crypto: globalThis.crypto,
      location: { protocol: here.protocol, host: here.host, href: this.base, reload() {} },
      localStorage: {
        getItem: (key) => (key in box.store ? box.store[key] : null),
        setItem: (key, value) => {
          if (box.network === network) {
            box.store[key] = String(value);
          }
        },
      },
      requestAnimationFrame: later((run) => setTimeout(run, 16)),
      fetch: (url, options) => this.fetch(network, url, options),
      WebSocket: function (url) {
        return new Socket(url, network);
      },
    };
    world.document = {
      hidden: false,
      addEventListener: (name, run) => name === "DOMContentLoaded" && (world.ready = run),
      getElementById: () => ({ textContent: JSON.stringify(this.facts.config) }),
    };
    world.addEventListener = () => {};
    world.self = world;
    this.world = vm.createContext(world);
    vm.runInContext(CLOCK, this.world);
    this.scripts.forEach((file) => vm.runInContext(fs.readFileSync(file, "utf8"), this.world));
    vm.runInContext(PICTURE + (this.facts.speaks ? VOICE : ""), this.world);
    world.ready();
    this.screen = world.jiaohao.screen;
    const announce = this.screen.announce.bind(this.screen);
    this.screen.announce = (calls, now) => {
      calls.forEach((call) => this.announced.push(call.id));
      announce(calls, now);
    };
    const take = this.screen.take.bind(this.screen);
    this.screen.take = (result) => {
      this.takes.push(Date.now());
      return take(result);
    };
    const report = this.screen.report.bind(this.screen);
    this.screen.report = (kind, items) => {
      if (kind === "shown") {
        [].concat(items).forEach((item) => this.shown.push(item.call));
      }
      report(kind, items);
    };
  }

  guard(run, more) {
    try {
      run(...more);
    } catch (error) {
      this.errors.push(String(error.stack || error));
    }
  }

  fetch(network, url, options) {
    if (network.silent) {
      return new Promise((_done, fail) => {
        if (options.signal) {
          options.signal.addEventListener("abort", () => fail(new Error("aborted")));
        }
      });
    }
    if (network.down) {
      return Promise.reject(new TypeError("network"));
    }
    return globalThis.fetch(new URL(url, this.base), options);
  }

  /** Power off: nothing runs any more, nothing is kept but the store. */
  off() {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers = new Set();
    const sockets = [...this.network.sockets];
    this.network = null;
    sockets.forEach((socket) => {
      socket.onclose = socket.onmessage = () => {};
      socket.close();
    });
  }

  cut() {
    this.cuts += 1;
    this.off();
    this.on();
  }

  state() {
    const view = this.screen.link.view();
    return {
      key: this.facts.key,
      announced: this.announced,
      shown: this.shown,
      takes: this.takes,
      spoken: this.spoken,
      waiting: this.screen.reporter.length,
      mode: view.mode,
      seq: this.screen.board.seq,
      cuts: this.cuts,
      errors: this.errors.slice(0, 3),
    };
  }
}

class Havoc {
  constructor(boxes, seed, pause) {
    this.seed = seed;
    this.counts = {};
    this.timer = setInterval(() => this.strike(boxes[this.roll(boxes.length)]), pause);
  }

  roll(below) {
    this.seed = (Math.imul(this.seed, 1103515245) + 12345) >>> 0;
    return (this.seed >>> 8) % below;
  }

  strike(box) {
    // A box that speaks keeps its power: what it was saying when the power went is not said again.
    const deeds = ["close", "down", "silent", "clock"].concat(box.facts.speaks ? [] : ["power"]);
    const deed = deeds[this.roll(deeds.length)];
    this.counts[deed] = (this.counts[deed] || 0) + 1;
    const network = box.network;
    if (deed === "close") {
      [...network.sockets].forEach((socket) => socket.socket && socket.socket.destroy());
    } else if (deed === "power") {
      box.cut();
    } else if (deed === "clock") {
      box.world.skew.ms = (this.roll(601) - 300) * 1000;
      box.facts.skew_ms = box.world.skew.ms;
    } else {
      network[deed] = true;
      if (deed === "down") {
        [...network.sockets].forEach((socket) => socket.socket && socket.socket.destroy());
      }
      setTimeout(
        () => {
          network[deed] = false;
          if (deed === "silent" && box.network) {
            [...network.sockets].forEach((socket) => socket.socket && socket.socket.destroy());
          }
        },
        1000 + this.roll(7000)
      );
    }
  }
}

let boxes = [];
let havoc = null;
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");
const COMMANDS = {
  screens: (order) => {
    const scripts = order.scripts.map((file) => path.resolve(file));
    boxes = order.list.map((facts) => new Box(facts, order.base, scripts));
    return boxes.length;
  },
  havoc: (order) => {
    havoc = new Havoc(boxes, order.seed, order.pause_ms);
    return true;
  },
  calm: () => {
    clearInterval(havoc.timer);
    return havoc.counts;
  },
  report: () => boxes.map((box) => box.state()),
};

process.on("unhandledRejection", (error) => {
  boxes[0].errors.push("rejected: " + String(error && error.stack));
});
readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const order = JSON.parse(line);
    say(COMMANDS[order.do](order));
  })
  .on("close", () => process.exit(0));
