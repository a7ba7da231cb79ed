"""What the screens of a zone show: one row a room, computed in four queries."""

from itertools import islice

from odoo import models
from odoo.tools import SQL

from ..core import announcement, board
from ..core.states import AT_POINT, IN_LINE
from .clock import aware, now_ms
from .rows import ENTRY_SELECT, EntryRow
from .serving import session_order

_SHOWN = IN_LINE | AT_POINT | {"no_show"}
_POINTS = """
    SELECT p.id, p.name, p.kind, s.id AS session_id, s.state, s.service_date, s.half_day,
           d.id AS doctor_id, d.name AS doctor, d.title ->> %(lang)s AS title,
           d.title ->> 'en_US' AS title_en,
           ARRAY(SELECT r.queue_queue_id FROM queue_queue_queue_session_rel r
                   JOIN queue_queue q ON q.id = r.queue_queue_id
                  WHERE r.queue_session_id = s.id ORDER BY q.sequence, q.id) AS queues
      FROM queue_service_point p
      LEFT JOIN queue_session s ON s.point_id = p.id AND s.state != 'closed'
      LEFT JOIN queue_practitioner d ON d.id = s.practitioner_id
     WHERE p.zone_id = %(zone)s AND p.active
     ORDER BY p.sequence, p.id
"""


class QueueZone(models.Model):
    _inherit = "queue.zone"

    def _board(self, points=None):
        """Return the rows (JSON, see ``core.board.row``) of the zone's rooms, names masked.

        ``points``: ids of the rooms wanted; default all, in their order.
        """
        self.ensure_one()
        return _Hall(self).rows(points)

    def _tell(self, first, last, events, calls, withdrawn):
        """Send one message about the events ``first``..``last`` to screens, one hint to staff."""
        queues = {one["queue_id"] for one in events if one.get("queue_id")}
        rows, views = [], []
        if calls or any(_shows(one) for one in events):
            hall = _Hall(self.with_context(lang=self._facts(self.id).lang))
            rows = hall.rows(hall.touched(events))
            views = [hall.call_view(call) for call in calls]
        message = board.message(first, last, aware(now_ms()), rows, views, withdrawn)
        self._bus_send("queue_call/zone", message)
        hint = board.staff_hint(self.id, last, queues, [call["id"] for call in calls])
        self._bus_send("queue_call/staff", hint, subchannel="staff")


def _shows(event):
    """Return whether an event changes anything that a screen shows."""
    return event.get("point_id") or bool({event.get("source"), event.get("target")} & _SHOWN)


class _Hall:
    """The rooms, lines and patients of a zone, loaded once."""

    def __init__(self, zone):
        self.env, self.zone = zone.env, zone
        self.mask = zone._facts(zone.id).mask_mode
        self.facts = zone.env["queue.queue"]._facts
        zone.flush_model()
        zone.env["queue.session"].flush_model()
        self.env.cr.execute(_POINTS, {"zone": zone.id, "lang": self.env.lang or "en_US"})
        self.points = self.env.cr.dictfetchall()
        self.waiting, self.at_point, self.passed = {}, {}, {}
        self.following = {}
        self.lines = self._load_lines()
        self._load_entries()
        self.calls = self._load_calls()

    def rows(self, points=None):
        """Return the rows of these rooms, or of all."""
        wanted = [one for one in self.points if points is None or one["id"] in points]
        return [board.row(self.view(point)) for point in wanted]

    def touched(self, events):
        """Return the ids of the rooms whose rows change by ``events``."""
        shown = [one for one in events if _shows(one)]
        queues = {one.get("queue_id") for one in shown}
        points = {one["id"] for one in self.points if queues & set(one["queues"])}
        return points | {one.get("point_id") for one in shown}

    def call_view(self, call):
        """Return the core's view of a call given as a dict of its columns."""
        rooms = {one["id"]: one["name"] for one in self.points}
        return board.CallView(
            id=call["id"],
            person=board.Person(call["number"], call["shown_name"] or ""),
            point_key=call["point_id"],
            room=rooms.get(call["point_id"], ""),
            at=aware(call["at"]),
            attempt=call["attempt"],
            kind=call["kind"],
        )

    def _load_lines(self):
        open_ = [one for one in self.points if one["session_id"]]
        queues = tuple({queue for one in open_ for queue in one["queues"]})
        days = tuple({one["service_date"] for one in open_})
        if not queues:
            return {}
        where = SQL("queue_id IN %s AND service_date IN %s", queues, days)
        return self.env["queue.line"]._rows(where)

    def _load_entries(self):
        points = tuple(one["id"] for one in self.points) or (0,)
        query = SQL(
            "%s WHERE e.line_id IN %s AND e.state IN ('waiting', 'benched', 'no_show')"
            " OR e.point_id IN %s AND e.state IN ('called', 'in_service')",
            ENTRY_SELECT,
            tuple(self.lines) or (0,),
            points,
        )
        for values in self.env.execute_query(query):
            row = EntryRow(*values)
            if row.state in IN_LINE:
                self.waiting.setdefault(row.line_id, []).append(row)
            elif row.state in AT_POINT:
                self.at_point.setdefault(row.point_id, []).append(row)
            else:
                self.passed.setdefault(row.line_id, []).append(row)

    def _load_calls(self):
        ids = tuple(row.id for rows in self.at_point.values() for row in rows)
        if not ids:
            return {}
        self.env.cr.execute(
            "SELECT entry_id, max(id) FROM queue_call WHERE entry_id IN %s"
            " AND withdrawn_at IS NULL GROUP BY entry_id",
            (ids,),
        )
        return dict(self.env.cr.fetchall())

    def view(self, point):
        """Return the core's view of one room."""
        lines = self._lines_of(point)
        following, waiting_n = self._waiting_of(point, lines)
        passed = [row for key in lines for row in self.passed.get(key, ())]
        passed.sort(key=lambda row: (row.called_at, row.id), reverse=True)
        return board.PointView(
            key=point["id"],
            name=point["name"],
            kind=point["kind"],
            state=point["state"] or "closed",
            doctor_name=point["doctor"] or "",
            doctor_title=point["title"] or point["title_en"] or "",
            current=self._current(point),
            waiting=following,
            waiting_n=waiting_n,
            passed=[self._person(row) for row in passed[: board.PASSED_SHOWN]],
            queues=[self.facts(queue).name for queue in point["queues"]],
        )

    def _lines_of(self, point):
        if not point["session_id"]:
            return {}
        halves = {point["half_day"]} if point["half_day"] == "am" else {"am", "pm"}
        return {
            key: line
            for key, line in self.lines.items()
            if line.queue_id in point["queues"]
            and line.service_date == point["service_date"]
            and line.half_day in halves
        }

    def _waiting_of(self, point, lines):
        """The next persons of a room and how many wait; once for all rooms of the same lines."""
        bound = any(row.practitioner_id for key in lines for row in self.waiting.get(key, ()))
        key = tuple(sorted(lines)), point["doctor_id"] if bound else None
        if key not in self.following:
            self.following[key] = self._next_of(lines, {None, key[1]})
        return self.following[key]

    def _next_of(self, lines, allowed):
        waiting = {
            key: [row for row in self.waiting.get(key, ()) if row.practitioner_id in allowed]
            for key in lines
        }
        ordered = session_order(lines, waiting, lambda queue: self.facts(queue).policy)
        persons = [self._person(row) for row, _place, _credits in islice(ordered, board.NEXT_SHOWN)]
        return persons, sum(map(len, waiting.values()))

    def _current(self, point):
        rows = sorted(self.at_point.get(point["id"], ()), key=lambda row: (row.called_at, row.id))
        return [board.Current(self._person(row), row.state, self.calls.get(row.id)) for row in rows]

    def _person(self, row):
        return board.Person(row.number, announcement.mask_name(row.name, self.mask))
