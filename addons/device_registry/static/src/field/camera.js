/** @odoo-module ignore */
/* Photos are made small on the phone (which also takes place and camera out of them); a signature
   is drawn with a finger. Both come as a Blob. */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const SIDE = 1600;
  const INK = "#0d2747";

  function toBlob(canvas, type, quality) {
    return new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("canvas"))), type, quality)
    );
  }

  function loaded(file) {
    return new Promise((resolve, reject) => {
      const image = new root.Image();
      const url = root.URL.createObjectURL(file);
      image.onload = () => {
        root.URL.revokeObjectURL(url);
        resolve(image);
      };
      image.onerror = () => {
        root.URL.revokeObjectURL(url);
        reject(new Error("no picture"));
      };
      image.src = url;
    });
  }

  /** A file of the camera on a canvas whose longer side is no longer than this. */
  async function drawn(file, side) {
    const image = await loaded(file);
    const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = root.document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  /** A file of the camera as a JPEG of at most 1,600 pixels. */
  async function shrink(file) {
    return toBlob(await drawn(file, SIDE), "image/jpeg", 0.82);
  }

  /** A field to sign in: {node, clear(), empty(), blob()}. */
  class Pad {
    constructor() {
      this.node = root.document.createElement("canvas");
      this.node.className = "pad";
      this.node.width = 700;
      this.node.height = 260;
      this.strokes = 0;
      this.pen = this.node.getContext("2d");
      this.clear();
      const on = (name, act) => this.node.addEventListener(name, act);
      on("pointerdown", (event) => this.down(event));
      on("pointermove", (event) => this.move(event));
      on("pointerup", () => (this.drawing = false));
      on("pointercancel", () => (this.drawing = false));
    }

    clear() {
      this.pen.fillStyle = "#fff";
      this.pen.fillRect(0, 0, this.node.width, this.node.height);
      this.strokes = 0;
      this.drawing = false;
    }

    place(event) {
      const box = this.node.getBoundingClientRect();
      return [
        ((event.clientX - box.left) * this.node.width) / box.width,
        ((event.clientY - box.top) * this.node.height) / box.height,
      ];
    }

    down(event) {
      event.preventDefault();
      if (this.node.setPointerCapture && event.isTrusted) {
        this.node.setPointerCapture(event.pointerId);
      }
      this.drawing = true;
      this.pen.beginPath();
      this.pen.moveTo.apply(this.pen, this.place(event));
    }

    move(event) {
      if (!this.drawing) {
        return;
      }
      event.preventDefault();
      this.pen.lineWidth = 5;
      this.pen.lineCap = this.pen.lineJoin = "round";
      this.pen.strokeStyle = INK;
      this.pen.lineTo.apply(this.pen, this.place(event));
      this.pen.stroke();
      this.strokes += 1;
    }

    empty() {
      return this.strokes < 8;
    }

    blob() {
      return toBlob(this.node, "image/png");
    }
  }

  jiaohao.fieldCamera = { shrink: shrink, drawn: drawn, Pad: Pad };
})(typeof self === "undefined" ? globalThis : self);
