"""Numbered pinyin → the phonemes and token numbers of the Kokoro-82M model.

The sounds of Mandarin syllables in the model's alphabet (IPA with arrows for tones), from the
published phonology (Duanmu 2007, Lin 2007) as the model was trained on it. Own rules on the
spelling: no library, so that a syllable always sounds the same.
"""

from __future__ import annotations

from collections.abc import Iterable

INITIALS = {
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t",
    "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ",
    "x": "ɕ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip
# The digit 0 stands where the tone goes: after the vowel that carries it.
FINALS = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0",
    "en": "ə0n", "eng": "ə0ŋ", "er": "ɚ0", "o": "wo0", "ong": "ʊ0ŋ", "ou": "ou0",
    "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ", "iao": "jau0", "ie": "je0",
    "in": "i0n", "ing": "i0ŋ", "iong": "jʊ0ŋ", "iu": "jou0", "iou": "jou0",
    "u": "u0", "ua": "wa0", "uai": "wai0", "uan": "wa0n", "uang": "wa0ŋ", "ui": "wei0",
    "uei": "wei0", "un": "wə0n", "uen": "wə0n", "ueng": "wə0ŋ", "uo": "wo0",
    "ü": "y0", "üe": "ɥe0", "üan": "ɥɛ0n", "ün": "y0n",
}  # fmt: skip
_SPELT_ALONE = {
    "yi": "i", "ya": "ia", "yan": "ian", "yang": "iang", "yao": "iao", "ye": "ie", "yin": "in",
    "ying": "ing", "yong": "iong", "you": "iu", "wu": "u", "wa": "ua", "wai": "uai", "wan": "uan",
    "wang": "uang", "wei": "ui", "wen": "un", "weng": "ueng", "wo": "uo", "yu": "ü", "yue": "üe",
    "yuan": "üan", "yun": "ün",
}  # fmt: skip
_BUZZED = frozenset({"zhi", "chi", "shi", "ri", "zi", "ci", "si"})
_SPECIAL = {"ê": "ɛ0", "yo": "jɔ0", "o": "ɔ0", "m": "m0", "n": "n0", "ng": "ŋ0", "hm": "xm0"}
TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
PAUSES = {",": ",", "|": "."}

TOKENS = {
    ".": 4, ",": 3, " ": 16, "ʦ": 20, "ʨ": 21, "ꭧ": 23, "a": 43, "e": 47, "f": 48, "i": 51,
    "j": 52, "k": 53, "l": 54, "m": 55, "n": 56, "o": 57, "p": 58, "s": 61, "t": 62, "u": 63,
    "w": 65, "x": 66, "y": 67, "ɔ": 76, "ɕ": 77, "ə": 83, "ɚ": 85, "ɛ": 86, "ɥ": 99, "ɨ": 101,
    "ŋ": 112, "ɻ": 126, "ʂ": 130, "ʊ": 135, "ɤ": 140, "ʰ": 162, "↓": 169, "→": 171, "↗": 172,
    "↘": 173,
}  # fmt: skip
"""The model's numbers of the symbols used here."""


class NotPinyin(ValueError):
    """A syllable that is no Mandarin syllable in numbered pinyin."""


def sound(syllable: str) -> str:
    """Return the phonemes of one numbered syllable.

    >>> sound("zhang1"), sound("shi4"), sound("yao1"), sound("jue2")
    ('ꭧa→ŋ', 'ʂɨ↘', 'jau→', 'ʨɥe↗')

    Raises NotPinyin.
    """
    base, tone = syllable[:-1].lower().replace("v", "ü"), syllable[-1:]
    if tone not in TONES:
        raise NotPinyin(syllable)
    return _toneless(base, syllable).replace("0", TONES[tone])


def phonemes(syllables: Iterable[str]) -> str:
    """Return the phonemes of a phrase; pauses become the model's punctuation."""
    parts: list[str] = []
    for one in syllables:
        parts.append(PAUSES[one] if one in PAUSES else " " * bool(parts) + sound(one))
    return "".join(parts)


def tokens(text: str) -> list[int]:
    """Return the model's numbers of phonemes. Raises KeyError for a strange symbol."""
    return [TOKENS[char] for char in text]


def _toneless(base: str, syllable: str) -> str:
    if base in _SPECIAL:
        return _SPECIAL[base]
    if base in _BUZZED:
        return INITIALS[base[:-1]] + "ɨ0"
    if base in _SPELT_ALONE:
        return FINALS[_SPELT_ALONE[base]]
    for length in (2, 1):
        initial, final = base[:length], base[length:]
        if initial in INITIALS and final:
            return INITIALS[initial] + _final(initial, final, syllable)
    if base in FINALS:
        return FINALS[base]
    raise NotPinyin(syllable)


def _final(initial: str, final: str, syllable: str) -> str:
    """Return the sound of a final; after j, q, x a written u is ü."""
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "ü" + final[1:]
    if final == "o" and initial not in ("b", "p", "m", "f", "l"):
        raise NotPinyin(syllable)
    if final not in FINALS:
        raise NotPinyin(syllable)
    return FINALS[final]
