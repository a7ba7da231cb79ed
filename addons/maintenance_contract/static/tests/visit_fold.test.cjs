"use strict";
const test = require("node:test");
const assert = require("node:assert");
require("../src/field/visit_fold.js");
const { fold, result, lack, lacking } = globalThis.jiaohao.visitFold;

const open = (seen) => lacking(seen.items, seen.photos).length;
const LEADS_TO = { depart: "on_way", arrive: "arrived", start: "working", finish: "done" };
const visit = () => ({
  state: "planned",
  times: { departed: "", arrived: "", started: "", ended: "" },
  items: [{ id: 1, kind: "check", required: true, choice: "", note: "", value: null }],
  parts: [],
  photos: [],
  advice: [],
  outcome: "",
  solution: "",
  hospital_signed: false,
  engineer_signed: false,
});
const op = (id, verb, args) => ({ id, verb, args: args || {}, at: "2026-03-02T02:00:00Z" });

test("steps done here show at once and leave what the server told as it was", () => {
  const told = visit();
  const shown = fold(told, [op("a", "depart"), op("b", "arrive")], LEADS_TO);
  assert.equal(shown.state, "arrived");
  assert.equal(shown.times.arrived, "2026-03-02T02:00:00Z");
  assert.equal(told.state, "planned");
});

test("what is taken back is gone", () => {
  const ops = [
    op("a", "part", { name: "Fan" }),
    op("b", "photo", {}),
    op("c", "advice", { name: "UPS" }),
    op("d", "unpart", { ref: "a" }),
    op("e", "unphoto", { ref: "b" }),
    op("f", "unadvice", { ref: "c" }),
  ];
  const shown = fold(visit(), ops, LEADS_TO);
  assert.deepEqual([shown.parts, shown.photos, shown.advice], [[], [], []]);
});

test("a change after the signatures voids both", () => {
  const signed = [op("a", "sign", { role: "engineer" }), op("b", "sign", { role: "hospital" })];
  const shown = fold(visit(), signed, LEADS_TO);
  assert.ok(shown.engineer_signed && shown.hospital_signed);
  const changed = fold(visit(), signed.concat([op("c", "part", { name: "Fan" })]), LEADS_TO);
  assert.ok(!changed.engineer_signed && !changed.hospital_signed);
});

test("a value is judged by its limits, whatever was chosen", () => {
  const item = { kind: "value", low: 11.5, high: 12.5, choice: "", value: null };
  const said = (value) => result(Object.assign({}, item, { value }), 0);
  assert.deepEqual([null, 11.4, 11.5, 12.5, 12.6].map(said), ["", "not_ok", "ok", "ok", "not_ok"]);
});

test("an item lacks its answer until it is answered, or left out with a reason", () => {
  const answered = (args) => open(fold(visit(), [op("a", "check", args)], LEADS_TO));
  assert.equal(open(visit()), 1);
  assert.equal(answered({ item: 1, choice: "not_ok" }), 0);
  assert.equal(answered({ item: 1, choice: "skipped" }), 1);
  assert.equal(answered({ item: 1, choice: "skipped", note: "locked" }), 0);
});

test("a choice, a count, a required photo and a device that is gone are judged as on the server", () => {
  const item = (more) =>
    Object.assign(
      { kind: "check", required: true, choice: "", note: "", value: null, option: "", right: [] },
      { expected: null, photo_required: false, low: null, high: null },
      more
    );
  const option = { kind: "choice", right: ["follows"] };
  assert.equal(result(item(Object.assign({ option: "follows" }, option))), "ok");
  assert.equal(result(item(Object.assign({ option: "behind" }, option))), "not_ok");
  assert.equal(result(item({ kind: "choice", option: "any" })), "ok");
  assert.equal(result(item(option)), "");
  assert.equal(result(item({ kind: "count", value: 2, expected: 3 })), "not_ok");
  assert.equal(result(item({ kind: "count", value: 0, expected: 0 })), "ok");
  assert.equal(lack(item({ choice: "ok", photo_required: true }), 0), "photo");
  assert.equal(lack(item({ choice: "ok", photo_required: true }), 1), "");
  assert.equal(lack(item({ choice: "skipped" }), 0), "reason");
  assert.equal(lack(item({ choice: "gone", photo_required: true }), 0), "");
  assert.equal(lack(item({}), 0), "answer");
});
