"""Entries and lines as plain rows: what the verbs load under a lock, and hand to the core."""

from dataclasses import dataclass, field
from datetime import date, datetime

from odoo.tools import SQL

from ..core.ordering import LineState, Waiting
from .clock import aware

# The columns that verbs change.
ENTRY_COLUMNS = tuple(
    "state checked_in_at checkin_no called_at started_at finished_at recall_count return_count"
    " return_due point_id session_id class_id problem practitioner_id slot_start late hand extra"
    " ready not_before step round_no paid seat_id".split()
)

ENTRY_SELECT = SQL("""
    SELECT e.id, e.company_id, e.zone_id, e.queue_id, e.line_id, e.visit_id, e.patient_id,
           e.practitioner_id, e.half_day, e.number, e.number_seq, e.slot_start, p.name,
           p.reading, c.code, e.state, e.checked_in_at, e.checkin_no, e.called_at, e.started_at,
           e.finished_at, e.recall_count, e.return_count, e.return_due, e.point_id,
           e.session_id, e.class_id, e.problem, e.source, e.late, e.hand, e.extra, e.ready,
           e.not_before, e.step, e.round_no, e.service_date, e.paid,
           e.seat_id
      FROM queue_entry e
      JOIN queue_patient p ON p.id = e.patient_id
      LEFT JOIN queue_class c ON c.id = e.class_id
""")


@dataclass
class EntryRow:
    """One entry with its patient's name and class code; moments are naive UTC."""

    id: int
    company_id: int
    zone_id: int
    queue_id: int
    line_id: int
    visit_id: int
    patient_id: int
    practitioner_id: int | None
    half_day: str
    number: str
    number_seq: int
    slot_start: datetime | None
    name: str
    reading: str | None
    class_code: str | None
    state: str
    checked_in_at: datetime | None
    checkin_no: int | None
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    recall_count: int
    return_count: int
    return_due: int | None
    point_id: int | None
    session_id: int | None
    class_id: int | None
    problem: str | None
    source: str | None
    late: bool
    hand: str | None
    extra: bool
    ready: bool
    not_before: datetime | None
    step: str | None
    round_no: int
    service_date: date
    paid: bool
    seat_id: int | None
    withdraw: bool = False
    undone: bool = False
    _waiting: Waiting | None = None  # made once for several questions; a move forgets it
    changed: set = field(default_factory=set)

    def waiting(self) -> Waiting:
        """Return the entry as the core's order sees it."""
        if self._waiting is None:
            self._waiting = self._as_waiting()
        return self._waiting

    def moved(self) -> None:
        """Forget what was made of the columns of before."""
        self._waiting = None

    def _as_waiting(self) -> Waiting:
        return Waiting(
            key=self.id,
            number=self.number_seq,
            checked_in_at=aware(self.checked_in_at),
            checkin_no=self.checkin_no or 0,
            slot_start=aware(self.slot_start),
            class_code=self.class_code or "",
            return_due=self.return_due,
            source=self.source or "",
            late=bool(self.late),
            hand=self.hand or "",
        )

    def place(self) -> dict:
        """Return the entry's place in the line as the event log keeps it."""
        return {
            "number": self.number_seq,
            "checked_in_at": self.checked_in_at,
            "checkin_no": self.checkin_no,
            "slot_start": self.slot_start,
            "class": self.class_code or "",
            "return_due": self.return_due,
            "source": self.source or "",
            "late": bool(self.late),
            "hand": self.hand or "",
        }

    def changes(self) -> dict:
        """Return the id and the columns that were changed."""
        return {"id": self.id, **{name: getattr(self, name) for name in self.changed}}


@dataclass
class LineRow:
    """One line: a queue on one half-day, and what its order depends on."""

    id: int
    queue_id: int
    service_date: date
    half_day: str
    checkin_no: int
    normals_called: int
    last_mixed: dict | None = field(default_factory=dict)
    last_in: datetime | None = None

    def __post_init__(self):
        self.last_mixed = self.last_mixed or {}

    def state(self) -> LineState:
        """Return what the core's order needs of the line's past."""
        return LineState(self.normals_called, self.last_mixed, self.checkin_no)

    def remember(self, state: LineState) -> None:
        """Take over what the line remembers after a call."""
        self.normals_called, self.last_mixed = state.normals_called, dict(state.last_mixed)
