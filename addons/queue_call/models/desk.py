"""A session with its lines and patients as plain rows, loaded in three queries."""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from odoo.tools import SQL

from ..core.states import AT_POINT, IN_LINE
from .rows import ENTRY_SELECT, EntryRow
from .serving import session_order

_CANDIDATES = 16  # asked for at once; of these one is nearly always free


@dataclass(frozen=True)
class SessionRow:
    """The columns of a session that its keys need."""

    id: int
    state: str
    company_id: int
    zone_id: int
    point_id: int
    practitioner_id: int | None
    service_date: date
    half_day: str


class Desk:
    """What a session sees: its lines, who waits in them, and who is with it.

    With ``lock`` the session and its lines are locked, in this order. The rows are shared with the
    ``Action`` that moves them, so that after a move the properties tell the new picture.
    """

    def __init__(self, session, *, lock=False):
        self.env = session.env
        self.session = self._load_session(session.id, lock)
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
    def waiting(self):
        """Return {line id: rows that this session may call}."""
        waiting = {key: [] for key in self.lines}
        for row in self.rows:
            if row.state in IN_LINE:
                waiting[row.line_id].append(row)
        return waiting

    def ordered(self):
        """Yield (row, place) in the order in which the session calls."""
        facts = self.env["queue.queue"]._facts
        return session_order(self.lines, self.waiting, lambda queue: facts(queue).policy)

    def first_free(self):
        """Lock whoever is to be called first and return the row, or None.

        The lines are locked, so only a change of the patient's details can hold the row now; such
        a patient is called next time, nobody waits.
        """
        ordered = self.ordered()
        while rows := {row.id: row for row, _place in islice(ordered, _CANDIDATES)}:
            self.env.cr.execute(
                "SELECT id FROM queue_entry"
                " WHERE id = ANY(%(ids)s) AND state IN ('waiting', 'benched')"
                " ORDER BY array_position(%(ids)s, id) LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED",
                {"ids": list(rows)},
            )
            found = self.env.cr.fetchone()
            if found:
                return rows[found[0]]
        return None

    def _load_session(self, session_id, lock):
        query = SQL(
            "SELECT id, state, company_id, zone_id, point_id, practitioner_id, service_date,"
            " half_day FROM queue_session WHERE id = %s%s",
            session_id,
            SQL(" FOR NO KEY UPDATE") if lock else SQL(),
        )
        return SessionRow(*self.env.execute_query(query)[0])

    def _load_lines(self, lock):
        # An afternoon session serves what is left of the morning, too.
        where = SQL(
            """
            id IN (
                SELECT l.id FROM queue_queue_queue_session_rel r
                  JOIN queue_line l ON l.queue_id = r.queue_queue_id
                 WHERE r.queue_session_id = %(id)s AND l.service_date = %(day)s
                   AND (l.half_day = %(half)s OR %(half)s = 'pm')
                 UNION
                SELECT line_id FROM queue_entry
                 WHERE session_id = %(id)s AND state IN ('called', 'in_service'))
            """,
            id=self.session.id,
            day=self.session.service_date,
            half=self.session.half_day,
        )
        return self.env["queue.line"]._rows(where, lock=lock)

    def _load_rows(self):
        query = SQL(
            """
            %s WHERE e.line_id IN %s AND e.state IN ('waiting', 'benched')
                     AND (e.practitioner_id IS NULL OR e.practitioner_id = %s)
                  OR e.session_id = %s AND e.state IN ('called', 'in_service')
            """,
            ENTRY_SELECT,
            tuple(self.lines) or (0,),
            self.session.practitioner_id or 0,
            self.session.id,
        )
        return [EntryRow(*row) for row in self.env.execute_query(query)]
