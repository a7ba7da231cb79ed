"""Numbers and letters as they are called: a patient's number one by one, a room by its value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .sandhi import Syllable

DIGITS = dict(
    zip(
        "0123456789",
        ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3"),
        strict=True,
    )
)
HANZI = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
YAO = ("幺", "yao1")
YAO_FROM = 3
"""In a number of so many digits 1 is said yao1, since yi1 and qi1 sound alike in a hall."""

LETTERS: dict[str, tuple[str, ...]] = {
    letter: tuple(said.split("-"))
    for letter, said in (
        pair.split("=")
        for pair in (
            "A=ei1 B=bi4 C=xi1 D=di4 E=yi4 F=ai2-fu2 G=ji4 H=ei2-qu1 I=ai4 J=zhei4 K=kei4"
            " L=ai2-er3 M=ai2-mu3 N=en1 O=ou1 P=pi4 Q=ke4-you1 R=a4-er3 S=ai2-si1 T=ti4 U=you1"
            " V=wei4 W=da2-bu2-liu4 X=ai2-ke4-si1 Y=wai4 Z=zei4"
        ).split()
    )
}
"""How Chinese speakers say a letter, in syllables that every Mandarin engine has."""

_UNITS = ("", "十", "百", "千")
_UNIT_SAID = {"十": "shi2", "百": "bai3", "千": "qian1", "万": "wan4"}
MOST_CARDINAL = 99_999_999


@dataclass(frozen=True)
class Words:
    """Characters beside what is said for them; all of it keeps its tones."""

    text: str
    said: tuple[Syllable, ...]

    def __add__(self, other: Words) -> Words:
        """Return both, one after the other."""
        return Words(self.text + other.text, self.said + other.said)


def one_by_one(digits: str, yao: bool = True) -> Words:
    """Return digits said one by one; with ``yao`` 1 is 幺 in three digits and more.

    >>> one_by_one("012").text, one_by_one("12").text, one_by_one("110", yao=False).text
    ('零幺二', '一二', '一一零')
    """
    pairs = [(HANZI[digit], DIGITS[digit]) for digit in digits]
    if yao and len(digits) >= YAO_FROM:
        pairs = [YAO if char == "一" else (char, said) for char, said in pairs]
    return Words(
        "".join(char for char, _said in pairs), tuple(Syllable(said, True) for _c, said in pairs)
    )


def letters(word: str) -> Words:
    """Return letters said one by one.

    >>> [one.said for one in letters("CT").said]
    ['xi1', 'ti4']
    """
    word = word.upper()
    return Words(word, tuple(Syllable(said, True) for char in word for said in LETTERS[char]))


def cardinal(value: int) -> Words:
    """Return a number by its value, 0 to 99,999,999.

    >>> [cardinal(one).text for one in (0, 10, 12, 20, 105, 110, 1002, 30050)]
    ['零', '十', '十二', '二十', '一百零五', '一百一十', '一千零二', '三万零五十']

    Raises ValueError beyond.
    """
    if not 0 <= value <= MOST_CARDINAL:
        raise ValueError(f"{value} is beyond the numbers that are said by value")
    text = _cardinal(value)
    if text.startswith("一十"):
        text = text[1:]
    by_char = {HANZI[digit]: said for digit, said in DIGITS.items()} | _UNIT_SAID
    return Words(text, tuple(Syllable(by_char[char], True) for char in text))


def _cardinal(value: int) -> str:
    high, low = divmod(value, 10_000)
    if not high:
        return _below(low) or "零"
    gap = "零" if 0 < low < 1000 else ""
    return _below(high) + "万" + gap + _below(low)


def _below(value: int) -> str:
    """Return a number below 10,000 in characters; nothing for 0."""
    text, zero = "", False
    digits = str(value) if value else ""
    for at, digit in enumerate(digits):
        if digit == "0":
            zero = True
            continue
        text += ("零" if zero else "") + HANZI[digit] + _UNITS[len(digits) - 1 - at]
        zero = False
    return text


def called(number: str, yao: bool = True) -> Words:
    """Return a patient's number as it is called: letters and digits one by one, signs silent.

    >>> called("A012").text, [one.said for one in called("B-7").said]
    ('A零幺二', ['bi4', 'qi1'])
    """
    found = Words("", ())
    for run in re.findall(r"[A-Za-z]+|[0-9]+", number):
        found += letters(run) if run[0].isalpha() else one_by_one(run, yao)
    return found


def place(digits: str, yao: bool = True) -> Words:
    """Return the digits of a room or window: by value below 100, else one by one.

    >>> [place(one).text for one in ("3", "12", "203", "05", "1101")]
    ['三', '十二', '二零三', '零五', '幺幺零幺']
    """
    if len(digits) < YAO_FROM and not digits.startswith("0"):
        return cardinal(int(digits))
    return one_by_one(digits, yao)
