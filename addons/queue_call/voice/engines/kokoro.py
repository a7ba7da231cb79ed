"""Kokoro-82M by ONNX: natural Mandarin, offline. Its model comes by ``make voice``."""

import os
from pathlib import Path

from ...core.voice.ipa import NotPinyin, phonemes, tokens
from ...core.voice.phrase import Phrase
from ..sound import Pcm
from .base import CannotSay

RATE = 24000
MODEL = "kokoro-v1.0.int8.onnx"
STYLE_ROWS, STYLE_SIZE = 510, 256
SLOWER = 0.85  # at 1.0 the model speaks faster than an announcement should
THREADS = 2


class Kokoro:
    """Loads the model once; some 450 MB."""

    name = "kokoro"

    def __init__(self, folder: str, voice: str) -> None:
        """Raises CannotSay when model, voice or library is not there."""
        model, style = Path(folder) / MODEL, Path(folder) / f"{voice}.bin"
        if not model.is_file() or not style.is_file():
            raise CannotSay(f"no model in {folder or '(no folder)'}: run make voice")
        try:
            import numpy
            import onnxruntime
        except ImportError as error:
            raise CannotSay(f"{error.name} is not installed: run make voice") from error
        self.numpy = numpy
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(THREADS, os.cpu_count() or 1)
        options.log_severity_level = 3
        # A thread that waits in a circle takes the core from those who call patients.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self.style = _style(style, numpy)

    def say(self, phrase: Phrase, speed: float) -> Pcm:
        """Return the sound of a Mandarin phrase. Raises CannotSay."""
        if phrase.lang != "zh":
            raise CannotSay("Mandarin only")
        try:
            numbers = tokens(phonemes(phrase.syllables))
        except (NotPinyin, KeyError) as error:
            raise CannotSay(f"a syllable the model does not know: {error}") from error
        if not 0 < len(numbers) < STYLE_ROWS:
            raise CannotSay(f"{len(numbers)} sounds: too long for one clip")
        feed = {
            "tokens": self.numpy.array([[0, *numbers, 0]], dtype=self.numpy.int64),
            "style": self.style[len(numbers)],
            "speed": self.numpy.array([SLOWER * speed], dtype=self.numpy.float32),
        }
        (audio,) = self.session.run(None, feed)
        return Pcm(audio.reshape(-1), RATE)


def _style(path: Path, numpy: "object") -> "object":
    data = numpy.fromfile(path, dtype=numpy.float32)  # type: ignore[attr-defined]
    if data.size != STYLE_ROWS * STYLE_SIZE:
        raise CannotSay(f"{path.name} is no voice of this model")
    return data.reshape(STYLE_ROWS, 1, STYLE_SIZE)
