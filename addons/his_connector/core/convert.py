"""Converters of a mapping: one text of a source → the fact the queue needs.

A converter gets the text and what the interface says of its source; it raises ``Unreadable``.
Written in a rule as ``name`` or ``name:argument``, for example ``moment:dmy`` or ``map:state``.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timezone, tzinfo

from .adt import HALF_DAYS
from .hl7 import BadTimestamp, Stamp
from .moments import ORDERS, read_moment, split_moment
from .person import SEX

Value = str | int | date | Stamp | None
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_GAP = re.compile(rf"(?<=[{_WIDE}])[ \u3000]+(?=[{_WIDE}])")
_DOTS = re.compile("[•・‧∙．.●](?=[" + _WIDE + "])")
_HALF_WORDS = {
    "上": "am", "早": "am", "MORNING": "am", "下": "pm", "晚": "pm", "夜": "pm", "中午": "pm",
    "AFTERNOON": "pm", "全": "", "ALL": "",
}  # fmt: skip
_IDENTITY = re.compile(r"\d{6}(\d{8})\d{2}(\d)[\dX]")
_OLD_IDENTITY = re.compile(r"\d{6}(\d{6})\d{2}(\d)")


class Unreadable(ValueError):
    """The text is not what the rule says; ``unknown_code`` for a code without an entry."""

    def __init__(self, code: str = "bad_value") -> None:
        """``code``: a code of ``core.causes``."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Source:
    """What a converter may know: the source's time zone and the mapping's lists of codes."""

    zone: tzinfo = timezone.utc
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def convert(text: str, rule: str, source: Source) -> Value:
    """The value of ``text`` by the converter ``rule``. Raises Unreadable; KeyError never."""
    name, _, argument = rule.partition(":")
    converter = CONVERTERS.get(name or "text")
    if converter is None:
        raise Unreadable
    return converter(text, argument, source)


def check(rule: str, maps: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether ``rule`` names a converter and, for ``map:NAME``, a list that is there."""
    name, _, argument = rule.partition(":")
    if name == "map":
        return argument in maps
    if name in ("moment", "date") and argument:
        return argument in ORDERS
    return (name or "text") in CONVERTERS


def _text(text: str, _argument: str, _source: Source) -> Value:
    return text.strip()


def _code(text: str, _argument: str, _source: Source) -> Value:
    """A code: full-width characters as half-width, and no ``.0`` of a number column."""
    clean = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"^(\d+)\.0+$", r"\1", clean)


def _name(text: str, _argument: str, _source: Source) -> Value:
    """张 三 → 张三; the dot of 买买提·艾力 as one sign, whichever of five it was."""
    clean = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf")).strip(" \u3000")
    return _DOTS.sub("·", _GAP.sub("", clean))


def _sex(text: str, _argument: str, _source: Source) -> Value:
    return SEX.get(str(_code(text, "", _source)).upper(), "u")


def _moment(text: str, argument: str, source: Source) -> Value:
    try:
        return read_moment(text, source.zone, argument)
    except BadTimestamp as error:
        raise Unreadable from error


def _date(text: str, argument: str, source: Source) -> Value:
    stamp = _moment(text, argument, source)
    return stamp.at.astimezone(source.zone).date() if isinstance(stamp, Stamp) else None


def _time(text: str, _argument: str, _source: Source) -> Value:
    """Time of day as ``HH:MM``; of a span its beginning."""
    found = split_moment(text)
    if found is None:
        raise Unreadable
    return f"{found[0]:02}:{found[1]:02}"


def _half_day(text: str, _argument: str, source: Source) -> Value:
    clean = str(_code(text, "", source)).upper()
    if clean in HALF_DAYS:
        return HALF_DAYS[clean]
    for word, half in _HALF_WORDS.items():
        if clean.startswith(word):
            return half
    found = split_moment(text)
    if found is None:
        raise Unreadable("unknown_code")
    return "am" if found[0] < 12 else "pm"


def _number(text: str, _argument: str, source: Source) -> Value:
    """A012 → 12, 第12号 → 12; two numbers in one text are none."""
    found = re.findall(r"\d+", str(_code(text, "", source)))
    if len(found) != 1 or len(found[0]) > 9:
        raise Unreadable
    return int(found[0])


def _map(text: str, argument: str, source: Source) -> Value:
    known = source.maps.get(argument, {})
    clean = str(_code(text, "", source))
    if clean in known:
        return known[clean]
    if "*" in known:
        return known["*"]
    raise Unreadable("unknown_code")


def _birth(text: str, _argument: str, source: Source) -> Value:
    """Birthday from an identity number (18 or 15 digits)."""
    clean = str(_code(text, "", source)).upper()
    new, old = _IDENTITY.fullmatch(clean), _OLD_IDENTITY.fullmatch(clean)
    digits = new[1] if new else f"19{old[1]}" if old else ""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None  # a foreign passport has no birthday in it


def _sex_of_id(text: str, _argument: str, source: Source) -> Value:
    clean = str(_code(text, "", source)).upper()
    found = _IDENTITY.fullmatch(clean)
    found_old = _OLD_IDENTITY.fullmatch(clean)
    digit = found[2] if found else found_old[2] if found_old else ""
    return "" if not digit else "m" if int(digit) % 2 else "f"


Converter = Callable[[str, str, Source], Value]
CONVERTERS: Mapping[str, Converter] = {
    "text": _text, "code": _code, "name": _name, "sex": _sex, "moment": _moment, "date": _date,
    "time": _time, "half_day": _half_day, "number": _number, "map": _map,
    "birth_of_id": _birth, "sex_of_id": _sex_of_id,
}  # fmt: skip
