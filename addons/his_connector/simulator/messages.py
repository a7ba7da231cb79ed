"""Visits → HL7 v2.4 messages, as a HIS writes them. Pure: every time is an argument."""

from collections.abc import Iterable
from datetime import datetime

from ..core.hl7 import build
from .hospital import DOCTORS, ZONE, Patient, Visit

CHARSETS = {"utf-8": "UNICODE UTF-8", "gbk": "GBK", "gb18030": "GB 18030-2000"}


def registration(visit: Visit, control: str, charset: str) -> str:
    """ADT^A04 of a walk-in."""
    return _adt("A04", visit, visit.arrives, control, charset)


def update(visit: Visit, control: str, charset: str) -> str:
    """ADT^A08: the patient's telephone number was corrected."""
    return _adt("A08", visit, visit.updated_at, control, charset)


def cancellation(visit: Visit, control: str, charset: str) -> str:
    """ADT^A11 of a walk-in, SIU^S15 of an appointment."""
    if visit.slot is None:
        return _adt("A11", visit, visit.cancelled_at, control, charset)
    return _siu("S15", visit, visit.cancelled_at, control, charset)


def booking(visit: Visit, control: str, charset: str) -> str:
    """SIU^S12 of an appointment."""
    return _siu("S12", visit, visit.booked_at, control, charset)


def _adt(event: str, visit: Visit, at: datetime, control: str, charset: str) -> str:
    doctor = visit.clinic.doctor
    return build(
        [
            _header("ADT", event, at, control, charset),
            ("EVN", event, stamp(at)),
            _pid(visit.patient),
            _row(
                "PV1",
                {
                    1: "1",
                    2: "O",
                    3: _place(visit),
                    7: (doctor, DOCTORS[doctor]) if doctor else None,
                    18: visit.class_code,
                    19: visit.ref,
                    44: stamp(visit.slot or visit.arrives),
                },
            ),
        ]
    )


def _siu(event: str, visit: Visit, at: datetime, control: str, charset: str) -> str:
    slot = visit.slot or visit.arrives
    doctor = visit.clinic.doctor
    rows: list[tuple[object, ...]] = [
        _header("SIU", event, at, control, charset),
        _row("SCH", {1: visit.ref, 2: visit.ref, 11: ("", "", "", stamp(slot))}),
        _pid(visit.patient),
        _row("PV1", {1: "1", 2: "O", 18: visit.class_code, 19: visit.ref}),
        ("RGS", "1"),
        _row("AIL", {1: "1", 3: _place(visit), 6: stamp(slot)}),
    ]
    if doctor:
        rows.append(_row("AIP", {1: "1", 3: (doctor, DOCTORS[doctor]), 6: stamp(slot)}))
    return build(rows)


def stamp(at: datetime) -> str:
    """A time as the hospital's clock shows it, with its offset."""
    local = at.astimezone(ZONE)
    return f"{local:%Y%m%d%H%M%S}.{local.microsecond // 1000:03}{local:%z}"


def _header(kind: str, event: str, at: datetime, control: str, charset: str) -> tuple[object, ...]:
    return _row(
        "MSH",
        {
            1: "SIMULATED-HIS",
            2: "DEMO",
            3: "QUEUE",
            4: "DEMO",
            5: stamp(at),
            7: (kind, event),
            8: control,
            9: "P",
            10: "2.4",
            16: CHARSETS[charset],
        },
    )


def _pid(patient: Patient) -> tuple[object, ...]:
    name = patient.name
    return _row(
        "PID",
        {
            1: "1",
            3: [
                (patient.mrn, "", "", "HIS", "MR"),
                (patient.card_no, "", "", "HIS", "CARD"),
            ],
            5: (name.family, name.given) if name.given else name.family,
            7: f"{patient.birth_date:%Y%m%d}",
            8: patient.sex,
            13: patient.phone,
        },
    )


def _place(visit: Visit) -> tuple[str, ...]:
    return (visit.clinic.department, *[""] * 7, visit.clinic.name)


def _row(name: str, cells: dict[int, object]) -> tuple[object, ...]:
    """A row for ``build`` from its filled cells; the MSH counts from what follows MSH-2."""
    return (name, *(cells.get(number) for number in range(1, max(cells) + 1)))


def events_of(visits: Iterable[Visit]) -> dict[str, int]:
    """How many of each event these visits bring, e.g. {"A04": 70, "S12": 50 …}."""
    found = {"A04": 0, "S12": 0, "A08": 0, "A11": 0, "S15": 0}
    for visit in visits:
        found["S12" if visit.slot else "A04"] += 1
        found["A08"] += bool(visit.updated_at)
        if visit.cancelled_at:
            found["S15" if visit.slot else "A11"] += 1
    return found
