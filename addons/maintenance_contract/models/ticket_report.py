from odoo import fields, models


class ServiceTicket(models.Model):
    _inherit = "service.ticket"

    report_ids = fields.One2many("service.report", "ticket_id", "Fault reports")

    def action_report(self):
        """Open the latest fault report of the ticket; makes the first one."""
        self.ensure_one()
        report = self.report_ids[:1] or self.report_ids.create(
            {
                "ticket_id": self.id,
                "engineer_name": self.user_id.name,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": report._name,
            "res_id": report.id,
            "views": [(False, "form")],
        }
