"""Numbered pinyin: what a legal syllable is, what a person may type, how it is printed.

A syllable is written ``lv4``: ü is v, the tone stands last, 5 is the neutral tone.
"""

from __future__ import annotations

import re
import unicodedata

_FINALS = {
    "": "a o e ai ei ao ou an en ang eng er yi ya yo ye yao you yan yin yang ying yong wu wa wo"
    " wai wei wan wen wang weng yu yue yuan yun",
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ei ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan un v ve",
    "l": "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "i a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "i a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "sh": "i a e ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "i e ao ou an en ang eng ong u ua uo ui uan un",
    "z": "i a e ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "i a e ai ao ou an en ang eng ong u uo ui uan un",
    "s": "i a e ai ao ou an en ang eng ong u uo ui uan un",
}
SYLLABLES: frozenset[str] = frozenset(
    initial + final for initial, finals in _FINALS.items() for final in finals.split()
)
"""Every syllable of standard Mandarin, without tone."""

_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_SIGNS = {tone: mark for mark, tone in _MARKS.items()}
_NUMBERED = re.compile(r"[a-z]+[1-5]")


class ReadingError(ValueError):
    """What was typed is no pinyin; ``word`` is the part that is not understood."""

    def __init__(self, word: str) -> None:
        """Say which word."""
        self.word = word
        super().__init__(f"{word!r} is no syllable with a tone, such as shan4")


def legal(syllable: str) -> bool:
    """Return whether this is a numbered syllable: ``shan4`` but not ``shan`` nor ``xa1``."""
    return syllable[-1:] in set("12345") and syllable[:-1] in SYLLABLES


def parse(text: str) -> tuple[str, ...]:
    """Return the numbered syllables of what a person typed, with numbers or with tone marks.

    >>> parse("shan4 xiao3ming2"), parse("Lǚ Bù"), parse("")
    (('shan4', 'xiao3', 'ming2'), ('lv3', 'bu4'), ())

    A syllable with marks stands alone; one without any tone is refused, since the tone is what
    the desk knows better. Raises ReadingError.
    """
    found: list[str] = []
    for word in re.split(r"[\s,.;·'’\-，、]+", text.strip().lower()):
        if word:
            found += _syllables(word)
    return tuple(found)


def _syllables(word: str) -> list[str]:
    plain: list[str] = []
    tone = ""
    for char in unicodedata.normalize("NFD", word):
        if char == "\u0308":
            plain[-1:] = ["v"]
        elif char in _MARKS:
            tone = _MARKS[char]
        else:
            plain.append(char)
    text = "".join(plain).replace("u:", "v") + tone
    parts = _NUMBERED.findall(text)
    if "".join(parts) != text or not all(map(legal, parts)):
        raise ReadingError(word)
    return parts


def marked(syllables: tuple[str, ...]) -> str:
    """Return syllables as people read them, with tone marks; pauses as a comma.

    >>> marked(("lv3", "bu4", ",", "ma5"))
    'lǚ bù, ma'
    """
    words = [_mark(one) if one[0].isalpha() else "," for one in syllables]
    return " ".join(words).replace(" ,", ",")


def _mark(syllable: str) -> str:
    body, tone = syllable[:-1], syllable[-1]
    text = body.replace("v", "ü")
    if tone not in _SIGNS:
        return text
    at = _vowel(text)
    return unicodedata.normalize("NFC", text[: at + 1] + _SIGNS[tone] + text[at + 1 :])


def _vowel(text: str) -> int:
    """Return where the mark stands: on a or e, on the o of ou, else on the last vowel."""
    for vowel in "ae":
        if vowel in text:
            return text.index(vowel)
    if "ou" in text:
        return text.index("o")
    return max((text.rfind(vowel) for vowel in "iouü"), default=0)
