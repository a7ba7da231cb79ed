"""Rows into the inbox, and the fence before it: a changed source stops, bad rows stay outside."""

from typing import Any

from ...core import drift
from ...core.intake import Item
from ...core.mapping import Problem
from ..store import Outcome

PART = 500
_READING = ("bad_value", "unknown_code", "missing_field")


class Stopped(Exception):
    """The interface must not go on by itself; ``code``: of core.causes."""

    def __init__(self, code: str, detail: str, difference: dict[str, Any] | None = None) -> None:
        """``difference``: what an operator decides about."""
        super().__init__(code, detail)
        self.code, self.detail, self.difference = code, detail, difference


def judge_all(interface: Any, items: list[Item], _memory: Any = None) -> None:
    """Raises Stopped when the rows of a reading show that the source is another than before."""
    problems = [
        Problem(_target(interface, item.detail, item.cause), item.detail, item.cause)
        for item in items
        if item.cause in _READING
    ]
    found = drift.of_batch(interface.profile.plan, len(items), problems)
    if found:
        raise Stopped(found.code, found.detail)


async def put(store: Any, items: list[Item], interface: Any, peer: str) -> list[Outcome]:
    """Keep the items; what of them was there already has no second effect. Raises NotStored."""
    outcomes: list[Outcome] = []
    for begin in range(0, len(items), PART):
        part = items[begin : begin + PART]
        outcomes += await store.put(part, interface.profile, peer)
    return outcomes


def _target(interface: Any, source: str, cause: str) -> str:
    """The target whose rule looks at a column; of a code list, the one that uses a list."""
    rules = [rule for rule in interface.profile.plan.rules if source in rule.sources]
    listed = [rule for rule in rules if rule.convert.startswith("map:")]
    chosen = (listed or rules) if cause == "unknown_code" else rules
    return chosen[0].target if chosen else source
