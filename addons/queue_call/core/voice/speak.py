"""Any text as syllables: rooms, templates, notices. Numbers by what stands around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from . import numbers
from .numbers import Words
from .phrase import LONG_PAUSE, SHORT_PAUSE
from .sandhi import Syllable, join, yi_bu

Reader = Callable[[str], Sequence[str]]
"""Han characters -> one numbered syllable each, "" for a character that it does not know."""

_RUNS = re.compile(
    r"(?P<clock>(?<!\d)\d{1,2}[:：]\d{2}(?!\d))|(?P<digits>\d+)|(?P<letters>[A-Za-z]+)"
    r"|(?P<stop>[。！？!?;；\n]+)|(?P<pause>[,，、:：…]+)|(?P<han>[〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
    r"|(?P<other>.)"
)
_DIGIT_RUN = re.compile("[〇零一二三四五六七八九幺]{2,}")
_MEASURES = frozenset("个位次天点小件条张台盒支瓶周遍层")
_LONG_NUMBER = 5


class Unreadable(ValueError):
    """A character whose reading nobody knows; ``char`` says which."""

    def __init__(self, char: str) -> None:
        """Keep the character."""
        self.char = char
        super().__init__(f"no reading for {char!r}")


def read(text: str, reader: Reader) -> list[str]:
    """Return one syllable for each Han character. Raises Unreadable."""
    said = list(reader(text))
    if len(said) != len(text):
        said = [next(iter(reader(char)), "") for char in text]
    for char, syllable in zip(text, said, strict=True):
        if not syllable:
            raise Unreadable(char)
    return said


def pieces(text: str, reader: Reader, place: bool = False, yao: bool = True) -> list[Words]:
    """Return a text cut where sandhi stops or where a number stands.

    ``place``: it names a room or window, whose number is said as such. Raises Unreadable.
    """
    text = unicodedata.normalize("NFKC", text)
    found = []
    for match in _RUNS.finditer(text):
        kind, run = match.lastgroup or "", match.group()
        before, after = text[: match.start()], text[match.end() :]
        words = _RUN[kind](run, before, after, place, yao, reader)
        if words.said:
            found.append(words)
    return found


def say(text: str, reader: Reader, place: bool = False, yao: bool = True) -> tuple[str, ...]:
    """Return the syllables of a text, without a pause first or last. Raises Unreadable.

    >>> reader = lambda run: [{"号": "hao4", "诊": "zhen3", "室": "shi4"}[char] for char in run]
    >>> say("12号诊室", reader, place=True), say("CT203", reader, place=True)[-3:]
    (('shi2', 'er4', 'hao4', 'zhen3', 'shi4'), ('er4', 'ling2', 'san1'))
    """
    return tidy(join(words.said for words in pieces(text, reader, place, yao)))


def tidy(syllables: Sequence[str]) -> tuple[str, ...]:
    """Drop pauses first and last, and keep the longest of several in a row.

    A leading comma makes engines speak an extra syllable.
    """
    found: list[str] = []
    for one in syllables:
        pause = one in (SHORT_PAUSE, LONG_PAUSE)
        if pause and (not found or found[-1] == LONG_PAUSE):
            continue
        if pause and found[-1] == SHORT_PAUSE:
            found[-1] = one
        else:
            found.append(one)
    while found and found[-1] in (SHORT_PAUSE, LONG_PAUSE):
        found.pop()
    return tuple(found)


def spoken(text: str, yao: bool = True, place: bool = False) -> str:
    """Return a text with its numbers in characters, as people and recorded packs read it.

    >>> spoken("到203诊室", place=True), spoken("10:05开诊")
    ('到二零三诊室', '十点零五分开诊')
    """
    return "".join(
        _RUN[match.lastgroup or ""](
            match.group(), text[: match.start()], text[match.end() :], place, yao, _silent
        ).text
        for match in _RUNS.finditer(unicodedata.normalize("NFKC", text))
    )


def _silent(run: str) -> list[str]:
    return ["de5"] * len(run)


def _han(run: str, _b: str, _a: str, _p: bool, _y: bool, reader: Reader) -> Words:
    said = yi_bu(run, read(run, reader))
    digits = {at for found in _DIGIT_RUN.finditer(run) for at in range(*found.span())}
    return Words(run, tuple(Syllable(one, at in digits) for at, one in enumerate(said)))


def _letters(run: str, *_rest: object) -> Words:
    return numbers.letters(run)


def _stop(run: str, *_rest: object) -> Words:
    return Words(run, (Syllable(LONG_PAUSE),))


def _pause(run: str, *_rest: object) -> Words:
    return Words(run, (Syllable(SHORT_PAUSE),))


def _clock(run: str, _b: str, _a: str, _p: bool, _y: bool, _r: Reader) -> Words:
    hour, minute = re.split("[:：]", run)
    words = numbers.cardinal(int(hour)) + Words("点", (Syllable("dian3", True),))
    if int(minute):
        spare = numbers.one_by_one("0") if minute[0] == "0" else Words("", ())
        words += spare + numbers.cardinal(int(minute)) + Words("分", (Syllable("fen1", True),))
    return words


def _digits(run: str, before: str, after: str, place: bool, yao: bool, _r: Reader) -> Words:
    if re.search(r"\d\.$", before):
        return numbers.one_by_one(run, False)
    if place:
        return numbers.place(run, yao)
    if _by_name(run, before, after):
        return numbers.one_by_one(run, yao and not after.startswith("年"))
    if run == "2" and after[:1] in _MEASURES:
        return Words("两", (Syllable("liang3", True),))
    return numbers.cardinal(int(run))


def _by_name(run: str, before: str, after: str) -> bool:
    """Return whether digits name something (a year, a telephone, a number) and count nothing."""
    if len(run) >= _LONG_NUMBER or (run.startswith("0") and len(run) > 1):
        return True
    if len(run) == 4 and after.startswith("年"):
        return True
    return (
        before[-1:].isascii()
        and before[-1:].isalpha()
        or (len(run) >= numbers.YAO_FROM and after[:1] in ("号", "室", "房"))
    )


def _other(run: str, before: str, after: str, *_rest: object) -> Words:
    between = before[-1:].isdigit() and after[:1].isdigit()
    if run == "." and between:
        return Words("点", (Syllable("dian3", True),))
    if run == "-" and between:
        return Words("杠", (Syllable("gang4", True),))
    return Words(run if not run.isspace() else "", ())


_RUN: dict[str, Callable[..., Words]] = {
    "clock": _clock,
    "digits": _digits,
    "letters": _letters,
    "stop": _stop,
    "pause": _pause,
    "han": _han,
    "other": _other,
}
