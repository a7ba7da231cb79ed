"""May a patient check in now, and is he late: one verdict for the kiosk, the desk and the phone.

The rules are those of the queue's policy (queue-rules, "Early check-in window. Late arrival."):

* a registration of another day is refused; one of the past day is over;
* an afternoon's registration in the morning is early, unless its slot opens the window before noon;
* within the half-day a slot opens ``early_minutes`` before it begins (``early_mode`` minutes), when
  it begins (none), or with the half-day (any);
* who comes more than ``late_after_min`` after the beginning of the slot is late, and so is who has
  missed the registered half-day: he is let in and stands where ``late_mode`` puts him.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from .halfday import HalfDay, half_day_span
from .policy import Policy
from .states import AT_POINT, IN_LINE

Code = Literal[
    "ok",
    "late",
    "early",
    "wrong_half_day",
    "wrong_day",
    "past",
    "unpaid",
    "known",
    "called",
    "no_show",
    "held",
    "away",
    "done",
    "cancelled",
]
LETS_IN: frozenset[str] = frozenset({"ok", "late"})
"""Verdicts with which a patient is checked in."""

BY_FORCE: frozenset[str] = frozenset({"early", "wrong_half_day", "unpaid", "past"})
"""Verdicts over which staff may check a patient in, with a reason."""

_STATES: dict[str, Code] = {
    "no_show": "no_show",
    "held": "held",
    "away": "away",
    "finished": "done",
    "cancelled": "cancelled",
    "transferred": "cancelled",
}


@dataclass(frozen=True)
class Registration:
    """What the verdict looks at: when the patient is expected, and how he stands now."""

    day: date
    half: HalfDay
    state: str = "registered"
    slot_start: datetime | None = None
    paid: bool = True


@dataclass(frozen=True)
class Wall:
    """The hospital's wall clock: IANA zone and the hour at which the afternoon begins."""

    tz: str
    noon: float = 12.0


@dataclass(frozen=True)
class Arrival:
    """The verdict; ``at``: the moment (aware UTC) from which he may check in, if it is too early.

    ``minutes``: how late he is.
    """

    code: Code
    at: datetime | None = None
    minutes: int = 0

    @property
    def lets_in(self) -> bool:
        """Whether the patient is checked in."""
        return self.code in LETS_IN


def verdict(policy: Policy, one: Registration, now: datetime, wall: Wall) -> Arrival:
    """Return whether and how a patient who stands at the desk at ``now`` (aware) is checked in.

    >>> from datetime import timezone
    >>> at = lambda *clock: datetime(2026, 3, 2, *clock, tzinfo=timezone.utc)
    >>> one = Registration(date(2026, 3, 2), "am", slot_start=at(1, 30))
    >>> policy = Policy(early_mode="minutes", early_minutes=10, late_after_min=30)
    >>> [verdict(policy, one, now, Wall("Asia/Shanghai")).code
    ...  for now in (at(1, 0), at(1, 20), at(2, 0), at(2, 1))]
    ['early', 'ok', 'ok', 'late']
    """
    stands = _standing(one.state)
    if stands:
        return Arrival(stands)
    opens, closes = half_day_span(one.day, one.half, wall.tz, wall.noon)
    allowed = _opening(policy, one.slot_start, opens)
    by_day = _by_day(one, now, allowed, wall)
    if by_day:
        return by_day
    if not one.paid and not policy.unpaid_check_in:
        return Arrival("unpaid")
    if now < allowed:
        return Arrival("wrong_half_day" if now < opens else "early", at=allowed)
    return _late_or_not(policy, one.slot_start, now, opens, closes)


def _standing(state: str) -> Code | None:
    """The verdict on somebody who is not merely registered."""
    if state in IN_LINE:
        return "known"
    if state in AT_POINT:
        return "called"
    return _STATES.get(state)


def _by_day(one: Registration, now: datetime, allowed: datetime, wall: Wall) -> Arrival | None:
    start, _noon = half_day_span(one.day, "am", wall.tz, wall.noon)
    _noon, end = half_day_span(one.day, "pm", wall.tz, wall.noon)
    if now < start:
        return Arrival("wrong_day", at=max(start, allowed))
    if now >= end:
        return Arrival("past")
    return None


def _late_or_not(
    policy: Policy, slot: datetime | None, now: datetime, opens: datetime, closes: datetime
) -> Arrival:
    if now >= closes:
        return Arrival("late", minutes=_minutes(now - (slot or opens)))
    if slot and now - slot > timedelta(minutes=policy.late_after_min):
        return Arrival("late", minutes=_minutes(now - slot))
    return Arrival("ok")


def _opening(policy: Policy, slot: datetime | None, opens: datetime) -> datetime:
    """From when a patient may check in. Without a slot: with the half-day."""
    if slot is None or policy.early_mode == "any":
        return opens
    if policy.early_mode == "none":
        return slot
    return slot - timedelta(minutes=policy.early_minutes)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
