"""An append-only log whose entries are chained by their digests (tender item D3).

Each entry's digest covers its own facts and the digest before it: whoever alters, removes or
inserts an entry breaks every digest that follows. What the hospital keeps outside (the last number
and digest of a day) shows also that nobody cut the end off or wrote the whole chain anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FIRST = "0" * 64
"""The digest before the first entry."""


@dataclass(frozen=True)
class Entry:
    """An entry as it is kept: ``facts`` are texts and numbers, times as ISO 8601 in UTC."""

    number: int
    facts: Mapping[str, str | int]
    digest: str


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold. ``what``: missing, altered, cut, replaced."""

    number: int
    what: str


def digest(before: str, number: int, facts: Mapping[str, str | int]) -> str:
    """Return the SHA-256 (64 hex digits) of an entry that follows one with digest ``before``."""
    body = json.dumps(
        [before, number, sorted(facts.items())], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(body.encode()).hexdigest()


def verify(
    entries: Iterable[Entry], last: tuple[int, str], anchor: tuple[int, str] | None = None
) -> Break | None:
    """Return the first break of a chain read in the order of its numbers, or None.

    ``last``: number and digest that the chain's head says; (0, FIRST) for an empty one.
    ``anchor``: number and digest that somebody outside wrote down.
    """
    number, before = 0, FIRST
    for entry in entries:
        number += 1
        if entry.number != number:
            return Break(number, "missing")
        if entry.digest != digest(before, number, entry.facts):
            return Break(number, "altered")
        before = entry.digest
        if anchor and anchor[0] == number and anchor[1] != before:
            return Break(number, "replaced")
    if anchor and anchor[0] > number:
        return Break(number + 1, "cut")
    if (number, before) != last:
        return Break(number + 1, "cut" if last[0] > number else "replaced")
    return None
