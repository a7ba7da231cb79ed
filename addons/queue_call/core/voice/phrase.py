"""A piece of speech: its words, how each syllable is said, and the key of its clip.

The renderer makes a clip of a phrase once and keeps it under ``clip_key``. The key is a keyed
hash, so that whoever guesses a patient's name cannot ask for its clip: without the database's
secret no name leads to a key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Literal

Lang = Literal["zh", "en"]

FRONT_END = 1
"""Grows whenever the same words would be said otherwise: old clips are then made again."""

SHORT_PAUSE = ","
LONG_PAUSE = "|"
PAUSES = frozenset((SHORT_PAUSE, LONG_PAUSE))

KEY_DIGITS = 40


@dataclass(frozen=True)
class Phrase:
    """One clip's worth of speech.

    ``text``: the words for recorded packs and for people ("请A零幺二号"); ``syllables``: numbered
    pinyin as it is said, after sandhi ("qing3", "ei1"; tone 5 is the neutral one; "," a short and
    "|" a long pause; never a pause first or last), empty for English, which is spoken by its
    ``text``; ``private``: a patient's name is in it, so it is purged after the day and never
    logged: ``repr`` says its length only.
    """

    text: str
    syllables: tuple[str, ...] = ()
    lang: Lang = "zh"
    private: bool = False

    def __repr__(self) -> str:
        """Return the phrase for a log: a private one without its words."""
        if self.private:
            return f"Phrase(private, {len(self.text)} characters)"
        return f"Phrase({self.text!r}, {' '.join(self.syllables)!r}, {self.lang})"

    def to_json(self) -> dict[str, Any]:
        """Return the phrase as JSON for the list of clips that are wanted."""
        return {
            "text": self.text,
            "syllables": list(self.syllables),
            "lang": self.lang,
            "private": self.private,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Phrase:
        """Return the phrase that ``to_json`` wrote."""
        return cls(data["text"], tuple(data["syllables"]), data["lang"], data["private"])


def clip_key(phrase: Phrase, voice: str, speed: float, salt: str | bytes) -> str:
    """Return the name of a phrase's clip: 40 hex digits of an HMAC-SHA256.

    ``salt``: the database's secret; ``speed``: 1.0 is normal, told apart to a hundredth. Two
    phrases have one key if and only if they sound the same; ``private`` makes no difference to
    the sound, but keeps a patient's clip apart from a public one, which lives longer.

    >>> one = Phrase("请A零幺二号", ("qing3", "ei1", "ling2", "yao1", "er4", "hao4"))
    >>> key = clip_key(one, "zf_xiaoyi", 1.0, "secret")
    >>> len(key), key == clip_key(one, "zf_xiaoyi", 1.001, "secret")
    (40, True)
    >>> key == clip_key(one, "zf_xiaoyi", 1.0, "other")
    False

    Raises ValueError for an empty salt: everybody could compute such keys.
    """
    secret = salt.encode() if isinstance(salt, str) else salt
    if not secret:
        raise ValueError("a clip's key needs a secret")
    said = [
        FRONT_END,
        phrase.lang,
        phrase.text,
        list(phrase.syllables),
        phrase.private,
        voice,
        round(speed * 100),
    ]
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(secret, body, hashlib.sha256).hexdigest()[:KEY_DIGITS]
