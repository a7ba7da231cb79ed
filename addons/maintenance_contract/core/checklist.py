"""What is looked at on a visit or an inspection: the answer of an item, and what still lacks one.

Kinds: ``check`` (right or not), ``value`` (a number between two limits), ``choice`` (one of several
words), ``count`` (how many of the expected devices are there), ``text``, ``photo``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["check", "value", "choice", "count", "text", "photo"]
Result = Literal["", "ok", "not_ok", "skipped", "gone"]
Lack = Literal["", "answer", "reason", "photo"]


@dataclass(frozen=True)
class Item:
    """An item with its answer.

    ``photos``: how many pictures belong to it; ``photo_required``: one at least, whatever the
    answer; ``right``: the words of a choice that are right, none: all; ``expected``: the count
    that is right, None: any.
    """

    kind: Kind
    required: bool = True
    low: float | None = None
    high: float | None = None
    value: float | None = None
    text: str = ""
    choice: Result = ""
    photos: int = 0
    photo_required: bool = False
    option: str = ""
    right: tuple[str, ...] = ()
    expected: int | None = None


def result(item: Item) -> Result:
    """Return what the item says; what can be judged is judged, whoever thinks otherwise."""
    if item.choice in ("skipped", "gone"):
        return item.choice
    if item.kind in ("value", "count"):
        return _measured(item)
    if item.kind == "choice":
        return _chosen(item)
    if item.kind == "text":
        return item.choice or ("ok" if item.text.strip() else "")
    if item.kind == "photo":
        return item.choice or ("ok" if item.photos else "")
    return item.choice


def _chosen(item: Item) -> Result:
    if not item.option:
        return ""
    return "ok" if not item.right or item.option in item.right else "not_ok"


def _measured(item: Item) -> Result:
    if item.value is None:
        return ""
    if item.kind == "count":
        inside = item.expected is None or item.value == item.expected
    else:
        inside = (item.low is None or item.value >= item.low) and (
            item.high is None or item.value <= item.high
        )
    return "ok" if inside else "not_ok"


def lack(item: Item) -> Lack:
    """Return what an item still needs: an answer, the reason of a skip, its photo; or nothing.

    A device that is gone answers for itself: there is nothing left to look at.
    """
    found = result(item)
    if found == "gone":
        return ""
    if found == "skipped":
        return "reason" if item.required and not item.text.strip() else ""
    if item.required and not found:
        return "answer"
    return "photo" if found and item.photo_required and not item.photos else ""


def lacks_answer(item: Item) -> bool:
    """Return whether anything is lacking; see ``lack``."""
    return bool(lack(item))


def score(items: Iterable[Item]) -> tuple[int, int, int]:
    """Return how many items are right, wrong and without an answer."""
    found = [result(item) for item in items]
    return found.count("ok"), found.count("not_ok"), found.count("")
