"""Recorded packs: sentences put together from a hospital's own recordings."""

import base64

from ...core.voice import pack, schema, wav
from ...core.voice.pack import Voice
from ...core.voice.phrase import Phrase
from ..sound import Pcm
from .base import CannotSay

NATURAL = ("kokoro",)
KEPT = 3  # packs in memory


class Pack:
    """One pack as it was when it was loaded."""

    name = "pack"

    def __init__(self, recordings: dict[str, bytes]) -> None:
        """``recordings``: words -> WAV."""
        self.recordings = recordings

    def say(self, phrase: Phrase, _speed: float) -> Pcm:
        """Return the sound of a phrase whose every word is recorded. Raises CannotSay."""
        found = pack.says(phrase, self.recordings)
        if not found:
            raise CannotSay("not every word is recorded")
        parts = [wav.read(self.recordings[one])[0] for one in found]
        return Pcm(pack.joined(parts, wav.RATE), wav.RATE)


class Packs:
    """The packs of a database, loaded when a zone speaks by one of them."""

    def __init__(self) -> None:
        """``connection`` is set by whoever has one."""
        self.connection = None
        self.kept: dict[tuple[int, int], Pack] = {}

    def ranked(self, engines, code, hurry=False):
        """Return the engines for a voice, the best first; in a ``hurry`` the slow one last."""
        engines = engines[1:] + engines[:1] if hurry else list(engines)
        voice = Voice.of(code)
        if not voice.pack:
            return engines
        own = [self._pack(voice)]
        if voice.first or hurry:
            return own + engines
        natural = [one for one in engines if one.name in NATURAL]
        return natural + own + [one for one in engines if one not in natural]

    def _pack(self, voice):
        key = voice.pack, voice.version
        if key not in self.kept:
            rows = self.connection.execute(schema.RECORDINGS, (voice.pack,)).fetchall()
            found = {words: base64.b64decode(bytes(audio)) for words, audio in rows}
            oldest = list(self.kept.items())[1 - KEPT :]
            self.kept = dict(oldest) | {key: Pack(found)}
        return self.kept[key]
