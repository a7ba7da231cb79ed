"""Whether a call has really been shown: what the screens that should show it have acknowledged."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LIMIT_S = 3.0  # seconds a screen has to show a call
SPEECH_LIMIT_S = 30.0  # others may be spoken before it; later it is of no use

State = Literal["none", "pending", "shown", "partial", "late"]


@dataclass(frozen=True)
class Delivery:
    """The verdict on one call; ``missing`` are the keys of the screens that did not show it.

    ``state``: ``none`` no screen is expected to show it; ``pending`` there is still time;
    ``shown`` every expected screen showed it; ``partial`` time is up, some did; ``late`` time is
    up, none did.
    """

    state: State
    shown_n: int
    expected_n: int
    missing: tuple[int, ...]


def verdict(
    called_at: datetime,
    expected: Set[int],
    shown: Set[int],
    now: datetime,
    limit_s: float = LIMIT_S,
) -> Delivery:
    """Judge one call at ``now``.

    ``expected`` and ``shown`` are screen ids; an acknowledgement from a screen that was not
    expected counts for nothing. ``limit_s``: seconds a screen has, after which it is missing.

    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 3, 2, tzinfo=timezone.utc)
    >>> verdict(at, {1, 2}, {2}, at + timedelta(seconds=4))
    Delivery(state='partial', shown_n=1, expected_n=2, missing=(1,))
    """
    missing = tuple(sorted(expected - shown))
    shown_n = len(expected) - len(missing)
    return Delivery(
        _state(shown_n, len(expected), now - called_at < timedelta(seconds=limit_s)),
        shown_n,
        len(expected),
        missing,
    )


def heard(called_at: datetime, expected: Set[int], spoken: Set[int], now: datetime) -> Delivery:
    """Judge in the same way whether the devices that should speak a call have spoken it."""
    return verdict(called_at, expected, spoken, now, SPEECH_LIMIT_S)


def _state(shown_n: int, expected_n: int, in_time: bool) -> State:
    if not expected_n:
        return "none"
    if shown_n == expected_n:
        return "shown"
    if in_time:
        return "pending"
    return "partial" if shown_n else "late"
