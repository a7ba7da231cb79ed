"""How long a room takes from one call to the next: a log-normal, learned and shrunk.

A queue with many calls speaks for itself; one with few is pulled to its hospital, a doctor to the
queue, today to the days before. What is pulled how far is stated in calls: ``STRENGTH``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt

SHORTEST_S, LONGEST_S = 10.0, 3 * 3600.0
STRENGTH = 8.0
"""So many calls of its own weigh as much as what is known one level above."""
DAY = 12.0
"""However many days are known, today may differ: they weigh no more than so many calls."""
_SIGMA_STRENGTH = 12.0


@dataclass(frozen=True)
class Sample:
    """Calls summed up: how many, and the sums of the logarithms of their seconds and squares.

    >>> (Sample.of([60.0]) + Sample.of([240.0])).n
    2.0
    """

    n: float = 0.0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Sample) -> Sample:
        """Return both together."""
        return Sample(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Sample:
        """Sum up times from one call to the next; a time beyond reason counts as the limit."""
        logs = [log(min(LONGEST_S, max(SHORTEST_S, one))) for one in seconds]
        return cls(float(len(logs)), sum(logs), sum(one * one for one in logs))

    @property
    def mean(self) -> float:
        """Return the mean logarithm; of nothing, 0."""
        return self.total / self.n if self.n else 0.0

    @property
    def spread(self) -> float:
        """Return the sum of squared distances from the mean."""
        return max(0.0, self.squares - self.n * self.mean**2)


@dataclass(frozen=True)
class Pace:
    """The belief about one room today: a log-normal whose ``mu`` itself is only known so well.

    ``doubt``: standard deviation of ``mu``.
    """

    mu: float
    sigma: float
    doubt: float

    @property
    def mean_s(self) -> float:
        """Return the expected seconds from one call to the next."""
        return exp(self.mu + (self.sigma**2 + self.doubt**2) / 2)


DEFAULT = Pace(mu=log(300.0), sigma=0.7, doubt=0.4)
"""What is believed where a hospital has no call yet: about five minutes, give or take a lot."""


def learn(above: Pace, past: Sample, strength: float = STRENGTH) -> Pace:
    """Return the belief about one level (queue, doctor) from the belief above and its own calls."""
    weight = strength + past.n
    mu = (strength * above.mu + past.total) / weight
    freedom = _SIGMA_STRENGTH + max(0.0, past.n - 1)
    sigma = sqrt((_SIGMA_STRENGTH * above.sigma**2 + past.spread) / freedom)
    doubt = sqrt((strength / weight) * above.doubt**2 + (past.n / weight) * sigma**2 / weight)
    return Pace(mu, sigma, doubt)


def today(usual: Pace, calls: Sample) -> Pace:
    """Return the belief about today: the usual pace, corrected by the calls since the opening."""
    drift = usual.sigma / sqrt(DAY)
    variance = usual.doubt**2 + drift**2
    known = variance + usual.sigma**2 / calls.n if calls.n else 0.0
    gain = variance / known if known else 0.0
    mu = usual.mu + gain * (calls.mean - usual.mu) if calls.n else usual.mu
    return Pace(mu, usual.sigma, sqrt(variance * (1 - gain)))
