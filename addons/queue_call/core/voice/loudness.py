"""Loudness of a clip (ITU-R BS.1770-4) and the gain that makes every clip equally loud.

Mono samples as floats in -1..1. A clip shorter than a measuring block counts as one block.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

TARGET_LUFS = -16.0
PEAK_DBTP = -1.0
BLOCK_S, STEP_S = 0.4, 0.1
ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0
KNEE = 0.7
"""Share of the ceiling below which nothing is bent."""
ROUNDS, NEAR_LU = 3, 0.2
"""Rounding peaks off takes a little loudness away: so often is it raised again."""


def loudness(samples: Sequence[float], rate: int) -> float:
    """Return the integrated loudness in LUFS; -inf for silence.

    >>> import math
    >>> tone = [math.sin(2 * math.pi * 997 * n / 48000) for n in range(48000)]
    >>> round(loudness(tone, 48000), 1)
    -3.0
    """
    return gated(_block_powers(_weighted(samples, rate), rate))


def gated(powers: Sequence[float]) -> float:
    """Return the loudness of blocks of these powers; quiet ones do not count."""
    loud = [power for power in powers if _lufs(power) > ABSOLUTE_GATE]
    if not loud:
        return -math.inf
    gate = _lufs(sum(loud) / len(loud)) + RELATIVE_GATE
    kept = [power for power in loud if _lufs(power) > gate]
    return _lufs(sum(kept) / len(kept))


def levelled(
    samples: Sequence[float], rate: int, target: float = TARGET_LUFS, peak: float = PEAK_DBTP
) -> list[float]:
    """Return the samples at ``target`` LUFS; peaks above ``peak`` dB are rounded off softly."""
    now = loudness(samples, rate)
    if now == -math.inf:
        return list(samples)
    ceiling = 10 ** (peak / 20)
    result = list(samples)
    for _round in range(ROUNDS):
        gain = 10 ** ((target - now) / 20)
        result = [_soft(value * gain, ceiling) for value in result]
        now = loudness(result, rate)
        if abs(now - target) < NEAR_LU:
            break
    return result


def _soft(value: float, ceiling: float) -> float:
    """Leave what is below the knee; bend what is above it towards the ceiling."""
    knee = KNEE * ceiling
    size = abs(value)
    if size <= knee:
        return value
    room = ceiling - knee
    return math.copysign(knee + room * math.tanh((size - knee) / room), value)


def _weighted(samples: Sequence[float], rate: int) -> list[float]:
    """Return the samples through the two filters of the standard, made for any rate."""
    for filter_ in weighting(rate):
        samples = _biquad(samples, filter_)
    return list(samples)


def weighting(rate: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the two filters, each as (b0, b1, b2, a1, a2) with a0 = 1."""
    return _shelf(rate), _high_pass(rate)


def blocks(rate: int) -> tuple[int, int]:
    """Return how many samples a measuring block has, and from one to the next."""
    return round(BLOCK_S * rate), round(STEP_S * rate)


def _shelf(rate: int) -> tuple[float, ...]:
    gain, quality, centre = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k = math.tan(math.pi * centre / rate)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    base = 1 + k / quality + k * k
    return (
        (high + band * k / quality + k * k) / base,
        2 * (k * k - high) / base,
        (high - band * k / quality + k * k) / base,
        2 * (k * k - 1) / base,
        (1 - k / quality + k * k) / base,
    )


def _high_pass(rate: int) -> tuple[float, ...]:
    quality, centre = 0.5003270373238773, 38.13547087602444
    k = math.tan(math.pi * centre / rate)
    base = 1 + k / quality + k * k
    return 1.0, -2.0, 1.0, 2 * (k * k - 1) / base, (1 - k / quality + k * k) / base


def _biquad(samples: Sequence[float], filter_: tuple[float, ...]) -> list[float]:
    b0, b1, b2, a1, a2 = filter_
    x1 = x2 = y1 = y2 = 0.0
    result = []
    for x in samples:
        y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        x2, x1, y2, y1 = x1, x, y1, y
        result.append(y)
    return result


def _block_powers(samples: Sequence[float], rate: int) -> list[float]:
    block, step = blocks(rate)
    if len(samples) <= block:
        return [sum(value * value for value in samples) / max(len(samples), 1)]
    sums = [0.0]
    for value in samples:
        sums.append(sums[-1] + value * value)
    starts = range(0, len(samples) - block + 1, step)
    return [(sums[at + block] - sums[at]) / block for at in starts]


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf
