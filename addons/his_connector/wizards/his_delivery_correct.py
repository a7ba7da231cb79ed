from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.outgoing import corrected, shown


class HisDeliveryCorrect(models.TransientModel):
    """What a HIS refused, opened to be corrected and sent again under the same id."""

    _name = "his.delivery.correct"
    _description = "Correct a message to the HIS"

    delivery_id = fields.Many2one("his.delivery", "Message", required=True, readonly=True)
    event = fields.Selection(related="delivery_id.event", related_sudo=False)
    answer = fields.Char(related="delivery_id.answer", related_sudo=False)
    visit_ref = fields.Char("Visit number")
    line_ids = fields.One2many("his.delivery.correct.line", "wizard_id", "Facts")

    @api.model
    def _open(self, delivery):
        visit, payload = delivery._corrections().get(delivery.id, (None, None))
        facts = shown(payload or delivery.payload or {})
        wizard = self.create(
            {
                "delivery_id": delivery.id,
                "visit_ref": visit or delivery.visit_ref,
                "line_ids": [(0, 0, {"name": key, "value": facts[key]}) for key in facts],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct and send again"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_send(self):
        """Send with what stands here; the audit says who corrected."""
        self.ensure_one()
        delivery = self.delivery_id
        delivery.check_access("read")  # whoever may see it may send it again
        if delivery.state not in ("refused", "expired"):
            raise UserError(self.env._("Only what the HIS refused or never answered is corrected."))
        given = {line.name: line.value or "" for line in self.line_ids}
        try:
            payload = corrected(delivery.payload or {}, given)
        except ValueError as error:
            raise UserError(
                self.env._("“%s” cannot be that: it was a number or a list before.", error)
            ) from error
        delivery._correct(self.visit_ref, payload)
        return {"type": "ir.actions.act_window_close"}


class HisDeliveryCorrectLine(models.TransientModel):
    """One fact of a message to the HIS."""

    _name = "his.delivery.correct.line"
    _description = "Fact of a message to the HIS"

    wizard_id = fields.Many2one("his.delivery.correct", required=True, ondelete="cascade")
    name = fields.Char("Fact", readonly=True, required=True)
    value = fields.Char()
