"use strict";
const test = require("node:test");
const assert = require("node:assert");
require("../src/field/reader.js");
const { sharpness, greyOf, SHARP } = globalThis.jiaohao.fieldReader;

const WIDTH = 64;
const HEIGHT = 48;

function picture(light) {
  const grey = new Float32Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      grey[y * WIDTH + x] = light(x, y);
    }
  }
  return grey;
}

test("an edge of black and white is sharp, the same edge over a dozen pixels is not", () => {
  const hard = picture((x) => (x % 16 < 8 ? 0 : 255));
  const soft = picture((x) => 127 + 127 * Math.sin((2 * Math.PI * x) / 48));
  assert.ok(sharpness(hard, WIDTH, HEIGHT) > SHARP);
  assert.ok(sharpness(soft, WIDTH, HEIGHT) < SHARP);
});

test("a picture without any edge, and one of a single pixel, are not sharp", () => {
  assert.equal(
    sharpness(
      picture(() => 90),
      WIDTH,
      HEIGHT
    ),
    0
  );
  assert.equal(sharpness(new Float32Array(1), 1, 1), 0);
});

test("grey weighs the colours as the eye does", () => {
  const grey = greyOf([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]);
  assert.deepEqual(Array.from(grey, Math.round), [76, 150, 29]);
});
