"""Two-stage triage: from the hall to the bench of a room, and back."""

from collections import Counter, defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from ..core import rooms as core
from ..core.states import AT_POINT
from .action import Action
from .clock import now_ms
from .desk import callable_at, person
from .serving import session_order


class QueueSession(models.Model):
    _inherit = "queue.session"

    @api.model
    def _rooms(self, zone_ids, known=(), without=0):
        """Return the core's rooms of these zones that are not closed, in their order.

        ``known``: rows of entries in memory, newer than the database; ``without``: a session that
        is not counted.
        """
        self.env.cr.execute(
            """
            SELECT s.point_id, s.state, s.practitioner_id, d.supervisor_id,
                   ARRAY(SELECT queue_queue_id FROM queue_queue_queue_session_rel
                          WHERE queue_session_id = s.id),
                   ARRAY(SELECT class_id FROM queue_point_class_rel WHERE point_id = s.point_id)
              FROM queue_session s JOIN queue_service_point p ON p.id = s.point_id
              LEFT JOIN queue_practitioner d ON d.id = s.practitioner_id
             WHERE s.state != 'closed' AND s.zone_id IN %s AND s.id != %s
             ORDER BY p.sequence, p.id, s.chair
            """,
            (tuple(zone_ids) or (0,), without),
        )
        points = defaultdict(list)
        for point, *more in self.env.cr.fetchall():
            points[point].append(more)
        load, benched = self._loads(list(points), known)
        return [
            core.Room(
                point,
                queues=frozenset(queue for one in chairs for queue in one[3]),
                doctors=frozenset(d for one in chairs for d in one[1:3] if d),
                accepts=frozenset(chairs[0][4]),
                load=load[point],
                benched=benched[point],
                paused=all(one[0] == "paused" for one in chairs),
            )
            for point, chairs in points.items()
        ]

    @api.model
    def _loads(self, points, known):
        """Return (people at each point, of these on its bench)."""
        load, benched = Counter(), Counter()
        self.env.cr.execute(
            "SELECT point_id, state, count(*) FROM queue_entry WHERE point_id = ANY(%s)"
            " AND state IN ('benched', 'called', 'in_service') AND NOT id = ANY(%s) GROUP BY 1, 2",
            (points, [row.id for row in known]),
        )
        found = self.env.cr.fetchall()
        at = Counter((row.point_id, row.state) for row in known)
        for point, state, count in [*found, *((*key, count) for key, count in at.items())]:
            if state == "benched":
                benched[point] += count
            if state == "benched" or state in AT_POINT:
                load[point] += count
        return load, benched

    @api.model
    def _refill(self, act):
        """Fill the benches of the action's lines, where their policy does so by itself.

        Called while the lines are locked and before the action is saved, so that whoever leaves a
        bench is followed in the same transaction.
        """
        self._unseat(act)
        facts = self.env["queue.queue"]._facts
        lines = {
            key: line
            for key, line in act.lines.items()
            if facts(line.queue_id).policy.bench_mode == "auto"
        }
        if not lines or not act.refills:
            return
        waiting = act.line_rows(lines)
        known = [row for rows in waiting.values() for row in rows] + act.moved_rows()
        zones = {facts(line.queue_id).zone_id for line in lines.values()}
        rooms = self._rooms(zones, list({row.id: row for row in known}.values()))
        rows = {row.id: row for rows in waiting.values() for row in rows}
        entries = self.env["queue.entry"]
        for key, point in core.refill(rooms, self._hall(lines, waiting, act)):
            entries._decide(act, rows[key], "bench", {"point_id": point, "aside": True})

    @api.model
    def _unseat(self, act):
        """Send back to the hall whose doctor or class was changed while he sat before a room."""
        new = {event["entry_id"] for event in act.events if event["verb"] == "bench"}
        moved = act.moved_rows()
        seated = [row for row in moved if row.state == "benched" and row.id not in new]
        if not seated:
            return
        bound = self.env["queue.class"]._bound_ids()
        rooms = {one.point: one for one in self._rooms({row.zone_id for row in seated})}
        for row in seated:
            room = rooms.get(row.point_id)
            if not room or not core.admits(room, person(row, bound)):
                self.env["queue.entry"]._decide(act, row, "unbench", {"aside": True})

    @api.model
    def _hall(self, lines, waiting, act):
        """Yield who stands in the hall in the order of the calls, as rooms see them."""
        facts, now = self.env["queue.queue"]._facts, now_ms()
        bound = self.env["queue.class"]._bound_ids()
        desk = act.desk
        # The forecast counts those who sit on a bench already, wherever: they are called first.
        as_hall = {
            key: [row for row in rows if callable_at(row, now)] for key, rows in waiting.items()
        }
        turns = session_order(
            lines,
            as_hall,
            lambda queue: facts(queue).policy,
            desk and desk.weights,
            desk and desk.credits,
            staged=False,
        )
        for turn in turns:
            if turn.row.state == "waiting":
                limit = facts(turn.row.queue_id).policy.bench_limit
                yield person(turn.row, bound, limit)

    def _empty_bench(self, act, desk):
        """Send the bench of a room that stops calling back to the hall; nobody loses the place."""
        self.env.cr.execute(
            "SELECT 1 FROM queue_session WHERE point_id = %s AND id != %s AND state = 'open'",
            (desk.session.point_id, self.id),
        )
        if self.env.cr.fetchone():  # another chair of the room goes on calling
            return
        for row in desk.rows:
            if row.state == "benched" and row.point_id == desk.session.point_id:
                self.env["queue.entry"]._decide(act, row, "unbench", {"aside": True})


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    _at_point = models.Index("(point_id) WHERE state IN ('benched', 'called', 'in_service')")

    def _bench(self, point, request_id=None):
        """Send these patients from the hall to the bench of a room; return the entries.

        Raises UserError, naming the remedy, where the queue has no benches, the room does not
        call these patients, or its bench is full.
        """
        if not self or self.env["queue.request"]._claim(request_id) is not None:
            return self
        act = Action(self.env, point=point.id, request_id=request_id)
        act.refills = False
        for row in act.lock_entries(self.ids):
            self._check_bench(act, row, point)
            self._decide(act, row, "bench", {"point_id": point.id})
        act.save()
        return self

    @api.model
    def _check_bench(self, act, row, point):
        policy = act.policy(row)
        if policy.bench_mode == "off":
            raise UserError(
                self.env._(
                    "Patients of this queue are called from the hall. Turn two-stage triage on in"
                    " the queue's rules to send them to a room."
                )
            )
        rooms = self.env["queue.session"]._rooms([row.zone_id], act.moved_rows())
        room = next((one for one in rooms if one.point == point.id), None)
        if not room or room.paused:
            raise UserError(self.env._("%s is not open. Choose an open room.", point.name))
        wanted = person(row, self.env["queue.class"]._bound_ids())
        if row.queue_id not in room.queues or not core.admits(room, wanted):
            raise UserError(
                self.env._(
                    "%(number)s cannot be called at %(room)s: another queue, doctor or class."
                    " Choose a room that serves this patient, or change the doctor.",
                    number=row.number,
                    room=point.name,
                )
            )
        if room.benched >= policy.bench_limit:
            raise UserError(
                self.env._(
                    "The bench of %(room)s is full (%(limit)s). Choose another room, or wait until"
                    " somebody is called.",
                    room=point.name,
                    limit=policy.bench_limit,
                )
            )

    def _unbench(self, request_id=None):
        """Send these patients back to the hall; they keep their place in the line."""
        if not self or self.env["queue.request"]._claim(request_id) is not None:
            return self
        act = Action(self.env, request_id=request_id)
        act.refills = False
        for row in act.lock_entries(self.ids):
            self._decide(act, row, "unbench")
        act.save()
        return self

    @api.model
    def _with_unbench(self, act, row):
        return {"point_id": None}
