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


@lru_cache(maxsize=16384)
def spoken(run: str) -> tuple[str, ...]:
    """Return how a run of Han characters is said: numbered pinyin each, "" for an unknown one."""
    found = pinyin(
        run, style=Style.TONE3, neutral_tone_with_five=True, errors=lambda text: [""] * len(text)
    )
    return tuple(one[0] for one in found)
