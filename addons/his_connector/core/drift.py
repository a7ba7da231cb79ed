"""A source that is no longer what it was: the interface stops before bad rows are applied."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .mapping import Plan, Problem

LEAST, SHARE = 5, 0.2  # of so many rows so many unreadable: their form changed


@dataclass(frozen=True)
class Drift:
    """``code``: a code of ``core.causes``; ``detail``: what to show beside it."""

    code: str
    detail: str


def compare(
    expected: Mapping[str, str], found: Mapping[str, str], used: Sequence[str]
) -> list[Drift]:
    """Columns (name → class of type) that a mapping uses and that are gone or changed.

    A new column is nobody's harm, but where a used one is missing the likeliest is named.
    """
    drifts = []
    new = [name for name in found if name not in expected]
    for name in used:
        if name not in found:
            near = new if len(new) == 1 else difflib.get_close_matches(name, new, 1, 0.4)
            drifts.append(Drift("column_gone", f"{name} → {near[0]}?" if near else name))
        elif name in expected and expected[name] != found[name]:
            drifts.append(Drift("column_changed", f"{name}: {expected[name]} → {found[name]}"))
    return drifts


def of_batch(plan: Plan, total: int, problems: Sequence[Problem]) -> Drift | None:
    """Whether a batch shows a new code, or a column whose form changed; None when neither.

    A row that cannot be read alone is kept for a person; it stops nobody else.
    """
    listed = {rule.target for rule in plan.rules if rule.convert.startswith("map:")}
    for problem in problems:
        if problem.code == "unknown_code" and problem.name in listed:
            return Drift("new_code", problem.source or problem.name)
    by_source: dict[str, int] = {}
    for problem in problems:
        by_source[problem.source] = by_source.get(problem.source, 0) + 1
    for source, count in by_source.items():
        if count >= LEAST and count >= total * SHARE:
            return Drift("column_changed", source)
    return None


def type_class(name: str) -> str:
    """number, date, text or binary, of a driver's name for a type."""
    low = name.lower()
    for words, kind in _CLASSES:
        if any(word in low for word in words):
            return kind
    return "text"


_CLASSES = (
    (("timestamp", "date", "time", "year"), "date"),
    (("int", "num", "dec", "float", "double", "real", "money", "bit", "bool"), "number"),
    (("blob", "binary", "bytea", "raw", "image"), "binary"),
)
