"""Visits → rows, as a HIS without HL7 hands them over. Pure.

One row is one state of a registration; the same facts whatever the way: JSON, XML, CSV, a table.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from .hospital import DOCTORS, ZONE, Visit
from .steps import CheckIn, Send, Step, play

REGISTERED, CANCELLED = "1", "2"
DEPARTMENT = "0301"  # the code that the sample interfaces know


def row(visit: Visit, control: str, state: str, at: datetime) -> dict[str, str]:
    """A registration as it stands at ``at``; all values are texts."""
    patient, served = visit.patient, (visit.slot or visit.arrives).astimezone(ZONE)
    return {
        "msg_id": control,
        "mrn": patient.mrn,
        "name": patient.name.shown,
        "sex": patient.sex,
        "birth": f"{patient.birth_date:%Y-%m-%d}",
        "phone": patient.phone,
        "visit": visit.ref,
        "dept": visit.clinic.department,
        "dept_name": visit.clinic.name,
        "doctor": visit.clinic.doctor,
        "doctor_name": DOCTORS.get(visit.clinic.doctor, ""),
        "at": f"{served:%Y-%m-%d %H:%M:%S}",
        "half": visit.half_day,
        "state": state,
        "changed": f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}",
    }


def steps_of(visit: Visit, _charset: str = "utf-8") -> list[Step]:
    """What one visit brings as rows; people still check in at kiosks."""
    known = [("R", visit.registered_at, REGISTERED), ("U", visit.updated_at, REGISTERED),
             ("C", visit.cancelled_at, CANCELLED)]  # fmt: skip
    found: list[Step] = []
    for event, at, state in known:
        if at:
            control = f"{visit.ref[1:]}{event}"
            body = json.dumps(row(visit, control, state, at), ensure_ascii=False).encode()
            found.append(Send(at, control, event, body))
    if visit.checks_in_at:
        found.append(CheckIn(visit.checks_in_at, visit.ref))
    return found


def rows_of(visits: Iterable[Visit]) -> Iterator[Step]:
    """All steps by time, of the one department that the samples have in their code maps."""
    mine = (visit for visit in visits if visit.clinic.department == DEPARTMENT)
    return play(mine, "utf-8", steps_of)
