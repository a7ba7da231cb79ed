"""What is looked at on a visit or an inspection: the answer of an item, and what still lacks one.

Kinds: ``check`` (right or not), ``value`` (a number between two limits), ``text``, ``photo``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["check", "value", "text", "photo"]
Result = Literal["", "ok", "not_ok", "skipped"]


@dataclass(frozen=True)
class Item:
    """An item with its answer. ``photos``: how many pictures belong to it."""

    kind: Kind
    required: bool = True
    low: float | None = None
    high: float | None = None
    value: float | None = None
    text: str = ""
    choice: Result = ""
    photos: int = 0


def result(item: Item) -> Result:
    """Return what the item says; a value is judged by its limits, whoever thinks otherwise."""
    if item.choice == "skipped":
        return "skipped"
    if item.kind == "value":
        if item.value is None:
            return ""
        inside = (item.low is None or item.value >= item.low) and (
            item.high is None or item.value <= item.high
        )
        return "ok" if inside else "not_ok"
    if item.kind == "text":
        return item.choice or ("ok" if item.text.strip() else "")
    if item.kind == "photo":
        return item.choice or ("ok" if item.photos else "")
    return item.choice


def lacks_answer(item: Item) -> bool:
    """Return whether an item that must be answered has no answer; skipping needs a reason."""
    if not item.required:
        return False
    if result(item) == "skipped":
        return not item.text.strip()
    return not result(item)


def score(items: Iterable[Item]) -> tuple[int, int, int]:
    """Return how many items are right, wrong and without an answer."""
    found = [result(item) for item in items]
    return found.count("ok"), found.count("not_ok"), found.count("")
