/** @odoo-module ignore */
/*
 * A box that could speak and is not the one that does, pure: it keeps what the other should be
 * saying, and asks the server when a call ought to have begun long ago. The answer says whether the
 * other lives; if not, this box speaks and says what nobody has said.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const PATIENCE_MS = 4000; // each standby waits so much longer than the one before it
  const OLDEST_MS = 90000;
  const AGAIN_MS = 2000;
  const MOST = 20;

  function create() {
    return { place: 0, key: "", held: [], askAt: 0 };
  }

  /** What the snapshot says of the loudspeaker zone; a box that speaks, or is of none, holds nothing. */
  function setSpeaker(state, speaker) {
    const place = speaker && !speaker.speaks ? speaker.standby || 0 : 0;
    return Object.assign({}, state, {
      place: place,
      key: place ? speaker.key : "",
      held: place ? state.held : [],
    });
  }

  /** Calls of the zone's own loudspeaker are held; `item.heard` is the box's own clock (ms). */
  function hold(state, items, withdrawn) {
    if (!state.place) {
      return state;
    }
    const fresh = items.filter((item) => item.call && item.speaker === state.key);
    const held = state.held.concat(fresh).filter((item) => withdrawn.indexOf(item.id) < 0);
    return Object.assign({}, state, { held: held.slice(-MOST) });
  }

  /** {state, ask: ids of calls to ask about, or null} at `now` (ms of the box's own clock). */
  function due(state, now) {
    const held = state.held.filter((item) => now - item.heard < OLDEST_MS);
    const late = held.some((item) => now - item.heard >= PATIENCE_MS * state.place);
    const kept = Object.assign({}, state, { held: held });
    if (!state.place || !late || now < state.askAt) {
      return { state: kept, ask: null };
    }
    return {
      state: Object.assign(kept, { askAt: now + AGAIN_MS }),
      ask: held.map((item) => item.call),
    };
  }

  /**
   * The server has answered {speaks, calls} to a question about `asked`: {state, say: items, or null
   * where this box goes on being silent}. Calls that the other is known to have are held no more.
   */
  function answered(state, asked, answer) {
    const known = state.held.filter((item) => asked.indexOf(item.call) >= 0);
    const rest = state.held.filter((item) => asked.indexOf(item.call) < 0);
    if (!answer.speaks) {
      return { state: Object.assign({}, state, { held: rest }), say: null };
    }
    const mine = known.filter((item) => answer.calls.indexOf(item.call) >= 0).concat(rest);
    return { state: Object.assign({}, state, { held: [], place: 0 }), say: mine };
  }

  jiaohao.standby = {
    create: create,
    setSpeaker: setSpeaker,
    hold: hold,
    due: due,
    answered: answered,
  };
})(typeof self === "undefined" ? globalThis : self);
