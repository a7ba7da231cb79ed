/** @odoo-module ignore */
/* Requests of the light pages: JSON in, JSON out, always with an end. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  /** What the server answered when it did not agree: status, code, message, remedy. */
  function refusal(status, data) {
    const told = (data && data.error) || {};
    const error = new Error(told.message || "HTTP " + status);
    error.status = status;
    error.code = told.code || null;
    error.remedy = told.remedy || "";
    error.data = told;
    return error;
  }

  async function answer(response) {
    const data = await response.json().catch(() => null);
    if (!response.ok || data === null) {
      throw refusal(response.status, data);
    }
    return data;
  }

  /** options: token, body (sent as JSON by POST), signal, keepalive. */
  async function json(url, options) {
    const headers = { Accept: "application/json" };
    const request = { cache: "no-store", credentials: "same-origin", headers: headers };
    if (options.token) {
      headers["X-Device-Token"] = options.token;
    }
    if (options.body !== undefined) {
      request.method = "POST";
      request.body = JSON.stringify(options.body);
      headers["Content-Type"] = "application/json";
    }
    if (options.signal) {
      request.signal = options.signal;
    }
    return answer(await fetch(url, request));
  }

  /** A staff route: result, or an error with `message`, `code` (Odoo's exception name). */
  async function rpc(url, params, options) {
    const body = { jsonrpc: "2.0", method: "call", params: params };
    const data = await json(url, Object.assign({}, options, { body: body }));
    if (data.error) {
      const told = data.error.data || {};
      const error = new Error(told.message || data.error.message);
      error.code = told.name || "";
      error.status = data.error.code === 100 ? 401 : 0; // 100: the session has expired
      error.told = true; // the server has spoken: there is nothing to repeat
      throw error;
    }
    return data.result;
  }

  /** A request that is given up after `ms`. */
  function timed(ms, send) {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), ms);
    return send(control.signal).then(
      (value) => {
        clearTimeout(timer);
        return value;
      },
      (error) => {
        clearTimeout(timer);
        throw error;
      }
    );
  }

  jiaohao.http = { json: json, rpc: rpc, timed: timed };
})(typeof self === "undefined" ? globalThis : self);
