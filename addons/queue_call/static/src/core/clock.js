/** @odoo-module ignore */
/*
 * Time without trusting the box: pure.
 *
 * `advance` makes one running time of the two a browser has: the steady one, which stops while the
 * machine sleeps, and the wall clock, which goes on but may be set. `sample` learns the server's time.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const JUMP_MS = 1000;
  const SAMPLE_LIFE_MS = 600000;
  const SLEEP_MAX_MS = 86400000;

  /** wall: Date.now(); steady: performance.now(). */
  function create(wall, steady) {
    return { wall: wall, steady: steady, now: 0, offset: 0, round: Infinity, sampled: -Infinity };
  }

  /**
   * Time that passed: steady steps; a forward jump of the wall clock alone is sleep and counts, but
   * not beyond a day: that is a clock that was set. After any jump the next answer of the server
   * counts, whatever its way; a clock set back is made good at once.
   */
  function advance(clock, wall, steady) {
    const stepped = Math.max(0, steady - clock.steady);
    const jumped = wall - clock.wall;
    const slept = jumped > stepped + JUMP_MS && jumped < SLEEP_MAX_MS;
    const next = Object.assign({}, clock, { wall: wall, steady: steady });
    next.now = clock.now + (slept ? jumped : stepped);
    if (Math.abs(jumped - stepped) > JUMP_MS) {
      next.round = Infinity;
      next.offset = clock.offset - (slept ? 0 : jumped - stepped);
    }
    return next;
  }

  /**
   * An answer that carried the server's time (ms): asked at wall time `sent`, arrived at `got`.
   * The answer with the shortest way is kept, for ten minutes.
   */
  function sample(clock, server, sent, got) {
    const round = got - sent;
    const old = clock.now - clock.sampled > SAMPLE_LIFE_MS;
    if (round < 0 || (round > clock.round && !old)) {
      return clock;
    }
    const offset = server - (sent + got) / 2;
    return Object.assign({}, clock, { offset: offset, round: round, sampled: clock.now });
  }

  /** The server's time (ms) at wall time `wall`. */
  function serverTime(clock, wall) {
    return wall + clock.offset;
  }

  jiaohao.clock = { create: create, advance: advance, sample: sample, serverTime: serverTime };
})(typeof self === "undefined" ? globalThis : self);
