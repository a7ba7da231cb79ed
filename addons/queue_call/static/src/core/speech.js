/** @odoo-module ignore */
/*
 * The queue before one loudspeaker, pure: what is said next, in which form, and what no more.
 *
 * Urgent notices come before emergencies, those before calls, recalls, sentences beside a call (get
 * ready, missed) and other notices; among equals the earlier comes first. One thing at a time. A call older than `max_age_s` is not said:
 * its patient looks at the screen, and later calls must not be late for it. The longer the queue,
 * the shorter each call: twice, once, its number alone. The clock is the server's, handed in.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  const RANK = { urgent: 0, emergency: 1, call: 2, recall: 3, aside: 4, notice: 5 };
  const DAY = 1440;
  const MEMORY = 400; // ids remembered, so that a snapshot does not have a call said again

  function create() {
    return { speaker: null, waiting: [], playing: null, known: [] };
  }

  /** Who speaks may change; a box that may not speak any more forgets what waited. */
  function setSpeaker(state, speaker) {
    const mine = speaker && speaker.speaks ? speaker : null;
    return Object.assign({}, state, { speaker: mine, waiting: mine ? state.waiting : [] });
  }

  function rank(item) {
    const found = RANK[item.priority];
    return found === undefined ? RANK.notice : found;
  }

  /**
   * Add what is to be said: {id, priority, at (ms), clips, number, times, notice}. What was said or
   * waits already, what belongs to another loudspeaker and what has no clip at all is left out.
   */
  function add(state, items) {
    const known = {};
    state.known.forEach((id) => (known[id] = true));
    const fresh = items.filter((item) => {
      const here = state.speaker && (!item.speaker || item.speaker === state.speaker.key);
      const new_ = !known[item.id];
      known[item.id] = true;
      return here && new_ && (item.clips || []).length > 0;
    });
    const ids = items.map((item) => item.id).filter((id) => state.known.indexOf(id) < 0);
    return Object.assign({}, state, {
      waiting: state.waiting.concat(fresh),
      known: state.known.concat(ids).slice(-MEMORY),
    });
  }

  /** What another box was to say and has not: said here, though it was heard of before. */
  function anew(state, items) {
    const known = state.known.filter((id) => !items.some((item) => item.id === id));
    return add(Object.assign({}, state, { known: known }), items);
  }

  /** Taken back: neither said nor, if it is being said, repeated. */
  function withdraw(state, ids) {
    const gone = {};
    ids.forEach((id) => (gone[id] = true));
    const playing = state.playing;
    return Object.assign({}, state, {
      waiting: state.waiting.filter((item) => !gone[item.id]),
      playing: playing && gone[playing.id] ? Object.assign({}, playing, { stop: true }) : playing,
    });
  }

  /** In which form an item is said while `count` others wait behind it. */
  function form(speaker, item, count) {
    const limits = speaker.degrade || {};
    const reached = (limit) => Boolean(!item.notice && limit && count >= limit);
    if (reached(limits.number_at) && (item.number || []).length) {
      return { how: "number", clips: item.number, times: 1 };
    }
    const times = reached(limits.once_at) ? 1 : Math.max(1, item.times || 1);
    return { how: "spoken", clips: item.clips, times: times };
  }

  function expired(state, item, now) {
    const limit = 1000 * ((state.speaker && state.speaker.max_age_s) || 90);
    return item.until ? now > item.until : !item.notice && now - item.at > limit;
  }

  /**
   * The next thing to say at server time `now`: {state, play: item with how, clips, times, or null,
   * dropped: [items that came too late]}. Nothing while something is being said.
   */
  function next(state, now) {
    if (state.playing || !state.speaker) {
      return { state: state, play: null, dropped: [] };
    }
    const dropped = state.waiting.filter((item) => expired(state, item, now));
    const waiting = state.waiting.filter((item) => !expired(state, item, now));
    const first = waiting
      .slice()
      .sort((a, b) => rank(a) - rank(b) || a.at - b.at || (a.id < b.id ? -1 : 1))[0];
    if (!first) {
      return {
        state: Object.assign({}, state, { waiting: waiting }),
        play: null,
        dropped: dropped,
      };
    }
    const rest = waiting.filter((item) => item !== first);
    const play = Object.assign(
      {},
      first,
      form(state.speaker, first, rest.filter((one) => !one.aside).length)
    );
    const after = Object.assign({}, state, { waiting: rest, playing: play });
    return { state: after, play: play, dropped: dropped };
  }

  /** What was being said has ended. */
  function done(state, id) {
    const ended = state.playing && state.playing.id === id;
    return ended ? Object.assign({}, state, { playing: null }) : state;
  }

  /** The volume at server time `ms`: that of the zone, less at lunch and at night. */
  function volume(speaker, ms) {
    const gains = speaker.night || {};
    const minute = (((Math.floor(ms / 60000) + (gains.tz_minutes || 0)) % DAY) + DAY) % DAY;
    const span = (gains.spans || []).filter((one) => within(minute, one.from, one.to))[0];
    const share = span ? span.gain : gains.day === undefined ? 1 : gains.day;
    return Math.max(0, Math.min(1, (speaker.volume === undefined ? 1 : speaker.volume) * share));
  }

  function within(minute, from, to) {
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  }

  /** What is worth keeping over a reload: what was cut off is said again from its beginning. */
  function pack(state) {
    const cut = state.playing && !state.playing.stop ? [state.playing] : [];
    return { waiting: cut.concat(state.waiting), known: state.known };
  }

  function restore(kept) {
    const whole = kept && Array.isArray(kept.waiting) && Array.isArray(kept.known);
    return Object.assign(create(), whole ? { waiting: kept.waiting, known: kept.known } : {});
  }

  jiaohao.speech = {
    create: create,
    setSpeaker: setSpeaker,
    add: add,
    anew: anew,
    withdraw: withdraw,
    next: next,
    done: done,
    volume: volume,
    pack: pack,
    restore: restore,
  };
})(typeof self === "undefined" ? globalThis : self);
