"""The doctors' week: who has a clinic on which half-day, as screens show it beforehand."""

from odoo import api, fields, models

from .queue_line import HALF_DAYS
from .queue_programme import DAYS

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class QueueRoster(models.Model):
    """One half-day of a doctor's usual week; sessions say what really happens."""

    _name = "queue.roster"
    _description = "Doctors' week"
    _order = "zone_id, practitioner_id, weekday, half_day"

    zone_id = fields.Many2one("queue.zone", "Zone", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="zone_id.company_id", store=True, index=True)
    practitioner_id = fields.Many2one(
        "queue.practitioner", "Doctor", required=True, ondelete="cascade", check_company=True
    )
    weekday = fields.Selection(WEEKDAYS, required=True)
    half_day = fields.Selection(HALF_DAYS, "Half-day", required=True)
    queue_id = fields.Many2one("queue.queue", "Queue", domain="[('zone_id', '=', zone_id)]")

    _once = models.Constraint(
        "UNIQUE (zone_id, practitioner_id, weekday, half_day)",
        "The doctor is on the roster of this half-day already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env["maintenance.equipment"]._media_changed()
        return made

    def write(self, vals):
        result = super().write(vals)
        self.env["maintenance.equipment"]._media_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["maintenance.equipment"]._media_changed()
        return result

    @api.model
    def _week(self, zone):
        """Return [{doctor, title, days: [[am, pm] × 7]}] of a zone: what is on, or "" for nothing.

        A cell names the queue; without one it is only marked.
        """
        doctors = {}
        for line in self.sudo().search([("zone_id", "=", zone.id)]):
            one = doctors.setdefault(
                line.practitioner_id.id,
                {
                    "doctor": line.practitioner_id.name,
                    "title": line.practitioner_id.title or "",
                    "days": [["", ""] for _day in DAYS],
                },
            )
            half = 0 if line.half_day == "am" else 1
            one["days"][int(line.weekday)][half] = line.queue_id.name or "●"
        return list(doctors.values())
