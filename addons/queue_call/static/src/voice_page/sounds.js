/** Plays addresses of sounds one after the other; a new list ends the one before. */
export class Playlist {
  constructor() {
    this.audio = null;
    this.turn = 0;
  }

  stop() {
    this.turn += 1;
    if (this.audio) {
      this.audio.pause();
      this.audio = null;
    }
  }

  /** `at(number)` is told which one plays, -1 at the end. */
  async play(sources, at = () => null) {
    this.stop();
    const turn = this.turn;
    for (let number = 0; number < sources.length; number++) {
      if (turn !== this.turn) {
        return;
      }
      at(number);
      await this.one(sources[number]);
    }
    if (turn === this.turn) {
      at(-1);
    }
  }

  one(source) {
    const audio = new Audio(source);
    this.audio = audio;
    return new Promise((done) => {
      audio.onended = audio.onerror = audio.onpause = () => done();
      audio.play().catch(() => done());
    });
  }
}

/** Bytes as Base64, in pieces that a call stack can hold. */
export function base64(buffer) {
  const bytes = new Uint8Array(buffer);
  const parts = [];
  for (let at = 0; at < bytes.length; at += 32768) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 32768)));
  }
  return btoa(parts.join(""));
}

/** Samples of one channel (-1..1) as a WAV of 16 bits. */
export function wav(samples, rate) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, word) => [...word].forEach((c, n) => view.setUint8(at + n, c.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((one, n) =>
    view.setInt16(44 + 2 * n, 32767 * Math.max(-1, Math.min(1, one)), true)
  );
  return view.buffer;
}

/** Whatever the browser can decode (MP3, M4A, OGG, its own recording) as a WAV. */
export async function asWav(buffer) {
  const context = new AudioContext({ sampleRate: 24000 });
  try {
    const decoded = await context.decodeAudioData(buffer);
    const mono = new Float32Array(decoded.length);
    for (let channel = 0; channel < decoded.numberOfChannels; channel++) {
      decoded
        .getChannelData(channel)
        .forEach((one, n) => (mono[n] += one / decoded.numberOfChannels));
    }
    return wav(mono, decoded.sampleRate);
  } finally {
    context.close();
  }
}
