"""Recorded packs: which recordings say a phrase, which are missing, what a file's name means.

A pack is a set of recordings by the words they say: ``请``, ``A``, ``零``, ``到三号诊室就诊``. A
phrase is put together from the fewest of them, so a recording of a whole sentence beats its parts.
Patients' names are never recorded: a phrase with one is left to another engine, unless the pack
happens to hold every piece of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from .phrase import Phrase

LONGEST = 40
MOST_FILES = 3000
MOST_BYTES = 300_000_000
SOUNDS = (".wav",)
OTHER_SOUNDS = (".mp3", ".m4a", ".ogg", ".flac", ".aac", ".wma", ".amr")

_DIGITS = "零幺一二三四五六七八九〇十百"
_SILENT = re.compile(r"[\s，,、。.；;：:！!？?·|]+")
_PIECES = re.compile(rf"[A-Za-z]|[{_DIGITS}]|[^A-Za-z{_DIGITS}]+")


def words(text: str) -> str:
    """Return what of a text is heard: without spaces and punctuation, letters large.

    >>> words("到三号诊室， 就诊。"), words("a")
    ('到三号诊室就诊', 'A')
    """
    return _SILENT.sub("", text).upper()


def cover(text: str, have: Collection[str]) -> tuple[str, ...] | None:
    """Return the fewest recordings that say a text one after the other; None if they cannot.

    >>> cover("请A零幺号", {"请", "A", "零", "幺", "号", "零幺"})
    ('请', 'A', '零幺', '号')
    """
    said = words(text)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(said)
    for end in range(1, len(said) + 1):
        for start in range(max(0, end - LONGEST), end):
            before = best[start]
            if before is None or said[start:end] not in have:
                continue
            found = best[end]
            if found is None or len(before) + 1 < len(found):
                best[end] = (*before, said[start:end])
    return best[-1] or None


def says(phrase: Phrase, have: Collection[str]) -> tuple[str, ...] | None:
    """Return the recordings for a phrase; None when the pack cannot say it whole."""
    return cover(phrase.text, have)


def pieces(phrase: Phrase) -> tuple[str, ...]:
    """Return what to record for a phrase: letters and digits one by one, a place as a whole.

    A number has thousands of forms and is cut; a sentence that names a room is one of a few, and
    sounds best in one breath.

    >>> pieces(Phrase("请A零幺二号")), pieces(Phrase("到三号诊室就诊"))
    (('请', 'A', '零', '幺', '二', '号'), ('到三号诊室就诊',))
    """
    said = words(phrase.text)
    if phrase.private or not said:
        return ()
    if phrase.lang != "zh" or said[0] == "到":
        return (said,)
    return tuple(_PIECES.findall(said))


@dataclass(frozen=True)
class Voice:
    """By whom a loudspeaker zone speaks, as it stands beside each clip.

    ``pack``: a recorded pack, 0 for none; ``version`` grows with its recordings, so that clips
    are made anew; ``first``: before the natural voice, else where that one is not there.
    """

    natural: str
    pack: int = 0
    version: int = 0
    first: bool = False

    @property
    def code(self) -> str:
        """Return it as a word.

        >>> Voice("zf_xiaoyi").code, Voice("zf_xiaoyi", 3, 7).code
        ('zf_xiaoyi', 'zf_xiaoyi+3.7')
        """
        mark = "!" if self.first else "+"
        return f"{self.natural}{mark}{self.pack}.{self.version}" if self.pack else self.natural

    @classmethod
    def of(cls, code: str) -> Voice:
        """Return what ``code`` says.

        >>> Voice.of("zf_xiaoyi!3.7")
        Voice(natural='zf_xiaoyi', pack=3, version=7, first=True)
        """
        found = re.fullmatch(r"([^+!]*)([+!])(\d+)\.(\d+)", code)
        if not found:
            return cls(code)
        natural, mark, number, version = found.groups()
        return cls(natural, int(number), int(version), mark == "!")


@dataclass(frozen=True)
class Need:
    """One recording that sentences need: ``uses`` of them; ``there``: the pack has it."""

    words: str
    uses: int
    there: bool


def needs(phrases: Iterable[Phrase], have: Collection[str]) -> list[Need]:
    """Return what a pack needs to say the phrases: what is missing first, the most used first."""
    uses: dict[str, int] = {}
    for phrase in dict.fromkeys(phrases):
        parts = pieces(phrase)
        if parts and not (set(parts) <= set(have)):
            parts = cover(phrase.text, have) or parts
        for one in dict.fromkeys(parts):
            uses[one] = uses.get(one, 0) + 1
    found = [Need(one, count, one in have) for one, count in uses.items()]
    return sorted(found, key=lambda one: (one.there, -one.uses, len(one.words), one.words))


def covered(phrases: Iterable[Phrase], have: Collection[str]) -> tuple[int, int]:
    """Return (how many of the phrases without a name the pack says, how many there are)."""
    public = [one for one in dict.fromkeys(phrases) if not one.private]
    return sum(cover(one.text, have) is not None for one in public), len(public)


class FileRefused(ValueError):
    """A file that is no recording; ``key`` says why."""

    def __init__(self, key: str) -> None:
        """Keep the reason."""
        self.key = key
        super().__init__(key)


def said_by(path: str) -> str:
    """Return the words that a file of this name says; "" for what systems put beside files.

    >>> said_by("广东话/到三号诊室就诊.wav"), said_by("__MACOSX/._请.wav")
    ('到三号诊室就诊', '')

    Raises FileRefused.
    """
    name = PurePosixPath(path.replace("\\", "/"))
    if name.name.startswith(".") or "__MACOSX" in name.parts or path.endswith("/"):
        return ""
    if name.suffix.lower() in OTHER_SOUNDS:
        raise FileRefused("format")
    if name.suffix.lower() not in SOUNDS:
        return ""
    found = words(name.stem)
    if not found or len(found) > LONGEST:
        raise FileRefused("name")
    return found


def zip_name(name: str, is_utf8: bool) -> str:
    """Return a name in a ZIP as its maker wrote it: Windows writes Chinese names in GB18030.

    >>> zip_name("请.wav".encode("gb18030").decode("cp437"), False)
    '请.wav'
    """
    if is_utf8 or name.isascii():
        return name
    raw = name.encode("cp437", "replace")
    for coding in ("utf-8", "gb18030"):
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    return name


def joined(parts: Sequence[Sequence[float]], rate: int, gap_s: float = 0.03) -> list[float]:
    """Return recordings one after the other; a short breath keeps digits apart."""
    gap = [0.0] * round(gap_s * rate)
    found: list[float] = []
    for at, part in enumerate(parts):
        found += gap if at else []
        found += part
    return found
