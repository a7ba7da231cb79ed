/** @odoo-module ignore */
/*
 * Files on the box, in IndexedDB, which unlike the Cache API needs no https. A file is kept in
 * parts, as they came: a download goes on behind the last part, after a power cut, too.
 *
 * One part is fetched at a time, with a pause after it and none while the screen is busy: calls
 * never wait for a film.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  const PART = 1 << 20;
  const PAUSE_MS = 150;
  const RETRY_MS = 15000;
  const PART_TIMEOUT_MS = 60000;
  const QUOTA = 2 ** 31; // when the box does not say how much there is
  const SHARE = 0.6; // of what it says

  function promise(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  class Cache {
    /** `busy()`: whether a call is being shown or spoken; `changed()`: called when a file is whole. */
    constructor(name, token, busy, changed) {
      this.name = name;
      this.token = token;
      this.busy = busy;
      this.changed = changed;
      this.files = {}; // sha → {sha, size, have, parts, mime, used}
      this.queue = [];
      this.urls = {};
      this.failure = "";
      this.running = false;
      this.quota = QUOTA;
    }

    async open() {
      const request = root.indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("files", { keyPath: "sha" });
        request.result.createObjectStore("parts");
      };
      this.db = await promise(request);
      const stored = await promise(this.store("files", "readonly").getAll());
      stored.forEach((file) => (this.files[file.sha] = file));
      await this.measure();
    }

    /** How much this page may keep; a box that does not say is believed to have 2 GB. */
    async measure() {
      const storage = root.navigator.storage;
      if (storage && storage.estimate) {
        const told = await storage.estimate();
        this.quota = told.quota ? told.quota * SHARE : QUOTA;
      }
    }

    store(name, mode) {
      return this.db.transaction(name, mode).objectStore(name);
    }

    ready(sha) {
      const file = this.files[sha];
      return Boolean(file && file.have >= file.size);
    }

    /** Fetch these files, in this order; what was wanted before and is not now is not fetched. */
    want(files) {
      this.wanted = files;
      this.queue = files.filter((file) => !this.ready(file.sha));
      this.run();
    }

    async run() {
      if (this.running || !this.db) {
        return;
      }
      this.running = true;
      while (this.queue.length) {
        let pause = PAUSE_MS;
        try {
          if (!this.busy()) {
            await this.step(this.queue[0]);
            this.failure = "";
          }
        } catch (error) {
          this.failure = String((error && error.message) || error);
          this.queue.push(this.queue.shift()); // others may come through
          pause = RETRY_MS;
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
      this.running = false;
    }

    /** Fetch one more part of a file. */
    async step(wanted) {
      const file = this.files[wanted.sha] || this.fresh(wanted);
      if (!file.have) {
        await this.room(file.size);
      }
      const end = Math.min(file.size, file.have + PART) - 1;
      const part = await this.part(file, end);
      const at = this.db.transaction(["files", "parts"], "readwrite");
      const next = Object.assign({}, file, { have: end + 1, parts: file.parts + 1 });
      at.objectStore("parts").put(part, file.sha + "." + file.parts);
      at.objectStore("files").put(next);
      await new Promise((resolve, reject) => {
        at.oncomplete = resolve;
        at.onerror = at.onabort = () => reject(at.error || new Error("the box is full"));
      });
      this.files[file.sha] = next;
      if (this.ready(file.sha)) {
        this.queue = this.queue.filter((one) => one.sha !== file.sha);
        this.changed();
      }
    }

    fresh(wanted) {
      return {
        sha: wanted.sha,
        size: wanted.size,
        mime: wanted.mime,
        have: 0,
        parts: 0,
        used: Date.now(),
      };
    }

    async part(file, end) {
      const headers = {
        "X-Device-Token": this.token,
        Range: "bytes=" + file.have + "-" + end,
      };
      const answer = await jiaohao.http.timed(PART_TIMEOUT_MS, (signal) =>
        fetch("/queue/media/" + file.sha, {
          headers: headers,
          cache: "no-store",
          credentials: "omit",
          signal: signal,
        }).then((response) => {
          if (!response.ok) {
            throw new Error("HTTP " + response.status);
          }
          return response.blob();
        })
      );
      if (answer.size !== end - file.have + 1) {
        throw new Error("a part came with another size");
      }
      return answer;
    }

    /** Make room for so many bytes, or say that there is none. */
    async room(size) {
      const stored = Object.keys(this.files).map((sha) => this.files[sha]);
      const playing = Object.keys(this.urls);
      const loose = stored.filter((one) => playing.indexOf(one.sha) < 0);
      const held = stored
        .filter((one) => playing.indexOf(one.sha) >= 0)
        .reduce((sum, one) => sum + one.have, 0);
      const gone = jiaohao.mediaPlan.evict(loose, this.wanted, size + held, this.quota);
      if (gone === null) {
        throw new Error("the box has no room for it");
      }
      for (let i = 0; i < gone.length; i += 1) {
        await this.remove(gone[i]);
      }
    }

    async remove(sha) {
      const file = this.files[sha];
      delete this.files[sha];
      const at = this.db.transaction(["files", "parts"], "readwrite");
      at.objectStore("files").delete(sha);
      for (let i = 0; i < file.parts; i += 1) {
        at.objectStore("parts").delete(sha + "." + i);
      }
      await new Promise((resolve) => (at.oncomplete = at.onabort = resolve));
    }

    /** An address of a stored file for <img> and <video>; give it back with `release`. */
    async url(sha) {
      const file = this.files[sha];
      if (!this.ready(sha)) {
        return null;
      }
      if (!this.urls[sha]) {
        const store = this.store("parts", "readonly");
        const parts = [];
        for (let i = 0; i < file.parts; i += 1) {
          parts.push(promise(store.get(sha + "." + i)));
        }
        const found = await Promise.all(parts);
        const whole = new Blob(found, { type: file.mime });
        if (whole.size !== file.size) {
          await this.remove(sha); // the box has lost a part: fetched again
          return null;
        }
        this.urls[sha] = { url: URL.createObjectURL(whole), users: 0 };
        file.used = Date.now();
        this.store("files", "readwrite").put(file);
      }
      this.urls[sha].users += 1;
      return this.urls[sha].url;
    }

    release(sha) {
      const entry = this.urls[sha];
      if (entry) {
        entry.users -= 1;
        if (entry.users <= 0) {
          URL.revokeObjectURL(entry.url);
          delete this.urls[sha];
        }
      }
    }

    /** {have, files, mb} of what is wanted. */
    state() {
      const wanted = this.wanted || [];
      const have = wanted.filter((file) => this.ready(file.sha)).length;
      const bytes = Object.keys(this.files).reduce((sum, sha) => sum + this.files[sha].have, 0);
      return { have: have, files: wanted.length, mb: Math.round(bytes / 1048576) };
    }
  }

  jiaohao.mediaCache = { Cache: Cache };
})(typeof self === "undefined" ? globalThis : self);
