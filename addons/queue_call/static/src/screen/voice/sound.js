/** @odoo-module ignore */
/*
 * Sound of the box: one AudioContext, clips by their key, and a chime made here. Everything is put
 * onto the audio clock, so that a busy page does not tear a sentence apart.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const KEPT = 60; // decoded clips in memory
  const LEAD_S = 0.03;
  const GAP_S = 0.12; // between the parts of a sentence
  const PAUSE_S = 0.7; // before it is repeated
  const CHIME = [
    { hertz: 880, from: 0, length: 0.45 },
    { hertz: 659.26, from: 0.38, length: 0.55 },
  ];

  class Sound {
    constructor(token) {
      this.token = token;
      this.clips = [];
      const Context = root.AudioContext || root.webkitAudioContext;
      this.context = Context ? new Context() : null;
      this.nodes = [];
    }

    /** "ok", "blocked" until somebody touches the screen, "error" where there is no sound. */
    state() {
      if (!this.context) {
        return "error";
      }
      return this.context.state === "running" ? "ok" : "blocked";
    }

    wake() {
      if (this.context && this.context.state !== "running") {
        this.context.resume().catch(() => null);
      }
    }

    /** A clip, decoded: {buffer, engine}; null while the server has none. */
    async clip(key) {
      const known = this.clips.filter((one) => one.key === key)[0];
      if (known) {
        return known;
      }
      const answer = await root.fetch("/queue/voice/" + key + ".mp3", {
        headers: { "X-Device-Token": this.token },
      });
      if (!answer.ok) {
        return null;
      }
      const engine = answer.headers.get("X-Engine") || "";
      const data = await answer.arrayBuffer();
      const buffer = await new Promise((done, failed) =>
        this.context.decodeAudioData(data, done, failed)
      );
      const clip = { key: key, buffer: buffer, engine: engine };
      this.clips = [clip].concat(this.clips).slice(0, KEPT);
      return clip;
    }

    /** All of these clips, or null when one of them is missing. */
    async all(keys) {
      const found = await Promise.all(keys.map((key) => this.clip(key).catch(() => null)));
      return found.every(Boolean) ? found : null;
    }

    /** Play chime and clips `times` over; {start, end} in seconds of the audio clock. */
    play(clips, times, volume, chime) {
      const gain = this.context.createGain();
      gain.gain.value = volume;
      gain.connect(this.context.destination);
      const start = this.context.currentTime + LEAD_S;
      let at = chime ? this.ring(gain, start) : start;
      const spoken = at;
      for (let round = 0; round < times; round += 1) {
        at += round ? PAUSE_S : 0;
        clips.forEach((clip, place) => {
          at += place ? GAP_S : 0;
          this.at(clip.buffer, gain, at);
          at += clip.buffer.duration;
        });
      }
      return { start: start, spoken: spoken, end: at };
    }

    at(buffer, gain, when) {
      const node = this.context.createBufferSource();
      node.buffer = buffer;
      node.connect(gain);
      node.start(when);
      this.nodes.push(node);
      node.onended = () => (this.nodes = this.nodes.filter((one) => one !== node));
    }

    ring(gain, start) {
      CHIME.forEach((note) => {
        const tone = this.context.createOscillator();
        const shape = this.context.createGain();
        const begin = start + note.from;
        tone.frequency.value = note.hertz;
        shape.gain.setValueAtTime(0, begin);
        shape.gain.linearRampToValueAtTime(0.22, begin + 0.01);
        shape.gain.exponentialRampToValueAtTime(0.001, begin + note.length);
        tone.connect(shape);
        shape.connect(gain);
        tone.start(begin);
        tone.stop(begin + note.length);
      });
      return start + 1.0;
    }

    hush() {
      this.nodes.forEach((node) => node.stop());
      this.nodes = [];
    }
  }

  jiaohao.Sound = Sound;
})(typeof self === "undefined" ? globalThis : self);
