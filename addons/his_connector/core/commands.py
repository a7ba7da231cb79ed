"""What a message asks of the queue: plain facts, not yet mapped to this hospital's records."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Person:
    """Who: ``mrn`` is the hospital's patient number; the rest may be empty."""

    mrn: str
    name: str = ""
    sex: str = ""  # "m", "f", "u" (unknown) or "" (not said)
    birth_date: date | None = None
    card_no: str = ""
    insurance_no: str = ""
    id_no: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Code:
    """A code of the HIS with the name it came with (for suggestions)."""

    code: str
    name: str = ""


@dataclass(frozen=True)
class Service:
    """Where and when. ``at`` is aware UTC; without ``has_time`` only its date was said."""

    department: Code | None
    doctor: Code | None
    at: datetime | None
    has_time: bool = False
    half_day: str = ""  # "am", "pm" or "" (follows from ``at``)
    class_code: Code | None = None


@dataclass(frozen=True)
class Command:
    """Common to all. ``version`` sorts by the source's time: an older one never wins."""

    version: str
    person: Person

    @property
    def visit(self) -> str:
        """The visit it is about; "" when it is about the patient alone."""
        return ""


@dataclass(frozen=True)
class Register(Command):
    """A patient is registered (ADT) or appointed (SIU).

    ``moved``: replaces an earlier place. ``appointment``: another number of the same visit.
    """

    visit_ref: str
    service: Service
    source: str = "walk_in"
    number: int | None = None
    moved: bool = False
    appointment: str = ""

    @property
    def visit(self) -> str:
        """The visit's number."""
        return self.visit_ref


@dataclass(frozen=True)
class Cancel(Command):
    """A registration or appointment is given up; ``reason`` is a code of ``core.causes``."""

    visit_ref: str
    reason: str
    appointment: str = ""

    @property
    def visit(self) -> str:
        """The visit's number."""
        return self.visit_ref


@dataclass(frozen=True)
class Serve(Command):
    """The patient is being served, or is done: ``step`` is one of ``core.serving.STEPS``.

    ``entry``: our own number of the entry, where the other side had it from our worklist.
    """

    visit_ref: str
    step: str
    entry: str = ""
    appointment: str = ""

    @property
    def visit(self) -> str:
        """The visit's number."""
        return self.visit_ref


@dataclass(frozen=True)
class UpdatePatient(Command):
    """Demographic data changed."""


@dataclass(frozen=True)
class MergePatients(Command):
    """``old_mrn`` was the same person as ``person``."""

    old_mrn: str


@dataclass(frozen=True)
class Ignore(Command):
    """Understood, and of no use to a queue; ``cause`` is a code of ``core.causes``."""

    cause: str
