"""Code maps (对码): from the HIS's departments, doctors and classes to records of the queue."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .causes import Refusal
from .commands import Code, Service

CodeKind = Literal["department", "doctor", "class"]


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


def suggest(name: str, choices: Iterable[tuple[int, str]]) -> int | None:
    """The record whose name is nearest to ``name``; None when none is near enough."""
    if not name:
        return None
    scored = [(_likeness(name, choice), key) for key, choice in choices if choice]
    best = max(scored, default=(0.0, 0))
    return best[1] if best[0] >= 0.5 else None


def _likeness(left: str, right: str) -> float:
    if left in right or right in left:
        return 0.9 + 0.1 * min(len(left), len(right)) / max(len(left), len(right))
    return difflib.SequenceMatcher(None, left, right).ratio()


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
