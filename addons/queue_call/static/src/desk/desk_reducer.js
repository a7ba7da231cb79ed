/*
 * What the triage desk shows, as pure functions: `reduce(state, action)` and questions about a state.
 * Nothing here asks the server, reads the clock or knows a rule of the queue: places, problems and
 * what can be done come with the server's answers.
 */

/** So many rows more are shown by "more". */
export const PAGE = 30;
/** So many rows of a column are shown at first: what fits a small screen. */
export const COLUMN = 14;
const UNDO_S = 10; // the server's window; a clock that is a little behind shows no 11

/** The lists of the desk, in their order; `problems` stands first only when there are any. */
export const TABS = [
  "problems",
  "waiting",
  "registered",
  "rooms",
  "no_show",
  "held",
  "away",
  "left",
];
const IN_LINE = ["waiting", "benched"];
const AT_ROOM = ["benched", "called", "in_service"];

export function initial() {
  return {
    server: null,
    ranges: {},
    at: null,
    offset: 0,
    lost: null,
    zones: [],
    tab: "waiting",
    more: {},
    query: "",
    hits: null,
    hit: 0,
    selected: null,
    card: null,
    form: null,
    undo: null,
    notice: null,
    busy: false,
  };
}

const HANDLERS = {
  loaded(state, { server, now }) {
    const offset = Date.parse(server.server_time) - now;
    const next = { ...state, server, at: now, offset, lost: null, undo: server.undo };
    return tabs(next).some((tab) => tab.id === state.tab) ? next : { ...next, tab: "waiting" };
  },
  ranges(state, { ranges }) {
    return { ...state, ranges };
  },
  failed(state, { now }) {
    return { ...state, lost: state.lost || now };
  },
  zones(state, { zones }) {
    return { ...state, zones, more: {} };
  },
  tab(state, { tab }) {
    return { ...state, tab, more: {} };
  },
  more(state, { list }) {
    return { ...state, more: { ...state.more, [list]: limit(state, list) + PAGE } };
  },
  query(state, { query }) {
    return { ...state, query, hits: query ? state.hits : null, hit: 0 };
  },
  /** An answer that is not to the text that stands there now is late, and nobody's. */
  hits(state, { hits }) {
    return hits.text === state.query ? { ...state, hits, hit: 0 } : state;
  },
  hit(state, { by }) {
    const count = hitList(state).length;
    return count ? { ...state, hit: (state.hit + by + count) % count } : state;
  },
  select(state, { entry }) {
    const card = state.card && state.card.id === entry ? state.card : null;
    return { ...state, selected: entry, card, query: "", hits: null, hit: 0, form: null };
  },
  card(state, { card }) {
    return card.id === state.selected ? { ...state, card } : state;
  },
  form(state, { form }) {
    const values = Object.fromEntries(form.fields.map((field) => [field.name, first(field)]));
    return { ...state, form: { ...form, values, error: "" }, notice: null };
  },
  value(state, { name, value }) {
    if (!state.form) {
      return state;
    }
    const values = { ...state.form.values, [name]: value };
    return { ...state, form: { ...state.form, values, error: "" } };
  },
  formError(state, { error }) {
    return state.form ? { ...state, form: { ...state.form, error } } : state;
  },
  close(state) {
    if (state.form) {
      return { ...state, form: null };
    }
    if (state.query || state.hits) {
      return { ...state, query: "", hits: null, hit: 0 };
    }
    return { ...state, selected: null, card: null, notice: null };
  },
  busy(state, { busy }) {
    return { ...state, busy };
  },
  done(state, { result }) {
    const text = result.message;
    const notice = text ? { tone: "good", text } : null;
    return { ...state, form: null, notice };
  },
  undone(state, { message }) {
    return { ...state, undo: null, notice: { tone: "good", text: message } };
  },
  notice(state, { tone, text }) {
    return { ...state, notice: text ? { tone, text } : null };
  },
};

export function reduce(state, action) {
  return HANDLERS[action.type](state, action);
}

/** What stands in a field before anybody has touched it. */
function first(field) {
  if (field.value !== undefined && field.value !== null && field.value !== false) {
    return field.value;
  }
  return field.kind === "check" ? false : "";
}

// -- lists ------------------------------------------------------------------------------------

const BELONGS = {
  problems: (one) => Boolean(one.problem),
  waiting: (one) => IN_LINE.includes(one.s) && !one.left,
  registered: (one) => one.s === "registered",
  rooms: (one) => AT_ROOM.includes(one.s),
  no_show: (one) => one.s === "no_show",
  held: (one) => one.s === "held",
  away: (one) => one.s === "away",
  left: (one) => one.left,
};

export function entriesOf(state, tab) {
  return state.server ? state.server.entries.filter(BELONGS[tab]) : [];
}

/** Queues in which people wait though no room is open for them. */
export function lonelyQueues(state) {
  return state.server ? state.server.queues.filter((queue) => queue.lonely) : [];
}

/** [{id, count}] of the lists that are offered; the empty ones of the rare kinds are left out. */
export function tabs(state) {
  const rare = ["problems", "left"];
  return TABS.map((id) => ({ id, count: entriesOf(state, id).length + lonely(state, id) })).filter(
    (tab) => tab.count || !rare.includes(tab.id)
  );
}

function lonely(state, tab) {
  return tab === "problems" ? lonelyQueues(state).length : 0;
}

export function limit(state, list) {
  return state.more[list] || (list.startsWith("q") ? COLUMN : PAGE);
}

/** The first rows of a list, and how many follow. */
export function page(state, list, entries) {
  const shown = entries.slice(0, limit(state, list));
  return { shown, rest: entries.length - shown.length };
}

/** The waiting, a column a queue in the order of the calls; queues with people come first. */
export function columns(state) {
  if (!state.server) {
    return [];
  }
  const waiting = entriesOf(state, "waiting");
  const all = state.server.queues.map((queue) => ({
    queue,
    entries: waiting.filter((one) => one.q === queue.id),
  }));
  const full = all.filter((one) => one.entries.length);
  return full.concat(all.filter((one) => !one.entries.length));
}

/** The rows of the open list as the arrow keys walk through them. */
export function walk(state) {
  if (state.tab !== "waiting") {
    return page(state, state.tab, entriesOf(state, state.tab)).shown;
  }
  return columns(state).flatMap((one) => page(state, `q${one.queue.id}`, one.entries).shown);
}

/** The id of the row `by` rows further than the selected one. */
export function neighbour(state, by) {
  const rows = walk(state);
  const index = rows.findIndex((one) => one.id === state.selected);
  const wanted = index < 0 ? (by > 0 ? 0 : rows.length - 1) : index + by;
  return rows[Math.max(0, Math.min(rows.length - 1, wanted))]?.id ?? null;
}

/** The list `by` steps beside the open one. */
export function tabBeside(state, by) {
  const ids = tabs(state).map((tab) => tab.id);
  return ids[(ids.indexOf(state.tab) + by + ids.length) % ids.length];
}

// -- search -----------------------------------------------------------------------------------

/** All hits in the order of the arrow keys: today, other days, patients without a registration. */
export function hitList(state) {
  return state.hits ? [...state.hits.today, ...state.hits.other, ...state.hits.patients] : [];
}

// -- time -------------------------------------------------------------------------------------

/** "10–25": the minutes in which a patient is called, as far as that is known. */
export function rangeOf(state, id) {
  const found = state.ranges[id];
  return found ? `${found[0]}–${found[1]}` : "";
}

export function serverNow(state, now) {
  return now + state.offset;
}

export function minutesSince(state, iso, now) {
  return iso ? Math.max(0, Math.floor((serverNow(state, now) - Date.parse(iso)) / 60000)) : null;
}

/** Seconds in which the last key can still be taken back. */
export function undoLeft(state, now) {
  const left = state.undo ? Date.parse(state.undo.until) - serverNow(state, now) : 0;
  return Math.min(UNDO_S, Math.max(0, Math.ceil(left / 1000)));
}

/** Seconds since the picture was right, when it may not be any more; else 0. */
export function age(state, now, patience = 25000) {
  const old = state.at === null ? 0 : now - state.at;
  return state.lost || old > patience ? Math.max(1, Math.floor(old / 1000)) : 0;
}

// -- keys -------------------------------------------------------------------------------------

/** The name of a key as it stands on the buttons: "F2", "Shift+F6", "Ctrl+P". */
export function keyName(ev) {
  const parts = [];
  if (ev.ctrlKey || ev.metaKey) {
    parts.push("Ctrl");
  }
  if (ev.altKey) {
    parts.push("Alt");
  }
  const long = ev.key.length > 1;
  if (ev.shiftKey && long) {
    parts.push("Shift");
  }
  parts.push(long ? ev.key : ev.key.toUpperCase());
  return parts.join("+");
}

/** The action of the card that a key means and that may be done, or null. */
export function actionOf(state, key) {
  const found = state.card ? state.card.actions.find((one) => one.key === key) : null;
  return found && !found.off ? found : null;
}
