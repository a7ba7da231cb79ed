"""What a change of rules does to a day, as data and as sentences in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .words import class_name, tongue


@dataclass(frozen=True)
class Moved:
    """A patient who is called at another place: from which to which, and minutes more (or less).

    ``extra_min`` is negative for whoever waits less.
    """

    key: int
    number: int
    class_code: str
    old_order: int
    new_order: int
    old_at: datetime
    new_at: datetime
    extra_min: float


@dataclass(frozen=True)
class Waits:
    """Minutes waited by one class before and after: mean, and what 90 % do not exceed."""

    class_code: str
    count: int
    old_mean: float
    new_mean: float
    old_p90: float
    new_p90: float

    @classmethod
    def of(cls, class_code: str, old: Sequence[float], new: Sequence[float]) -> Waits:
        """Return the figures of two samples.

        >>> Waits.of("", [1, 2, 3], [2, 4, 6])
        Waits(class_code='', count=3, old_mean=2.0, new_mean=4.0, old_p90=3, new_p90=6)
        """
        return cls(class_code, len(new), _mean(old), _mean(new), _p90(old), _p90(new))


@dataclass(frozen=True)
class Comparison:
    """Two outcomes of one day: ``moved`` with the worst first, and the waits by class.

    ``total``: patients of the day.
    """

    total: int
    moved: tuple[Moved, ...]
    waits: tuple[Waits, ...]

    @property
    def worst(self) -> Moved | None:
        """Return who waits most minutes more than before, or None if nobody does."""
        first = self.moved[0] if self.moved else None
        return first if first and first.extra_min > 0 else None

    def sentences(
        self,
        lang: str = "en_US",
        *,
        class_names: Mapping[str, str] | None = None,
        label: Callable[[int], str] = str,
        clock: Callable[[datetime], str] = lambda at: at.strftime("%H:%M"),
    ) -> list[str]:
        """Return what somebody reads before he saves the new rule, the weightiest first.

        ``class_names``: code -> name in ``lang``; ``label``: number -> what a ticket shows;
        ``clock``: a moment as the hospital's wall clock shows it.

        >>> Comparison(96, (), ()).sentences("zh_CN")
        ['96位患者的叫号次序均不变。']
        """
        column = tongue(lang)
        if not self.moved:
            return [_NOBODY[column].format(total=self.total)]
        said = [_SOME[column].format(total=self.total, count=len(self.moved))]
        said.append(_worst(self.worst, column, label, clock))
        said += [self._wait(one, column, class_names or {}) for one in self.waits]
        return said

    def _wait(self, one: Waits, column: int, names: Mapping[str, str]) -> str:
        return _WAITS[column].format(
            cls=class_name(one.class_code, column, names),
            count=one.count,
            old=round(one.old_mean),
            new=round(one.new_mean),
            old_p90=round(one.old_p90),
            new_p90=round(one.new_p90),
        )


_NOBODY = (
    "Nobody of {total} patients is called at another place.",
    "{total}位患者的叫号次序均不变。",
)
_SOME = (
    "{count} of {total} patients are called at another place.",
    "{total}位患者中，{count}位的叫号次序有变化。",
)
_WORST = (
    "Hit hardest: {number} is called at place {new} instead of {old}, at {new_at} instead of"
    " {old_at}: {extra} minutes more.",
    "受影响最大的是{number}号：由第{old}位变为第{new}位，叫号时间由{old_at}变为{new_at}，"
    "多等{extra}分钟。",
)
_NO_WORST = ("Nobody waits longer than before.", "没有患者比原来等得更久。")
_WAITS = (
    "{cls} (visits: {count}): mean wait {old} → {new} min; 9 of 10 wait at most {old_p90} →"
    " {new_p90} min.",
    "{cls}（{count}人次）：平均等候{old}→{new}分钟；九成患者等候不超过{old_p90}→{new_p90}分钟。",
)


def _worst(
    one: Moved | None, column: int, label: Callable[[int], str], clock: Callable[[datetime], str]
) -> str:
    if one is None:
        return _NO_WORST[column]
    return _WORST[column].format(
        number=label(one.number),
        old=one.old_order,
        new=one.new_order,
        old_at=clock(one.old_at),
        new_at=clock(one.new_at),
        extra=max(1, round(one.extra_min)),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _p90(values: Sequence[float]) -> float:
    return sorted(values)[int(0.9 * (len(values) - 1) + 0.5)] if values else 0.0
