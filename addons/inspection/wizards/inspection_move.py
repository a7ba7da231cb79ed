from odoo import api, fields, models


class InspectionMove(models.TransientModel):
    """Another day for an inspection, with the reason that stays in its log."""

    _name = "inspection.move"
    _description = "Move an inspection"

    inspection_id = fields.Many2one("inspection.inspection", required=True, readonly=True)
    day = fields.Date(required=True)
    reason = fields.Selection(
        lambda self: self.env["inspection.event"]._fields["reason"].selection,
        required=True,
    )
    note = fields.Char("Who agreed, and why")
    warning = fields.Char(compute="_compute_warning")

    @api.depends("day", "inspection_id")
    def _compute_warning(self):
        for one in self:
            found = one.day and one.inspection_id._move_faults(one.day)
            one.warning = one.inspection_id._fault_words()[found[0]] if found else False

    def action_move(self):
        """Move it; refuses what no reason excuses."""
        self.inspection_id._move(self.day, self.reason, self.note)


class InspectionCorrect(models.TransientModel):
    """Why a signed report is corrected."""

    _name = "inspection.correct"
    _description = "Correct an inspection"

    inspection_id = fields.Many2one("inspection.inspection", required=True, readonly=True)
    because = fields.Char("What was wrong", required=True)

    def action_correct(self):
        """Open the next version."""
        self.inspection_id._correct(self.because)


class InspectionClose(models.TransientModel):
    """What became of a finding."""

    _name = "inspection.close"
    _description = "Close a finding"

    finding_id = fields.Many2one("inspection.finding", required=True, readonly=True)
    because = fields.Char("What became of it", required=True)

    def action_close(self):
        """Close it."""
        self.finding_id._close(self.because)
