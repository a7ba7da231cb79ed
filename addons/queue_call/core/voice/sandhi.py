"""Tones that change beside others: 3-3, 一 and 不. Digits said one by one keep theirs.

A *piece* is a word that is changed inside first (a surname, a given name, a room); then the
pieces are joined, and only where two third tones still meet does the first one rise. So a name is
read from its end: 李 + (小 + 马) is li3 xiao2 ma3, not li2 xiao2 ma3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_DIGITS = frozenset("〇零一二三四五六七八九十百千万0123456789")
_ORDINAL_AFTER = frozenset("号楼层月日区院科诊室病期")


@dataclass(frozen=True)
class Syllable:
    """``said``: numbered pinyin or a pause; ``fixed``: keeps its tone (a digit, a letter)."""

    said: str
    fixed: bool = False

    @property
    def tone(self) -> str:
        """Return 1 to 5, or a pause sign."""
        return self.said[-1]

    def to(self, tone: str) -> Syllable:
        """Return it in another tone."""
        return Syllable(self.said[:-1] + tone)


def third(piece: Sequence[Syllable]) -> tuple[Syllable, ...]:
    """Return a piece in which no third tone stands before another, but for fixed ones.

    >>> [one.said for one in third([Syllable("shui3"), Syllable("guo3"), Syllable("jiu3")])]
    ['shui2', 'guo2', 'jiu3']
    """
    found = list(piece)
    for at in range(len(found) - 2, -1, -1):
        if found[at].tone == "3" and piece[at + 1].tone == "3" and not found[at].fixed:
            found[at] = found[at].to("2")
    return tuple(found)


def join(pieces: Iterable[Sequence[Syllable]]) -> tuple[str, ...]:
    """Return the syllables of all pieces, changed inside each and then where two of them meet."""
    said: list[Syllable] = []
    for piece in reversed([third(piece) for piece in pieces]):
        head = list(piece)
        if head and said and not head[-1].fixed and head[-1].tone == said[0].tone == "3":
            head[-1] = head[-1].to("2")
        said = head + said
    return tuple(one.said for one in said)


def yi_bu(text: str, syllables: Sequence[str]) -> list[str]:
    """Return the syllables of a run of characters with the tones of 一 and 不 as said.

    >>> yi_bu("一次不要", ["yi1", "ci4", "bu4", "yao4"])
    ['yi2', 'ci4', 'bu2', 'yao4']

    一 keeps its tone in a number, as an ordinal (一号, 第一) and at the end.
    """
    found = list(syllables)
    for at, char in enumerate(text):
        after = syllables[at + 1][-1:] if at + 1 < len(text) else ""
        if char == "不":
            found[at] = "bu2" if after == "4" else "bu4"
        elif char == "一":
            found[at] = _yi(text, at, after)
    return found


def _yi(text: str, at: int, after: str) -> str:
    before, behind = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if before == "第" or (before and before in _DIGITS) or not behind:
        return "yi1"
    if behind in _DIGITS or behind in _ORDINAL_AFTER:
        return "yi1"
    return "yi2" if after == "4" else "yi4"
