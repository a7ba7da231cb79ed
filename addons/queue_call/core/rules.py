"""The rules of a line as settings: hospital, zone and queue may each set any of them alone.

A value is stored as text under the rule's code. The nearest scope that has one decides: queue,
then zone, then hospital, then the rule's default. ``parse`` refuses what cannot be and names the
field and the remedy; ``problems`` does the same for values that do not go together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .kind_catalogue import KINDS
from .policy import Policy
from .rule_catalogue import CATALOGUE, GROUPS
from .rule_checks import problems
from .rule_classes import PARTS, class_code, class_rule, class_rules, split, unknown_class
from .rule_kinds import Rule, RuleError, Value, as_text

__all__ = [
    "CATALOGUE",
    "GROUPS",
    "PARTS",
    "Rule",
    "RuleError",
    "Setting",
    "as_text",
    "class_code",
    "codes",
    "effective",
    "origins",
    "parse",
    "problems",
    "resolve",
    "rule",
    "split",
    "to_policy",
]

SCOPES = ("queue", "zone", "hospital")
Stored = Mapping[str, str]


@dataclass(frozen=True)
class Setting:
    """A value in force and the scope that set it: queue, zone, hospital or default."""

    value: Value
    origin: str


def rule(code: str) -> Rule:
    """Return the rule of a code. Raises RuleError for a code that names none."""
    found = CATALOGUE.get(code) or class_rule(code)
    if found is None:
        raise RuleError(
            code,
            ("There is no rule “{name}”. Choose one of the settings page.",
             "没有“{name}”这条规则，请使用设置页面中的规则。"),
            name=code,
        )  # fmt: skip
    return found


def parse(code: str, given: object, class_codes: Iterable[str] | None = None) -> Value:
    """Return the value of a rule from what was typed, sent or stored.

    ``class_codes``: the hospital's classes, if the rule of an unknown class shall be refused.

    >>> parse("no_show_after", "4"), parse("finish_on_next", "false")
    (4, False)
    >>> parse("class.elderly.every", 0)
    Traceback (most recent call last):
    ...
    queue_call.core.rule_kinds.RuleError: “Regular numbers between two”: “0” cannot be. Enter a whole number from 1 to 99.
    """  # noqa: E501 - the last line is what a doctest compares
    found = rule(code)
    name = split(code)
    if name and class_codes is not None and name[0] not in class_codes:
        raise unknown_class(code, name[0])
    return found.parse(given)


def codes(class_codes: Iterable[str]) -> list[str]:
    """Return the codes of all rules of a hospital with these classes, as the page lists them."""
    own = [class_code(code, part) for code in class_codes for part in PARTS]
    return [*CATALOGUE, *own]


def effective(
    hospital: Stored,
    zone: Stored,
    queue: Stored,
    class_codes: Iterable[str] = (),
    kind: str = "clinic",
) -> dict[str, Setting]:
    """Return every rule's value in force and where it comes from.

    ``kind``: the queue's, whose defaults may differ (``core.kind_catalogue``).

    A stored text that no longer is a value of its rule is passed over: a line is called by the
    next scope's rule rather than not at all.
    """
    scopes = list(zip(SCOPES, (queue, zone, hospital), strict=True))
    usual = KINDS[kind].rules
    return {code: _setting(rule(code), scopes, usual) for code in codes(class_codes)}


def _setting(one: Rule, scopes: list[tuple[str, Stored]], usual: Mapping[str, Value]) -> Setting:
    for origin, stored in scopes:
        if one.code not in stored:
            continue
        try:
            return Setting(one.parse(stored[one.code]), origin)
        except RuleError:
            continue
    return Setting(usual.get(one.code, one.default), "default")


def origins(
    hospital: Stored, zone: Stored, queue: Stored, class_codes: Iterable[str] = ()
) -> dict[str, str]:
    """Return which scope each rule's value comes from."""
    found = effective(hospital, zone, queue, class_codes)
    return {code: setting.origin for code, setting in found.items()}


def resolve(
    hospital: Stored,
    zone: Stored,
    queue: Stored,
    class_codes: Iterable[str] = (),
    kind: str = "clinic",
) -> Policy:
    """Return the policy of a queue from what the three scopes have set.

    >>> resolve({"no_show_after": "5"}, {"bench_mode": "auto"}, {"no_show_after": "1"}).bench_mode
    'auto'
    """
    class_codes = tuple(class_codes)
    found = effective(hospital, zone, queue, class_codes, kind)
    return to_policy({code: setting.value for code, setting in found.items()}, class_codes)


def to_policy(values: Mapping[str, Value], class_codes: Iterable[str] = ()) -> Policy:
    """Return the policy of a complete set of values."""
    plain = {code: values[code] for code in CATALOGUE}
    classes = class_rules(tuple(class_codes), dict(values))
    return Policy(classes=classes, **plain)  # type: ignore[arg-type]
