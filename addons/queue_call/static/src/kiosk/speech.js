/** @odoo-module ignore */
/* The browser's own voice, where it has one for the language; otherwise the kiosk says it has none. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const TONGUES = { zh: "zh-CN", en: "en-US" };

  function voice(lang) {
    const speech = root.speechSynthesis;
    const all = speech && speech.getVoices ? speech.getVoices() : [];
    return all.find((one) => String(one.lang).toLowerCase().indexOf(lang) === 0) || null;
  }

  function say(text, lang) {
    const found = voice(lang);
    if (!found || !text) {
      return false;
    }
    const words = new root.SpeechSynthesisUtterance(text);
    words.voice = found;
    words.lang = TONGUES[lang];
    words.rate = 0.85; // slowly: many who listen are old
    root.speechSynthesis.cancel();
    root.speechSynthesis.speak(words);
    return true;
  }

  function stop() {
    if (root.speechSynthesis) {
      root.speechSynthesis.cancel();
    }
  }

  jiaohao.speech = { available: (lang) => Boolean(voice(lang)), say: say, stop: stop };
})(typeof self === "undefined" ? globalThis : self);
