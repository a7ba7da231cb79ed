"""Nobody disappears: who waits though nobody would call him, and who is left of earlier days."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..core import rooms as core
from ..core.states import FINAL, IN_LINE
from .action import Action
from .desk import line_person

UNSERVED = [
    ("no_session", "Nobody serves this queue now"),
    ("no_doctor", "The patient's doctor has no open room"),
    ("no_room", "No open room accepts the patient's class"),
]
_OVER = tuple(FINAL | {"no_show", "registered"})


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    unserved = fields.Selection(
        UNSERVED, "Not served", compute="_compute_unserved", search="_search_unserved"
    )
    is_left_over = fields.Boolean(
        "Left over", compute="_compute_is_left_over", search="_search_is_left_over"
    )

    def _unserved(self):
        """Return {entry id: why} of those of these who wait and whom no open room will call.

        "no_session": nobody serves the queue on this half-day; "no_doctor": his doctor has no open
        room; "no_room": no open room accepts his class.
        """
        mine = self.sudo().filtered(lambda one: one.state in IN_LINE)
        if not mine:
            return {}
        self.env.flush_all()
        serving = self._serving_lines(mine.line_id.ids)
        bound = self.env["queue.class"]._bound_ids()
        why = {one.id: core.unserved(serving, line_person(one, bound)) for one in mine}
        return {key: one for key, one in why.items() if one}

    @api.model
    def _serving_lines(self, line_ids, without=0):
        """Return the core's rooms with the lines (instead of queues) that they serve now.

        ``without``: a session that is not counted.
        """
        self.env.cr.execute(
            """
            SELECT s.point_id, array_agg(l.id), s.practitioner_id, d.supervisor_id,
                   ARRAY(SELECT class_id FROM queue_point_class_rel WHERE point_id = s.point_id)
              FROM queue_session s
              JOIN queue_queue_queue_session_rel r ON r.queue_session_id = s.id
              JOIN queue_line l ON l.queue_id = r.queue_queue_id
               AND l.service_date BETWEEN COALESCE(s.first_date, s.service_date) AND s.service_date
               AND (l.service_date < s.service_date OR l.half_day <= s.half_day)
              LEFT JOIN queue_practitioner d ON d.id = s.practitioner_id
             WHERE s.state != 'closed' AND l.id IN %s AND s.id != %s
             GROUP BY s.id, d.supervisor_id
            """,
            (tuple(line_ids) or (0,), without),
        )
        return [
            core.Room(
                point,
                frozenset(lines),
                frozenset({doctor, supervisor} - {None}),
                frozenset(accepts),
            )
            for point, lines, doctor, supervisor, accepts in self.env.cr.fetchall()
        ]

    @api.depends("state", "class_id", "practitioner_id", "line_id")
    def _compute_unserved(self):
        found = self._unserved()
        for entry in self:
            entry.unserved = found.get(entry.id, False)

    @api.model
    def _search_unserved(self, operator, value):
        """Find who waits today and is not served for one of these reasons (or for none)."""
        if operator != "in":
            return NotImplemented
        waiting = self.search([("state", "in", tuple(IN_LINE)), ("is_today", "=", True)])
        found = waiting._unserved()
        wanted = Domain("id", "in", [key for key, why in found.items() if why in value])
        return wanted | ~Domain("id", "in", list(found)) if False in value else wanted

    def _unflag_served(self):
        """Take the flag of a closed clinic from those whom somebody calls now."""
        flagged = self.sudo().filtered(lambda one: one.problem == "clinic_closed")
        served = flagged.filtered(lambda one: one.state in IN_LINE)
        served -= served.browse(served._unserved())
        if served:
            act = Action(self.env)
            for row in act.lock_entries(served.ids):
                act.flag(row, "problem", problem=None)
            act.save()

    # -- what earlier days left -------------------------------------------------------------------
    @api.depends("state", "is_today")
    def _compute_is_left_over(self):
        for entry in self:
            entry.is_left_over = not entry.is_today and entry.state not in _OVER

    @api.model
    def _search_is_left_over(self, operator, value):
        """Find who came on an earlier day and is still in some state that wants somebody."""
        if operator != "in":
            return NotImplemented
        found = Domain("is_today", "=", False) & Domain("state", "not in", _OVER)
        return found if True in value else ~found

    @api.model
    def _night_lines(self):
        """Return the ids of earlier days' lines that an open session still serves."""
        sessions = self.env["queue.session"].sudo()
        days = {one.id: one._queue_half_day()[0] for one in self.env.companies}
        domain = [("company_id", "in", list(days)), ("state", "!=", "closed")]
        open_ = sessions.search(domain)
        keys = [
            (one.first_date or one.service_date, one.queue_ids.ids)
            for one in open_
            if (one.first_date or one.service_date) < days[one.company_id.id]
        ]
        if not keys:
            return []
        lines = self.env["queue.line"].sudo()
        earliest = min(first for first, _queues in keys)
        queues = sorted({queue for _first, queues in keys for queue in queues})
        found = lines.search([("queue_id", "in", queues), ("service_date", ">=", earliest)])
        return found.filtered(lambda one: one.service_date < max(days.values())).ids
