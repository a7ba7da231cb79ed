"""How much of a patient's name a screen, a loudspeaker or a log may carry.

Masking happens on the server; the full name never leaves it. The number always stands beside a
masked name, so losing a name costs a patient nothing: every doubtful case ends in number only.
(PIPL art. 28-30: medical data are sensitive personal information; GB/T 37964-2019.)
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import Literal

from .surnames import COMPOUND_SURNAMES

MaskMode = Literal["middle", "surname", "number_only"]

STAR = "*"
DOT = "·"
MAX_PARTS = 4

_DOTS = re.compile("[·•‧∙⋅・‒․。]")
_BRACKETS = re.compile(r"[(\[{<【〔〈《].*?(?:[)\]}>】〕〉》]|$)")
_BLANKS = re.compile(r"[\s,/;、_]+")
_NEWBORN = re.compile(
    "之[^·]{0,4}[子女男儿婴宝孩][^·]{0,2}$|新生儿|婴儿|[男女]婴|..婴$"
    r"|\b(?:baby|newborn|infant)\b|\bb\s*/\s*o\b",
    re.IGNORECASE,
)
_SYLLABLES = (
    (0x3005, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xE000, 0xFAFF),
    (0x20000, 0x3FFFF),
    (0xF0000, 0x10FFFD),
)
"""Spans of characters of which each is a syllable: Han with its rare planes, Hangul, and the
private areas where hospitals keep characters that their code page lacks."""


def mask_name(name: str, mode: MaskMode = "middle") -> str:
    """Return what may be shown of ``name``; the empty string means: show the number only.

    ``middle`` keeps the surname and the last character, ``surname`` the surname alone,
    ``number_only`` nothing. Foreign names and names with a dot keep the first letter of each
    part (in ``surname`` mode of the first part: which part is the family name is not known), and
    a fixed number of stars, so that the length is not told either.

    >>> [mask_name(name) for name in ("张三", "张小明", "欧阳娜娜", "买买提·吐尔逊", "John Smith")]
    ['张*', '张*明', '欧阳*娜', '买**·吐**', 'J*** S***']
    >>> [mask_name(name, "surname") for name in ("张小明", "欧阳娜娜", "John Smith")]
    ['张*', '欧阳*', 'J***']

    Blanks, digits, signs, and brackets with their content are dropped. A name of one character
    is hidden wholly. A newborn who carries a parent's name (张三之女, Baby of Li Na) and a name
    without any letter get the empty string. Raises ValueError for an unknown mode.
    """
    if mode not in ("middle", "surname", "number_only"):
        raise ValueError(f"unknown masking mode {mode!r}")
    return _mask(name, mode)


@lru_cache(maxsize=4096)
def _mask(name: str, mode: MaskMode) -> str:
    """Mask once: a board shows the same names again with every message."""
    text = _normal(name)
    if mode == "number_only" or _NEWBORN.search(text.replace(DOT, "")):
        return ""
    parts = _parts(text)[:MAX_PARTS]
    if len(parts) <= 1:
        return _mask_whole("".join(parts), mode)
    dotted = DOT in text
    masked = [_mask_part(part, dotted) for part in parts]
    if mode == "surname":
        return masked[0]
    return (DOT if dotted else " ").join(masked)


def _normal(name: str) -> str:
    """Fold full-width letters and the many dots; drop brackets and what cannot be seen."""
    text = unicodedata.normalize("NFKC", name)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    text = _DOTS.sub(DOT, _BRACKETS.sub(" ", text)).strip()
    return text.replace(".", DOT if any(map(_is_syllable, text)) else " ")


def _parts(text: str) -> list[str]:
    """Cut a name at dots, at blanks between foreign words, and where the script changes.

    A blank between Han characters is only typesetting (张　三).
    """
    parts: list[str] = []
    for chunk in text.split(DOT):
        runs = [run for word in _BLANKS.split(chunk) for run in _runs(word)]
        parts += _join_syllables(runs)
    return parts


def _runs(word: str) -> list[str]:
    """Cut a word where Han and other letters meet; drop what is no letter."""
    letters = [char for char in word if _is_syllable(char) or unicodedata.category(char)[0] in "LM"]
    return ["".join(run) for _han, run in groupby(letters, key=_is_syllable)]


def _join_syllables(runs: list[str]) -> list[str]:
    joined: list[str] = []
    for run in runs:
        if joined and _is_syllable(run[0]) and _is_syllable(joined[-1][0]):
            joined[-1] += run
        else:
            joined.append(run)
    return joined


def _mask_whole(name: str, mode: MaskMode) -> str:
    """Mask a name of one part."""
    if not name:
        return ""
    if len(name) == 1:
        return STAR
    if not _is_syllable(name[0]):
        return name[0] + STAR * 3
    surname = name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[0]
    given = name[len(surname) :]
    if mode == "surname" or len(given) == 1:
        return surname + STAR
    return surname + STAR * (len(given) - 1) + given[-1]


def _mask_part(part: str, dotted: bool) -> str:
    """Mask one of several parts."""
    if not _is_syllable(part[0]):
        return part[0] + STAR * 3
    if dotted:
        return part[0] + STAR * 2
    return part + STAR if len(part) == 1 else _mask_whole(part, "middle")


def _is_syllable(char: str) -> bool:
    code = ord(char)
    return any(first <= code <= last for first, last in _SYLLABLES)
