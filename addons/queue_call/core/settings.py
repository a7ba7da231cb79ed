"""Which settings of a policy are impossible: each is refused by name, with what to do instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .policy import ClassRule, Policy


class PolicyError(ValueError):
    """A setting that cannot be.

    ``field``: the setting's name (of a class: ``class.<code>.<mode|rank|every>``); ``key``: what
    is wrong with it, one of ``MESSAGES``; ``params``: what the sentence names.
    """

    def __init__(self, field: str, key: str, **params: str | int) -> None:
        """Say it in English; whoever translates takes ``key``, ``field`` and ``params``."""
        self.field = field
        self.key = key
        self.params = {"field": field, **params}
        super().__init__(MESSAGES[key].format(**self.params))


MESSAGES: dict[str, str] = {
    "choice": "{field}: {value!r} is unknown. Choose one of {allowed}.",
    "too_small": "{field}: {value} is too small. Enter {minimum} or more.",
    "too_large": "{field}: {value} is too large. Enter {maximum} or less.",
    "early_after_slot": (
        "early_minutes: {value} would let patients check in only after their slot has begun."
        " Enter the minutes before the slot, 0 or more, or allow no early check-in."
    ),
    "late_before_slot": (
        "late_after_min: {value} would make patients late before their slot has begun."
        " Enter 0 or more minutes after its start."
    ),
    "recalls": (
        "no_show_min_recalls: {value} recalls are required before a no-show, but max_recalls"
        " allows only {maximum}. Raise max_recalls, or require fewer."
    ),
    "bench": (
        "bench_limit: {value} places on the bench let nobody be sent to a room. Enter 1 or more,"
        " or set bench_mode to off."
    ),
    "lock": (
        "head_lock: {value} locked places would leave no place for priority patients."
        " Enter {maximum} or less."
    ),
    "every": (
        "{field}: a mixed class needs every >= 1, not {value}: after how many regular patients"
        " one of the class goes. For a class that always goes first choose the mode absolute."
    ),
    "two_rules": "{field}: the class has two rules. Keep one of them.",
    "reserved": "{field}: a class code cannot begin with *. Choose another code.",
}
"""What can be wrong -> the sentence, with the remedy."""

CHOICES: dict[str, tuple[str, ...]] = {
    "basis": ("number", "check_in", "slot"),
    "no_show_return": ("after_n", "slot_end", "end"),
    "early_mode": ("any", "none", "minutes"),
    "late_mode": ("normal", "after_n", "slot_end", "end"),
    "bench_mode": ("off", "auto", "manual"),
    "carry_over": ("first", "merge"),
}
"""Setting -> the values it can have."""

MOST_LOCKED = 20
"""More places locked at the head would leave none for priority."""

MODES = ("normal", "absolute", "mixed")

_LIMITS: dict[str, tuple[int, int]] = {
    "no_show_after": (0, 999),
    "max_recalls": (0, 99),
    "max_returns": (0, 99),
    "slot_minutes": (1, 24 * 60),
    "early_minutes": (0, 24 * 60),
    "late_after_min": (0, 24 * 60),
    "late_every": (1, 999),
    "no_show_min_recalls": (0, 99),
    "no_show_min_delay_s": (0, 3600),
    "bench_limit": (0, 99),
    "head_lock": (0, MOST_LOCKED),
    "prepare_n": (0, 99),
    "walk_min": (0, 60),
    "skin_test_min": (0, 120),
}
_WORSE: dict[tuple[str, int], str] = {
    ("early_minutes", 0): "early_after_slot",
    ("late_after_min", 0): "late_before_slot",
    ("head_lock", 1): "lock",
}
"""(setting, 0 too small or 1 too large) -> a sentence that says more than the number."""


def check(policy: Policy) -> None:
    """Raise PolicyError for the first setting of a policy that is impossible by itself.

    Settings that do not go together are refused where they are saved (``faults``), not here: they
    may come from different scopes, and a line is then called somehow rather than not at all.

    >>> from .policy import Policy
    >>> Policy(head_lock=99)
    Traceback (most recent call last):
    ...
    queue_call.core.settings.PolicyError: head_lock: 99 locked places would leave no place for \
priority patients. Enter 20 or less.
    """
    for error in _alone(policy):
        raise error


def faults(policy: Policy) -> Iterator[PolicyError]:
    """Yield everything that is impossible in a policy, alone or together with another setting."""
    yield from _alone(policy)
    yield from _together(policy)


def _alone(policy: Policy) -> Iterator[PolicyError]:
    for name, allowed in CHOICES.items():
        value = getattr(policy, name)
        if value not in allowed:
            yield PolicyError(name, "choice", value=str(value), allowed=", ".join(allowed))
    for name, (low, high) in _LIMITS.items():
        value = getattr(policy, name)
        if value < low:
            key = _WORSE.get((name, 0), "too_small")
            yield PolicyError(name, key, value=value, minimum=low)
        elif value > high:
            key = _WORSE.get((name, 1), "too_large")
            yield PolicyError(name, key, value=value, maximum=high)
    seen = set()
    for rule in policy.classes:
        if rule.code in seen:
            yield PolicyError(f"class.{rule.code}", "two_rules")
        seen.add(rule.code)


def _together(policy: Policy) -> Iterator[PolicyError]:
    """Yield settings that are possible alone but not together."""
    if policy.no_show_min_recalls > policy.max_recalls:
        yield PolicyError(
            "no_show_min_recalls",
            "recalls",
            value=policy.no_show_min_recalls,
            maximum=policy.max_recalls,
        )
    if policy.bench_mode != "off" and policy.bench_limit < 1:
        yield PolicyError("bench_limit", "bench", value=policy.bench_limit)


def check_class(rule: ClassRule) -> None:
    """Raise PolicyError for an impossible rule of one class."""
    name = f"class.{rule.code}"
    if rule.code.startswith("*"):
        raise PolicyError(name, "reserved")
    if rule.mode not in MODES:
        allowed = ", ".join(MODES)
        raise PolicyError(f"{name}.mode", "choice", value=str(rule.mode), allowed=allowed)
    if rule.mode == "mixed" and rule.every < 1:
        raise PolicyError(f"{name}.every", "every", value=rule.every)
