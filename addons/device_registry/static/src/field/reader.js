/** @odoo-module ignore */
/* What can be told from a photo on the phone itself: the QR code on it, and whether it is blurred.

   Phones whose browser reads no codes (every iPhone) get the reader that Odoo brings; the page's
   worker keeps it with the page's own files, because a basement has no network. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const LIBRARY = "/web/static/lib/zxing-library/zxing-library.js";
  const CODE_SIDE = 1000;
  const LOOK_SIDE = 320;
  const SHARP = 25;

  /** Files to keep for later, beside those that the page has loaded. */
  function needs() {
    return root.BarcodeDetector ? [] : [LIBRARY];
  }

  let loading = null;
  function library() {
    loading =
      loading ||
      new Promise((resolve, reject) => {
        const script = root.document.createElement("script");
        script.src = LIBRARY;
        script.onload = () => resolve(root.ZXing);
        script.onerror = () => {
          loading = null; // the next photo asks again
          reject(new Error("no reader"));
        };
        root.document.head.append(script);
      });
    return loading;
  }

  /** What the QR code on a photo says, "" for none, null when this phone reads no codes. */
  async function codeOn(file) {
    if (root.BarcodeDetector) {
      const detector = new root.BarcodeDetector({ formats: ["qr_code"] });
      const codes = await detector.detect(await root.createImageBitmap(file));
      return codes.length ? codes[0].rawValue : "";
    }
    const canvas = await jiaohao.fieldCamera.drawn(file, CODE_SIDE);
    const zxing = await library().catch(() => null);
    return zxing && decoded(zxing, canvas);
  }

  function decoded(zxing, canvas) {
    const light = new zxing.HTMLCanvasElementLuminanceSource(canvas);
    const bits = new zxing.BinaryBitmap(new zxing.HybridBinarizer(light));
    const hints = new Map([[zxing.DecodeHintType.TRY_HARDER, true]]);
    try {
      return new zxing.QRCodeReader().decode(bits, hints).getText();
    } catch (error) {
      return "";
    }
  }

  /** Variance of the Laplacian of a grey picture, row by row: small where no edge is sharp. */
  function sharpness(grey, width, height) {
    let sum = 0;
    let squares = 0;
    for (let y = 1; y < height - 1; y += 1) {
      for (let x = 1; x < width - 1; x += 1) {
        const at = y * width + x;
        const edge =
          grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at];
        sum += edge;
        squares += edge * edge;
      }
    }
    const count = Math.max(1, (width - 2) * (height - 2));
    return squares / count - (sum / count) ** 2;
  }

  function greyOf(rgba) {
    const grey = new Float32Array(rgba.length / 4);
    for (let at = 0; at < grey.length; at += 1) {
      grey[at] = 0.299 * rgba[4 * at] + 0.587 * rgba[4 * at + 1] + 0.114 * rgba[4 * at + 2];
    }
    return grey;
  }

  /** Whether a photo shows no sharp edge at all: a shaken hand, or a bare wall. */
  async function isBlurred(file) {
    const canvas = await jiaohao.fieldCamera.drawn(file, LOOK_SIDE);
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    return sharpness(greyOf(data), width, height) < SHARP;
  }

  jiaohao.fieldReader = { codeOn, isBlurred, needs, sharpness, greyOf, SHARP };
})(typeof self === "undefined" ? globalThis : self);
