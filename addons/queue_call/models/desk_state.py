"""What the triage desk shows: zones, queues, rooms and patients, in a fixed number of queries."""

from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..core import rooms as core
from ..core.states import AT_POINT, FINAL, IN_LINE, STATES
from .clock import iso, now_ms
from .desk import line_person
from .rows import ENTRY_SELECT, EntryRow

_LIVE = [state for state in STATES if state not in FINAL]
_UNFINISHED = [state for state in _LIVE if state not in ("registered", "no_show")]
_LEFT_DAYS = 7  # so long is a patient remembered whom an earlier day left waiting
_SINCE = {"called": "called_at", "no_show": "called_at", "in_service": "started_at"}
_POINTS = """
    SELECT p.id, p.name, p.zone_id, p.chairs, p.stop_reason, p.stopped_on, s.id AS session,
           s.state, s.chair, coalesce(d.name, u.name) AS doctor, s.practitioner_id,
           ARRAY(SELECT queue_queue_id FROM queue_queue_queue_session_rel
                  WHERE queue_session_id = s.id) AS queues
      FROM queue_service_point p
      LEFT JOIN queue_session s ON s.point_id = p.id AND s.state != 'closed'
      LEFT JOIN queue_practitioner d ON d.id = s.practitioner_id
      LEFT JOIN res_users ru ON ru.id = s.user_id
      LEFT JOIN res_partner u ON u.id = ru.partner_id
     WHERE p.zone_id = ANY(%s) AND p.active
     ORDER BY p.zone_id, p.sequence, p.id, s.chair
"""


class QueueDesk(models.AbstractModel):
    """The triage desk of nurses: one state for the page, one method for every key."""

    _name = "queue.desk"
    _description = "Triage desk"

    # -- who may -------------------------------------------------------------------------------
    @api.model
    def _desk_zones(self, zone_ids=None):
        """Return the zones the user works in, or those of them that are wanted.

        Raises AccessError for whoever is no nurse.
        """
        if not self.env.user.has_group("queue_call.group_queue_nurse"):
            raise AccessError(
                self.env._("The triage desk is for nurses. Ask the administrator for the role.")
            )
        zones = self.env["queue.zone"].search([("company_id", "in", self.env.companies.ids)])
        limited = self.env.user.sudo().queue_zone_ids
        if limited and not self.env.user.has_group("queue_call.group_queue_manager"):
            zones &= limited
        wanted = zones.filtered(lambda one: one.id in set(zone_ids or ()))
        return wanted or zones

    # -- the state -----------------------------------------------------------------------------
    @api.model
    def desk_state(self, zone_ids=None):
        """Return the whole state of the desk for these zones (default: all the user's own)."""
        mine = self._desk_zones()
        return _DeskState(self._desk_zones(zone_ids), mine).json()

    @api.model
    def desk_ranges(self, zone_ids=None):
        """Return {entry id: [low, high]}: minutes until the call of who waits in these zones.

        Asked for apart from the state, and more seldom: a forecast costs more than a picture.
        """
        zones = self._desk_zones(zone_ids)
        domain = [("zone_id", "in", zones.ids), ("is_today", "=", True)]
        waiting = self.env["queue.entry"].search([*domain, ("state", "in", list(IN_LINE))])
        return {str(key): list(one) for key, one in waiting._wait_ranges().items()}


class _DeskState:
    """Everything of some zones, loaded once."""

    def __init__(self, zones, mine):
        self.env, self.zones, self.mine = zones.env, zones, mine
        self.now = now_ms()
        self.halves = {one: one._queue_half_day(self.now) for one in zones.sudo().company_id}
        self.present = {one.id: half for one, half in self.halves.items()}
        self.env.flush_all()
        self.facts = self.env["queue.queue"]._facts
        self.queues = self.env["queue.queue"].search([("zone_id", "in", zones.ids)])
        self.rows = self._load_rows()
        self.lines = self.env["queue.line"]._by_id({row.line_id for row in self.rows})
        self.points = self._load_points()
        self.classes = self._load_classes()
        self.doctors = {
            one.id: one.name
            for one in self.env["queue.practitioner"].search(
                [("company_id", "in", zones.company_id.ids)]
            )
        }

    def json(self):
        """Return the state as the page reads it."""
        places = self._places()
        unserved = self._unserved()
        entries = [self._entry(row, places, unserved) for row in self.rows]
        return {
            "server_time": iso(self.now),
            "zones": [{"id": one.id, "name": one.name} for one in self.mine],
            "shown": self.zones.ids,
            "queues": self._queues(unserved),
            "rooms": self._rooms(),
            "entries": sorted(entries, key=lambda one: (one["p"] or 10**6, one["seq"])),
            "undo": self._undo(),
        }

    # -- loading ---------------------------------------------------------------------------------
    def _days(self):
        """Return [(zone id, today there)]."""
        return [(one.id, self.halves[one.sudo().company_id][0]) for one in self.zones]

    def _load_rows(self):
        """Load who is on his way today, and whom an earlier day left unfinished."""
        days = self._days() or [(0, self.now.date())]
        left = SQL(" OR ").join(
            SQL(
                "zone_id = %s AND service_date >= %s AND service_date < %s",
                zone, day - timedelta(days=_LEFT_DAYS), day,
            )
            for zone, day in days
        )  # fmt: skip
        query = SQL(
            """
            %s WHERE e.id IN (
                SELECT id FROM queue_entry
                 WHERE (zone_id, service_date) IN %s AND state = ANY(%s)
                UNION ALL SELECT id FROM queue_entry WHERE (%s) AND state = ANY(%s))
            """,
            ENTRY_SELECT, tuple(days), _LIVE, left, _UNFINISHED,
        )  # fmt: skip
        return [EntryRow(*row) for row in self.env.execute_query(query)]

    def _load_points(self):
        self.env.cr.execute(_POINTS, (self.zones.ids,))
        points = defaultdict(list)
        for row in self.env.cr.dictfetchall():
            points[row["id"]].append(row)
        return points

    def _load_classes(self):
        classes = self.env["queue.class"].search_fetch([], ["name", "tag", "code"])
        return {one.id: one.tag or one.name for one in classes}

    def _counts(self):
        """Return {queue id: {state: count}} of today."""
        days = tuple(self._days()) or ((0, self.now.date()),)
        query = SQL(
            "SELECT queue_id, state, count(*) FROM queue_entry"
            " WHERE (zone_id, service_date) IN %s GROUP BY 1, 2",
            days,
        )
        counts = defaultdict(Counter)
        for queue, state, count in self.env.execute_query(query):
            counts[queue][state] = count
        return counts

    # -- what is computed ------------------------------------------------------------------------
    def _places(self):
        """Return {entry id: place in its line}."""
        waiting = defaultdict(list)
        for row in self.rows:
            if row.state in IN_LINE:
                waiting[row.line_id].append(row.waiting())
        lines = self.env["queue.line"]
        rest = lines._rest_before(waiting)
        return {
            place.waiting.key: place.position
            for key, rows in waiting.items()
            for place in lines._placed(self.lines[key], rows, rest.get(key, 0))
        }

    def _unserved(self):
        """Return {entry id: why nobody will call him as things stand}."""
        waiting = [row for row in self.rows if row.state in IN_LINE]
        lines = {row.line_id for row in waiting}
        serving = self.env["queue.entry"]._serving_lines(lines) if lines else []
        bound = self.env["queue.class"]._bound_ids()
        why = {row.id: core.unserved(serving, line_person(row, bound)) for row in waiting}
        return {key: one for key, one in why.items() if one}

    def _undo(self):
        """Return what the user can still take back, in words, or None."""
        offer = self.env["queue.entry"]._undo_offer()
        return offer and {"until": offer["until"], "what": f"{offer['number']} {offer['what']}"}

    # -- as JSON ---------------------------------------------------------------------------------
    def _entry(self, row, places, unserved):
        line = self.lines[row.line_id]
        return {
            "id": row.id,
            "n": row.number,
            "seq": row.number_seq,
            "name": row.name,
            "q": row.queue_id,
            "s": row.state,
            "p": places.get(row.id, 0),
            "tag": self.classes.get(row.class_id, ""),
            "since": iso(getattr(row, _SINCE.get(row.state, "checked_in_at"))),
            "slot": self._slot(row),
            "doctor": self.doctors.get(row.practitioner_id, ""),
            "room": row.point_id,
            "left": self._left(line, row),
            "day": self._day(line),
            "flags": self._flags(row),
            "problem": self._problem(row, unserved.get(row.id)),
        }

    def _slot(self, row):
        if not row.slot_start:
            return ""
        company = self.env["res.company"].sudo().browse(row.company_id)
        return company._queue_wall_clock(row.slot_start)

    def _half(self, queue_id):
        return self.present[self.facts(queue_id).company_id]

    def _left(self, line, row):
        """Tell whether an earlier half-day left this patient unfinished."""
        earlier = (line.service_date, line.half_day) < self._half(line.queue_id)
        return earlier and row.state in _UNFINISHED and row.state not in AT_POINT

    def _day(self, line):
        today = line.service_date == self._half(line.queue_id)[0]
        return "" if today else line.service_date.strftime("%m-%d")

    def _flags(self, row):
        flags = [name for name in ("late", "extra") if getattr(row, name)]
        flags += [row.hand] if row.hand else []
        if row.ready is False:
            flags.append("not_ready")
        if row.not_before and row.not_before > self.now:
            flags.append("not_yet")
        return flags

    def _problem(self, row, unserved):
        """Return what is wrong with an entry and what to do, or an empty text."""
        words = self.env["queue.desk"]._problem_words()
        if row.problem:
            return words.get(row.problem, row.problem)
        return "" if unserved in (None, "no_session") else words[unserved]

    def _queues(self, unserved):
        counts, quotas = self._counts(), self._quotas()
        lonely = Counter(row.queue_id for row in self.rows if unserved.get(row.id) == "no_session")
        return [
            {
                "id": one.id,
                "name": one.name,
                "zone": one.zone_id.id,
                "kind": one.kind,
                "counts": self._count_json(counts[one.id]),
                "quota": quotas.get(one.id),
                "open": any(
                    one.id in chair["queues"] for rows in self.points.values() for chair in rows
                ),
                "lonely": lonely[one.id],
            }
            for one in self.queues
        ]

    def _count_json(self, counts):
        gone = counts["transferred"] + counts["cancelled"]
        return {
            "all": sum(counts.values()) - gone,
            "registered": counts["registered"],
            "waiting": counts["waiting"] + counts["benched"],
            "inside": counts["called"] + counts["in_service"],
            "served": counts["finished"],
        }

    def _quotas(self):
        """Return {queue id: numbers that can still be given this half-day}, where limited."""
        return self.queues._quota_left()

    def _rooms(self):
        at = defaultdict(list)
        for row in self.rows:
            if row.point_id and (row.state in AT_POINT or row.state == "benched"):
                at[row.point_id].append(row)
        return [self._room(chairs, at[point]) for point, chairs in self.points.items()]

    def _room(self, chairs, rows):
        one = chairs[0]
        states = {chair["state"] for chair in chairs} - {None}
        queues = sorted({queue for chair in chairs for queue in chair["queues"]})
        policies = [self.facts(queue).policy for queue in queues]
        limits = [one.bench_limit for one in policies if one.bench_mode != "off"]
        stopped = one["stop_reason"] if one["stopped_on"] in self._todays() else ""
        state = "open" if "open" in states else "paused" if states else "closed"
        return {
            "id": one["id"],
            "name": one["name"],
            "zone": one["zone_id"],
            "state": "stopped" if stopped and state != "open" else state,
            "stop": stopped or "",
            "doctors": [chair["doctor"] for chair in chairs if chair["session"]],
            "queues": queues,
            "current": [
                {"id": row.id, "n": row.number, "name": row.name, "s": row.state}
                for row in sorted(rows, key=lambda row: row.called_at or self.now)
                if row.state in AT_POINT
            ],
            "benched": sum(row.state == "benched" for row in rows),
            "limit": max(limits, default=0),
        }

    def _todays(self):
        return {day for day, _half in self.halves.values()}
