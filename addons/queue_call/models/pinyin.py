"""The dictionary of pinyin behind ``core.initials``."""

from functools import lru_cache

from pypinyin import Style, pinyin

from ..core import initials


@lru_cache(maxsize=8192)
def readings(char: str) -> tuple[str, ...]:
    """Return how a character is read, without tones, the usual reading first."""
    (found,) = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore") or [[]]
    return tuple(found)


@lru_cache(maxsize=4096)
def search_key(name: str) -> str:
    """Return the words under which a patient is found by name."""
    return initials.search_key(name, readings)
