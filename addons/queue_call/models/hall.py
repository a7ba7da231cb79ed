"""The rooms, lines and patients of a zone as its screens show them, loaded once a message."""

from dataclasses import dataclass, field
from itertools import islice

from odoo.tools import SQL

from ..core import announcement, board, merge
from ..core.rooms import Room, admits
from .clock import aware, now_ms
from .desk import callable_at, last_credits, person
from .rows import ENTRY_SELECT, EntryRow
from .serving import session_order

_POINTS = """
    SELECT p.id, p.name, p.kind, p.chairs, p.stop_reason, s.id AS session, s.state, s.chair,
           COALESCE(s.first_date, s.service_date) AS first_date, s.service_date, s.half_day,
           s.weights, d.id AS doctor_id, d.supervisor_id, d.name AS doctor,
           COALESCE(d.title ->> %(lang)s, d.title ->> 'en_US') AS title,
           d.photo_key, COALESCE(d.introduction ->> %(lang)s, d.introduction ->> 'en_US') AS intro,
           ARRAY(SELECT r.queue_queue_id FROM queue_queue_queue_session_rel r
                   JOIN queue_queue q ON q.id = r.queue_queue_id
                  WHERE r.queue_session_id = s.id ORDER BY q.sequence, q.id) AS queues,
           ARRAY(SELECT class_id FROM queue_point_class_rel WHERE point_id = p.id) AS accepts
      FROM queue_service_point p
      LEFT JOIN queue_session s ON s.point_id = p.id AND s.state != 'closed'
      LEFT JOIN queue_practitioner d ON d.id = s.practitioner_id
     WHERE p.zone_id = %(zone)s AND p.active
     ORDER BY p.sequence, p.id, s.chair
"""


@dataclass
class _Point:
    """A room with the sessions that are open in it, one a chair."""

    id: int
    name: str
    kind: str
    chairs: int
    stop_reason: str | None
    sessions: list = field(default_factory=list)

    @property
    def queues(self):
        """Return the ids of the queues served here, in their order."""
        return list(dict.fromkeys(queue for one in self.sessions for queue in one["queues"]))

    @property
    def state(self):
        """Return open, paused, suspended or closed."""
        if self.sessions:
            return "open" if any(one["state"] == "open" for one in self.sessions) else "paused"
        return "suspended" if self.stop_reason else "closed"

    def serves(self, line):
        """Return whether somebody here calls from this line."""
        return any(_serves(one, line) for one in self.sessions)

    def room(self):
        """Return the room as the core asks whom it admits."""
        doctors = {one[key] for one in self.sessions for key in ("doctor_id", "supervisor_id")}
        accepts = frozenset(self.sessions[0]["accepts"]) if self.sessions else frozenset()
        return Room(self.id, doctors=frozenset(doctors - {None}), accepts=accepts)


class Hall:
    """A zone as screens see it. ``load`` what is wanted, then ask for views."""

    def __init__(self, zone, desk=None, calls=()):
        self.env, self.zone, self.desk = zone.env, zone, desk
        self.made = {call["entry_id"]: call["id"] for call in calls}
        self.now = now_ms()
        self.mask = zone._facts(zone.id).mask_mode
        self.facts = zone.env["queue.queue"]._facts
        self.bound = zone.env["queue.class"]._bound_ids()
        for model in ("queue.zone", "queue.session", "queue.service.point"):
            zone.env[model].flush_model()
        self.points = self._load_points()
        self.lines, self.waiting, self.at_point, self.passed = {}, {}, {}, {}
        self.calls, self.credits, self.following, self.traits = {}, {}, {}, {}

    def known(self, keys):
        """Return those keys that are rooms of the zone, in their order."""
        return [key for key in self.points if key in keys]

    def serving(self, queues):
        """Return the ids of the rooms that serve one of these queues."""
        return [key for key, point in self.points.items() if queues & set(point.queues)]

    def load(self, whole, inside=(), lined=(), passed=True):
        """Load what these rooms show: whole, who is inside, who is next (and who was missed)."""
        self._load_lines([*whole, *lined])
        self._load_waiting()
        self._load_inside([*whole, *inside])
        if passed:
            self._load_passed()
        weighted = [s["session"] for key in (*whole, *lined) for s in self._weighted(key)]
        self.credits = last_credits(self.env, weighted) if weighted else {}

    # -- load -------------------------------------------------------------------------------------
    def _load_points(self):
        self.env.cr.execute(_POINTS, {"zone": self.zone.id, "lang": self.env.lang or "en_US"})
        points = {}
        for row in self.env.cr.dictfetchall():
            point = points.setdefault(
                row["id"],
                _Point(row["id"], row["name"], row["kind"], row["chairs"], row["stop_reason"]),
            )
            if row["session"]:
                point.sessions.append(row)
        return points

    def _load_lines(self, keys):
        sessions = [one for key in keys for one in self.points[key].sessions]
        queues = tuple({queue for one in sessions for queue in one["queues"]})
        if not queues:
            return
        mine = self.desk.lines if self.desk else {}
        if sessions and all(self._same(one) for one in sessions):
            self.lines = {key: line for key, line in mine.items() if line.queue_id in queues}
            return
        where = SQL(
            "queue_id IN %s AND service_date BETWEEN %s AND %s",
            queues,
            min(one["first_date"] for one in sessions),
            max(one["service_date"] for one in sessions),
        )
        self.lines = self.env["queue.line"]._rows(where)

    def _same(self, session):
        """Return whether a session calls from the very lines that the desk has loaded."""
        mine = self.desk and self.desk.session
        return mine and (
            set(session["queues"]) <= self.desk.queues
            and (session["first_date"], session["service_date"], session["half_day"])
            == (mine.first_date, mine.service_date, mine.half_day)
        )

    def _load_waiting(self):
        known = self.desk.line_rows if self.desk else {}
        self.waiting = {key: known[key] for key in self.lines if key in known}
        missing = [key for key in self.lines if key not in known]
        if missing:
            self.waiting |= self.env["queue.line"]._waiting_rows(missing)

    def _load_inside(self, keys):
        if not keys or self._inside_known(keys):
            return
        query = SQL(
            "%s WHERE e.point_id IN %s AND e.state IN ('called', 'in_service')",
            ENTRY_SELECT,
            tuple(keys),
        )
        for values in self.env.execute_query(query):
            row = EntryRow(*values)
            self.at_point.setdefault(row.point_id, []).append(row)
        ids = tuple(row.id for rows in self.at_point.values() for row in rows)
        if ids:
            self.env.cr.execute(
                "SELECT entry_id, max(id) FROM queue_call WHERE entry_id IN %s"
                " AND withdrawn_at IS NULL GROUP BY entry_id",
                (ids,),
            )
            self.calls = dict(self.env.cr.fetchall())

    def _inside_known(self, keys):
        """Take over who is in the only room asked for, if its desk has just called him."""
        desk = self.desk
        if not desk or list(keys) != [desk.session.point_id] or self.points[keys[0]].chairs > 1:
            return False
        rows = desk.current
        if any(row.id not in self.made for row in rows):
            return False
        self.at_point = {keys[0]: rows}
        self.calls = {row.id: self.made[row.id] for row in rows}
        return True

    def _load_passed(self):
        query = SQL(
            "%s WHERE e.line_id IN %s AND e.state = 'no_show'",
            ENTRY_SELECT,
            tuple(self.lines) or (0,),
        )
        for values in self.env.execute_query(query):
            row = EntryRow(*values)
            self.passed.setdefault(row.line_id, []).append(row)

    # -- what rooms show --------------------------------------------------------------------------
    def view(self, key):
        """Return the core's view of one room."""
        point = self.points[key]
        following, waiting_n, bench = self._following(point)
        doctors = [one for one in point.sessions if one["doctor"]]
        return board.PointView(
            key=point.id,
            name=point.name,
            kind=point.kind,
            state=point.state,
            doctor_name="、".join(one["doctor"] for one in doctors),
            doctor_title=(doctors[0]["title"] or "") if len(doctors) == 1 else "",
            doctor_photo=_photo(doctors[0]) if len(doctors) == 1 else "",
            doctor_intro=(doctors[0]["intro"] or "") if len(doctors) == 1 else "",
            current=self.current(key),
            waiting=following,
            waiting_n=waiting_n,
            passed=self.passed_of(key),
            queues=[self.facts(queue).name for queue in point.queues],
            bench=bench,
            reason=(point.stop_reason or "") if point.state == "suspended" else "",
            chairs=point.chairs,
        )

    def current(self, key):
        """Return who was called to a room or is in it."""
        chairs = {one["session"]: one["chair"] for one in self.points[key].sessions}
        rows = sorted(self.at_point.get(key, ()), key=lambda row: (row.called_at, row.id))
        return [
            board.Current(
                self._person(row),
                row.state,
                self.calls.get(row.id),
                self._chair(key, chairs.get(row.session_id)),
            )
            for row in rows
        ]

    def passed_of(self, key):
        """Return who missed the call in the lines of a room, latest first."""
        point = self.points[key]
        lines = [line for line in self.passed if point.serves(self.lines[line])]
        rows = [row for line in lines for row in self.passed[line]]
        rows.sort(key=lambda row: (row.called_at, row.id), reverse=True)
        return [self._person(row) for row in rows[: board.PASSED_SHOWN]]

    def lines_of(self, keys):
        """Return [(rooms, (next persons, how many wait, from the bench))], equal rooms together."""
        groups = {}
        for key in keys:
            group = groups.setdefault(self._group(self.points[key]), [])
            group.append(key)
        return [(group, self._following(self._witness(group))) for group in groups.values()]

    def turns_of(self, keys):
        """Return [(rooms, {line: who waits}, first turns, weights)], equal rooms together.

        Only of rooms with one chair and no bench: there doctor and screen see the same line.
        """
        groups = {}
        for key in keys:
            if len(self.points[key].sessions) == 1:
                groups.setdefault(self._group(self.points[key]), []).append(key)
        result = []
        for group in groups.values():
            point = self._witness(group)
            waiting, staged = self._staged(point)
            if not staged:
                turns = list(self._head_of(point, waiting, staged))
                result.append((group, waiting, turns, self._turns(point)[0]))
        return result

    def next_rows(self, key, count):
        """Return the entries that a room calls next, as far as they were loaded."""
        if key not in self.points:
            return []
        following = self._head_of(self.points[key], *self._staged(self.points[key]))
        return [turn.row for turn in islice(following, count)]

    def _witness(self, group):
        """Return the room to ask for all of a group: the acting one, whose answer is known."""
        mine = self.desk and self.desk.session.point_id
        return self.points[mine if mine in group else group[0]]

    def call_view(self, call):
        """Return the core's view of a call given as a dict of its columns."""
        point = self.points.get(call["point_id"])
        chair = self._chair(call["point_id"], call.get("chair"))
        return board.CallView(
            id=call["id"],
            person=board.Person(call["number"], call["shown_name"] or ""),
            point_key=call["point_id"],
            room=f"{point.name if point else ''} {chair}".strip(),
            at=aware(call["at"]),
            attempt=call["attempt"],
            kind=call["kind"],
            speech=call.get("speech"),
            proof=self.env["queue.call"]._proof(call["id"]),
        )

    def _chair(self, key, chair):
        point = self.points.get(key)
        return self.env._("chair %s", chair) if point and point.chairs > 1 and chair else ""

    def _group(self, point):
        """Return what the next persons of a room depend on: equal groups show the same."""
        lines = tuple(sorted(key for key, line in self.lines.items() if point.serves(line)))
        doctors, classes, benched = self._traits(lines)
        room = point.room()
        own = benched or self._weighted(point.id)
        return lines, room.doctors & doctors, room.accepts & classes, point.id if own else 0

    def _traits(self, lines):
        """Return doctors and bound classes of who waits in these lines; whether any is benched."""
        if lines not in self.traits:
            rows = [row for key in lines for row in self.waiting.get(key, ())]
            self.traits[lines] = (
                {row.practitioner_id for row in rows},
                {row.class_id for row in rows} & self.bound,
                any(row.state == "benched" for row in rows),
            )
        return self.traits[lines]

    def _following(self, point):
        """Return (next persons, how many wait, whether they sit before this very room)."""
        group = self._group(point)
        if group not in self.following:
            self.following[group] = self._next_of(point, group[0])
        return self.following[group]

    def _next_of(self, point, lines):
        waiting, staged = self._staged(point, lines)
        turns = self._head_of(point, waiting, staged)
        persons = [self._person(turn.row) for turn in turns]
        return persons, sum(map(len, waiting.values())), bool(staged)

    def _staged(self, point, lines=None):
        """Return ({line: who waits for this room}, the lines that have a bench)."""
        lines = self._group(point)[0] if lines is None else lines
        waiting = {
            key: self._mine(point.room(), rows)
            for key, rows in self.waiting.items()
            if key in lines
        }
        staged = {
            key for key in lines if self._policy(self.lines[key].queue_id).bench_mode != "off"
        }
        return waiting, staged

    def _head_of(self, point, waiting, staged):
        """Return the first turns of a room; with benches, only who sits before it."""
        desk = self.desk
        if desk and desk.session.point_id == point.id and len(point.sessions) == 1 and not staged:
            return desk.head
        shown = {
            key: [
                row
                for row in rows
                if callable_at(row, self.now) and (key not in staged or row.state == "benched")
            ]
            for key, rows in waiting.items()
        }
        lines = {key: self.lines[key] for key in waiting}
        ordered = session_order(lines, shown, self._policy, *self._turns(point))
        return islice(ordered, board.NEXT_SHOWN)

    def _policy(self, queue):
        return self.facts(queue).policy

    def _mine(self, room, rows):
        if not any(
            row.practitioner_id or row.class_id in self.bound or row.state == "benched"
            for row in rows
        ):
            return list(rows)
        return [
            row
            for row in rows
            if (row.state != "benched" or row.point_id == room.point)
            and admits(room, person(row, self.bound))
        ]

    def _weighted(self, key):
        """Return the sessions of a room that call several queues by weight."""
        return [one for one in self.points[key].sessions if one["weights"]]

    def _turns(self, point):
        """Return (weights, credits) of the room; of several chairs, the first with weights."""
        for one in self._weighted(point.id):
            weights = {int(queue): turns for queue, turns in one["weights"].items()}
            return merge.turns(weights, one["queues"]), self.credits.get(one["session"], {})
        return {}, {}

    def _person(self, row):
        name = announcement.mask_name(row.name, self.mask)
        return board.Person(row.number, name, self._tag(row))

    def _tag(self, row):
        """Return the short tag of a patient's class, by a cache."""
        if not row.class_code:
            return ""
        return self.zone.env["queue.class"]._tags(row.company_id).get(row.class_code, "")


def _photo(doctor):
    key = doctor["photo_key"]
    return f"/queue/screen/photo/{doctor['doctor_id']}/{key}" if key else ""


def _serves(session, line):
    """Return whether a session calls from a line: its queue, from its first day to its half-day."""
    return (
        line.queue_id in session["queues"]
        and session["first_date"] <= line.service_date <= session["service_date"]
        and (line.service_date < session["service_date"] or line.half_day <= session["half_day"])
    )
