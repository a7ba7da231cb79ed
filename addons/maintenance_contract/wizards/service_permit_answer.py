from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ServicePermitAnswer(models.TransientModel):
    """The hospital's answer to a permit, given on paper and written down by a manager."""

    _name = "service.permit.answer"
    _description = "Answer of a hospital on paper"

    permit_id = fields.Many2one("service.permit", required=True)
    verb = fields.Selection(
        [("granted", "Granted"), ("refused", "Refused"), ("withdrawn", "Withdrawn")],
        "Answer",
        required=True,
        default="granted",
    )
    until = fields.Datetime("To")
    note = fields.Char("In the hospital's words")
    paper = fields.Binary("Signed paper")

    @api.onchange("permit_id")
    def _onchange_permit(self):
        self.until = self.permit_id.until

    def action_apply(self):
        """Write the answer down; a granted permit needs the signed paper."""
        self.ensure_one()
        permit = self.permit_id
        if self.verb == "granted":
            if not self.paper:
                raise ValidationError(
                    self.env._("Signed paper: a permit that is not granted in the portal needs it.")
                )
            permit._grant(self.until, self.note or "", self.paper)
        elif self.verb == "refused":
            permit._refuse(self.note)
        else:
            permit._withdraw(self.note)
        return {"type": "ir.actions.act_window_close"}
