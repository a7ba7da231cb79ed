"""Which key of the keyboard does what on the doctor's caller: one key each, chosen by its user."""

from __future__ import annotations

import re
from collections.abc import Mapping

DEFAULTS: dict[str, str] = {
    "next": "F1",
    "recall": "F2",
    "arrive": "F3",
    "no_show": "F4",
    "hold": "F5",
    "send_away": "F6",
    "finish": "F7",
    "pause": "F8",
    "requeue": "F9",
    "close": "F10",
    "extra": "Shift+F9",
    "undo": "Ctrl+Z",
}
"""Verb -> key, in the order of the page. ``pause`` also goes on again; ``requeue``: back from
tests into the line; ``extra``: a number beyond the quota."""

_ALONE = r"F([1-9]|1[0-2])|Insert|Home|End|PageUp|PageDown|Pause|ScrollLock"
_PLAIN = re.compile(rf"(Shift\+)?({_ALONE})")
_HELD = re.compile(rf"(Ctrl\+)?(Alt\+)?(Shift\+)?({_ALONE}|[A-Z0-9])")
_BROWSER = frozenset(
    "Ctrl+W Ctrl+T Ctrl+N Ctrl+Shift+N Ctrl+Shift+W Ctrl+Shift+T Ctrl+C Ctrl+V Ctrl+X Alt+F4"
    " Ctrl+PageUp Ctrl+PageDown".split()
)


class KeymapError(ValueError):
    """A choice of keys that cannot be; ``key``: unknown, taken or browser; ``params`` for words.

    ``params``: ``combo``, and for ``taken`` the two verbs ``first`` and ``second``.
    """

    def __init__(self, key: str, **params: str) -> None:
        """Keep what a sentence needs."""
        self.key = key
        self.params = params
        super().__init__(f"{key}: {params}")


def keymap(stored: Mapping[str, str] | None) -> dict[str, str]:
    """Return the keys in force: what a user stored over the defaults.

    A stored choice that no longer goes together is passed over whole: better the printed keys
    than two verbs on one.

    >>> keymap({"next": "F12"})["next"], keymap({"next": "F2"})["next"]
    ('F12', 'F1')
    """
    try:
        return checked({**DEFAULTS, **(stored or {})})
    except KeymapError:
        return dict(DEFAULTS)


def checked(given: Mapping[str, str]) -> dict[str, str]:
    """Return a complete map of keys, or raise KeymapError. "" leaves a verb without a key.

    >>> checked({"next": "F2", "recall": "F2"})
    Traceback (most recent call last):
    ...
    queue_call.core.keymap.KeymapError: taken: {'combo': 'F2', 'first': 'next', 'second': 'recall'}
    """
    keys = {verb: given.get(verb, DEFAULTS[verb]) for verb in DEFAULTS}
    taken: dict[str, str] = {}
    for verb, combo in keys.items():
        if not combo:
            continue
        if combo in _BROWSER:
            raise KeymapError("browser", combo=combo)
        if not _fits(combo):
            raise KeymapError("unknown", combo=combo)
        if combo in taken:
            raise KeymapError("taken", combo=combo, first=taken[combo], second=verb)
        taken[combo] = verb
    return keys


def _fits(combo: str) -> bool:
    """A key of its own, or a letter or digit held with Ctrl or Alt (else typing would call)."""
    held = combo.startswith(("Ctrl+", "Alt+"))
    return bool((_HELD if held else _PLAIN).fullmatch(combo))
