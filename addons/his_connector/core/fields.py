"""Finding facts by paths such as ``PV1-3.1 PV1-10``: the first that is not empty counts."""

import re
from collections.abc import Iterator
from functools import lru_cache

from .commands import Code
from .hl7 import Message, Segment

_PATH = re.compile(r"([A-Z][A-Z0-9]{2})-(\d{1,3})(?:\.(\d{1,2}))?")


@lru_cache(maxsize=512)
def parse_paths(paths: str) -> tuple[tuple[str, int, int], ...]:
    """Read a list of paths. Raises ValueError naming the one that is not a path."""
    found = []
    for word in paths.split():
        match = _PATH.fullmatch(word)
        if not match:
            raise ValueError(word)
        found.append((match[1], int(match[2]), int(match[3] or 1)))
    return tuple(found)


def values(message: Message, paths: str) -> Iterator[str]:
    """Every value that is not empty, by preference, repeats of segments included."""
    for name, number, component in parse_paths(paths):
        for segment in message.all(name):
            if value := segment.get(number, component).strip():
                yield value


def first(message: Message, paths: str) -> str:
    """The value that counts; "" when all are empty."""
    return next(values(message, paths), "") if paths else ""


def code(message: Message, paths: str, names: tuple[int, ...]) -> Code | None:
    """A code with its name; ``names``: components of the same field where a name may stand."""
    for name, number, component in parse_paths(paths):
        for segment in message.all(name):
            value = segment.get(number, component).strip()
            if value:
                return Code(value, _name(segment, number, names))
    return None


def _name(segment: Segment, number: int, components: tuple[int, ...]) -> str:
    for component in components:
        if name := segment.get(number, component).strip():
            return name
    return ""
