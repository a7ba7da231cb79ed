/** @odoo-module ignore */
/*
 * What the kiosk stands at, and when it goes back to the first page by itself: pure.
 * Every touch begins the time anew; nobody finds the data, language or settings of the person before.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const IDLE_MS = 60000;
  const TICKET_MS = 25000; // longer than it takes to read; a touch gives more
  const WARN_MS = 15000;

  function create(lang) {
    return {
      what: "home",
      data: null,
      since: 0,
      text: "",
      lang: lang,
      main: lang,
      contrast: false,
    };
  }

  /** Show another step. */
  function go(state, what, data, now) {
    const text = what === "home" || what === "ask" ? "" : state.text;
    return Object.assign({}, state, { what: what, data: data || null, since: now, text: text });
  }

  function touch(state, now) {
    return Object.assign({}, state, { since: now });
  }

  function typed(state, text, now) {
    const most = state.what === "ask" ? 4 : 24;
    return Object.assign({}, state, { text: text.slice(0, most), since: now });
  }

  function speak(state, lang, now) {
    return Object.assign({}, state, { lang: lang, since: now });
  }

  function contrast(state, on, now) {
    return Object.assign({}, state, { contrast: on, since: now });
  }

  /** Is there anything of a person on the page, or of a person's choice? */
  function used(state) {
    return (
      state.what !== "home" || state.text !== "" || state.contrast || state.lang !== state.main
    );
  }

  /** How long until the page goes back by itself, ms; Infinity while there is nothing to forget. */
  function left(state, now) {
    if (!used(state) || state.what === "busy") {
      return Infinity;
    }
    const whole = state.what === "ticket" ? TICKET_MS : IDLE_MS;
    return Math.max(0, state.since + whole - now);
  }

  /** The seconds to show, or null while there is time enough. */
  function countdown(state, now) {
    const ms = left(state, now);
    const shown = state.what === "ticket" ? TICKET_MS : WARN_MS;
    return ms <= shown ? Math.ceil(ms / 1000) : null;
  }

  /** After the time is over the page is as it was in the morning. */
  function tick(state, now) {
    return left(state, now) <= 0 ? reset(state, now) : state;
  }

  function reset(state, now) {
    return Object.assign(create(state.main), { since: now });
  }

  jiaohao.kioskSteps = {
    create: create,
    go: go,
    touch: touch,
    typed: typed,
    speak: speak,
    contrast: contrast,
    used: used,
    left: left,
    countdown: countdown,
    tick: tick,
    reset: reset,
  };
})(typeof self === "undefined" ? globalThis : self);
