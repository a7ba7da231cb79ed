"""Samples of one clip, and the MP3 that goes over the wire."""

from dataclasses import dataclass

import lameenc
import numpy as np

from .loud import levelled, loudness

PAD_S = 0.06  # silence before and after: some decoders swallow the first milliseconds
BITRATE = 48
FADE_S = 0.005


@dataclass(frozen=True)
class Pcm:
    """Mono samples, -1..1, at ``rate`` a second."""

    samples: np.ndarray
    rate: int


@dataclass(frozen=True)
class Clip:
    """A finished clip: MP3 bytes, how long it lasts, how loud it is."""

    audio: bytes
    duration_ms: int
    lufs: float


def finish(pcm: Pcm) -> Clip:
    """Trim, fade, level to -16 LUFS with peaks below -1 dBTP, and encode."""
    samples = _faded(_trimmed(np.asarray(pcm.samples, dtype=np.float64)), pcm.rate)
    samples = levelled(samples, pcm.rate)
    whole = np.pad(samples, round(PAD_S * pcm.rate))
    level = loudness(samples, pcm.rate)
    return Clip(_mp3(whole, pcm.rate), round(1000 * len(whole) / pcm.rate), round(level, 2))


def _trimmed(samples: np.ndarray, floor: float = 0.004) -> np.ndarray:
    """Cut silence at both ends: a call must begin when its clip begins."""
    loud = np.flatnonzero(np.abs(samples) > floor)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


def _faded(samples: np.ndarray, rate: int) -> np.ndarray:
    """Let both ends begin at nothing: a cut wave clicks."""
    length = min(round(FADE_S * rate), len(samples) // 2)
    if not length:
        return samples
    shares = 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)
    result = samples.copy()
    result[:length] *= shares
    result[-length:] *= shares[::-1]
    return result


def _mp3(samples: np.ndarray, rate: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(BITRATE)
    encoder.set_in_sample_rate(rate)
    encoder.set_channels(1)
    encoder.set_quality(5)
    encoder.silence()
    frames = np.rint(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2")
    return bytes(encoder.encode(frames.tobytes())) + bytes(encoder.flush())
