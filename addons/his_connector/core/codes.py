"""Code maps (对码): from the HIS's departments, doctors and classes to records of the queue."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .causes import Refusal
from .commands import Code, Service

CodeKind = Literal["department", "doctor", "class"]
NEAR, SURE, LEAD = 0.45, 0.85, 0.03  # likeness: shown at all, taken unseen, before the next


@dataclass(frozen=True)
class DoctorTarget:
    """A doctor; ``queue_id``: the queue of the doctor's own numbers, None when there is none."""

    practitioner_id: int
    queue_id: int | None = None


@dataclass(frozen=True)
class CodeMap:
    """The maps of one interface.

    ``doctors``: (department's code or "" for all, doctor's code). A class that maps to None is
    known and means a normal patient.
    """

    departments: Mapping[str, int] = field(default_factory=dict)
    doctors: Mapping[tuple[str, str], DoctorTarget] = field(default_factory=dict)
    classes: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Unmapped:
    """A code nobody has mapped yet."""

    kind: CodeKind
    code: str
    name: str


@dataclass(frozen=True)
class Target:
    """Where a registration goes; ``unmapped``: codes met on the way that did not stop it."""

    queue_id: int
    practitioner_id: int | None
    class_id: int | None
    unmapped: tuple[Unmapped, ...] = ()


def resolve(service: Service, codes: CodeMap, strict_doctor: bool) -> Target:
    """Where a registration goes. Raises Refusal for an unknown department.

    A doctor with a queue of his own gets the patient there (expert number); a doctor without
    one serves the department's queue. An unknown doctor refuses under ``strict_doctor``,
    otherwise the patient stands in the department's queue and nobody is lost.
    """
    department = service.department or Code("")
    doctor, unmapped = _doctor(service, codes, strict_doctor)
    queue_id = (doctor.queue_id if doctor else None) or codes.departments.get(department.code)
    if queue_id is None:
        raise Refusal("department_unmapped", department.code, "PV1-1-3")
    own = bool(doctor and doctor.queue_id)
    class_id, unknown_class = _class(service, codes)
    return Target(
        queue_id,
        doctor.practitioner_id if doctor and own else None,
        class_id,
        (*unmapped, *unknown_class),
    )


def unmapped_of(refusal: Refusal, service: Service) -> Unmapped | None:
    """The code behind a refusal, None when it is about something else."""
    if refusal.cause.code == "department_unmapped" and service.department:
        return Unmapped("department", service.department.code, service.department.name)
    if refusal.cause.code == "doctor_unmapped" and service.doctor:
        return Unmapped("doctor", service.doctor.code, service.doctor.name)
    return None


@dataclass(frozen=True)
class Choice:
    """A record of the queue that a code may mean."""

    key: int
    name: str
    code: str = ""


@dataclass(frozen=True)
class Suggestion:
    """``likeness``: 0 to 1. ``sure``: near, and no other one nearly as near."""

    key: int
    likeness: float
    sure: bool = False


def suggest(
    name: str, code: str, choices: Iterable[Choice], most: int = 3
) -> tuple[Suggestion, ...]:
    """What a code of the HIS may mean, the likeliest first; none when nothing is near.

    Only a suggestion that is ``sure`` may be taken without looking at its line: 内科 is part of
    呼吸内科 and of 心内科 and decides for neither.
    """
    scored = [(_likeness(name, code, one), one.key) for one in choices]
    near = sorted((one for one in scored if one[0] >= NEAR), key=lambda one: (-one[0], one[1]))
    if not near:
        return ()
    lead = near[0][0] - (near[1][0] if len(near) > 1 else 0.0)
    sure = near[0][0] >= SURE and lead >= LEAD
    return tuple(
        Suggestion(key, likeness, sure and place == 0)
        for place, (likeness, key) in enumerate(near[:most])
    )


def _likeness(name: str, code: str, choice: Choice) -> float:
    """By the name; the same code besides makes it likelier, but never against the names."""
    by_name = _alike(_plain(name), _plain(choice.name))
    same_code = bool(code.strip()) and code.strip() == choice.code.strip()
    if not same_code:
        return by_name
    return max(by_name, 0.95) if not name or by_name >= NEAR else max(by_name, 0.6)


def _plain(text: str) -> str:
    """Full-width letters, case and blanks make no other name."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _alike(left: str, right: str) -> float:
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    if left in right or right in left:
        return 0.85 + 0.1 * min(len(left), len(right)) / max(len(left), len(right))
    return difflib.SequenceMatcher(None, left, right).ratio() * 0.9


def _doctor(
    service: Service, codes: CodeMap, strict: bool
) -> tuple[DoctorTarget | None, tuple[Unmapped, ...]]:
    if service.doctor is None:
        return None, ()
    code = service.doctor.code
    department = service.department.code if service.department else ""
    found = codes.doctors.get((department, code)) or codes.doctors.get(("", code))
    if found is None and strict:
        raise Refusal("doctor_unmapped", code, "PV1-1-7")
    return found, () if found else (Unmapped("doctor", code, service.doctor.name),)


def _class(service: Service, codes: CodeMap) -> tuple[int | None, tuple[Unmapped, ...]]:
    if service.class_code is None:
        return None, ()
    code = service.class_code.code
    if code in codes.classes:
        return codes.classes[code], ()
    return None, (Unmapped("class", code, service.class_code.name),)
