/** @odoo-module ignore */
/* Talks to the server: asks for the day's work, sends entries and pictures. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const PATIENCE_MS = 20000;

  class Refused extends Error {
    constructor(status, message) {
      super(message || "HTTP " + status);
      this.status = status;
    }
  }

  /** A request that is given up after a while; a redirect means: log in again. */
  async function ask(url, options) {
    const control = new AbortController();
    const timer = root.setTimeout(() => control.abort(), PATIENCE_MS);
    try {
      const response = await root.fetch(
        url,
        Object.assign({ cache: "no-store", redirect: "manual", signal: control.signal }, options)
      );
      if (response.type === "opaqueredirect") {
        throw new Refused(401);
      }
      const data = await response.json().catch(() => null);
      if (!response.ok || !data) {
        throw new Refused(response.status, data && data.message);
      }
      return data;
    } finally {
      root.clearTimeout(timer);
    }
  }

  function form(csrf, parts) {
    const body = new root.FormData();
    body.append("csrf_token", csrf);
    Object.keys(parts).forEach((name) => body.append(name, parts[name]));
    return { method: "POST", body: body };
  }

  jiaohao.fieldWire = {
    Refused: Refused,
    day: () => ask("/field/day"),
    take: (csrf, batch) => ask("/field/take", form(csrf, { batch: JSON.stringify(batch) })),
    blob: (csrf, id, data) => ask("/field/blob", form(csrf, { id: id, file: data })),
  };
})(typeof self === "undefined" ? globalThis : self);
