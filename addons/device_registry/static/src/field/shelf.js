/** @odoo-module ignore */
/*
 * What stays on the phone when the page is closed: outbox, pictures, the day's work (IndexedDB).
 * Every change reads, decides and writes in one transaction: two open pages lose nothing.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const NAME = "jiaohao-field";

  /** 32 hex digits from the browser's chance. */
  function makeId() {
    const bytes = root.crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
  }

  function asked(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  class Shelf {
    constructor(database) {
      this.database = database;
    }

    static open() {
      const request = root.indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("kept");
        request.result.createObjectStore("blobs");
      };
      return asked(request).then((database) => new Shelf(database));
    }

    get(key) {
      return asked(this.database.transaction("kept").objectStore("kept").get(key));
    }

    put(key, value) {
      const work = this.database.transaction("kept", "readwrite");
      work.objectStore("kept").put(value, key);
      return this.ended(work);
    }

    blob(id) {
      return asked(this.database.transaction("blobs").objectStore("blobs").get(id));
    }

    ended(work) {
      return new Promise((resolve, reject) => {
        work.oncomplete = () => resolve();
        work.onerror = work.onabort = () => reject(work.error || new Error("storage"));
      });
    }

    /** Change the outbox by a pure function; with `blob` {id, data} in the same transaction. */
    change(make, blob) {
      const work = this.database.transaction(["kept", "blobs"], "readwrite");
      const kept = work.objectStore("kept");
      let after = null;
      const request = kept.get("outbox");
      request.onsuccess = () => {
        const before = request.result || jiaohao.fieldOutbox.create(makeId());
        after = make(before);
        kept.put(after, "outbox");
        this.sweep(work.objectStore("blobs"), before, after);
        if (blob) {
          work.objectStore("blobs").put(blob.data, blob.id);
        }
      };
      return this.ended(work).then(() => after);
    }

    /** Pictures of entries that have gone go, too. */
    sweep(blobs, before, after) {
      const kept = {};
      after.ops.concat(after.refused).forEach((op) => (kept[op.blob] = true));
      before.ops
        .concat(before.refused)
        .filter((op) => op.blob && !kept[op.blob])
        .forEach((op) => blobs.delete(op.blob));
    }
  }

  jiaohao.fieldShelf = { open: () => Shelf.open(), makeId: makeId };
})(typeof self === "undefined" ? globalThis : self);
