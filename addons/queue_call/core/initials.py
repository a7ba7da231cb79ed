"""How a patient is found by name: by characters, pinyin, or the initials of the pinyin.

The search key of a name is a line of words, each after a blank; a search is one word that one of
them begins with. How a character is read comes from outside (a dictionary of pinyin); a surname
with several readings (单: shan, dan, chan) is indexed under each of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, product
from typing import Literal

from .surnames import COMPOUND_SURNAMES, SURNAME_READINGS

Readings = Callable[[str], Sequence[str]]
Kind = Literal["code", "letters", "name"]

MAX_SPELLINGS = 24
"""So many spellings of one name are kept; a name of four doubtful characters has more."""
GIVEN_READINGS = 3
"""In a given name only the usual readings of a character count."""

_CUT = re.compile(r"[\s·•‧∙⋅・.,/\\()\[\]（）【】_'’-]+")
_UMLAUT = str.maketrans({"ü": "v", "ǖ": "v", "ǘ": "v", "ǚ": "v", "ǜ": "v"})


def normal(text: str) -> str:
    """Return what was typed or scanned in one form: narrow letters, no blanks, small, v for ü.

    >>> normal(" ＺＸＭ\\r"), normal("Lü"), normal("张 三")
    ('zxm', 'lv', '张三')
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUT)
    return "".join(char for char in folded if char.isalnum())


def kind(text: str) -> Kind:
    """Tell what somebody looks for: a number of any sort, letters of a pinyin, or a name.

    >>> [kind(text) for text in ("A012", "zxm", "张三", "John")]
    ['code', 'letters', 'name', 'letters']
    """
    typed = normal(text)
    if any(char.isdigit() for char in typed):
        return "code"
    return "letters" if typed.isascii() else "name"


def search_key(name: str, readings: Readings) -> str:
    """Return the words under which a name is found, each after a blank.

    ``readings``: a character -> its readings without tones, the usual first.

    >>> read = {"单": ["dan", "shan"], "明": ["ming"]}
    >>> search_key("单明", read.__getitem__)
    ' 单明 shanming shanm sm danming danm dm'
    """
    parts = [normal(part) for part in _CUT.split(unicodedata.normalize("NFKC", name or ""))]
    parts = [part for part in parts if part]
    whole = "".join(parts)
    words = [whole, *_spellings(whole if _han(whole) else parts, readings)]
    if len(parts) > 1:
        for part in parts:
            words += [part, *_spellings(part if _han(part) else [part], readings)]
    return "".join(f" {word}" for word in dict.fromkeys(words) if word)


def _han(text: str) -> bool:
    """Tell whether a text is read character by character."""
    return any(not char.isascii() for char in text)


def _spellings(units: Iterable[str], readings: Readings) -> list[str]:
    """Return full spelling, surname with initials, and initials, for every reading."""
    units = list(units)
    head = 2 if "".join(units[:2]) in COMPOUND_SURNAMES else 1
    choices = [_read(unit, index < head, readings) for index, unit in enumerate(units)]
    words: list[str] = []
    # The surname's readings turn fastest: all of them are kept, whatever the given name has.
    for backwards in islice(product(*reversed(choices)), MAX_SPELLINGS):
        syllables = backwards[::-1]
        tails = "".join(syllable[0] for syllable in syllables[head:])
        heads = "".join(syllable[0] for syllable in syllables[:head])
        words += ["".join(syllables), "".join(syllables[:head]) + tails, heads + tails]
    return words


def _read(unit: str, surname: bool, readings: Readings) -> list[str]:
    if unit.isascii() or len(unit) > 1:
        return [unit]
    found = [one.translate(_UMLAUT) for one in readings(unit) if one] or [unit]
    if not surname:
        return found[:GIVEN_READINGS]
    return list(dict.fromkeys([*SURNAME_READINGS.get(unit, ()), *found]))
