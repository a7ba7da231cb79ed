"""The short code that a screen shows and an administrator types.

A code lives ten minutes. It is read from metres away and typed by hand, perhaps with a Chinese
input method that makes full-width letters, so characters that look alike are left out.
"""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 6
LIFETIME = timedelta(minutes=10)


class BadCode(ValueError):
    """What was typed cannot be a pairing code."""


def new_code(choice: Callable[[Sequence[str]], str]) -> str:
    """A code of six characters; ``choice`` picks one of a sequence (``secrets.choice``)."""
    return "".join(choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code as people read it, in two groups: ``K7M-2QX``."""
    return f"{code[:3]}-{code[3:]}"


def normalise(typed: str) -> str:
    """The code meant by ``typed``: any case, full width, blanks and dashes. Raises BadCode."""
    plain = unicodedata.normalize("NFKC", typed or "").upper()
    code = "".join(sign for sign in plain if sign.isalnum())
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        raise BadCode(typed)
    return code


def seconds_left(started: datetime, now: datetime) -> int:
    """Whole seconds until a code that began at ``started`` (aware UTC) expires; 0 when it has."""
    return max(0, int((started + LIFETIME - now).total_seconds()))
