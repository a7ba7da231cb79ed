"""Physical callers: what a key means, and which presses still count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

Verb = Literal["next", "recall", "arrive", "no_show", "hold", "finish", "pause", "undo"]
Verdict = Literal["done", "refused", "late", "closed", "unknown", "known"]

KEYS: dict[int, Verb] = {
    1: "next",
    2: "recall",
    3: "arrive",
    4: "no_show",
    5: "hold",
    6: "finish",
    7: "pause",
    8: "undo",
}
"""The keys of a pad of eight, unless its hospital says otherwise."""
OLDEST = timedelta(seconds=30)
"""A press that reaches the server later calls nobody: the doctor has long gone on otherwise."""


def verb_of(key: object, keymap: Mapping[str, str] | None) -> Verb | None:
    """Return what a key does. ``keymap``: {"1": "next", …} of the hospital, None for the usual.

    >>> verb_of(1, None), verb_of(1, {"1": "recall"}), verb_of(9, None)
    ('next', 'recall', None)
    """
    if isinstance(key, bool) or not isinstance(key, int):
        return None
    if keymap:
        wished = keymap.get(str(key))
        return next((verb for verb in KEYS.values() if verb == wished), None)
    return KEYS.get(key)


def is_late(age_ms: object) -> bool:
    """Return whether a press is too old to act on; one without an age is fresh."""
    if isinstance(age_ms, bool) or not isinstance(age_ms, (int, float)):
        return False
    return age_ms > OLDEST / timedelta(milliseconds=1)
