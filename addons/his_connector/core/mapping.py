"""From a flat row of a foreign source to a command, by rules that are data.

A row is a dict of texts: a line of a view, a JSON or XML body flattened by path, a fixed-width
record. A plan is what an operator sees and edits: ``{target, source, convert, default}``.

>>> from datetime import datetime, timezone
>>> plan = Plan((Rule("mrn", "patient_id"), Rule("department", "dept"), Rule("visit", "reg")))
>>> row = {"PATIENT_ID": "7", "DEPT": "0301", "REG": "R1"}
>>> apply(plan, row, Source(), datetime(2026, 11, 22, tzinfo=timezone.utc)).visit
'R1'
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from .causes import Refusal, remedy, sentence
from .commands import (
    Cancel,
    Code,
    Command,
    Ignore,
    MergePatients,
    Person,
    Register,
    Serve,
    Service,
    UpdatePatient,
)  # fmt: skip
from .convert import Source, Unreadable, Value, check, convert
from .hl7 import Stamp
from .reading import format_version
from .serving import STEPS

TARGETS: Mapping[str, str] = {
    "mrn": "code", "name": "name", "sex": "sex", "birth_date": "date", "card_no": "code",
    "insurance_no": "code", "id_no": "code", "phone": "code", "visit": "code",
    "appointment": "code", "department": "code", "department_name": "text", "doctor": "code",
    "doctor_name": "name", "class": "code", "class_name": "text", "service_date": "date",
    "service_time": "time", "service_at": "moment", "half_day": "half_day", "number": "number",
    "source": "text", "command": "text", "old_mrn": "code", "version": "moment", "moved": "text",
    "entry": "code",
}  # fmt: skip
COMMANDS = ("register", "cancel", "no_show", "update", "merge", "ignore", *STEPS)
SOURCES = ("walk_in", "appointment")
DELETED = "$deleted"  # a row that is no longer in its view
_PERSON = ("mrn", "name", "sex", "birth_date", "card_no", "insurance_no", "id_no", "phone")
_FUTURE = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """One fact. ``source``: names of columns or paths, the first that is not empty counts."""

    target: str
    source: str | tuple[str, ...] = ()
    convert: str = ""
    default: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The names looked at, in order, in lower case as rows are compared."""
        names = (self.source,) if isinstance(self.source, str) else self.source
        return tuple(name.lower() for name in names if name)


@dataclass(frozen=True)
class Problem:
    """Why a row gives no command; ``source``: the column to look at. Never holds the value."""

    name: str
    source: str
    code: str

    def text(self, lang: str) -> str:
        """What is wrong, and what to do about it."""
        return f"{sentence(self.code, self.source or self.name, lang)} {remedy(self.code, lang)}"

    def refusal(self) -> Refusal:
        """The same as the inbox keeps it."""
        return Refusal(self.code, self.source or self.name, self.source)


@dataclass(frozen=True)
class Plan:
    """The mapping of one interface: rules, and the lists of codes that ``map:NAME`` uses."""

    rules: tuple[Rule, ...]
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """All names the rules look at, each once: nothing else need be read of a source."""
        return tuple(dict.fromkeys(name for rule in self.rules for name in rule.sources))


def load(data: Mapping[str, object]) -> Plan:
    """A plan from its JSON form. Raises ValueError with everything that is wrong with it."""
    rules, maps = data.get("rules"), data.get("maps") or {}
    if not isinstance(rules, Sequence) or not isinstance(maps, Mapping):
        raise ValueError("rules: a list, maps: an object")
    plan = Plan(tuple(map(_load_rule, rules)), maps)
    if wrong := faults(plan):
        raise ValueError("; ".join(wrong))
    return plan


def faults(plan: Plan) -> list[str]:
    """What keeps a plan from working, each as one short text."""
    found = [f"{rule.target}: unknown target" for rule in plan.rules if rule.target not in TARGETS]
    found += [
        f"{rule.target}: unknown converter {rule.convert}"
        for rule in plan.rules
        if rule.convert and not check(rule.convert, plan.maps)
    ]
    found += [
        f"{rule.target}: neither source nor default"
        for rule in plan.rules
        if not rule.sources and not rule.default
    ]
    if "mrn" not in {rule.target for rule in plan.rules}:
        found.append("mrn: no rule")
    return found


def apply(
    plan: Plan, row: Mapping[str, object], source: Source, received_at: datetime
) -> Command | list[Problem]:
    """The command of a row, or everything that is wrong with it. ``received_at`` is aware."""
    texts = flatten(row)
    facts, problems = _facts(plan, texts, Source(source.zone, plan.maps))
    facts["visit"] = facts.get("visit") or facts.get("appointment")
    kind = "cancel" if texts.get(DELETED) else str(facts.get("command") or "register")
    if kind not in COMMANDS:
        problems.append(_problem(plan, "command", "unknown_code"))
    problems += [
        _problem(plan, name, "missing_field")
        for name in _required(kind)
        if not facts.get(name) and name not in {problem.name for problem in problems}
    ]
    if problems:
        return problems
    return _command(kind, facts, source, received_at)


def flatten(row: Mapping[str, object]) -> dict[str, str]:
    """Names in lower case, values as texts, None as "": what drivers and parsers give."""
    return {name.lower(): as_text(value) for name, value in row.items()}


def as_text(value: object) -> str:
    """One value of a driver as a text that a converter reads back without loss."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.rstrip("\x00")
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _load_rule(data: object) -> Rule:
    if not isinstance(data, Mapping):
        raise ValueError("a rule is an object {target, source, convert, default}")
    source = data.get("source") or ()
    if not isinstance(source, str):
        source = tuple(map(str, source))
    text = (str(data.get(name) or "") for name in ("convert", "default"))
    return Rule(str(data.get("target")), source, *text)


def _facts(
    plan: Plan, texts: Mapping[str, str], source: Source
) -> tuple[dict[str, Value], list[Problem]]:
    facts: dict[str, Value] = {}
    problems = []
    for rule in plan.rules:
        if facts.get(rule.target):
            continue  # several rules for one target: the first that finds something
        name, text = _pick(rule, texts)
        if not text:
            continue
        try:
            facts[rule.target] = convert(text, rule.convert or TARGETS[rule.target], source)
        except Unreadable as error:
            problems.append(Problem(rule.target, name, error.code))
    return facts, [one for one in problems if one.name != "birth_date"]


def _pick(rule: Rule, texts: Mapping[str, str]) -> tuple[str, str]:
    """The column that counts and its text; the default without one."""
    for name in rule.sources:
        if text := texts.get(name, "").strip():
            return name, text
    return (rule.sources or ("",))[0], rule.default


def _required(kind: str) -> Iterable[str]:
    return {
        "register": ("mrn", "department"),
        "cancel": ("mrn", "visit"),
        "no_show": ("mrn", "visit"),
        "merge": ("mrn", "old_mrn"),
        "begin": ("mrn", "visit"),
        "finish": ("mrn", "visit"),
    }.get(kind, ("mrn",))


def _problem(plan: Plan, target: str, code: str) -> Problem:
    names = [name for rule in plan.rules if rule.target == target for name in rule.sources]
    return Problem(target, (names or [""])[0], code)


def _command(
    kind: str, facts: Mapping[str, Value], source: Source, received_at: datetime
) -> Command:
    version = _version(facts.get("version"), received_at)
    person = Person(**{name: facts[name] for name in _PERSON if facts.get(name)})  # type: ignore[arg-type]
    if kind == "update":
        return UpdatePatient(version, person)
    if kind == "merge":
        return MergePatients(version, person, _said(facts, "old_mrn"))
    if kind == "ignore":
        return Ignore(version, person, "event_not_used")
    visit, appointment = _said(facts, "visit"), _said(facts, "appointment")
    if kind in STEPS:
        return Serve(version, person, visit, kind, _said(facts, "entry"), appointment)
    if kind != "register":
        reason = "his_no_show" if kind == "no_show" else "his_cancelled"
        return Cancel(version, person, visit, reason, appointment)
    service = _service(facts, source)
    day = (service.at or received_at).astimezone(source.zone).date()
    visit = visit or appointment or f"{person.mrn}/{_said(facts, 'department')}/{day:%Y%m%d}"
    number = facts.get("number")
    return Register(
        version, person, visit, service,
        "appointment" if _said(facts, "source") == "appointment" else "walk_in",
        number if isinstance(number, int) else None, bool(_said(facts, "moved")), appointment,
    )  # fmt: skip


def _service(facts: Mapping[str, Value], source: Source) -> Service:
    at, day, clock = (facts.get(name) for name in ("service_at", "service_date", "service_time"))
    stamp = at if isinstance(at, Stamp) else None
    if isinstance(day, date):
        hour, minute = map(int, str(clock).split(":")) if clock else (0, 0)
        begin = datetime.combine(day, time(), source.zone) + timedelta(hours=hour, minutes=minute)
        stamp = Stamp(begin.astimezone(timezone.utc), bool(clock))
    return Service(
        department=_code(facts, "department"),
        doctor=_code(facts, "doctor"),
        at=stamp.at if stamp else None,
        has_time=bool(stamp and stamp.has_time),
        half_day=_said(facts, "half_day"),
        class_code=_code(facts, "class"),
    )


def _code(facts: Mapping[str, Value], name: str) -> Code | None:
    code = _said(facts, name)
    return Code(code, _said(facts, f"{name}_name")) if code else None


def _said(facts: Mapping[str, Value], name: str) -> str:
    return str(facts.get(name) or "")


def _version(said: Value, received_at: datetime) -> str:
    """The source's own time of change; a clock more than a day ahead is not believed."""
    believed = isinstance(said, Stamp) and said.at <= received_at + _FUTURE
    return format_version(said.at if believed and isinstance(said, Stamp) else received_at)
