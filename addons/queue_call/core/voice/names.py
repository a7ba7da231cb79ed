"""How a patient's name is said: surname by the table, given name by the dictionary.

What is doubtful is said so, for the desk to correct once; what nobody can read is not said at
all: the number is called, and the desk sees a flag.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from . import surnames
from .phrase import SHORT_PAUSE
from .pinyin import ReadingError, parse
from .sandhi import Syllable, join
from .speak import Reader, Unreadable, read

Problem = Literal["", "unreadable", "foreign", "empty"]

_GIVEN = {
    "少": "shao4",
    "兴": "xing1",
    "興": "xing1",
    "为": "wei2",
    "為": "wei2",
    "长": "chang2",
    "長": "chang2",
    "重": "chong2",
    "曾": "zeng1",
    "得": "de2",
    "地": "di4",
    "裳": "chang2",
    "莞": "wan3",
    "娜": "na4",
    "茜": "qian4",
    "纶": "lun2",
    "召": "zhao4",
    "华": "hua2",
    "華": "hua2",
    "单": "dan1",
    "石": "shi2",
    "予": "yu3",
    "隽": "jun4",
    "尔": "er3",
    "的": "di2",
    "吐": "tu3",
    "祭": "ji4",
    "炅": "jiong3",
    "晟": "sheng4",
    "冠": "guan4",
    "盛": "sheng4",
    "乐": "le4",
    "樂": "le4",
    "朵": "duo3",
    "行": "xing2",
    "迦": "jia1",
    "伽": "jia1",
    "柏": "bai3",
    "卜": "bu3",
    "什": "shi2",
    "子": "zi3",
    "薄": "bo2",
    "焘": "tao1",
    "燾": "tao1",
}
"""A character in a given name -> its reading there, where a dictionary's first one is another."""

_DOUBTFUL = frozenset("朝長长重柏乐樂行冠召曾予隽焘")
"""Characters that parents read in different ways in a given name."""

_DOTS = re.compile("[·•‧∙⋅・‒․。.]+")
_HAN = re.compile("[〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
_DROP = re.compile(r"[(\[{<【〔〈《（].*?(?:[)\]}>】〕〉》）]|$)|[\s\d*_]+")


@dataclass(frozen=True)
class Said:
    """A name as it is said.

    ``syllables``: after sandhi, empty for a foreign name, which is ``english``; ``doubtful``:
    a character is read in several ways in names; ``problem``: why it is not said.
    """

    text: str
    syllables: tuple[str, ...] = ()
    english: str = ""
    doubtful: bool = False
    problem: Problem = ""


def say_name(name: str, reader: Reader, corrected: str = "") -> Said:
    """Return how a name is said; ``corrected``: the reading that the desk has entered.

    >>> table = {"小": "xiao3", "明": "ming2", "李": "li3"}
    >>> reader = lambda text: [table.get(char, "") for char in text]
    >>> say_name("单小明", reader).syllables, say_name("李小明", reader).syllables
    (('shan4', 'xiao3', 'ming2'), ('li2', 'xiao3', 'ming2'))
    >>> say_name("李𬭎", reader).problem, say_name("John Smith", reader).english
    ('unreadable', 'John Smith')
    """
    text = _clean(name)
    syllables = _corrected(corrected) if corrected else ()
    if syllables:
        return Said(text or name, syllables)
    if not text:
        return Said("", problem="empty")
    if not _HAN.search(text):
        return _foreign(name)
    try:
        return _han(text, reader)
    except Unreadable:
        return Said(text, problem="unreadable")


def base(name: str, reader: Reader) -> tuple[str, ...]:
    """Return the dictionary tones of a name, before sandhi: what the desk starts to correct from.

    Empty for a name that is not read in Chinese.
    """
    text = _clean(name)
    try:
        parts = [_name_of(part, reader, len(_parts(text)) > 1) for part in _parts(text)]
    except Unreadable:
        return ()
    return tuple(one for part in parts for piece in part for one in piece)


def _clean(name: str) -> str:
    text = unicodedata.normalize("NFKC", name or "")
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    if not _HAN.search(text):
        return re.sub(r"[\d*_]+", "", text).strip()
    return _DROP.sub("", text)


def _parts(text: str) -> list[str]:
    return [part for part in _DOTS.split(text) if part]


def _foreign(name: str) -> Said:
    words = " ".join(_LATIN.findall(unicodedata.normalize("NFKC", name)))
    if not words or not all("LATIN" in unicodedata.name(c, "") for c in words if c.isalpha()):
        return Said(name, problem="foreign")
    return Said(words, english=words)


def _han(text: str, reader: Reader) -> Said:
    parts = _parts(text)
    if not all(_HAN.fullmatch(part) for part in parts):
        return Said(text, problem="foreign")
    said: list[str] = []
    for part in parts:
        pieces = _name_of(part, reader, len(parts) > 1)
        said += [SHORT_PAUSE] if said else []
        said += join([Syllable(one) for one in piece] for piece in pieces)
    return Said(text, tuple(said), doubtful=len(parts) == 1 and _is_doubtful(text))


def _is_doubtful(text: str) -> bool:
    surname, rest = surnames.split(text)
    return len(surnames.readings(surname)) > 1 or bool(_DOUBTFUL & set(rest))


def _name_of(part: str, reader: Reader, foreign: bool) -> list[list[str]]:
    """Return the syllables of surname and given name; a part of a longer name has no surname."""
    if foreign:
        return [given(part, reader)]
    surname, rest = surnames.split(part)
    known = surnames.readings(surname)
    first = known[0].split() if known else read(surname, reader)
    return [first, given(rest, reader)] if rest else [first]


def given(text: str, reader: Reader) -> list[str]:
    """Return the syllables of a given name; none of them is neutral. Raises Unreadable."""
    said = read(text, reader)
    for at, char in enumerate(text):
        alone = next(iter(reader(char)), "")
        if char in _GIVEN and said[at] in (alone, "", char):
            said[at] = _GIVEN[char]
        elif said[at].endswith("5"):
            said[at] = _GIVEN.get(char) or (alone if not alone.endswith("5") else said[at])
    return said


def _corrected(text: str) -> tuple[str, ...]:
    """Return what the desk has entered, as said; nothing for what is no pinyin (any more)."""
    try:
        groups = [parse(group) for group in re.split("[·,，]", text)]
    except ReadingError:
        return ()
    said: list[str] = []
    for group in groups:
        if group:
            said += [SHORT_PAUSE] if said else []
            head, tail = group[:1], group[1:]
            said += join([[Syllable(one) for one in head], [Syllable(one) for one in tail]])
    return tuple(said)
