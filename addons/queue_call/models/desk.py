"""A session with its lines and patients as plain rows, loaded in three queries."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice

from odoo.tools import SQL

from ..core import merge
from ..core.board import NEXT_SHOWN
from ..core.rooms import Person, Room, admits
from ..core.staff import NAMES_TOLD
from ..core.states import AT_POINT, IN_LINE
from .clock import now_ms
from .rows import ENTRY_SELECT, EntryRow
from .serving import session_order

_CANDIDATES = 16  # asked for at once; of these one is nearly always free


@dataclass(frozen=True)
class SessionRow:
    """The columns of a session that its keys need, and what its room and doctor may call."""

    id: int
    state: str
    company_id: int
    zone_id: int
    point_id: int
    chair: int
    practitioner_id: int | None
    first_date: date
    service_date: date
    half_day: str
    weights: dict | None
    supervisor_id: int | None
    accepts: list
    queues: list
    point_name: str

    def room(self) -> Room:
        """Return whom this session may call: own patients, the supervisor's, accepted classes."""
        doctors = {self.practitioner_id, self.supervisor_id} - {None}
        return Room(self.point_id, doctors=frozenset(doctors), accepts=frozenset(self.accepts))


class Desk:
    """What a session sees: its lines, who waits in them, and who is with it.

    With ``lock`` the session and its lines are locked, in this order. The rows are shared with the
    ``Action`` that moves them, so that after a move the properties tell the new picture.

    ``line_rows``: {line id: rows} of all who wait, also for other doctors and rooms.
    """

    def __init__(self, session, *, lock=False):
        self.env = session.env
        self.session = self._load_session(session.id, lock)
        self.room = self.session.room()
        self.queues = set(self.session.queues)
        self.lines = self._load_lines(lock)
        self.rows = self._load_rows()

    @property
    def current(self):
        """Return the rows with this session, last called last."""
        mine = [
            row for row in self.rows if row.state in AT_POINT and row.session_id == self.session.id
        ]
        return sorted(mine, key=lambda row: (row.called_at, row.id))

    @property
    def line_rows(self):
        """Return {line id: rows of all who wait}, whoever may call them."""
        waiting = {key: [] for key in self.lines}
        for row in self.rows:
            if row.state in IN_LINE:
                waiting[row.line_id].append(row)
        return waiting

    @property
    def waiting(self):
        """Return {line id: rows that this session may call}, ready or not."""
        bound = self.env["queue.class"]._bound_ids()
        return {key: self._mine(rows, bound) for key, rows in self.line_rows.items()}

    def ordered(self):
        """Yield the ``Turn``s (row, place, credits) in the order in which the session calls."""
        now = now_ms()
        facts = self.env["queue.queue"]._facts
        return session_order(
            self.lines,
            {
                key: [row for row in rows if callable_at(row, now)]
                for key, rows in self.waiting.items()
            },
            lambda queue: facts(queue).policy,
            self.weights,
            self.credits,
        )

    @cached_property
    def head(self):
        """Return the first turns as they stand after the action: for the caller and the screens."""
        return self.ahead[:NEXT_SHOWN]

    @cached_property
    def ahead(self):
        """Return as many turns as a page knows by name."""
        return list(islice(self.ordered(), NAMES_TOLD))

    @cached_property
    def weights(self):
        """Return {queue id: turns} when several queues are called by weight, else nothing."""
        given = {int(key): value for key, value in (self.session.weights or {}).items()}
        return merge.turns(given, {line.queue_id for line in self.lines.values()})

    @cached_property
    def credits(self):
        """Return the credits that the last call of this session left (``core.merge``)."""
        return last_credits(self.env, [self.session.id])[self.session.id] if self.weights else {}

    def first_free(self):
        """Lock whoever is to be called first; return the turn, or None.

        The lines are locked, so only a change of the patient's details, or a room that calls the
        same patient from another line, can hold the rows now; such a patient is called next time,
        nobody waits. Whoever is busy elsewhere is passed over and keeps the place.
        """
        full, busy = self.env["queue.entry"]._full_queues(self.queues), set()
        ordered = (turn for turn in self.ordered() if turn.row.queue_id not in full)
        while turns := {turn.row.id: turn for turn in islice(ordered, _CANDIDATES)}:
            while turns:
                found = self._lock_first(turns)
                if not found:
                    break
                turn = turns.pop(found)
                patient = turn.row.patient_id
                if patient not in busy and not self._is_busy(patient):
                    return turn
                busy.add(patient)
        return None

    def _lock_first(self, turns):
        """Lock the first of these entries whose row and patient are free; return its id."""
        self.env.cr.execute(
            "SELECT e.id FROM queue_entry e JOIN queue_patient p ON p.id = e.patient_id"
            " WHERE e.id = ANY(%(ids)s) AND e.state IN ('waiting', 'benched')"
            " ORDER BY array_position(%(ids)s, e.id) LIMIT 1 FOR NO KEY UPDATE OF e, p SKIP LOCKED",
            {"ids": list(turns)},
        )
        found = self.env.cr.fetchone()
        return found and found[0]

    def _is_busy(self, patient):
        """Return whether the patient is needed elsewhere at this moment.

        Asked in a statement of its own, after the patient's row was locked: the picture of the
        statement that took the lock may be older than the lock.
        """
        return patient in self.env["queue.entry"]._busy_elsewhere([patient])

    def _mine(self, rows, bound):
        point, room = self.session.point_id, self.room
        return [
            row
            for row in rows
            if (row.state != "benched" or row.point_id == point)
            and (
                (row.practitioner_id is None and row.class_id not in bound)
                or admits(room, person(row, bound))
            )
        ]

    def _load_session(self, session_id, lock):
        query = SQL(
            "SELECT s.id, s.state, s.company_id, s.zone_id, s.point_id, s.chair,"
            " s.practitioner_id, COALESCE(s.first_date, s.service_date), s.service_date,"
            " s.half_day, s.weights, d.supervisor_id,"
            " ARRAY(SELECT class_id FROM queue_point_class_rel WHERE point_id = s.point_id),"
            " ARRAY(SELECT q.id FROM queue_queue_queue_session_rel r"
            " JOIN queue_queue q ON q.id = r.queue_queue_id"
            " WHERE r.queue_session_id = s.id ORDER BY q.sequence, q.id), p.name"
            " FROM queue_session s JOIN queue_service_point p ON p.id = s.point_id"
            " LEFT JOIN queue_practitioner d ON d.id = s.practitioner_id"
            " WHERE s.id = %s%s",
            session_id,
            SQL(" FOR NO KEY UPDATE OF s") if lock else SQL(),
        )
        return SessionRow(*self.env.execute_query(query)[0])

    def _load_lines(self, lock):
        # An afternoon session serves what is left of the morning, too; one that went on over
        # midnight what is left of the days since it was opened.
        where = SQL(
            """
            id IN (
                SELECT l.id FROM queue_queue_queue_session_rel r
                  JOIN queue_line l ON l.queue_id = r.queue_queue_id
                 WHERE r.queue_session_id = %(id)s
                   AND l.service_date BETWEEN %(first)s AND %(day)s
                   AND (l.service_date < %(day)s OR l.half_day <= %(half)s)
                 UNION
                SELECT line_id FROM queue_entry
                 WHERE session_id = %(id)s AND state IN ('called', 'in_service'))
            """,
            id=self.session.id,
            first=self.session.first_date,
            day=self.session.service_date,
            half=self.session.half_day,
        )
        return self.env["queue.line"]._rows(where, lock=lock)

    def _load_rows(self):
        query = SQL(
            """
            %s WHERE e.line_id IN %s AND e.state IN ('waiting', 'benched')
                  OR e.session_id = %s AND e.state IN ('called', 'in_service')
            """,
            ENTRY_SELECT,
            tuple(self.lines) or (0,),
            self.session.id,
        )
        return [EntryRow(*row) for row in self.env.execute_query(query)]


def callable_at(row, now):
    """Return whether a waiting row may be called at this moment: prepared, and not too early."""
    return row.ready is not False and (row.not_before is None or row.not_before <= now)


def person(row, bound, limit=0):
    """Return a row as rooms see it; ``bound``: ids of the classes that are bound to rooms."""
    bound_class = row.class_id if row.class_id in bound else None
    return Person(row.id, row.queue_id, row.practitioner_id, bound_class, limit)


def last_credits(env, session_ids):
    """Return {session id: credits after its last call that was not taken back}."""
    env.cr.execute(
        """
        SELECT s.id, c.turns FROM unnest(%s) s(id)
          LEFT JOIN LATERAL (
            SELECT turns FROM queue_call
             WHERE session_id = s.id AND kind = 'call' AND undone IS NOT TRUE
             ORDER BY id DESC LIMIT 1) c ON TRUE
        """,
        (list(session_ids),),
    )
    return {
        session: {int(key): value for key, value in (turns or {}).items()}
        for session, turns in env.cr.fetchall()
    }


def line_person(entry, bound):
    """Return a row or record as rooms see it that serve lines, not queues (``_serving_lines``)."""
    one = {name: _id(getattr(entry, name)) for name in ("line_id", "practitioner_id", "class_id")}
    bound_class = one["class_id"] if one["class_id"] in bound else None
    return Person(entry.id, one["line_id"], one["practitioner_id"], bound_class)


def _id(value):
    return getattr(value, "id", value) or None
