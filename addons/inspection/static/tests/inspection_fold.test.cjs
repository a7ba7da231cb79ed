"use strict";
const test = require("node:test");
const assert = require("node:assert");
require("../../../maintenance_contract/static/src/field/visit_fold.js");
require("../src/field/inspection_fold.js");
const { fold, progress, rounds, ofLabel } = globalThis.jiaohao.inspectionFold;

const item = (id, more) =>
  Object.assign(
    { id, section: "terminal", place: "A / 1F", device: 0, device_name: "", serial: "", name: "X" },
    { kind: "check", required: true, photo_required: false, low: null, high: null, right: [] },
    { expected: null, choice: "", value: null, option: "", note: "", source: "s", found: false },
    more
  );
const told = () => ({
  state: "planned",
  answers: [
    item(1, { section: "server", place: "" }),
    item(2, { device: 7, device_name: "大厅屏", serial: "SN-7" }),
    item(3, { device: 8, kind: "value", low: 20 }),
    item(4, { place: "A / 2F", device: 9 }),
  ],
  earlier: [{ id: 5, name: "Disk" }],
  findings: [],
  photos: [],
  talks: [],
  trainings: [],
  advice: [],
  summary: "",
  hospital_signed: false,
  engineer_signed: false,
});
const op = (id, verb, args) => ({ id, verb, args: args || {} });

test("steps and answers show at once and leave what the server told as it was", () => {
  const before = told();
  const seen = fold(before, [
    op("a", "start"),
    op("b", "check", { item: 2, choice: "ok" }),
    op("c", "check", { item: 3, value: 12 }),
  ]);
  assert.equal(seen.state, "working");
  assert.deepEqual(progress(seen), { done: 2, all: 4 });
  assert.equal(seen.answers[1].source, "");
  assert.equal(before.state, "planned");
});

test("a finding is made once, whoever taps again", () => {
  const taps = [op("a", "find", { item: 3, ticket: true }), op("b", "find", { item: 3 })];
  const seen = fold(told(), taps);
  assert.equal(seen.findings.length, 1);
  assert.equal(seen.findings[0].state, "ticket");
});

test("what was open before and is mended leaves the list", () => {
  assert.deepEqual(fold(told(), [op("a", "mended", { finding: 5 })]).earlier, []);
});

test("the round is by part and place, and may show only what is open", () => {
  const seen = fold(told(), [op("a", "check", { item: 2, choice: "ok" })]);
  assert.deepEqual(
    rounds(seen).map((group) => group.items.map((one) => one.id)),
    [[1], [2], [3], [4]]
  );
  assert.deepEqual(
    rounds(seen, true).map((group) => group.items.map((one) => one.id)),
    [[1], [3], [4]]
  );
});

test("a label is known by its address, its serial number or the device's name", () => {
  const seen = told();
  assert.equal(ofLabel(seen, "https://queue.example/odoo/devices/8").id, 3);
  assert.equal(ofLabel(seen, "https://queue.example/odoo/devices/88"), null);
  assert.equal(ofLabel(seen, " sn-7 ").id, 2);
  assert.equal(ofLabel(seen, "大厅屏").id, 2);
  assert.equal(ofLabel(seen, ""), null);
});

test("what changes after a signature voids it", () => {
  const ops = [
    op("a", "sign", { role: "engineer", name: "W" }),
    op("b", "words", { summary: "x" }),
  ];
  assert.equal(fold(told(), ops).engineer_signed, false);
  assert.equal(fold(told(), ops.slice(0, 1)).engineer_signed, true);
});

test("attendance stands with its training, and what is taken back is gone", () => {
  const seen = fold(told(), [
    op("t", "train", { name: "Paper" }),
    op("p", "attend", { ref: "t", name: "Li", department: "Eyes" }),
    op("q", "talk", { name: "Li" }),
    op("r", "untalk", { ref: "q" }),
    op("s", "photo", { item: 2 }),
    op("u", "unphoto", { ref: "s" }),
    op("v", "advice", { name: "UPS" }),
    op("w", "unadvice", { ref: "v" }),
  ]);
  assert.deepEqual(seen.trainings[0].people, ["Eyes Li"]);
  assert.deepEqual([seen.talks, seen.photos, seen.advice], [[], [], []]);
});
