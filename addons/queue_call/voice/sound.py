"""Samples of one clip, and the MP3 that goes over the wire."""

import array
import math
from dataclasses import dataclass

import lameenc

from ..core.voice.loudness import levelled, loudness

PAD_S = 0.06  # silence before and after: some decoders swallow the first milliseconds
BITRATE = 48
FADE_S = 0.005


@dataclass(frozen=True)
class Pcm:
    """Mono samples, -1..1, at ``rate`` a second."""

    samples: list[float]
    rate: int


@dataclass(frozen=True)
class Clip:
    """A finished clip: MP3 bytes, how long it lasts, how loud it is."""

    audio: bytes
    duration_ms: int
    lufs: float


def finish(pcm: Pcm) -> Clip:
    """Trim, fade, level to -16 LUFS with peaks below -1 dBTP, and encode."""
    samples = _faded(_trimmed(pcm.samples), pcm.rate)
    samples = levelled(samples, pcm.rate)
    pad = [0.0] * round(PAD_S * pcm.rate)
    whole = [*pad, *samples, *pad]
    level = loudness(samples, pcm.rate)
    return Clip(_mp3(whole, pcm.rate), round(1000 * len(whole) / pcm.rate), round(level, 2))


def _trimmed(samples: list[float], floor: float = 0.004) -> list[float]:
    """Cut silence at both ends: a call must begin when its clip begins."""
    loud = [number for number, value in enumerate(samples) if abs(value) > floor]
    return samples[loud[0] : loud[-1] + 1] if loud else samples


def _faded(samples: list[float], rate: int) -> list[float]:
    """Let both ends begin at nothing: a cut wave clicks."""
    length = min(round(FADE_S * rate), len(samples) // 2)
    result = list(samples)
    for number in range(length):
        share = 0.5 - 0.5 * math.cos(math.pi * number / length)
        result[number] *= share
        result[-1 - number] *= share
    return result


def _mp3(samples: list[float], rate: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(BITRATE)
    encoder.set_in_sample_rate(rate)
    encoder.set_channels(1)
    encoder.set_quality(5)
    encoder.silence()
    frames = array.array("h", (round(max(-1.0, min(1.0, one)) * 32767) for one in samples))
    return bytes(encoder.encode(frames.tobytes())) + bytes(encoder.flush())
