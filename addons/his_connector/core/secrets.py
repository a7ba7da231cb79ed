"""Secrets in settings: named there, filled in where they are used.

``${ENV:NAME}`` is a variable of the gateway's process, ``${SECRET:NAME}`` what was written for the
interface and cannot be read again.
"""

import re
from collections.abc import Mapping
from typing import Any

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
KEPT = re.compile(r"\$\{SECRET:([A-Za-z_][A-Za-z0-9_]*)\}")


def fill(settings: Any, kept: Mapping[str, str]) -> Any:
    """The settings with every kept secret in its place; one that is not kept stays named.

    Only texts are looked into, after the JSON was read: a quote in a password breaks nothing, and
    what a secret says is not looked into again.
    """
    if isinstance(settings, str):
        return KEPT.sub(lambda found: kept.get(found[1], found[0]), settings)
    if isinstance(settings, Mapping):
        return {name: fill(value, kept) for name, value in settings.items()}
    if isinstance(settings, list):
        return [fill(one, kept) for one in settings]
    return settings


def is_named(text: object) -> bool:
    """Whether a secret is named, not written out."""
    return str(text).startswith(("${ENV:", "${SECRET:"))
