import { Component, onMounted, onPatched, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import * as desk from "./desk_reducer";

const { DateTime } = window.luxon;

class Part extends Component {
  static props = { service: Object };

  setup() {
    this.service = this.props.service;
    this.store = useState(this.service.store);
  }

  get state() {
    return this.store.state;
  }
}

/** The search box with what it found. */
export class DeskSearch extends Part {
  static template = "queue_call.DeskSearch";

  setup() {
    super.setup();
    this.input = useRef("input");
    onMounted(() => this.input.el.focus());
  }

  get groups() {
    const { hits } = this.state;
    const titles = {
      today: _t("Today"),
      other: _t("Other days"),
      patients: _t("Not registered today"),
    };
    let index = 0;
    return Object.keys(titles)
      .map((id) => ({
        id,
        title: titles[id],
        hits: hits[id].map((hit) => ({ hit, index: index++ })),
      }))
      .filter((group) => group.hits.length);
  }

  onInput(ev) {
    this.service.typed(ev.target.value);
  }

  placeText(hit) {
    return _t(" · no. %s", hit.place);
  }

  where(hit) {
    const day = hit.day ? `${hit.day} ${hit.half}` : "";
    return hit.entry ? `${hit.zone} · ${hit.queue}${day ? " · " + day : ""}` : "";
  }
}

/** The rooms: who serves, who is inside, how full the bench is. */
export class DeskRooms extends Part {
  static template = "queue_call.DeskRooms";

  get words() {
    return {
      open: _t("Open"),
      paused: _t("Paused"),
      stopped: _t("Stopped"),
      closed: _t("Closed"),
    };
  }

  /** Open rooms first: the closed ones need no attention. */
  get rooms() {
    const rank = { open: 0, paused: 1, stopped: 2, closed: 3 };
    const rooms = this.state.server ? this.state.server.rooms : [];
    return [...rooms].sort((a, b) => rank[a.state] - rank[b.state]);
  }
}

/** One patient in a list. */
export class DeskRow extends Component {
  static template = "queue_call.DeskRow";
  static props = {
    entry: Object,
    selected: Boolean,
    minutes: [Number, { value: null }],
    range: String,
    onPick: Function,
    wide: { type: Boolean, optional: true },
    queue: { type: String, optional: true },
    room: { type: String, optional: true },
  };

  get flags() {
    const words = {
      late: _t("late"),
      front: _t("put first"),
      end: _t("put last"),
      extra: _t("extra"),
      not_ready: _t("not ready"),
      not_yet: _t("not yet"),
    };
    return this.props.entry.flags.map((flag) => words[flag]);
  }
}

/** The lists: what waits as a column a queue, the others as one table. */
export class DeskLists extends Part {
  static template = "queue_call.DeskLists";
  static components = { DeskRow };

  get names() {
    return {
      problems: _t("Problems"),
      waiting: _t("Waiting"),
      registered: _t("Not arrived"),
      rooms: _t("At the rooms"),
      no_show: _t("No-show"),
      held: _t("On hold"),
      away: _t("At tests"),
      left: _t("Left over"),
    };
  }

  get empty() {
    return {
      problems: _t("No problems."),
      waiting: _t("Nobody is waiting. Patients appear here when they check in."),
      registered: _t("Everybody registered so far has arrived."),
      rooms: _t("Nobody is at a room. Doctors call with their caller."),
      no_show: _t("Nobody has missed a call."),
      held: _t("Nobody is on hold."),
      away: _t("Nobody is away for tests."),
      left: _t("Nobody is left over."),
    }[this.state.tab];
  }

  get tabs() {
    return desk.tabs(this.state);
  }

  get lonely() {
    return this.state.tab === "problems" ? desk.lonelyQueues(this.state) : [];
  }

  get columns() {
    return desk.columns(this.state).map((one) => ({
      ...one,
      ...desk.page(this.state, `q${one.queue.id}`, one.entries),
    }));
  }

  get list() {
    return desk.page(this.state, this.state.tab, desk.entriesOf(this.state, this.state.tab));
  }

  lonelyText(queue) {
    return _t(
      "%s waiting, but no room is open for this queue. Ask a doctor to open a room, or transfer the patients.",
      queue.lonely
    );
  }

  range(entry) {
    return desk.rangeOf(this.state, entry.id);
  }

  moreText(count) {
    return _t("%s more", count);
  }

  minutes(entry) {
    return desk.minutesSince(this.state, entry.since, this.store.minute);
  }

  queueName(id) {
    return this.state.server.queues.find((one) => one.id === id)?.name || "";
  }

  roomName(id) {
    return this.state.server.rooms.find((one) => one.id === id)?.name || "";
  }
}

/** The selected patient. */
export class DeskCard extends Part {
  static template = "queue_call.DeskCard";

  get facts() {
    const { card } = this.state;
    return [
      [_t("Queue"), `${card.queue}（${card.zone}）`],
      [_t("Day"), `${card.day} ${card.half} ${card.slot}`.trim()],
      [_t("Room"), card.room],
      [_t("Doctor"), card.doctor],
      [_t("Class"), card.cls],
      [_t("Checked in"), card.checked_in],
      [_t("Phone"), card.phone],
      [_t("Patient number"), card.mrn],
      [_t("Visit number"), card.visit],
    ].filter(([, value]) => value);
  }

  get leadText() {
    return _t("Only a desk lead may do this.");
  }

  get wait() {
    const { low, high } = this.state.card;
    return low === null ? "" : _t("Will wait %s–%s minutes more", low, high);
  }
}

/** What a key asks before it acts. */
export class DeskForm extends Part {
  static template = "queue_call.DeskForm";

  setup() {
    super.setup();
    this.box = useRef("box");
    useEffect(
      (form) => form && this.begin(),
      () => [this.state.form && this.state.form.verb + this.state.form.entry]
    );
  }

  /** Show what is chosen already, and put the cursor where the first answer is wanted. */
  begin() {
    for (const select of this.box.el.querySelectorAll("select")) {
      select.value = String(this.state.form.values[select.name]);
    }
    this.box.el.querySelector("select, input")?.focus();
  }

  set(name, value) {
    this.service.dispatch({ type: "value", name, value });
  }

  /** A choice of numbers gives a number again, though the page knows only texts. */
  choose(field, text) {
    this.set(field.name, field.options.find((one) => String(one.value) === text)?.value ?? "");
  }

  /** In the empty field of reasons a digit takes the reason of that number. */
  onReasonKey(field, ev) {
    const option = field.options[Number(ev.key) - 1];
    if (option && !ev.target.value) {
      ev.preventDefault();
      this.set(field.name, option);
    }
  }
}

/** What the page says: connection, notices, undo. */
export class DeskBars extends Part {
  static template = "queue_call.DeskBars";

  get age() {
    return desk.age(this.state, this.store.now);
  }

  get since() {
    return this.state.at ? DateTime.fromMillis(this.state.at).toFormat("HH:mm:ss") : "";
  }

  get lostText() {
    const { age, since } = this;
    return _t(
      "No connection to the server. What you see is from %(since)s, %(age)s seconds ago. Keys are off until it is back.",
      { since, age }
    );
  }

  get undoText() {
    return _t("Undo “%s”", this.state.undo.what);
  }

  get undoLeft() {
    return desk.undoLeft(this.state, this.store.now);
  }
}

/** Keep the marked row in sight while the arrow keys walk. */
export function useFollow(selector) {
  let last = null;
  onPatched(() => {
    const row = document.querySelector(selector);
    if (row && row !== last) {
      row.scrollIntoView({ block: "nearest" });
    }
    last = row;
  });
}
