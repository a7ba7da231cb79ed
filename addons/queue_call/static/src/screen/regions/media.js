/** @odoo-module ignore */
/*
 * Region "media": pictures, films, texts, pages. Two layers: one is on show, the next is prepared
 * behind it and fades in when it can be seen. An urgent notice stands over both.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  jiaohao.regions = jiaohao.regions || {};

  const AHEAD_MS = 4000; // the next slide is loaded so long before its turn
  const STUCK_MS = 15000; // a film that does not move for so long is skipped

  class MediaRegion {
    constructor(node, options, context) {
      this.options = options || {};
      this.context = context;
      this.media = context.screen.media;
      this.node = node;
      node.classList.add("media-region");
      this.stage = jiaohao.dom.el("div", "m-stage", []);
      this.card = jiaohao.dom.el("div", "m-urgent", []);
      this.card.hidden = true;
      this.idle = jiaohao.dom.el("div", "m-idle", []);
      [this.idle, this.stage, this.card].forEach((part) => node.appendChild(part));
      this.current = null;
      this.coming = null;
      jiaohao.noticeBar.claim(this);
    }

    /** The layout is another one now: nothing goes on behind it. */
    close() {
      [this.current, this.coming].filter(Boolean).forEach((one) => this.drop(one));
      this.current = null;
      this.coming = null;
    }

    /** Words are as large as the region allows, whatever the layout. */
    measure() {
      const size = Math.round(Math.min(this.node.clientHeight / 11, this.node.clientWidth / 17));
      if (size !== this.size) {
        this.size = size;
        this.node.style.fontSize = size + "px";
      }
    }

    draw(model, now, serverTime) {
      if (!this.media) {
        return;
      }
      this.measure();
      this.drawUrgent(serverTime);
      const part = this.media.segment();
      this.volume = part ? part.volume / 100 : 1;
      const list = this.list(part);
      if (this.current && list.map((one) => one.key).indexOf(this.current.slide.key) < 0) {
        this.stop(serverTime, false);
      }
      this.follow(list, now, serverTime);
      this.sound();
      this.idle.hidden = Boolean(this.current);
      jiaohao.dom.setText(this.idle, this.options.text || "");
    }

    list(part) {
      const id = part ? part.programmes.join() + (this.media.plan.hash || "") : "";
      if (id !== this.listOf) {
        this.listOf = id;
        this.slides = part ? jiaohao.mediaPlan.slides(this.media.plan, part) : [];
      }
      return this.slides;
    }

    /** Prepare the next slide in time and change when the present one is over. */
    follow(list, now, serverTime) {
      if (this.halted || root.document.hidden) {
        return;
      }
      if ((!this.current || this.left(now) < AHEAD_MS) && !this.coming && list.length) {
        this.prepare(this.next(list));
      }
      if (!this.current || this.over(now)) {
        this.turn(list, now, serverTime);
      }
    }

    /** The present slide is over: the prepared one comes, or the only one begins again. */
    turn(list, now, serverTime) {
      const one = this.current;
      if (one && list.length === 1 && one.slide.kind !== "video") {
        this.report(serverTime, true);
        this.begin(one, now, serverTime);
      } else if (this.coming && this.coming.ready) {
        this.change(now, serverTime);
      }
    }

    next(list) {
      const key = this.current ? this.current.slide.key : this.lastKey;
      return jiaohao.mediaPlan.following(list, key, (sha) => this.media.cache.ready(sha));
    }

    left(now) {
      const one = this.current;
      if (one.slide.kind === "video") {
        const film = one.node;
        return film.duration ? (film.duration - film.currentTime) * 1000 : Infinity;
      }
      return one.since + one.slide.seconds * 1000 - now;
    }

    over(now) {
      const one = this.current;
      if (one.slide.kind !== "video") {
        return now - one.since >= one.slide.seconds * 1000;
      }
      if (one.node.currentTime !== one.place) {
        one.place = one.node.currentTime;
        one.moved = now;
      }
      return one.node.ended || one.broken || now - one.moved > STUCK_MS;
    }

    // -- slides -------------------------------------------------------------------------------
    async prepare(slide) {
      if (
        !slide ||
        (this.current && slide.key === this.current.slide.key && slide.kind !== "video")
      ) {
        return;
      }
      const coming = { slide: slide, ready: false, node: null };
      this.coming = coming;
      try {
        coming.node = await this.make(slide, coming);
      } catch (error) {
        coming.node = null;
      }
      if (this.coming !== coming || !coming.node) {
        this.drop(coming);
        if (this.coming === coming) {
          this.coming = null;
          this.lastKey = slide.key; // skipped; the one after it is tried
        }
        return;
      }
      this.stage.appendChild(coming.node);
      coming.ready = true;
    }

    async make(slide, coming) {
      if (slide.kind === "text") {
        return this.textNode(slide.item);
      }
      if (slide.kind === "page") {
        return this.pageNode(slide.item);
      }
      const url = await this.media.cache.url(slide.file.sha);
      coming.held = Boolean(url);
      return url ? this.fileNode(slide, url, coming) : null;
    }

    textNode(item) {
      const el = jiaohao.dom.el;
      const lines = String(item.text || "").split("\n");
      const rest = lines.slice(1).filter((line) => line.trim());
      const node = el("div", "m-slide text " + (item.colour || "blue"), [
        el("h2", "", lines[0]),
        el(
          "div",
          "lines",
          rest.map((line) => el("p", "", line))
        ),
      ]);
      return node;
    }

    /** A page of another server gets no rights here: no access to this one, no forms, no pop-ups. */
    pageNode(item) {
      const frame = root.document.createElement("iframe");
      frame.className = "m-slide page";
      frame.setAttribute("sandbox", "allow-scripts");
      frame.setAttribute("referrerpolicy", "no-referrer");
      frame.src = item.url;
      return frame;
    }

    fileNode(slide, url, coming) {
      const film = slide.kind === "video";
      const node = root.document.createElement(film ? "video" : "img");
      node.className = "m-slide " + slide.kind;
      node.muted = true;
      if (film) {
        node.preload = "auto";
        node.setAttribute("playsinline", "");
        node.addEventListener("error", () => (coming.broken = true));
      }
      return new Promise((resolve, reject) => {
        node.addEventListener(film ? "loadeddata" : "load", () => resolve(node));
        node.addEventListener("error", () => reject(new Error("cannot be shown")));
        node.src = url;
      });
    }

    change(now, serverTime) {
      if (this.current) {
        this.stop(serverTime, true);
      }
      const one = this.coming;
      this.coming = null;
      this.begin(one, now, serverTime);
      one.node.classList.add("on");
    }

    begin(one, now, serverTime) {
      one.since = now;
      one.moved = now;
      one.start = serverTime;
      this.current = one;
      if (one.slide.kind === "video") {
        const started = one.node.play();
        if (started && started.catch) {
          started.catch(() => (one.broken = one.node.muted));
        }
      }
    }

    /** Take the present slide from the stage and report it. */
    stop(serverTime, complete) {
      const one = this.current;
      this.report(serverTime, complete && !one.broken);
      this.current = null;
      this.lastKey = one.slide.key;
      one.node.classList.remove("on");
      setTimeout(() => this.drop(one), 700); // the fade
    }

    report(serverTime, complete) {
      const one = this.current;
      this.media.played({
        media: one.slide.media,
        start: one.start,
        end: Math.max(one.start, serverTime),
        first: one.slide.key.slice(-2) === ".0",
        complete: complete && one.slide.last,
      });
    }

    drop(one) {
      if (one.node && one.node.parentNode) {
        one.node.parentNode.removeChild(one.node);
      }
      if (one.node && one.slide.kind === "video") {
        one.node.removeAttribute("src");
        one.node.load();
      }
      if (one.held) {
        one.held = false;
        this.media.cache.release(one.slide.file.sha);
      }
    }

    /** Films are silent while a call is shown or spoken, on boxes without sound, and at night. */
    sound() {
      const one = this.current;
      if (one && one.slide.kind === "video") {
        const mute = !this.options.sound || this.halted || this.media.quiet() || !(this.volume > 0);
        one.node.muted = Boolean(mute);
        one.node.volume = this.volume;
      }
    }

    // -- urgent notices -----------------------------------------------------------------------
    drawUrgent(serverTime) {
      const notice = this.media.notices(serverTime).filter((one) => one.urgent)[0] || null;
      const halted = Boolean(notice);
      if (halted !== Boolean(this.halted) && this.current && this.current.slide.kind === "video") {
        if (halted) {
          this.current.node.pause();
        } else {
          this.current.node.play();
        }
      }
      this.halted = halted;
      this.card.hidden = !notice;
      jiaohao.dom.fillOnce(this.card, notice ? notice.id + notice.text : "", () =>
        notice ? jiaohao.noticeBar.words(notice) : []
      );
    }
  }

  jiaohao.regions.media = MediaRegion;
})(typeof self === "undefined" ? globalThis : self);
