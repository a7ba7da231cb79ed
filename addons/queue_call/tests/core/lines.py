"""Makers of lines, and a small live hall that writes the log which ``core.log`` replays."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from queue_call.core import log, ordering, states
from queue_call.core.ordering import AT_END, LATE, ClassRule, LineState, Policy, Waiting
from queue_call.core.subslot import due_at

OPENING = datetime(2026, 3, 2, 0, 0, tzinfo=timezone.utc)


def minute(number):
    return OPENING + timedelta(minutes=number)


def waiting(number, *, cls="", checkin=None, at=None, slot=None, due=None):
    """A patient whose key and number are equal, checked in at the minute of the check-in number."""
    checkin = number if checkin is None else checkin
    at = minute(checkin) if at is None else at
    return Waiting(number, number, at, checkin, slot, cls, due)


def numbers(policy, patients, line=None):
    """The forecast as a list of numbers."""
    return [place.waiting.number for place in ordering.order(policy, line or LineState(), patients)]


@st.composite
def policies(draw):
    rules = [
        ClassRule(
            code,
            draw(st.sampled_from(("normal", "absolute", "mixed"))),
            draw(st.sampled_from((0, 1, 12, 20))),
            draw(st.integers(1, 4)),
            draw(st.booleans()),
        )
        for code in ("elderly", "military", "revisit", "walk_in")
    ]
    return Policy(
        basis=draw(st.sampled_from(("number", "check_in", "slot"))),
        classes=tuple(rules),
        no_show_return=draw(st.sampled_from(("after_n", "slot_end", "end"))),
        no_show_after=draw(st.integers(0, 4)),
        late_mode=draw(st.sampled_from(("normal", "after_n", "slot_end", "end"))),
        late_every=draw(st.integers(1, 3)),
        slot_minutes=draw(st.sampled_from((2, 30))),
        head_lock=draw(st.sampled_from((0, 0, 1, 2, 3))),
    )


@st.composite
def lines(draw, max_size=14):
    """Waiting patients with unique keys and check-in numbers; everything else may be equal."""
    size = draw(st.integers(0, max_size))
    checkins = draw(st.permutations(range(1, size + 1)))
    return [
        Waiting(
            key=100 + index,
            number=draw(st.integers(1, 20)),
            checked_in_at=minute(draw(st.integers(0, 5))),
            checkin_no=checkin,
            slot_start=draw(st.none() | st.integers(0, 5).map(minute)),
            class_code=draw(st.sampled_from(("", "elderly", "military", "revisit", "unheard of"))),
            return_due=draw(
                st.sampled_from((None, None, None, AT_END, due_at(minute(4))))
                | st.none()
                | st.integers(0, 9)
            ),
            source=draw(st.sampled_from(("", "", "appointment", "walk_in", "kiosk"))),
            late=draw(st.sampled_from((False, False, False, True))),
            hand=draw(st.sampled_from(("", "", "", "", "", "front", "end"))),
        )
        for index, checkin in enumerate(checkins)
    ]


@st.composite
def pasts(draw):
    """What a line may remember."""
    called = draw(st.integers(0, 9))
    codes = st.sampled_from(("elderly", "revisit", "walk_in", LATE))
    marks = draw(st.dictionaries(codes, st.integers(0, called)))
    joined = draw(st.integers(0, 20))
    heads = sorted(draw(st.lists(st.integers(0, joined), max_size=3)), reverse=True)
    marks.update({f"*head{place}": mark for place, mark in enumerate(heads, 1)})
    return LineState(called, marks, joined)


def play_out(policy, line, patients):
    """Call position 1 until nobody waits; the sequence of keys."""
    patients, called = list(patients), []
    while patients:
        first = ordering.order(policy, line, patients)[0].waiting
        called.append(first.key)
        patients.remove(first)
        line = ordering.advance(policy, line, first)
    return called


NOTES = ("set_class", "move_hand")


class Hall:
    """A live line as a database would hold it: rows that change, and an append-only log."""

    def __init__(self, policy):
        self.policy = policy
        self.events, self.states, self.places, self.called = [], {}, {}, []
        self.before = {}
        self.line = LineState()
        self.clock = OPENING

    def do(self, verb, index, cls=""):
        """Apply a verb to one of the entries for which it is legal, if there is any."""
        self.clock += timedelta(seconds=7)
        if verb == "register":
            return self._register(cls, index)
        if verb == "undo":
            return self._undo()
        if verb == "undo_note":
            return self._undo_note()
        if verb in NOTES:
            return self._note(verb, index, cls)
        able = [key for key, state in self.states.items() if state in states.MOVES[verb].sources]
        if not able:
            return None
        if verb == "call":
            able = [place.waiting.key for place in self.order()[:1]]
        return self._move(verb, able[index % len(able)], actor=1 + index % 2)

    def in_line(self):
        return {
            key: place for key, place in self.places.items() if self.states[key] in states.IN_LINE
        }

    def order(self):
        return ordering.order(self.policy, self.line, list(self.in_line().values()))

    def _register(self, cls, index):
        key = len(self.states) + 1
        self.states[key] = "registered"
        slot = OPENING + timedelta(minutes=index) if index % 3 else None
        source = "appointment" if slot else ("walk_in", "kiosk")[index % 2]
        self.places[key] = Waiting(key, key, self.clock, 0, slot, cls, source=source)
        self._log("register", key, "", actor=0)

    def _move(self, verb, key, actor):
        source, before = self.states[key], (self.places[key], self.line)
        joins = states.MOVES[verb].joins or (verb == "resume" and not self.places[key].checkin_no)
        if joins:
            self._join(key, verb)
        if verb == "call":
            self.called.append((self.places[key], self.line.joined))
            self.line = ordering.advance(self.policy, self.line, self.places[key])
        self.states[key] = states.MOVES[verb].target
        place = self.places[key] if self.states[key] in states.IN_LINE else None
        self._log(verb, key, source, actor, place)
        self.before[self.events[-1].seq] = before

    def _note(self, verb, index, cls):
        """A class corrected, or a place given by hand: the state stays."""
        if not self.places:
            return
        key = sorted(self.places)[index % len(self.places)]
        before = (self.places[key], self.line)
        change = {"class_code": cls} if verb == "set_class" else {}
        if verb == "move_hand":
            change = {"hand": ("", "front", "end")[index % 3]}
        self.places[key] = replace(self.places[key], **change)
        inside = self.states[key] in states.IN_LINE or verb == "set_class"
        self._log(verb, key, self.states[key], 3, self.places[key] if inside else None)
        self.before[self.events[-1].seq] = before

    def _join(self, key, verb):
        joined = self.line.joined + 1
        self.line = replace(self.line, joined=joined)
        place = replace(self.places[key], checked_in_at=self.clock, checkin_no=joined)
        due, late = None, place.late
        if verb == "return_no_show":
            due = ordering.return_due(
                self.policy,
                self.line,
                place.class_code,
                now=self.clock,
                slot_start=place.slot_start,
            )
        if verb == "check_in" and place.slot_start:
            late = self.clock > place.slot_start
        self.places[key] = replace(place, return_due=due, late=late)

    def _undo(self):
        from queue_call.core import undo

        for actor in (1, 2):
            plan = undo.undoable(self.events, self.clock, actor=actor, point=None)
            for event in plan.events if plan else ():
                self._revert(event)

    def _undo_note(self):
        """The desk takes back its last note or move, if nothing happened to the entry since."""
        alive = log.standing(self.events)
        mine = [event for event in alive if event.verb in (*NOTES, "return_no_show", "resume")]
        if mine and not any(
            event.entry == mine[-1].entry and event.seq > mine[-1].seq for event in alive
        ):
            self._revert(mine[-1])

    def _revert(self, event):
        self.states[event.entry] = event.source
        self.places[event.entry] = self.before[event.seq][0]
        if event.verb == "call":
            self.called.pop(self._index_of(event))
            line = LineState()
            for place, joined in self.called:
                line = ordering.advance(self.policy, replace(line, joined=joined), place)
            self.line = replace(line, joined=self.line.joined)
        inside = event.source in states.IN_LINE
        place = self.places[event.entry] if inside else None
        self._log("undo", event.entry, "", event.actor, place, undoes=event.seq)

    def _index_of(self, event):
        """The last call of this entry is the one that can be taken back."""
        found = [n for n, (place, _joined) in enumerate(self.called) if place.key == event.entry]
        return found[-1]

    def _log(self, verb, key, source, actor, place=None, undoes=None):
        seq = len(self.events) + 1
        action = f"a{seq}"
        if verb == "call":
            place = self.places[key]
        self.events.append(
            log.Event(seq, self.clock, verb, key, action, source, actor, None, place, undoes)
        )
