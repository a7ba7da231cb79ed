/** @odoo-module ignore */
/*
 * The connection of a page to its server, as a pure machine: events with a time go in, effects come out.
 *
 * Three ways lead to the truth. The socket brings hints at once, and every two seconds a beat with the
 * server's sequence; where there are no beats a cheap pulse asks for it; the fetch brings the whole state. The page's data are
 * "confirmed" at the moment a pulse or fetch that proved them current was SENT, or a message arrived.
 * Times are milliseconds of a running clock (see clock.js), `random` is a number in [0, 1).
 *
 * Events: tick, wake, pulse_ok {id, seq, build}, pulse_failed {id, refused}, fetch_ok {id, seq, build},
 *   fetch_failed {id, refused}, applied {seq}, beat {seq, build, age_ms}, gap, socket_open, socket_closed {outdated}, idle {idle}, renew.
 * Effects: {do: "pulse"|"fetch", id}, {do: "abort", id}, {do: "connect"|"disconnect"|"reload"|"refused"}.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  const kept = () => jiaohao.connectionState; // another file, loaded before any event comes

  /** One event. Returns the new state; its `effects` are to be carried out once. */
  function step(state, event, now, random) {
    const next = kept().copy(state);
    const handler = HANDLERS[event.type];
    handler(next, event, now, random);
    return next;
  }

  function emit(state, what, extra) {
    state.effects.push(Object.assign({ do: what }, extra));
  }

  /** Within 20 % of `ms`, so that a hall of screens does not knock in the same instant. */
  function jitter(ms, random) {
    return ms * (0.8 + 0.4 * random);
  }

  /** When to ask a server again that is gone: ever slower and spread, or a hall falls on it at once. */
  function knock(settings, failures, random) {
    const pause = settings.retry_ms * Math.pow(2, Math.max(0, failures / kept().ERROR - 2));
    return Math.min(pause, settings.retry_max_ms) * (0.6 + 0.8 * random);
  }

  function send(state, kind, now) {
    state.ids += 1;
    state[kind].due = null;
    if (kind === "pulse") {
      state.checked = now;
    }
    state[kind].sent = { id: state.ids, at: now, seq: state.seq };
    emit(state, kind, { id: state.ids, asked: state.seq });
  }

  /** Is this the answer we wait for? Answers to requests given up are not believed. */
  function expected(request, event) {
    return request.sent !== null && request.sent.id === event.id;
  }

  function tick(state, event, now, random) {
    const gap = now - state.ticked;
    state.ticked = now;
    if (gap > state.settings.sleep_ms) {
      wake(state, event, now);
    }
    if (state.refused) {
      return;
    }
    ["fetch", "pulse"].forEach((kind) => {
      giveUp(state, kind, now, random);
      sendIfDue(state, kind, now);
    });
    tendSocket(state, now, random);
    reloadIfAllowed(state, now);
  }

  /** While the server is lost only the pulse knocks; the fetch follows its first good answer. */
  function sendIfDue(state, kind, now) {
    const request = state[kind];
    const holds = kind === "fetch" && state.pulse.failures >= kept().LOST;
    if (!holds && request.sent === null && request.due !== null && now >= request.due) {
      send(state, kind, now);
    }
  }

  function tendSocket(state, now, random) {
    const socket = state.socket;
    if (socket.state === "open" || now < socket.due) {
      return;
    }
    if (socket.state === "closed") {
      socket.state = "opening";
      socket.due = now + state.settings.reconnect_max_ms;
      emit(state, "connect");
    } else {
      closed(state, now, random);
      emit(state, "disconnect");
    }
  }

  /** Did the server beat lately? Then it lives, and whoever waits for an answer waits in a queue. */
  function hears(state, now) {
    return state.beaten !== null && now - state.beaten < state.settings.quiet_ms;
  }

  /**
   * A request that hangs counts as failed; the time it took is not waited for again. A server that
   * beats is only busy: it is waited for longer, then asked less, or the questions that hundreds of
   * pages give up and ask again would keep it busy for ever.
   */
  function giveUp(state, kind, now, random) {
    const request = state[kind];
    const busy = hears(state, now);
    const limit = state.settings[kind + "_timeout_ms"] * (busy ? kept().BUSY : 1);
    if (request.sent !== null && now - request.sent.at >= limit) {
      emit(state, "abort", { id: request.sent.id });
      request.sent = null;
      request.failures += kept().TIMEOUT;
      const pause = busy ? state.settings.busy_ms : state.settings.retry_ms / 4;
      request.due = now + jitter(pause, random);
    }
  }

  function reloadIfAllowed(state, now) {
    const live = state.pulse.failures === 0 && state.fetch.failures === 0;
    if (state.reload && state.idle && live && now - state.loaded > state.settings.reload_ms) {
      state.reload = false;
      state.loaded = now;
      emit(state, "reload");
    }
  }

  /** Back from sleep or offline: whatever hangs is dropped and everything is asked afresh. */
  function wake(state, event, now) {
    ["pulse", "fetch"].forEach((kind) => {
      if (state[kind].sent !== null) {
        emit(state, "abort", { id: state[kind].sent.id });
        state[kind].sent = null;
      }
      state[kind].due = now;
    });
    if (state.socket.state === "closed") {
      state.socket.due = now;
      state.socket.failures = 0;
    }
  }

  function failed(state, kind, event, now, random) {
    const request = state[kind];
    if (!expected(request, event)) {
      return;
    }
    request.sent = null;
    request.failures += kept().ERROR;
    request.due = now + knock(state.settings, request.failures, random);
    if (event.refused) {
      state.refused = event.refused;
      emit(state, "refused", { code: event.refused });
      emit(state, "disconnect");
    }
  }

  /** What any good answer means: the server lives, and perhaps has a newer page. */
  function answered(state, kind, event, now) {
    const request = state[kind];
    const sent = request.sent;
    request.sent = null;
    request.failures = 0;
    newerPage(state, event);
    if (state.socket.state === "closed" && state.socket.failures > 0) {
      state.socket.due = Math.min(state.socket.due, now + state.settings.settle_ms);
    }
    return sent;
  }

  function newerPage(state, event) {
    if (state.build !== null && event.build && event.build !== state.build) {
      state.reload = true;
    }
    state.build = state.build || event.build || null;
  }

  function pulseOk(state, event, now, random) {
    if (!expected(state.pulse, event)) {
      return;
    }
    const sent = answered(state, "pulse", event, now);
    if (state.pulse.due === null) {
      state.pulse.due = sent.at + jitter(state.settings.pulse_ms, random);
    }
    if (state.seq !== null && event.seq === state.seq) {
      confirm(state, sent.at);
    } else if (!overtaken(state, event, sent)) {
      fetchSoon(state, now);
    }
  }

  /**
   * The server tells its sequence over the socket: as good as a pulse that was sent `age_ms` ago, and
   * nobody had to ask.
   */
  function beat(state, event, now, random) {
    newerPage(state, event);
    state.beaten = now;
    const quiet = now + jitter(state.settings.quiet_ms, random);
    const check = state.checked + jitter(state.settings.check_ms, random);
    if (state.pulse.sent === null && state.pulse.failures === 0) {
      state.pulse.due = Math.min(quiet, check);
    }
    if (state.seq === null || event.seq < state.seq) {
      return; // a message has overtaken it, or the server went back: the pulse will tell
    }
    if (event.seq === state.seq) {
      confirm(state, now - Math.max(0, event.age_ms));
    } else if (state.fetch.sent === null) {
      fetchSoon(state, now);
    }
  }

  /** Did a message bring us past this pulse while it was on its way? */
  function overtaken(state, event, sent) {
    return state.seq !== null && event.seq >= sent.seq && event.seq < state.seq;
  }

  function confirm(state, at) {
    state.confirmed = Math.max(state.confirmed === null ? -Infinity : state.confirmed, at);
  }

  /** The pulse knows more than we do. With an open socket the message may be on its way. */
  function fetchSoon(state, now) {
    const hopeful = state.socket.state === "open" && state.seq !== null;
    const due = hopeful ? now + state.settings.settle_ms : now;
    state.fetch.due = state.fetch.due === null ? due : Math.min(state.fetch.due, due);
    state.fetch.refresh = false;
    state.fetch.hint = hopeful;
  }

  function fetchOk(state, event, now, random) {
    if (!expected(state.fetch, event)) {
      return;
    }
    const behind = state.fetch.hint && state.seq !== null && event.seq > state.seq;
    const again = state.fetch.due !== null && !state.fetch.refresh;
    const sent = answered(state, "fetch", event, now);
    state.seq = event.seq;
    confirm(state, sent.at);
    state.fetch.hint = false;
    if (!again) {
      state.fetch.due = now + jitter(state.settings.refresh_ms, random);
      state.fetch.refresh = true;
    }
    suspect(state, behind, now);
  }

  /** A socket that was open but told nothing, twice running, is deaf: open another. */
  function suspect(state, behind, now) {
    state.deaf = behind ? state.deaf + 1 : state.deaf;
    if (state.deaf >= 2 && state.socket.state === "open") {
      state.deaf = 0;
      state.socket.state = "closed";
      state.socket.due = now + state.settings.settle_ms;
      emit(state, "disconnect");
    }
  }

  function applied(state, event, now) {
    state.deaf = 0;
    if (state.seq === null || event.seq <= state.seq) {
      return;
    }
    state.seq = event.seq;
    confirm(state, now);
    if (state.fetch.hint && state.fetch.sent === null) {
      state.fetch.hint = false;
      state.pulse.due = now;
      state.fetch.due = now + state.settings.refresh_ms;
      state.fetch.refresh = true;
    }
  }

  /** Something is missing. Where many pages hear the same hint, `gap_ms` spreads their questions. */
  function gap(state, event, now, random) {
    state.fetch.due = now + state.settings.gap_ms * random;
    state.fetch.refresh = false;
    state.fetch.hint = false;
  }

  function socketOpen(state, event, now) {
    state.socket.state = "open";
    state.socket.failures = 0;
    state.deaf = 0;
    state.pulse.due = now; // what happened while there was no socket?
  }

  function socketClosed(state, event, now, random) {
    if (state.socket.state === "closed") {
      return;
    }
    if (event.outdated) {
      state.reload = true;
    }
    closed(state, now, random);
    state.pulse.due = now; // the server may be gone: know it at once
  }

  function closed(state, now, random) {
    const settings = state.settings;
    const pause = settings.reconnect_ms * Math.pow(2, Math.min(8, state.socket.failures));
    state.socket.state = "closed";
    state.socket.failures += 1;
    state.socket.due = now + jitter(Math.min(pause, settings.reconnect_max_ms), random);
  }

  const HANDLERS = {
    tick: tick,
    wake: wake,
    pulse_ok: pulseOk,
    pulse_failed: (state, event, now, random) => failed(state, "pulse", event, now, random),
    fetch_ok: fetchOk,
    fetch_failed: (state, event, now, random) => failed(state, "fetch", event, now, random),
    applied: applied,
    beat: beat,
    gap: gap,
    socket_open: socketOpen,
    socket_closed: socketClosed,
    idle: (state, event) => {
      state.idle = event.idle;
    },
    renew: (state) => {
      state.reload = true;
    },
  };

  jiaohao.connection = {
    create: (options, now) => kept().create(options, now),
    resume: (state, seq, age, now) => kept().resume(state, seq, age, now),
    view: (state, now) => kept().view(state, now),
    step: step,
  };
})(typeof self === "undefined" ? globalThis : self);
