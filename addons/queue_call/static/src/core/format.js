/** @odoo-module ignore */
/* Small pure helpers for words, times and keys. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  /** "%(name)s waits" filled from {name: …}; what is not given stays visible as a fault. */
  function fill(text, values) {
    return String(text || "").replace(/%\((\w+)\)s/g, (all, key) =>
      Object.prototype.hasOwnProperty.call(values, key) ? String(values[key]) : all
    );
  }

  /** An age in the largest unit that still tells something: {unit: "s"|"min"|"h", value}. */
  function age(ms) {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    if (seconds < 120) {
      return { unit: "s", value: seconds };
    }
    if (seconds < 7200) {
      return { unit: "min", value: Math.floor(seconds / 60) };
    }
    return { unit: "h", value: Math.floor(seconds / 3600) };
  }

  /** Wall-clock parts of a server time (ms) in the hospital's zone, "HH:MM" and a date. */
  function wallClock(ms, timeZone, locale) {
    const date = new Date(ms);
    const zone = timeZone ? { timeZone: timeZone } : {};
    const hours = Object.assign({ hour: "2-digit", minute: "2-digit", hour12: false }, zone);
    const day = Object.assign({ month: "long", day: "numeric", weekday: "long" }, zone);
    return {
      time: date.toLocaleTimeString("en-GB", hours),
      date: date.toLocaleDateString(locale.replace("_", "-"), day),
    };
  }

  /** Where the picture stands in a given minute: a slow walk over a few pixels against burn-in. */
  function pixelShift(minute, reach) {
    const side = 2 * reach + 1;
    const step = minute % (side * side);
    const row = Math.floor(step / side);
    const column = row % 2 ? side - 1 - (step % side) : step % side;
    return { x: column - reach, y: row - reach };
  }

  /** A random key for a request, from 16 random bytes. */
  function requestId(bytes) {
    const hex = Array.prototype.map
      .call(bytes, (byte) => ("0" + byte.toString(16)).slice(-2))
      .join("");
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join("-");
  }

  /** Which part of a long list is on show: pages of `size`, changing every `turn_ms`. */
  function page(count, size, now, turn_ms) {
    const pages = Math.max(1, Math.ceil(count / Math.max(1, size)));
    const index = Math.floor(now / turn_ms) % pages;
    return {
      pages: pages,
      index: index,
      from: index * size,
      to: Math.min(count, (index + 1) * size),
    };
  }

  jiaohao.format = {
    fill: fill,
    age: age,
    wallClock: wallClock,
    pixelShift: pixelShift,
    requestId: requestId,
    page: page,
  };
})(typeof self === "undefined" ? globalThis : self);
