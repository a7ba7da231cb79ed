/* The composer's changes: nothing leaves the screen, and every step can be taken back. */
import assert from "node:assert";
import { createRequire } from "node:module";
import test from "node:test";
import * as doc from "../src/layout/layout_document.js";

const { random } = createRequire(import.meta.url)("./helpers.cjs");
const START = {
  regions: [
    { id: "a", kind: "rooms", x: 0, y: 10, w: 60, h: 60, options: {} },
    { id: "b", kind: "calls", x: 10, y: 10, w: 80, h: 80, options: {} },
  ],
};

test("whatever is dragged stays on the screen and on the grid", () => {
  const rnd = random(3);
  let document = START;
  for (let i = 0; i < 2000; i += 1) {
    const action = rnd() < 0.5 ? doc.move : doc.resize;
    const id = rnd() < 0.5 ? "a" : "b";
    document = action(document, id, rnd() * 80 - 40, rnd() * 80 - 40);
    for (const one of document.regions) {
      assert.ok(one.x >= 0 && one.y >= 0 && one.x + one.w <= 100 && one.y + one.h <= 100);
      assert.equal((one.x / doc.GRID) % 1, 0);
    }
  }
});

test("a document is never changed in place", () => {
  const before = JSON.stringify(START);
  doc.option(doc.place(doc.move(START, "a", 3, 3), "a", "w", 20), "a", "tags", false);
  doc.remove(doc.add(START, "clock").document, "a");
  assert.equal(JSON.stringify(START), before);
});

test("an added region has a name of its own", () => {
  let document = START;
  for (let i = 0; i < 5; i += 1) {
    document = doc.add(document, "clock").document;
    document = doc.remove(document, document.regions[2].id);
    document = doc.add(document, "clock").document;
  }
  const names = document.regions.map((one) => one.id);
  assert.equal(new Set(names).size, names.length);
});

test("undo and redo lead through every step; one drag is one step", () => {
  let state = doc.history(START);
  state = doc.step(state, doc.move(START, "a", 1, 1), "drag1");
  state = doc.step(state, doc.move(START, "a", 5, 5), "drag1");
  state = doc.step(state, doc.remove(state.present, "b"));
  assert.equal(state.past.length, 2);
  const last = state.present;
  state = doc.undo(doc.undo(doc.undo(state)));
  assert.deepEqual(state.present, START);
  state = doc.redo(doc.redo(doc.redo(state)));
  assert.deepEqual(state.present, last);
});
