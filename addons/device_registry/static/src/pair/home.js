/* @odoo-module ignore */
// The plain page of a device without a page of its own: it gives a sign of life every half minute.
(function () {
  "use strict";

  const started = Date.now();

  function beat(token) {
    fetch("/device/heartbeat", {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json", "X-Device-Token": token },
      body: JSON.stringify({ uptime_s: Math.round((Date.now() - started) / 1000) }),
    }).then(
      (answer) => answer.status === 401 && window.location.reload(),
      () => {} // The server is away: the next beat tells.
    );
  }

  document.addEventListener("DOMContentLoaded", function () {
    const home = document.getElementById("home");
    if (home) {
      beat(home.dataset.token);
      setInterval(() => beat(home.dataset.token), 30000);
    }
  });
})();
