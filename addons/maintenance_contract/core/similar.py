"""Which texts are alike: known remedies for a symptom, and reports of the same fault.

Chinese has no spaces, so a text is the set of its pairs of neighbouring characters, and of its
Latin words and numbers. A pair that stands in many entries says little, a rare one much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

_RUNS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_STOP = frozenset("的 了 在 是 有 不 请 我 们 the a an is are of to in on and it".split())
ENOUGH = 0.12
"""From this part of the weight of what was asked on, an entry is worth a look."""
SAME_FAULT_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """A known remedy: the words of its symptom, the devices it is for, and how it served."""

    key: int
    words: frozenset[str]
    device_kind: str = ""
    model: str = ""
    helped: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Report:
    """An open ticket, as far as it can be the same fault as another."""

    key: int
    words: frozenset[str]
    at: datetime
    devices: frozenset[int] = frozenset()
    places: tuple[int, ...] = ()


def words(text: str) -> frozenset[str]:
    """Return what a text is compared by.

    >>> sorted(words("大厅屏 HDMI 黑屏"))
    ['hdmi', '厅屏', '大厅', '黑屏']
    """
    found: set[str] = set()
    for run in _RUNS.findall((text or "").lower()):
        if run[0] < "\u3400":
            found.add(run)
        elif len(run) == 1:
            found.add(run)
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(found - _STOP)


def weights(entries: Iterable[frozenset[str]]) -> dict[str, float]:
    """Return how much each word says: the rarer among the entries, the more."""
    known = list(entries)
    counts: dict[str, int] = {}
    for one in known:
        for word in one:
            counts[word] = counts.get(word, 0) + 1
    return {word: log(1 + len(known) / count) for word, count in counts.items()}


def remedies(
    asked: frozenset[str],
    entries: Sequence[Entry],
    device_kind: str = "",
    model: str = "",
    most: int = 5,
) -> list[int]:
    """Return the keys of the entries that answer what is asked, the best first.

    An entry for another kind of device is left out; one for the very model comes before one for
    its kind. What helped others comes first among equals.
    """
    weight = weights(entry.words for entry in entries)
    total = sum(weight.get(word, 0.0) for word in asked)
    rated = []
    for entry in entries:
        if not total or (entry.device_kind and device_kind and entry.device_kind != device_kind):
            continue
        share = sum(weight[word] for word in asked & entry.words) / total
        if share < ENOUGH:
            continue
        rated.append((-share * _fits(entry, device_kind, model), entry.key))
    return [key for _score, key in sorted(rated)[:most]]


def _fits(entry: Entry, device_kind: str, model: str) -> float:
    factor = 1.0
    if entry.model:
        factor *= 1.5 if model and entry.model.lower() == model.lower() else 0.7
    elif entry.device_kind and entry.device_kind == device_kind:
        factor *= 1.25
    served = entry.helped + entry.failed
    return factor * (0.8 + 0.4 * (entry.helped + 1) / (served + 2))


def same_fault(report: Report, others: Iterable[Report], most: int = 5) -> list[int]:
    """Return the keys of open reports that may be the same fault, the likeliest first.

    The same device counts most, then like words at the same place, then like words anywhere.
    """
    rated = []
    for other in others:
        if other.key == report.key or abs(other.at - report.at) > SAME_FAULT_WITHIN:
            continue
        score = likeness(report.words, other.words)
        if report.devices & other.devices:
            score += 2.0
        elif score >= 0.15 and set(report.places) & set(other.places[:2]):
            score += 0.2
        if score >= 0.3:
            rated.append((-score, -other.key))
    return [-key for _score, key in sorted(rated)[:most]]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that two texts have in common, 0 to 1."""
    return len(one & other) / len(one | other) if one | other else 0.0


def served(entry: Mapping[str, int]) -> str:
    """Return how an entry served, such as ``7/9``; "" when nobody has said yet.

    >>> served({"helped": 7, "failed": 2})
    '7/9'
    """
    count = entry["helped"] + entry["failed"]
    return f"{entry['helped']}/{count}" if count else ""
