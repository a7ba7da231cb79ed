"""The demo hospital as its HIS knows it: departments, doctors, patients, visits.

Codes are those of the demo's code maps (``demo/his_demo.xml``).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from random import Random

from .names import Name, draw_name

ZONE = timezone(timedelta(hours=8), "+0800")  # Asia/Shanghai has had no summer time since 1991
NOON = 12
DOCTORS = {"1001": "李建国", "1002": "王丽华"}
NORMAL, ELDERLY, MILITARY, REVISIT = "01", "02", "03", "04"
ELDERLY_AGE = 75


@dataclass(frozen=True)
class Clinic:
    """What one registers for: a department, with a doctor or without."""

    department: str
    name: str
    doctor: str = ""


CLINICS = (
    (Clinic("0301", "心内科"), 4),
    (Clinic("0301", "心内科", "1002"), 2),
    (Clinic("0301", "心内科", "1001"), 2),  # expert: a queue of his own
    (Clinic("0302", "呼吸内科"), 3),
    (Clinic("0401", "皮肤科"), 4),
)


@dataclass(frozen=True)
class Patient:
    """An invented person. ``phone`` starts with 100, which no mobile number does."""

    mrn: str
    name: Name
    sex: str
    birth_date: date
    card_no: str
    phone: str


@dataclass(frozen=True)
class Visit:
    """One registration; times are aware. ``slot`` and ``booked_at`` only for appointments."""

    ref: str
    patient: Patient
    clinic: Clinic
    class_code: str
    arrives: datetime
    slot: datetime | None = None
    booked_at: datetime | None = None
    updated_at: datetime | None = None
    cancelled_at: datetime | None = None
    checks_in_at: datetime | None = None

    @property
    def registered_at(self) -> datetime:
        """When the HIS first speaks of it."""
        return self.booked_at or self.arrives

    @property
    def half_day(self) -> str:
        """The half-day it is for, "am" or "pm", at the hospital's clock."""
        return half_day(self.slot or self.arrives)


def half_day(at: datetime) -> str:
    """Name the half-day, "am" or "pm", of an aware time."""
    return "am" if at.astimezone(ZONE).hour < NOON else "pm"


def draw_patient(rng: Random, number: str, today: date, charset: str) -> Patient:
    """Invent a patient; ``number`` is unique and becomes part of his numbers."""
    sex = rng.choice("MF")
    born = today - timedelta(days=round(365.25 * min(96.0, max(1.0, rng.gauss(52, 20)))))
    return Patient(
        mrn=f"P{number}",
        name=draw_name(rng, sex, charset),
        sex=sex,
        birth_date=born,
        card_no=f"C{number}",
        phone=draw_phone(rng),
    )


def draw_phone(rng: Random) -> str:
    """Invent a telephone number that cannot be anybody's."""
    return f"100{rng.randrange(10**8):08}"


def draw_clinic(rng: Random) -> Clinic:
    """Choose what somebody registers for."""
    clinics, weights = zip(*CLINICS, strict=True)
    return rng.choices(clinics, weights)[0]


def draw_class(rng: Random, patient: Patient, today: date) -> str:
    """Choose the patient type (PV1-18)."""
    if (today - patient.birth_date).days >= 365.25 * ELDERLY_AGE:
        return ELDERLY
    return rng.choices((NORMAL, MILITARY, REVISIT), (88, 3, 9))[0]
