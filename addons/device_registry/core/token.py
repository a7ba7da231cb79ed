"""The secret by which a device is known: 32 random bytes, looked up by its SHA-256.

The look-up by hash means that the time a search takes says nothing about a token. A plain hash
(no salt, no stretching) is enough because the secret is random, not chosen by a person.
"""

import hashlib
import re
import secrets

_FORM = re.compile(r"[A-Za-z0-9_-]{43}")
_IN_A_PATH = re.compile(r"/[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


class DeviceRefused(Exception):
    """A token opens nothing. ``code`` says why: ``unknown`` or ``revoked``."""

    def __init__(self, code: str) -> None:
        """Keep the reason under ``code``."""
        super().__init__(code)
        self.code = code


def new_token() -> str:
    """A fresh secret of 43 characters that may stand in a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """The hexadecimal SHA-256 under which a token is found."""
    return hashlib.sha256(token.encode()).hexdigest()


def plausible(token: object) -> bool:
    """Whether this has the form of a token at all; anything else needs no query."""
    return isinstance(token, str) and _FORM.fullmatch(token) is not None


def masked(text: object) -> object:
    """The text with dots for every part of a path that has a token's form; others as they are."""
    return _IN_A_PATH.sub("/…", text) if isinstance(text, str) else text
