"""One number for all queues of a visit, where their rule ``journey_number`` says so."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

FIRST = 1001
"""Journey numbers begin where the numbers of a queue's own hardly ever come."""

_WIDTH = 4


class ResCompany(models.Model):
    _inherit = "res.company"

    queue_journey_prefix = fields.Char(
        "Prefix of journey numbers",
        size=4,
        default="T",
        help="Before the number that a patient keeps in all queues of a visit",
    )

    def write(self, vals):
        if "queue_journey_prefix" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)


class QueueVisit(models.Model):
    _inherit = "queue.visit"

    journey_day = fields.Date("Day of the journey number", readonly=True)
    journey_seq = fields.Integer("Journey number", readonly=True)

    _journey_uniq = models.UniqueIndex(
        "(company_id, journey_day, journey_seq) WHERE journey_seq IS NOT NULL",
        "This number was given to another visit of the day.",
    )

    @api.model
    def _journey_numbers(self, company_id, day, visit_ids):
        """Return {visit id: number} of the day, drawing for those visits that have none."""
        known = self._known_numbers(day, visit_ids, lock=False)
        missing = set(visit_ids) - set(known)
        if missing:
            known.update(self._known_numbers(day, missing, lock=True))
            missing -= set(known)
        if missing:
            first = self.env["queue.journey.counter"]._draw(company_id, day, len(missing))
            fresh = {visit: first + n for n, visit in enumerate(sorted(missing))}
            self.env.cr.execute_values(
                "UPDATE queue_visit v SET journey_day = n.day, journey_seq = n.seq"
                " FROM (VALUES %s) AS n(id, day, seq) WHERE v.id = n.id",
                [(visit, day, seq) for visit, seq in fresh.items()],
            )
            self.browse(fresh).invalidate_recordset(["journey_day", "journey_seq"])
            known.update(fresh)
        return known

    @api.model
    def _known_numbers(self, day, visit_ids, lock):
        tail = SQL(" FOR NO KEY UPDATE") if lock else SQL()
        query = SQL(
            "SELECT id, journey_day, journey_seq FROM queue_visit WHERE id = ANY(%s) ORDER BY id%s",
            list(visit_ids),
            tail,
        )
        return {key: seq for key, that_day, seq in self.env.execute_query(query) if that_day == day}


class QueueJourneyCounter(models.Model):
    """The last journey number of a hospital on a day; a locked row, never ``max + 1``."""

    _name = "queue.journey.counter"
    _description = "Counter of journey numbers"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    service_date = fields.Date(required=True)
    last_number = fields.Integer(default=0)

    _counter_uniq = models.Constraint("UNIQUE (company_id, service_date)")

    @api.model
    def _draw(self, company_id, day, count):
        """Return the first of ``count`` new numbers."""
        self.env.cr.execute(
            "INSERT INTO queue_journey_counter AS c (company_id, service_date, last_number)"
            " VALUES (%s, %s, %s) ON CONFLICT (company_id, service_date) DO UPDATE"
            " SET last_number = c.last_number + %s RETURNING last_number",
            (company_id, day, FIRST - 1 + count, count),
        )
        return self.env.cr.fetchone()[0] - count + 1


class QueueQueue(models.Model):
    _inherit = "queue.queue"

    def _number_form(self, policy):
        """Return prefix and width of this queue's numbers."""
        if policy.journey_number:
            return {"prefix": self.company_id.queue_journey_prefix or "", "width": _WIDTH}
        return {"prefix": self.prefix or "", "width": self.number_width}


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _give_numbers(self, requests, lines):
        """Give visits their journey number first; a number of the HIS does not count there."""
        journeys = defaultdict(list)
        for one in requests:
            if one["facts"].policy.journey_number:
                journeys[one["company_id"], one["service_date"]].append(one)
        for (company, day), mine in sorted(journeys.items()):
            visits = {one["visit_id"] for one in mine}
            numbers = self.env["queue.visit"]._journey_numbers(company, day, visits)
            for one in mine:
                one["number"] = numbers[one["visit_id"]]
        self._leave_taken([one for mine in journeys.values() for one in mine], lines)
        rest = [one for one in requests if not one.pop("numbered", False)]
        return super()._give_numbers(rest, lines)

    @api.model
    def _leave_taken(self, journeys, lines):
        """Mark who keeps the journey number; one that is taken in a line is given up there."""
        if not journeys:
            return
        self.env.cr.execute(
            "SELECT line_id, number_seq FROM queue_entry WHERE line_id IN %s AND number_seq IN %s"
            " AND state NOT IN ('cancelled', 'transferred')",
            (tuple(lines.values()), tuple(one["number"] for one in journeys)),
        )
        taken = set(self.env.cr.fetchall())
        for one in journeys:
            line = lines[one["queue_id"], one["service_date"], one["half_day"]]
            if (line, one["number"]) in taken:
                one.update(number=None, problem="number_taken")
            else:
                one["numbered"] = True
