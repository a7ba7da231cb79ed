"""How much a loudspeaker can say: seconds of a call, calls of an hour, and when it must be shorter.

A zone's loudspeaker says one thing at a time. While few calls wait it says each twice with the
name; when more wait, once; when still more, the number alone. The arithmetic here says beforehand
in which hours that will happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .phrase import LONG_PAUSE, SHORT_PAUSE, Phrase

Form = Literal["twice", "once", "number"]
Level = Literal["free", "once", "number", "over"]

CHIME_S = 0.9
SYLLABLE_S = 0.228
SHORT_S = 0.25
LONG_S = 0.45
CLIP_GAP_S = 0.12
REPEAT_GAP_S = 0.8
BETWEEN_S = 0.35
LETTER_S = 0.07
"""Seconds a letter of English takes. All of these are what Kokoro's Mandarin voices need at speed
1.0, so that the usual call twice after a chime takes 10.1 s."""

USUAL_S: dict[Form, float] = {"twice": 10.1, "once": 5.5, "number": 3.7}
"""What the usual sentence takes in each form, chime and the gap after it included."""

COMFORT = 0.7
"""Busier than this and calls wait: at 70 % the next one starts 12 s late on average."""


@dataclass(frozen=True)
class Load:
    """An hour of a loudspeaker.

    ``busy``: share of the hour it would speak, everything said ``form``; ``form``: the fullest
    form that leaves it below ``COMFORT``; ``level``: free, or what must be left out, or that even
    numbers alone are too many; ``wait_s``: how late a call starts on average.
    """

    calls: float
    form: Form
    busy: float
    level: Level
    wait_s: float


def seconds(phrases: Sequence[Phrase], speed: float = 1.0) -> float:
    """Return about how long clips take one after the other, without chime."""
    total = sum(_clip(one) for one in phrases) / speed
    return total + CLIP_GAP_S * max(0, len(phrases) - 1)


def _clip(phrase: Phrase) -> float:
    if phrase.lang == "en":
        return len(phrase.text) * LETTER_S
    pauses = {SHORT_PAUSE: SHORT_S, LONG_PAUSE: LONG_S}
    return sum(pauses.get(one, SYLLABLE_S) for one in phrase.syllables)


def call_s(phrases: Sequence[Phrase], times: int, chime: bool = True, speed: float = 1.0) -> float:
    """Return how long a loudspeaker is taken by one call."""
    said = seconds(phrases, speed) * times + REPEAT_GAP_S * max(0, times - 1)
    return (CHIME_S if chime else 0) + said + BETWEEN_S


def most(per_call_s: float) -> int:
    """Return how many calls fit into an hour.

    >>> most(USUAL_S["twice"]), most(USUAL_S["number"])
    (356, 972)
    """
    return int(3600 / per_call_s)


def load(calls: float, times: int = 2, per_call: dict[Form, float] | None = None) -> Load:
    """Return what an hour with so many calls is like.

    >>> [load(calls).level for calls in (200, 300, 600, 900)]
    ['free', 'once', 'number', 'over']
    """
    costs = per_call or USUAL_S
    forms: tuple[Form, ...] = ("twice", "once", "number") if times > 1 else ("once", "number")
    for form in forms:
        busy = calls * costs[form] / 3600
        if busy <= COMFORT:
            return Load(calls, form, busy, _level(form, forms[0]), late(busy, costs[form]))
    return Load(calls, "number", busy, "over", late(busy, costs["number"]))


def _level(form: Form, fullest: Form) -> Level:
    if form == fullest:
        return "free"
    return "once" if form == "once" else "number"


def late(busy: float, per_call_s: float) -> float:
    """Return how late a call starts on average (Pollaczek-Khinchine, equal lengths).

    >>> round(late(0.7, 10.1), 1), late(1.2, 10.1)
    (11.8, inf)
    """
    return busy * per_call_s / (2 * (1 - busy)) if busy < 1 else float("inf")


@dataclass(frozen=True)
class Gains:
    """Volume by time of day: shares of the zone's volume; times as minutes since midnight."""

    day: float = 1.0
    lunch: float = 0.7
    night: float = 0.4
    lunch_from: int = 12 * 60
    lunch_to: int = 13 * 60 + 30
    night_from: int = 20 * 60
    night_to: int = 7 * 60

    def at(self, minute: int) -> float:
        """Return the share at a minute of the local day; the night goes over midnight."""
        if _within(minute, self.night_from, self.night_to):
            return self.night
        return self.lunch if _within(minute, self.lunch_from, self.lunch_to) else self.day


def _within(minute: int, start: int, end: int) -> bool:
    if start <= end:
        return start <= minute < end
    return minute >= start or minute < end


def speaking(devices: Sequence[tuple[int, bool]]) -> int | None:
    """Return which device speaks: the first in order that is alive; nobody alive, the first.

    >>> speaking([(1, False), (2, True), (3, True)]), speaking([(1, False)]), speaking([])
    (2, 1, None)
    """
    first = next((key for key, _lives in devices), None)
    return next((key for key, lives in devices if lives), first)
