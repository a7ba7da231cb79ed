"""A message as people read it: its fields, and which of them became which fact. No I/O.

The marks follow the same paths as the reading (``adt``, ``siu``, ``mapping``), so an operator sees
where a fact was found, or where it was looked for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import rows
from .causes import Refusal
from .fields import parse_paths
from .hl7 import Message
from .profile import Profile
from .reading import parse

_FIXED: Mapping[str, str] = {
    "control": "MSH-10", "event": "MSH-9", "written": "EVN-2", "mrn": "PID-3", "name": "PID-5",
    "birth_date": "PID-7", "sex": "PID-8", "phone": "PID-13", "old_mrn": "MRG-1",
}  # fmt: skip
_BY_PATH: Mapping[str, Mapping[str, str]] = {
    "ADT": {
        "visit": "visit", "appointment": "preadmission", "department": "department",
        "doctor": "doctor", "time": "service_time",
    },
    "SIU": {
        "visit": "visit", "appointment": "appointment", "department": "appointment_department",
        "doctor": "appointment_doctor", "time": "slot_time",
    },
}  # fmt: skip
_COMMON = {"half_day": "half_day", "class": "class", "number": "number"}
_PLACE = re.compile(r"([A-Z][A-Z0-9]{2})-(?:\d{1,2}-)?(\d{1,3})")
LONGEST = 2000  # characters of a field; an embedded document is not read by anybody


@dataclass(frozen=True)
class Cell:
    """A field. ``fact``: what was read from it, "" for nothing; ``wrong``: here is the cause."""

    place: str
    text: str
    fact: str = ""
    wrong: bool = False


@dataclass(frozen=True)
class Line:
    """A segment, or a column of a row."""

    name: str
    cells: tuple[Cell, ...]


def show(text: str, profile: Profile, wrong: str = "") -> list[Line]:
    """The lines of a body. ``wrong``: a place (PID-3, a column), as a cause's detail names it."""
    if profile.plan is not None and text.startswith("{"):
        return list(_columns(text, profile, wrong.lower()))
    try:
        message = parse(text)
    except Refusal:
        return [Line("", (Cell("", line[:LONGEST]),)) for line in re.split(r"[\r\n]+", text)]
    return list(_segments(message, _facts(message, profile), _place(wrong)))


def _segments(message: Message, facts: Mapping[str, str], wrong: str) -> Iterator[Line]:
    missing = wrong
    for segment in message:
        header = segment.name in ("MSH", "FHS", "BHS")
        count = len(segment.raw.split(segment.seps.field)) + (1 if header else 0)
        cells = []
        for number in range(2 if header else 1, count):
            place = f"{segment.name}-{number}"
            missing = "" if place == missing else missing
            text = segment.field(number)[:LONGEST]
            fact = facts.get(place, "") if text else ""
            cells.append(Cell(place, text, fact, place == wrong))
        yield Line(segment.name, tuple(cells))
    if missing and "-" in missing:  # the field that is asked for is not there at all
        yield Line(missing.split("-")[0], (Cell(missing, "", "", True),))


def _facts(message: Message, profile: Profile) -> dict[str, str]:
    """Place → fact; of several places the first that is not empty was read."""
    found = {place: fact for fact, place in _FIXED.items()}
    paths = {**_BY_PATH.get(message.kind[0], {}), **_COMMON}
    for fact, name in paths.items():
        for segment, number, component in parse_paths(profile.path(name)):
            if any(one.get(number, component).strip() for one in message.all(segment)):
                found[f"{segment}-{number}"] = fact
                break
    return found


def _columns(text: str, profile: Profile, wrong: str) -> Iterator[Line]:
    try:
        row = rows.decode_row(text)
    except Refusal:
        yield Line("", (Cell("", text[:LONGEST]),))
        return
    facts: dict[str, str] = {}
    for rule in profile.plan.rules if profile.plan else ():
        source = next((name for name in rule.sources if row.get(name, "").strip()), "")
        facts.setdefault(source, rule.target)
    for name, value in row.items():
        yield Line(name, (Cell(name, value[:LONGEST], facts.get(name, ""), name == wrong),))
    if wrong and wrong not in row:
        yield Line(wrong, (Cell(wrong, "", "", True),))


def _place(text: str) -> str:
    """``PID-1-3`` (ERR-2) and ``SCH-11.4`` (a path) as the field they mean."""
    found = _PLACE.match(text)
    return f"{found[1]}-{found[2]}" if found else ""
