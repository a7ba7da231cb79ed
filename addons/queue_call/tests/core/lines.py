"""Makers of lines, and a small live hall that writes the log which ``core.log`` replays."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from queue_call.core import log, ordering, states
from queue_call.core.ordering import AT_END, ClassRule, LineState, Policy, Waiting

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
            draw(st.integers(0, 2)),
            draw(st.integers(1, 4)),
            draw(st.booleans()),
        )
        for code in ("elderly", "military", "revisit")
    ]
    return Policy(
        basis=draw(st.sampled_from(("number", "check_in", "slot"))),
        classes=tuple(rules),
        no_show_return=draw(st.sampled_from(("after_n", "end"))),
        no_show_after=draw(st.integers(0, 4)),
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
                st.sampled_from((None, None, None, AT_END)) | st.none() | st.integers(0, 9)
            ),
        )
        for index, checkin in enumerate(checkins)
    ]


@st.composite
def pasts(draw):
    """What a line may remember."""
    called = draw(st.integers(0, 9))
    marks = st.dictionaries(st.sampled_from(("elderly", "revisit")), st.integers(0, called))
    return LineState(called, draw(marks))


def play_out(policy, line, patients):
    """Call position 1 until nobody waits; the sequence of keys."""
    patients, called = list(patients), []
    while patients:
        first = ordering.order(policy, line, patients)[0].waiting
        called.append(first.key)
        patients.remove(first)
        line = ordering.advance(policy, line, first)
    return called


class Hall:
    """A live line as a database would hold it: rows that change, and an append-only log."""

    def __init__(self, policy):
        self.policy = policy
        self.events, self.states, self.places, self.called = [], {}, {}, []
        self.line = LineState()
        self.joined = 0
        self.clock = OPENING

    def do(self, verb, index, cls=""):
        """Apply a verb to one of the entries for which it is legal, if there is any."""
        self.clock += timedelta(seconds=7)
        if verb == "register":
            return self._register(cls)
        if verb == "undo":
            return self._undo()
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

    def _register(self, cls):
        key = len(self.states) + 1
        self.states[key] = "registered"
        self.places[key] = Waiting(key, key, self.clock, 0, None, cls)
        self._log("register", key, "", actor=0)

    def _move(self, verb, key, actor):
        source = self.states[key]
        if states.MOVES[verb].joins or (verb == "resume" and not self.places[key].checkin_no):
            self._join(key, verb)
        if verb == "call":
            self.called.append(self.places[key])
            self.line = ordering.advance(self.policy, self.line, self.places[key])
        self.states[key] = states.MOVES[verb].target
        self._log(verb, key, source, actor, self.places[key] if verb != "call" else None)

    def _join(self, key, verb):
        self.joined += 1
        place = replace(self.places[key], checked_in_at=self.clock, checkin_no=self.joined)
        due = None
        if verb == "return_no_show":
            due = ordering.return_due(self.policy, self.line, place.class_code)
        self.places[key] = replace(place, return_due=due)

    def _undo(self):
        from queue_call.core import undo

        for actor in (1, 2):
            plan = undo.undoable(self.events, self.clock, actor=actor, point=None)
            for event in plan.events if plan else ():
                self._revert(event)

    def _revert(self, event):
        self.states[event.entry] = event.source
        if event.verb == "call":
            self.called.remove(self.places[event.entry])
            self.line = ordering.line_state(self.policy, self.called)
        self._log("undo", event.entry, "", event.actor, undoes=event.seq)

    def _log(self, verb, key, source, actor, place=None, undoes=None):
        seq = len(self.events) + 1
        action = f"a{seq}"
        self.events.append(
            log.Event(seq, self.clock, verb, key, action, source, actor, None, place, undoes)
        )
