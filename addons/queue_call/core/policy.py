"""What a hospital can set about the order of a line, and the worst case that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from .settings import check, check_class

Basis = Literal["number", "check_in", "slot"]
Mode = Literal["normal", "absolute", "mixed"]
Key = tuple[int | datetime, int, int]

AT_END = 2**31 - 1
"""``Waiting.return_due`` of a patient who comes back at the end of the half-day."""

EMERGENCY_BELOW = 10
"""An absolute class of a smaller rank is an emergency: no lock of the head, no place given by
hand and no lateness keeps it back."""

LATE = "*late"
"""The code under which late patients are mixed. A ``*`` begins no class of a hospital."""


@dataclass(frozen=True)
class ClassRule:
    """How one class of patients (elderly, military, revisit ...) stands in the line.

    ``mode``
        ``normal``: no difference; ``absolute``: before everybody who is not absolute;
        ``mixed``: one after every ``every`` normals. The ratio works in both directions, since
        "normal" is whatever is neither absolute nor mixed: "three appointments, then one walk-in"
        is the class *walk-in* mixed with ``every=3``.
    ``rank``
        among absolute classes, and among mixed classes due at once, the smaller rank goes first.
    ``every``
        normals between two of a mixed class, at least 1.
    ``never_later``
        a mixed patient also goes when the basis alone would call him now, so that the class is
        never worse off than normals. Leave it off where the basis favours the class anyway,
        as for a revisit who still carries the small number of the first visit.
    """

    code: str
    mode: Mode = "normal"
    rank: int = 0
    every: int = 1
    never_later: bool = False

    def __post_init__(self) -> None:
        """Refuse a mix that could never let a normal through (PolicyError)."""
        check_class(self)

    @property
    def emergency(self) -> bool:
        """Return whether nothing keeps this class back."""
        return self.mode == "absolute" and self.rank < EMERGENCY_BELOW


NORMAL = ClassRule("")
"""The rule of every class that a policy does not name."""


@dataclass(frozen=True)
class Policy:
    """The rules of one line. Every part has a default and can be set alone.

    ``basis``: the order of normals: registration number, check-in time, or appointment slot (a
    patient without a slot counts from the check-in).
    ``no_show_return``: who missed the call and comes back goes in after ``no_show_after`` more
    normals, or at the end of the half-day.
    ``max_recalls``, ``max_returns``: how often a patient is called again before no-show is
    offered, and how often a no-show may come back; ``finish_on_next``: calling the next one
    finishes the current one.

    Slots: ``slot_minutes`` is the length of one; ``early_mode`` and ``early_minutes`` say how long
    before it a patient may check in; who checks in more than ``late_after_min`` after its start is
    late and stands by ``late_mode``: as everybody, one after every ``late_every`` normals, at the
    end of the sub-slot in which he came, or at the end of the half-day. Lateness takes away what
    a source gives (an appointment's precedence) and the turn of a mixed class, but not the
    precedence of an absolute class of his own.

    No-show: not before ``no_show_min_recalls`` recalls and ``no_show_min_delay_s`` seconds.

    Stages: ``bench_mode`` sends patients from the hall to a room's bench, at most ``bench_limit``
    at each. ``head_lock``: so many places at the head, as they are when somebody joins, he is not
    inserted before; emergencies are exempt, and whom a person puts in front. ``prepare_n``: how
    many at the head are asked to get ready. ``revisit_same_doctor``: back from tests to the doctor
    who sent him. ``revisit_kiosk``: he may check in again at the kiosk. ``carry_over``: in the
    afternoon what is left of the morning goes first, or is merged. ``names_before_call``: staff
    see names of who waits. ``unpaid_check_in``: whoever has not paid may check in.

    Journey and kinds (``core.kinds``): ``journey_number``: one number in all queues of a visit;
    ``walk_min``: not called elsewhere for so long after having been served here; ``ask_ready``,
    ``rx_check_in``, ``rx_two_windows``, ``skin_test_min``, ``seat_cleaning``: what they say.
    """

    basis: Basis = "number"
    classes: tuple[ClassRule, ...] = ()
    no_show_return: Literal["after_n", "slot_end", "end"] = "after_n"
    no_show_after: int = 3
    max_recalls: int = 3
    max_returns: int = 2
    finish_on_next: bool = True
    slot_minutes: int = 30
    early_mode: Literal["any", "none", "minutes"] = "any"
    early_minutes: int = 10
    late_mode: Literal["normal", "after_n", "slot_end", "end"] = "normal"
    late_after_min: int = 30
    late_every: int = 2
    no_show_min_recalls: int = 0
    no_show_min_delay_s: int = 0
    bench_mode: Literal["off", "auto", "manual"] = "off"
    bench_limit: int = 2
    head_lock: int = 0
    prepare_n: int = 0
    revisit_same_doctor: bool = True
    revisit_kiosk: bool = True
    carry_over: Literal["first", "merge"] = "first"
    names_before_call: bool = True
    unpaid_check_in: bool = True
    journey_number: bool = False
    walk_min: int = 0
    ask_ready: bool = False
    rx_check_in: bool = False
    rx_two_windows: bool = False
    skin_test_min: int = 20
    seat_cleaning: bool = False

    def __post_init__(self) -> None:
        """Refuse impossible settings (PolicyError: which field, what is wrong, what to do)."""
        check(self)

    def rule(self, class_code: str) -> ClassRule:
        """Return the rule of a class; an unknown class is normal."""
        return self._rules.get(class_code, NORMAL)

    @cached_property
    def _rules(self) -> dict[str, ClassRule]:
        return {rule.code: rule for rule in self.classes}

    def class_of(self, waiting: Waiting) -> ClassRule:
        """Return the rule by which a patient stands: that of his own class, else of his source.

        A class of his own without a rule here gives way to a source that has one. A number from
        the kiosk is a walk-in. What an appointment gives is lost by coming late.

        >>> policy = Policy(classes=(ClassRule("walk_in", "mixed", every=3),))
        >>> policy.class_of(Waiting(1, 1, datetime(2026, 3, 2), 1, source="kiosk")).every
        3
        """
        own = self.rule(waiting.class_code) if waiting.class_code else NORMAL
        if own.mode != "normal" or (waiting.late and self.late_mode != "normal"):
            return own
        return self.rule("walk_in" if waiting.source == "kiosk" else waiting.source)


@dataclass(frozen=True)
class Waiting:
    """One patient in the line.

    ``key`` is the caller's own (an entry id); ``checkin_no`` the running check-in number of the
    line, unique within it; ``return_due`` None, or for a returned no-show the count of called
    normals from which he may go, AT_END, or a sub-slot's end (see ``ordering.return_due``);
    ``source`` how he was registered; ``late`` whether he checked in too late for his slot
    (``core.arrival``); ``hand`` where a person put him: ``"front"``, ``"end"`` or not at all.
    """

    key: int
    number: int
    checked_in_at: datetime
    checkin_no: int
    slot_start: datetime | None = None
    class_code: str = ""
    return_due: int | None = None
    source: str = ""
    late: bool = False
    hand: str = ""


@dataclass(frozen=True)
class LineState:
    """What a line remembers of its past: all that the order depends on besides who waits.

    ``normals_called``: normals called in this half-day; ``last_mixed``: class code -> value of
    ``normals_called`` when one of the class was last called. Codes that begin with ``*`` are the
    order's own: ``*late``, and ``*head1``, ``*head2`` ... the check-in numbers given at the
    latest calls, as many as places are locked. ``joined``: the last check-in number given in the
    line (needed where ``head_lock`` is set).
    """

    normals_called: int = 0
    last_mixed: Mapping[str, int] = field(default_factory=dict)
    joined: int = 0


@dataclass(frozen=True)
class Reason:
    """Why a patient has a place: a code (see ``core.explain``) and what the sentence names."""

    code: str
    params: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """A patient, the forecast position (from 1), and the reason for it."""

    waiting: Waiting
    position: int
    reason: Reason


@dataclass(frozen=True)
class Bound:
    """The worst that classes can do to a normal patient.

    ``absolute``: class codes that go first without limit. ``mixed``: (class code, every) pairs,
    sources and late patients (``LATE``) among them. ``slot_end``: late patients go before those
    of later sub-slots, as many as they are.
    """

    absolute: tuple[str, ...]
    mixed: tuple[tuple[str, int], ...]
    slot_end: bool = False

    def extra(self, normals_ahead: int) -> int:
        """Return the most mixed calls that can come before a normal, beyond the basis order.

        ``normals_ahead``: normals called between this patient's check-in and call. One of each
        class may be due already; each further one needs ``every`` more normals. Absolute classes
        are not counted (they have no bound), nor whom a person puts in front, nor returned
        no-shows, who stood ahead before.

        >>> Bound((), (("elderly", 3),)).extra(7)
        3
        """
        return sum(1 + normals_ahead // every for _code, every in self.mixed)


def bound(policy: Policy) -> Bound:
    """Return what the settings can cost a normal patient; shown when a policy is saved."""
    mixed = [(rule.code, rule.every) for rule in policy.classes if rule.mode == "mixed"]
    if policy.late_mode == "after_n":
        mixed.append((LATE, policy.late_every))
    absolute = tuple(rule.code for rule in policy.classes if rule.mode == "absolute")
    return Bound(absolute, tuple(mixed), policy.late_mode == "slot_end")


def basis_key(policy: Policy, waiting: Waiting) -> Key:
    """Return the sort key of a patient by the basis alone; ties end with the check-in number."""
    first: int | datetime
    if policy.basis == "number":
        first = waiting.number
    elif policy.basis == "slot":
        first = waiting.slot_start or waiting.checked_in_at
    else:
        first = waiting.checked_in_at
    return first, waiting.checkin_no, waiting.key
