"""How many numbers a queue gives on a half-day, by source (限号), and what is left of them.

Extra numbers (加号) are given beyond every quota and use up none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Quota:
    """At most ``limit`` numbers a half-day.

    ``half``: "am", "pm", or "" for each half-day; ``source``: one way of registration, or "" for
    all of them together.
    """

    limit: int
    half: str = ""
    source: str = ""

    def counts(self, half: str, source: str) -> bool:
        """Return whether a registration of this half-day and source uses it up."""
        return self.half in ("", half) and self.source in ("", source)


def left(quotas: Iterable[Quota], half: str, source: str, given: Mapping[str, int]) -> int | None:
    """Return how many more numbers may be given to ``source``, or None without a limit.

    ``given``: source -> numbers given on this half-day, extra ones and cancelled ones left out.
    The tightest quota decides. Never negative: the HIS may register beyond a quota.

    >>> quotas = [Quota(30), Quota(10, source="kiosk")]
    >>> left(quotas, "am", "kiosk", {"kiosk": 4, "appointment": 25})
    1
    """
    rests = [
        one.limit - sum(count for known, count in given.items() if one.source in ("", known))
        for one in quotas
        if one.counts(half, source)
    ]
    return max(0, min(rests)) if rests else None


def beyond(
    quotas: Iterable[Quota], half: str, given: Mapping[str, int], sources: Iterable[str]
) -> list[bool]:
    """Return which of these registrations, one after the other, go beyond a quota.

    ``given``: source -> numbers given before; ``sources``: of the new ones, in their order. Those
    that go beyond are numbers all the same, for the HIS is never refused.

    >>> beyond([Quota(2)], "am", {"appointment": 1}, ["appointment", "appointment"])
    [False, True]
    """
    quotas, counted = tuple(quotas), dict(given)
    flags = []
    for source in sources:
        flags.append(left(quotas, half, source, counted) == 0)
        counted[source] = counted.get(source, 0) + 1
    return flags
