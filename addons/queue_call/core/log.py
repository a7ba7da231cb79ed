"""The same day again from its events: states, line, and order of calls.

The event log is append-only. An undo is an event of its own (``verb="undo"``) that names the
event it takes back; the two together count as if neither had happened. That is exact, because an
undo is refused once anything later happened to the entry (``core.undo``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from .ordering import advance, order
from .policy import LineState, Policy, Waiting
from .states import IN_LINE, MOVES, NEW, target

UNDO = "undo"


@dataclass(frozen=True)
class Event:
    """One thing that happened to one entry.

    ``seq``: position in the log, rising; ``verb``: one of ``states.MOVES``, ``"undo"``, or else a
    note that leaves the state as it is (a problem, a corrected class, a place given by hand);
    ``action``: the same for all events of one key press;
    ``source``: the state before; ``waiting``: the entry's place in the line as it is after the
    event (given with verbs that lead into the line, and with notes that change the place);
    ``undoes``: for ``verb="undo"``, the ``seq`` taken back.
    """

    seq: int
    at: datetime
    verb: str
    entry: int
    action: str = ""
    source: str = NEW
    actor: int | None = None
    point: int | None = None
    waiting: Waiting | None = None
    undoes: int | None = None


@dataclass
class Replay:
    """What a log leads to.

    ``states``: entry -> state; ``waiting``: entry -> place in the line of those who can be
    called; ``calls``: entries in the order called; ``line``: what the line remembers;
    ``out_of_turn``: ``seq`` of calls whose entry was not position 1 (called by hand).
    """

    states: dict[int, str] = field(default_factory=dict)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    calls: list[int] = field(default_factory=list)
    line: LineState = field(default_factory=LineState)
    out_of_turn: list[int] = field(default_factory=list)


def replay(events: Iterable[Event], policy: Policy) -> Replay:
    """Play the events of one line (one queue, one half-day), in the order of ``seq``.

    The result equals what the live system holds after the last event. Raises IllegalMove for a
    log that no live system could have written, KeyError for the undo of an unknown event.
    """
    tape = _Tape(policy)
    for event in sorted(events, key=lambda one: one.seq):
        tape.play(event)
    return tape.result()


def standing(events: Iterable[Event]) -> list[Event]:
    """Return the events that still count, by ``seq``: without undone ones and without undos."""
    everything = sorted(events, key=lambda one: one.seq)
    gone = {one.undoes for one in everything if one.verb == UNDO}
    return [one for one in everything if one.verb != UNDO and one.seq not in gone]


def line_after(
    events: Iterable[Event], policy: Policy, gone: frozenset[int] | set[int] = frozenset()
) -> LineState:
    """Return what a line remembers once the calls ``gone`` (their ``seq``) are taken back.

    ``events``: at least the calls, undos and check-ins of the line, calls with their ``waiting``.
    """
    everything = sorted(events, key=lambda one: one.seq)
    counted = {one.seq for one in standing(everything)} - gone
    line = LineState()
    for event in everything:
        if event.waiting is not None:
            line = _joined(line, event.waiting)
        if event.verb == "call" and event.seq in counted and event.waiting is not None:
            line = advance(policy, line, event.waiting)
    return line


def _joined(line: LineState, place: Waiting) -> LineState:
    """Let the line know how far the check-in numbers have come; they never go back."""
    return line if place.checkin_no <= line.joined else replace(line, joined=place.checkin_no)


class _Tape:
    """The line while it is being played."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.played: dict[int, Event] = {}
        self.states: dict[int, str] = {}
        self.places: dict[int, Waiting] = {}
        self.before: dict[int, Waiting | None] = {}
        self.calls: dict[int, tuple[Waiting, LineState]] = {}
        self.line = LineState()
        self.out_of_turn: list[int] = []

    def play(self, event: Event) -> None:
        self.played[event.seq] = event
        self.before[event.seq] = self.places.get(event.entry)
        if event.verb == UNDO:
            self._take_back(self.played[event.undoes or 0])
        state = self.states.get(event.entry, NEW)
        if event.verb in MOVES:
            state = target(event.verb, state)
        if event.waiting is not None:
            self.places[event.entry] = event.waiting
            self.line = _joined(self.line, event.waiting)
        if event.verb == "call":
            self._call(event)
        self.states[event.entry] = state

    def _call(self, event: Event) -> None:
        called = self.places[event.entry]
        first = order(self.policy, self.line, list(self._waiting().values()))[0]
        if first.waiting.key != called.key:
            self.out_of_turn.append(event.seq)
        self.calls[event.seq] = (called, self.line)
        self.line = advance(self.policy, self.line, called)

    def _take_back(self, event: Event) -> None:
        self.states[event.entry] = event.source
        place = self.before[event.seq]
        if place is None:
            self.places.pop(event.entry, None)
        else:
            self.places[event.entry] = place
        if self.calls.pop(event.seq, None) is not None:
            self._fold()

    def _fold(self) -> None:
        """Find what the line remembers of the calls that are left."""
        line = LineState()
        for called, then in self.calls.values():
            line = advance(self.policy, replace(line, joined=then.joined), called)
        self.line = replace(line, joined=self.line.joined)

    def _waiting(self) -> dict[int, Waiting]:
        return {
            entry: place
            for entry, place in self.places.items()
            if self.states.get(entry) in IN_LINE
        }

    def result(self) -> Replay:
        return Replay(
            states=self.states,
            waiting=self._waiting(),
            calls=[self.played[seq].entry for seq in self.calls],
            line=self.line,
            out_of_turn=self.out_of_turn,
        )
