"""espeak-ng by pinyin: robotic, but every syllable is right; also says English.

Its voice for Chinese characters is broken in Debian 12 (it reads them as English letters), the one
for pinyin is not. The library comes with the package ``espeakng-loader`` or from the machine.
"""

import array
import ctypes
import ctypes.util

import numpy as np

from ...core.voice.phrase import PAUSES, Phrase
from ..sound import Pcm
from .base import CannotSay

MANDARIN, ENGLISH = b"cmn-latn-pinyin", b"en-us"
_SYNCHRONOUS, _CHARS_UTF8, _RATE_PARAMETER, _NO_EXIT = 2, 1, 1, 0x8000
WORDS_A_MINUTE = 150
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Espeak:
    """The library in this process; one phrase at a time."""

    name = "espeak"

    def __init__(self) -> None:
        """Raises CannotSay when the library or its data is not there."""
        library, data = _place()
        try:
            self.library = ctypes.CDLL(library)
        except OSError as error:
            raise CannotSay(f"espeak-ng: {error}") from error
        self.rate = self.library.espeak_Initialize(_SYNCHRONOUS, 0, data, _NO_EXIT)
        if self.rate <= 0:
            raise CannotSay("espeak-ng does not find its data")
        self.samples = array.array("h")
        self.callback = _CALLBACK(self._collect)
        self.library.espeak_SetSynthCallback(self.callback)

    def say(self, phrase: Phrase, speed: float) -> Pcm:
        """Return the sound of a phrase in either language. Raises CannotSay."""
        voice = MANDARIN if phrase.lang == "zh" else ENGLISH
        if self.library.espeak_SetVoiceByName(voice):
            raise CannotSay(f"espeak-ng has no voice {voice.decode()}")
        self.library.espeak_SetParameter(_RATE_PARAMETER, round(WORDS_A_MINUTE * speed), 0)
        del self.samples[:]
        text = _spelt(phrase).encode() + b"\0"
        self.library.espeak_Synth(text, len(text), 0, 1, 0, _CHARS_UTF8, None, None)
        self.library.espeak_Synchronize()
        if not self.samples:
            raise CannotSay("espeak-ng said nothing")
        return Pcm(np.array(self.samples, dtype=np.float64) / 32768, self.rate)

    def _collect(self, wave: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if wave and count > 0:
            self.samples.extend(wave[:count])
        return 0


def _spelt(phrase: Phrase) -> str:
    if phrase.lang != "zh":
        return phrase.text
    words = ("," if one in PAUSES else one.replace("ü", "v") for one in phrase.syllables)
    return " ".join(words)


def _place() -> tuple[str, bytes | None]:
    """Return (library, folder of its data); None lets the library use its own place."""
    try:
        import espeakng_loader
    except ImportError:
        found = ctypes.util.find_library("espeak-ng")
        if not found:
            raise CannotSay("espeak-ng is not installed") from None
        return found, None
    return espeakng_loader.get_library_path(), espeakng_loader.get_data_path().encode()
