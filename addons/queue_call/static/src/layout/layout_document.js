/*
 * Changes of a layout's document in the composer: pure, each returns a new document. What is allowed
 * is said by the server (core/layout.py); here things are only moved on a grid and kept on the screen.
 */
export const GRID = 0.5;

const snap = (value) => Math.round(value / GRID) * GRID;
const within = (value, low, high) => Math.min(Math.max(value, low), high);

export function region(document, id) {
  return document.regions.find((one) => one.id === id);
}

function changed(document, id, change) {
  const regions = document.regions.map((one) => (one.id === id ? { ...one, ...change(one) } : one));
  return { ...document, regions };
}

/** Move by so many percent; a region never leaves the screen. */
export function move(document, id, dx, dy) {
  return changed(document, id, (one) => ({
    x: within(snap(one.x + dx), 0, 100 - one.w),
    y: within(snap(one.y + dy), 0, 100 - one.h),
  }));
}

/** Pull at the lower right corner. */
export function resize(document, id, dw, dh) {
  return changed(document, id, (one) => ({
    w: within(snap(one.w + dw), 2, 100 - one.x),
    h: within(snap(one.h + dh), 2, 100 - one.y),
  }));
}

export function place(document, id, side, value) {
  return changed(document, id, () => ({ [side]: Number(value) || 0 }));
}

export function option(document, id, code, value) {
  return changed(document, id, (one) => ({ options: { ...one.options, [code]: value } }));
}

export function setting(document, name, value) {
  return { ...document, [name]: value };
}

export function remove(document, id) {
  return { ...document, regions: document.regions.filter((one) => one.id !== id) };
}

/** Add a region of a kind, with a name that is free, in the middle. */
export function add(document, kind) {
  const names = new Set(document.regions.map((one) => one.id));
  let number = document.regions.length + 1;
  while (names.has(kind + number)) {
    number += 1;
  }
  const one = { id: kind + number, kind, x: 30, y: 40, w: 40, h: 20, options: {} };
  return { document: { ...document, regions: [...document.regions, one] }, id: one.id };
}

// -- undo -------------------------------------------------------------------------------------
const MOST = 100;

export function history(document) {
  return { past: [], present: document, future: [] };
}

/** A step; the same `mark` as the last (one drag, one field) replaces it instead of adding. */
export function step(state, document, mark) {
  if (mark && mark === state.mark) {
    return { ...state, present: document, future: [] };
  }
  return { past: [...state.past, state.present].slice(-MOST), present: document, future: [], mark };
}

export function undo(state) {
  if (!state.past.length) {
    return state;
  }
  const past = state.past.slice(0, -1);
  const future = [state.present, ...state.future];
  return { past, present: state.past[state.past.length - 1], future };
}

export function redo(state) {
  if (!state.future.length) {
    return state;
  }
  const [present, ...future] = state.future;
  return { past: [...state.past, state.present], present, future };
}
