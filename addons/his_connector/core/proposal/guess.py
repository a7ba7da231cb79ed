"""Which column is which fact: by its name, confirmed or refuted by its values. No I/O.

>>> guess = propose(columns_of([{"BRID": "7", "KSDM": "0301", "SFZH": "11010519491231002X"}]))
>>> [(rule["target"], rule["source"]) for rule in guess.mapping["rules"]]
[('mrn', 'BRID'), ('id_no', 'SFZH'), ('department', 'KSDM')]
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timezone

from ..convert import Source, Unreadable, convert
from ..mapping import TARGETS
from . import words

EXACT, ENDING, WITHIN, SHAPE = 100, 80, 55, 45  # the whole name … the values alone
_ENOUGH = 0.8  # share of the values that must fit
_EMPTY_NAMES = ("value", "text", "code", "id", "extension", "display", "name")
_ID = re.compile(r"[1-9]\d{16}[\dXx]")
_PHONE = re.compile(r"1[3-9]\d{9}")
_MOMENT = re.compile(r"\d{4}.*\d{1,2}:\d{2}|\d{12,14}|/Date\(")
_READ = ("birth_date", "service_date", "service_time", "service_at", "version", "sex", "half_day")
_ORDER = {target: place for place, target in enumerate(TARGETS)}


@dataclass(frozen=True)
class Column:
    """A column or path of the samples, with the values that were not empty."""

    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """What a person must look at: missing, no_visit, unsure, meaning (``detail``: the codes)."""

    code: str
    target: str
    column: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Guess:
    """``mapping`` as an interface keeps it; ``sure``: target → how sure, of 100."""

    mapping: Mapping[str, object]
    sure: Mapping[str, int]
    doubts: tuple[Doubt, ...]


def columns_of(rows: Sequence[Mapping[str, str]]) -> list[Column]:
    """The columns of rows in the order in which they appear."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for name, value in row.items():
            kept = found.setdefault(name, [])
            if value and value.strip():
                kept.append(value.strip())
    return [Column(name, tuple(values)) for name, values in found.items()]


def propose(columns: Iterable[Column]) -> Guess:
    """One column for each fact, one fact for each column, the surest first."""
    columns = [column for column in columns if not column.name.startswith("$")]
    scores = [
        (score(target, column), target, place)
        for place, column in enumerate(columns)
        for target in words.NAMES
    ]
    taken: dict[str, tuple[Column, int]] = {}
    used: set[int] = set()
    for points, target, place in sorted(scores, key=lambda one: (-one[0], one[2], one[1])):
        if points and target not in taken and place not in used:
            taken[target] = columns[place], points
            used.add(place)
    return _guess(taken)


def score(target: str, column: Column) -> int:
    """How likely a column is a fact, 0 to 100."""
    points = _by_name(target, column.name)
    fits = _fits(target, column.values)
    if points and fits is not False:
        return points
    return SHAPE if not points and fits and target in ("id_no", "phone") else 0


def plain(name: str) -> str:
    """A name as it is compared: the last step of a path that says something."""
    steps = [re.sub(r"[\s_\-@#]", "", step).lower() for step in name.split(".")]
    steps = [step for step in steps if step and not step.isdigit()]
    if len(steps) > 1 and steps[-1] in _EMPTY_NAMES:
        parent = steps[-2]
        return parent if steps[-1] in ("value", "text", "extension") else parent + steps[-1]
    return steps[-1] if steps else ""


def _by_name(target: str, name: str) -> int:
    said = plain(name)
    known = words.NAMES[target]
    if said in known:
        return EXACT
    known = tuple(word for word in known if word not in words.COMMON)
    if any(len(word) >= _least(word, 4) and said.endswith(word) for word in known):
        return ENDING
    return WITHIN if any(len(word) >= _least(word, 6) and word in said for word in known) else 0


def _least(word: str, letters: int) -> int:
    """Two Chinese characters say as much as some letters."""
    return letters if word.isascii() else 2


def _fits(target: str, values: Sequence[str]) -> bool | None:
    """Whether the values can be this fact; None when values say nothing about it."""
    if not values:
        return None
    if target in ("id_no", "phone"):
        pattern = _ID if target == "id_no" else _PHONE
        full = sum(bool(pattern.fullmatch(value)) for value in values) >= _ENOUGH * len(values)
        return full or (None if target == "phone" else False)
    if target in ("name", "doctor_name", "department_name"):
        return None if not all(value.isdigit() for value in values) else False
    if target in ("service_at", "version"):
        return _share(values, lambda one: bool(_MOMENT.search(one)))
    if target in _READ:
        return _share(values, lambda one: _readable(target, one))
    if target in ("mrn", "visit", "department", "doctor"):
        return _share(
            values, lambda one: len(one) <= 64 and not _MOMENT.match(one) or one.isdigit()
        )
    return None


def _share(values: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return sum(fits(value) for value in values) >= _ENOUGH * len(values)


def _readable(target: str, text: str) -> bool:
    try:
        return convert(text, TARGETS[target], Source(timezone.utc)) is not None
    except Unreadable:
        return False


def _guess(taken: Mapping[str, tuple[Column, int]]) -> Guess:
    rules: list[dict[str, str]] = []
    maps: dict[str, dict[str, str]] = {}
    doubts = []
    for target in sorted(taken, key=lambda one: _ORDER[one]):
        column, points = taken[target]
        rule = {"target": target, "source": column.name}
        if target == "command":
            maps["state"], unknown = _meanings(column)
            rule.update(convert="map:state")
            doubts += [Doubt("meaning", target, column.name, ", ".join(unknown))] if unknown else []
        if points < EXACT:
            doubts.append(Doubt("unsure", target, column.name))
        rules.append(rule)
    doubts += [Doubt("missing", one) for one in ("mrn", "department") if one not in taken]
    if not {"visit", "appointment"} & set(taken):
        doubts.append(Doubt("no_visit", "visit"))
    sure = {target: points for target, (_column, points) in taken.items()}
    return Guess({"rules": rules, "maps": maps}, sure, tuple(doubts))


def _meanings(column: Column) -> tuple[dict[str, str], list[str]]:
    """Codes of a state and what they do, and those that a person must explain."""
    flag = plain(column.name) in words.CANCEL_FLAGS
    found, unknown = dict(words.FLAGS) if flag else {}, []
    for value in dict.fromkeys(column.values):
        known = words.STATES.get(value.lower())
        if known:
            found[value] = known
        elif value not in found:
            unknown.append(value)
    return found, unknown
