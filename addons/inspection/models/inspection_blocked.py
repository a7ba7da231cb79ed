from odoo import api, fields, models
from odoo.exceptions import ValidationError


class InspectionBlocked(models.Model):
    """Days on which a hospital receives no inspection: accreditation, a move, a conference."""

    _name = "inspection.blocked"
    _description = "Days without inspections"
    _order = "first_day desc"
    _rec_name = "reason"

    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    first_day = fields.Date("From", required=True)
    last_day = fields.Date("To", required=True)
    reason = fields.Char(required=True)

    @api.constrains("first_day", "last_day")
    def _check_days(self):
        if any(one.last_day < one.first_day for one in self):
            raise ValidationError(self.env._("To: on or after the first day."))

    @api.model
    def _is_blocked(self, company):
        """Return a function that says whether a day is blocked by this hospital."""
        spans = [
            (one.first_day, one.last_day)
            for one in self.sudo().search([("company_id", "=", company.id)])
        ]
        return lambda day: any(first <= day <= last for first, last in spans)
