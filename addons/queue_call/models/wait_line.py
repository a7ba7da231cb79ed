"""Lines as ``core.waiting`` plays them forward: who waits, which rooms serve, at what pace."""

from types import SimpleNamespace

from odoo.tools import SQL

from ..core import pace, waiting
from ..core.ordering import Waiting, basis_key, order
from ..core.rooms import Room, admits
from .clock import aware, now_ms
from .desk import callable_at, person
from .rows import ENTRY_SELECT, EntryRow
from .wait_pace import today_samples

_SESSIONS = """
    SELECT s.id, s.state, s.point_id, s.practitioner_id, s.weights, s.service_date, s.half_day,
           COALESCE(s.first_date, s.service_date) AS first_date, d.supervisor_id, s.zone_id,
           ARRAY(SELECT class_id FROM queue_point_class_rel WHERE point_id = s.point_id) AS accepts,
           ARRAY(SELECT queue_queue_id FROM queue_queue_queue_session_rel
                  WHERE queue_session_id = s.id) AS queues,
           (SELECT max(called_at) FROM queue_entry
             WHERE session_id = s.id AND state IN ('called', 'in_service')) AS busy
      FROM queue_session s LEFT JOIN queue_practitioner d ON d.id = s.practitioner_id
     WHERE s.state != 'closed' AND s.id IN (
            SELECT queue_session_id FROM queue_queue_queue_session_rel WHERE queue_queue_id IN %s)
     ORDER BY s.id
"""
_FAR = 2**31 - 1


class WaitLines:
    """Loads what the plays of these lines need, in a number of queries that never grows."""

    def __init__(self, env, line_ids):
        self.env, self.now = env, now_ms()
        self.facts = env["queue.queue"]._facts
        self.bound = env["queue.class"]._bound_ids()
        self.wanted = env["queue.line"]._by_id(line_ids)
        self.sessions = self._load_sessions()
        self.lines = self._load_lines()
        self.rows, self.registered = self._load_rows()
        self.samples = today_samples(env, [one.id for one in self.sessions])

    def ranges(self):
        """Return {entry id: (low, high)} seconds of all who wait in the lines asked for."""
        found = {}
        for line in self.wanted.values():
            if self.rows.get(line.id):
                found.update(waiting.ranges(self._line(line)))
        return found

    # -- loading ---------------------------------------------------------------------------------
    def _load_sessions(self):
        queues = tuple({line.queue_id for line in self.wanted.values()}) or (0,)
        self.env.cr.execute(_SESSIONS, (queues,))
        return [SimpleNamespace(**row) for row in self.env.cr.dictfetchall()]

    def _load_lines(self):
        """Return {id: LineRow} of the lines asked for and of all that the same rooms serve."""
        queues = tuple({queue for one in self.sessions for queue in one.queues}) or (0,)
        days = tuple({one.service_date for one in self.sessions}) or (self.now.date(),)
        rows = self.env["queue.line"]._rows(
            SQL("queue_id IN %s AND service_date IN %s", queues, days)
        )
        return {**rows, **self.wanted}

    def _load_rows(self):
        """Return {line id: rows that can be called now}, {line id: rows not checked in}."""
        query = SQL(
            "%s WHERE e.line_id IN %s AND e.state IN ('waiting', 'benched', 'registered')",
            ENTRY_SELECT,
            tuple(self.lines) or (0,),
        )
        in_line, registered = {}, {}
        for values in self.env.execute_query(query):
            row = EntryRow(*values)
            if row.state == "registered":
                registered.setdefault(row.line_id, []).append(row)
            elif callable_at(row, self.now):
                in_line.setdefault(row.line_id, []).append(row)
        return in_line, registered

    # -- one line as the core wants it -----------------------------------------------------------
    def _line(self, line):
        facts = self.facts(line.queue_id)
        policy = facts.policy
        rows = {row.id: row for row in self.rows[line.id]}
        places = order(policy, line.state(), [row.waiting() for row in rows.values()])
        serving = [one for one in self.sessions if _serves(one, line)]
        past = self.env["queue.zone"]._wait_past(facts.zone_id, line.service_date)
        streams = past.streams.get(line.queue_id, ({}, 0.0))
        return waiting.Line(
            people=[self._person(policy, rows[one.waiting.key], one, serving) for one in places],
            rooms=[self._room(one, line, past) for one in serving],
            coming=self._coming(policy, line, places),
            extras=waiting.extras(policy, *streams),
            seed=line.id,
        )

    def _person(self, policy, row, place, serving):
        if row.state == "benched":
            able = [one.id for one in serving if one.point_id == row.point_id]
        else:
            who = person(row, self.bound)
            able = [one.id for one in serving if admits(_admission(one), who)]
        everywhere = len(able) == len(serving)
        return waiting.Person(
            row.id,
            None if everywhere else frozenset(able),
            waiting.level_of(policy, place.waiting),
        )

    def _room(self, session, line, past):
        usual = past.pace(line.queue_id, session.practitioner_id)
        return waiting.Room(
            key=session.id,
            pace=pace.today(usual, self.samples.get(session.id, pace.Sample())),
            busy_s=(self.now - session.busy).total_seconds() if session.busy else None,
            share=self._share(session, line),
            paused=session.state == "paused",
        )

    def _share(self, session, line):
        """Return the part of a room's calls that comes to this line while others wait, too."""
        counts = {}
        for other in self.lines.values():
            if _serves(session, other):
                waiting_n = len(self.rows.get(other.id, ()))
                counts[other.queue_id] = counts.get(other.queue_id, 0) + waiting_n
        weights = session.weights or {}
        parts = {
            queue: weights.get(str(queue), 1) if weights else n for queue, n in counts.items() if n
        }
        return parts.get(line.queue_id, 1) / (sum(parts.values()) or 1)

    def _coming(self, policy, line, places):
        """Return those who would stand before others if they checked in now."""
        if policy.basis == "check_in":
            return []
        normals = [
            (basis_key(policy, one.waiting), index)
            for index, one in enumerate(places)
            if waiting.level_of(policy, one.waiting) == waiting.NORMAL
        ]
        found = []
        for row in self.registered.get(line.id, ()):
            one = _as_waiting(row, self.now)
            key = basis_key(policy, one)
            before = next((index for other, index in normals if other > key), None)
            if before is not None and waiting.level_of(policy, one) == waiting.NORMAL:
                due = row.slot_start and (row.slot_start - self.now).total_seconds()
                found.append(waiting.Coming(before, due))
        return found


def _as_waiting(row, now):
    return Waiting(
        key=row.id,
        number=row.number_seq,
        checked_in_at=aware(now),
        checkin_no=_FAR,
        slot_start=aware(row.slot_start),
        class_code=row.class_code or "",
        source=row.source or "",
    )


def _admission(session):
    doctors = {session.practitioner_id, session.supervisor_id} - {None}
    return Room(session.point_id, doctors=frozenset(doctors), accepts=frozenset(session.accepts))


def _serves(session, line):
    """Return whether a session calls from a line; the afternoon's as far as anybody knows now."""
    mine = line.queue_id in session.queues
    return mine and session.first_date <= line.service_date <= session.service_date
