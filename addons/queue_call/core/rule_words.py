"""The words of the rules: names, values and sentences, for the settings page and the log."""

from __future__ import annotations

from collections.abc import Mapping

from .rule_classes import class_code, split
from .rule_kinds import RuleError, Value, tongue
from .rules import rule


def sentence(
    code: str, values: Mapping[str, Value], lang: str = "en_US", class_name: str = ""
) -> str:
    """Return what a rule does to whom, with its own and the other rules' values in it.

    >>> sentence("late_mode", {"late_mode": "after_n", "late_every": 2})
    'Who comes late loses the early place: one late patient is called after every 2 regular numbers.'
    """  # noqa: E501 - the last line is what a doctest compares
    words: dict[str, Value] = {**values, "value": values[code], "class": class_name}
    found = split(code)
    if found:
        every = class_code(found[0], "every")
        words["class"] = class_name or found[0]
        words["every"] = values.get(every, "")
    return rule(code).sentence(values[code])[tongue(lang)].format(**words)


def label(code: str, class_names: Mapping[str, str], lang: str = "en_US") -> str:
    """Return the name of a rule; that of a class begins with the class.

    >>> label("class.elderly.rank", {"elderly": "Over 80"})
    'Over 80: Rank'
    """
    column = tongue(lang)
    found = split(code)
    try:
        text = rule(code).label[column]
    except RuleError:
        return code
    if found is None:
        return text
    return (": ", "：")[column].join((class_names.get(found[0], found[0]), text))


def in_words(code: str, stored: str, lang: str = "en_US") -> str:
    """Return a stored value as a person reads it.

    >>> in_words("basis", "slot"), in_words("slot_minutes", "30", "zh_CN")
    ('Appointment slot', '30分钟')
    """
    column = tongue(lang)
    try:
        one = rule(code)
        value = one.parse(stored)
    except RuleError:
        return stored
    if one.kind == "choice":
        return one.choices[stored][column]
    if one.kind == "bool":
        return _YES_NO[bool(value)][column]
    return f"{value}{_UNITS.get(one.kind, ('', ''))[column]}"


_YES_NO = {True: ("Yes", "是"), False: ("No", "否")}
_UNITS = {"minutes": (" min", "分钟"), "seconds": (" s", "秒")}


def describe(code: str, lang: str = "en_US", class_name: str = "") -> dict[str, object]:
    """Return a rule as the settings page shows it, in one language.

    The sentences keep their placeholders, each named by the code of the rule whose value it is,
    so that the page can change them while somebody types.
    """
    column = tongue(lang)
    one = rule(code)
    found = split(code)
    names = {"value": code, "class": class_name}
    if found:
        names["every"] = class_code(found[0], "every")

    def template(text: tuple[str, str]) -> str:
        written = text[column].replace("{value}", "{%s}" % code)  # noqa: UP031 - braces stay
        written = written.replace("{class}", class_name or (found[0] if found else ""))
        return written.replace("{every}", "{%s}" % names.get("every", ""))  # noqa: UP031

    return {
        "code": code,
        "group": one.group,
        "kind": "number" if one.kind not in ("choice", "bool") else one.kind,
        "unit": _UNITS.get(one.kind, ("", ""))[column].strip(),
        "label": one.label[column],
        "low": one.low,
        "high": one.high,
        "choices": [[value, text[column]] for value, text in one.choices.items()],
        "says": {value: template(text) for value, text in one.says.items()},
        "needs": [one.needs[0], list(one.needs[1])] if one.needs else None,
        "typical": one.typical,
        "class_code": found[0] if found else "",
    }
