/** @odoo-module ignore */
/* The box's own store; a full or forbidden store is no fault of the page. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  function read(key) {
    try {
      return JSON.parse(root.localStorage.getItem(key));
    } catch (error) {
      return null;
    }
  }

  function write(key, value) {
    try {
      root.localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch (error) {
      return false;
    }
  }

  jiaohao.store = { read: read, write: write };
})(typeof self === "undefined" ? globalThis : self);
