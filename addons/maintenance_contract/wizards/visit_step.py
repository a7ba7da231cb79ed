from odoo import fields, models

from ..models.visit_verbs import REASONS


class ServiceVisitStep(models.TransientModel):
    """A step of a visit that needs a reason, taken in the office."""

    _name = "service.visit.step"
    _description = "Step of a visit"

    visit_id = fields.Many2one("service.visit", required=True)
    verb = fields.Selection([("pause", "Interrupt"), ("abandon", "Give up")], required=True)
    reason = fields.Selection(REASONS)
    note = fields.Text("Reason in words")

    def action_apply(self):
        """Take the step; closes the window."""
        self.ensure_one()
        reason = self.reason if self.verb == "pause" else ""
        self.visit_id._press(self.verb, note=self.note, reason=reason)
        return {"type": "ir.actions.act_window_close"}
