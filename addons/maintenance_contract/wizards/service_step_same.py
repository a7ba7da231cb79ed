from odoo import fields, models


class ServiceStep(models.TransientModel):
    _inherit = "service.step"

    verb = fields.Selection(
        selection_add=[("same", "Same fault as another ticket")], ondelete={"same": "cascade"}
    )
    original_id = fields.Many2one("service.ticket", "Goes on as")

    def _apply_same(self):
        if self.note:
            self.ticket_id.message_post(body=self.note, subtype_xmlid="mail.mt_note")
        return self.ticket_id._same_as(self.original_id)
