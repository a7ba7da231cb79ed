/** @odoo-module ignore */
/*
 * Carries the outbox to the server and brings the day's work back, one round at a time. The phone
 * may die between any two lines: what was written stays, and is sent again.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const outbox = jiaohao.fieldOutbox;
  const ROUNDS = 40;

  class Sync {
    /** on(): something changed. */
    constructor(shelf, wire, on) {
      this.shelf = shelf;
      this.wire = wire;
      this.on = on;
      this.state = "waiting"; // sending, sent, offline, login
      this.busy = false;
      this.day = null;
      this.box = null;
    }

    async restore() {
      this.day = (await this.shelf.get("day")) || null;
      this.box = await this.shelf.change((state) => state);
    }

    user() {
      return this.day ? this.day.uid : 0;
    }

    /** Phone minus server in ms at the last contact, null before the first. */
    skew() {
      return this.day && Number.isFinite(this.day.skew) ? this.day.skew : null;
    }

    async add(entry, blob) {
      const op = Object.assign(
        {
          id: jiaohao.fieldShelf.makeId(),
          at: new Date().toISOString(),
          skew_ms: this.skew(),
          user: this.user(),
        },
        entry,
        blob ? { blob: blob.id } : {}
      );
      this.box = await this.shelf.change((state) => outbox.add(state, op), blob);
      this.on();
      return op.id;
    }

    async undo(id) {
      this.box = await this.shelf.change((state) => outbox.undo(state, id, Date.now()));
      this.on();
    }

    async forget(id) {
      this.box = await this.shelf.change((state) => outbox.forget(state, id));
      this.on();
    }

    /** One whole exchange; a second call while one runs does nothing. */
    async run() {
      if (this.busy) {
        return;
      }
      this.busy = true;
      this.tell("sending");
      try {
        await this.fetch(); // also who is logged in, and a fresh key for sending
        const before = this.box;
        await this.send();
        if (this.box !== before) {
          await this.fetch();
        }
        this.tell("sent");
      } catch (error) {
        this.tell(error.status === 401 || error.status === 403 ? "login" : "offline");
      } finally {
        this.busy = false;
        this.on();
      }
    }

    tell(state) {
      this.state = state;
      this.on();
    }

    async fetch() {
      const asked = Date.now();
      const taken = this.box.taken;
      const day = await this.wire.day();
      const now = Date.now();
      day.skew = Math.round((asked + now) / 2 - Date.parse(day.now));
      day.at = now;
      await this.shelf.put("day", day);
      this.box = await this.shelf.change((state) => outbox.settled(state, taken));
      this.day = day;
    }

    async send() {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [picture] = outbox.blobs(this.box, this.user());
        const ready = outbox.ready(this.box, Date.now(), this.user());
        if (ready.length) {
          await this.sendOps(ready);
        } else if (picture) {
          await this.sendBlob(picture.blob);
        } else {
          return;
        }
      }
    }

    async sendOps(ops) {
      const ids = ops.map((op) => op.id);
      this.box = await this.shelf.change((state) => outbox.sending(state, ids));
      const told = await this.wire.take(this.day.csrf, {
        phone: this.box.phone,
        sent_at: new Date().toISOString(),
        ops: ops.map((op) => ({
          id: op.id,
          after: op.after,
          subject: op.subject,
          key: op.key,
          verb: op.verb,
          args: op.args,
          blob: op.blob,
          at: op.at,
          skew_ms: op.skew_ms,
        })),
      });
      const before = this.box.ops.length;
      this.box = await this.shelf.change((state) => outbox.answer(state, told.results));
      if (this.box.ops.length === before) {
        throw new Error("nothing was taken"); // later again, not at once
      }
      this.on();
    }

    async sendBlob(id) {
      const data = await this.shelf.blob(id);
      try {
        if (!data) {
          throw new this.wire.Refused(400, "");
        }
        await this.wire.blob(this.day.csrf, id, data);
        this.box = await this.shelf.change((state) => outbox.blobSent(state, id));
      } catch (error) {
        if (error.status !== 400 && error.status !== 413) {
          throw error;
        }
        this.box = await this.shelf.change((state) => outbox.blobRefused(state, id, error.message));
      }
      this.on();
    }
  }

  jiaohao.FieldSync = Sync;
})(typeof self === "undefined" ? globalThis : self);
