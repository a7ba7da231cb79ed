"""Recordings as people upload them: read, judged, brought to one form. No file is touched here."""

from __future__ import annotations

import array
import io
import math
import struct
import sys
import wave
from collections.abc import Sequence
from functools import lru_cache

from .loudness import levelled, loudness

RATE = 24000
SHORTEST_S, LONGEST_S = 0.08, 20.0
QUIETEST_LUFS = -50.0
MOST_CLIPPED = 0.01
"""More samples than this at the very top: the microphone was too loud."""
MOST_BYTES = 10_000_000
TAPS = 16


class WavRefused(ValueError):
    """A recording that cannot be used; ``key``: format, long, short, silent, clipped or broken."""

    def __init__(self, key: str) -> None:
        """Keep the reason."""
        self.key = key
        super().__init__(key)


def accept(data: bytes) -> bytes:
    """Return an uploaded WAV as it is kept: mono, 24 kHz, 16 bit, without silence around it.

    Raises WavRefused.
    """
    if len(data) > MOST_BYTES:
        raise WavRefused("long")
    samples, rate = read(data)
    if len(samples) > LONGEST_S * rate:
        raise WavRefused("long")
    samples = trimmed(resampled(samples, rate))
    _judge(samples)
    return write(levelled(samples, RATE))


def _judge(samples: Sequence[float]) -> None:
    if not samples:
        raise WavRefused("silent")
    if len(samples) < SHORTEST_S * RATE:
        raise WavRefused("short")
    if sum(abs(one) > 0.995 for one in samples) > MOST_CLIPPED * len(samples):
        raise WavRefused("clipped")
    if loudness(samples, RATE) < QUIETEST_LUFS:
        raise WavRefused("silent")


def read(data: bytes) -> tuple[list[float], int]:
    """Return (mono samples -1..1, rate) of a WAV of 8, 16, 24 or 32 bits. Raises WavRefused."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            raw = file.readframes(file.getnframes())
    except wave.Error as error:
        raise WavRefused("format") from error
    except (EOFError, struct.error, RuntimeError) as error:
        raise WavRefused("broken") from error
    if not 8000 <= rate <= 192000 or not 1 <= channels <= 8 or width not in (1, 2, 3, 4):
        raise WavRefused("format")
    raw = raw[: len(raw) - len(raw) % (width * channels)]
    samples = _floats(raw, width)
    if channels > 1:
        samples = [sum(frame) / channels for frame in zip(*[iter(samples)] * channels, strict=True)]
    return samples, rate


def _floats(raw: bytes, width: int) -> list[float]:
    if width == 1:
        return [(one - 128) / 128 for one in raw]
    if width == 3:
        raw = b"".join(b"\0" + raw[at : at + 3] for at in range(0, len(raw), 3))
        width = 4
    found = array.array("h" if width == 2 else "i", raw)
    if sys.byteorder == "big":
        found.byteswap()
    full = 1 << (8 * width - 1)
    return [one / full for one in found]


def write(samples: Sequence[float], rate: int = RATE) -> bytes:
    """Return samples as a mono WAV of 16 bits."""
    frames = array.array("h", (round(32767 * max(-1.0, min(1.0, one))) for one in samples))
    if sys.byteorder == "big":
        frames.byteswap()
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(frames.tobytes())
    return target.getvalue()


def trimmed(samples: Sequence[float], floor: float = 0.01) -> list[float]:
    """Return samples without the silence before and after; a little of it stays."""
    loud = [at for at, one in enumerate(samples) if abs(one) > floor]
    if not loud:
        return []
    spare = round(0.02 * RATE)
    return list(samples[max(0, loud[0] - spare) : loud[-1] + spare])


def resampled(samples: Sequence[float], rate: int, target: int = RATE) -> list[float]:
    """Return samples at another rate, by a windowed sinc that cuts what it cannot carry."""
    if rate == target or not samples:
        return list(samples)
    common = math.gcd(rate, target)
    step, phases = rate // common, target // common
    weights = _weights(step, phases)
    half = len(weights[0]) // 2
    padded = [0.0] * half + list(samples) + [0.0] * (half + 1)
    found = []
    for number in range(len(samples) * target // rate):
        at, phase = divmod(number * step, phases)
        row = weights[phase]
        window = padded[at + 1 : at + 1 + len(row)]
        found.append(sum(one * weight for one, weight in zip(window, row, strict=False)))
    return found


@lru_cache(maxsize=4)
def _weights(step: int, phases: int) -> list[list[float]]:
    """Return the filter for each place that an output sample may take between two input ones."""
    cut = min(1.0, phases / step)
    half = math.ceil(TAPS / cut)
    rows = []
    for phase in range(phases):
        middle = phase / phases
        row = [_tap(at - half + 1 - middle, cut, half) for at in range(2 * half)]
        total = sum(row)
        rows.append([one / total for one in row])
    return rows


def _tap(distance: float, cut: float, half: int) -> float:
    if abs(distance) >= half:
        return 0.0
    angle = math.pi * distance * cut
    sinc = math.sin(angle) / angle if angle else 1.0
    return sinc * (0.5 + 0.5 * math.cos(math.pi * distance / half))
