/* @odoo-module ignore */
// Shows a pairing code until the server names this device. ES2017: boxes run Chrome 66 and older.
(function () {
  "use strict";

  const POLL_MS = 2000;
  const KEPT_SECRET = "jiaohao.pairing";
  const KEPT_HOME = "jiaohao.home";
  let box, waiting;

  function kept(store, key, value) {
    // A box with its storage switched off still pairs; it only forgets.
    try {
      if (value === undefined) {
        return store().getItem(key);
      }
      return value === null ? store().removeItem(key) : store().setItem(key, value);
    } catch (error) {
      return null;
    }
  }

  const session = () => window.sessionStorage;
  const local = () => window.localStorage;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms + Math.random() * 500));

  function say(key, values) {
    const text = box.querySelector('[data-text="' + key + '"]').textContent;
    document.getElementById("pair_state").textContent = text.replace(
      "{time}",
      (values && values.time) || ""
    );
    document.body.className = "is_" + key;
  }

  function show(code) {
    document.getElementById("pair_code").textContent = code;
  }

  async function post(path, body) {
    const answer = await fetch(path, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return answer.json();
  }

  async function start() {
    const answer = await post("/device/pair/start", { kind: box.dataset.kind || "" });
    if (answer.error) {
      show("······");
      const state = document.getElementById("pair_state");
      state.textContent = answer.error.message + " " + answer.error.remedy;
      await pause(15000);
      return;
    }
    waiting = { code: answer.code, secret: answer.secret };
    kept(session, KEPT_SECRET, JSON.stringify(waiting));
    show(waiting.code);
    say("left", { time: clock(answer.expires_in) });
  }

  function clock(seconds) {
    return Math.floor(seconds / 60) + ":" + ("0" + (seconds % 60)).slice(-2);
  }

  function forget() {
    waiting = null;
    kept(session, KEPT_SECRET, null);
    show("······");
  }

  async function poll() {
    const answer = await post("/device/pair/poll", { secret: waiting.secret });
    if (answer.state === "paired") {
      say("paired");
      kept(session, KEPT_SECRET, null);
      kept(local, KEPT_HOME, answer.url);
      window.location.replace(answer.url);
      await pause(30000);
    } else if (answer.state === "waiting") {
      say("left", { time: clock(answer.expires_in) });
    } else {
      say("fresh");
      forget();
    }
  }

  // A box that was paired before and starts at /device/pair goes on to its own page.
  async function goHome() {
    const home = kept(local, KEPT_HOME);
    if (!home) {
      return;
    }
    say("known");
    const answer = await fetch(home, { credentials: "omit" });
    if (answer.ok) {
      window.location.replace(home);
      await pause(30000);
    } else if (answer.status === 401 || answer.status === 404) {
      kept(local, KEPT_HOME, null);
    } else {
      throw new Error("the page of this device is not ready: " + answer.status);
    }
  }

  async function step() {
    try {
      if (waiting) {
        await poll();
      } else {
        await goHome();
        await start();
      }
    } catch (error) {
      say("offline");
    }
  }

  async function run() {
    box = document.getElementById("pair");
    if (!box) {
      return;
    }
    if (box.dataset.refused) {
      kept(local, KEPT_HOME, null);
    }
    waiting = JSON.parse(kept(session, KEPT_SECRET) || "null");
    if (waiting) {
      show(waiting.code);
    }
    for (;;) {
      await step();
      await pause(POLL_MS);
    }
  }

  document.addEventListener("DOMContentLoaded", run);
})();
