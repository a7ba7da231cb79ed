from odoo import fields, models
from odoo.exceptions import UserError


class ServiceContractLine(models.Model):
    _inherit = "service.contract.line"

    inspection_plan_ids = fields.One2many("inspection.plan", "line_id", "Inspection plans")

    def _used_in(self, year):
        """Inspections that were carried out count as used."""
        return super()._used_in(year) + self.env["inspection.inspection"].search_count(
            [
                ("plan_id.line_id", "=", self.id),
                ("done_day", ">=", f"{year}-01-01"),
                ("done_day", "<", f"{year + 1}-01-01"),
            ]
        )


class ServiceContract(models.Model):
    _inherit = "service.contract"

    inspection_plan_count = fields.Integer(compute="_compute_inspection_plan_count")

    def _compute_inspection_plan_count(self):
        for contract in self:
            contract.inspection_plan_count = len(contract.line_ids.inspection_plan_ids)

    def action_inspection_plans(self):
        """Plan the contract's inspections if that has not been done, and show them."""
        self.ensure_one()
        plans = self.env["inspection.plan"]
        plans.check_access("write")
        owing = plans._lines_that_owe() & self.line_ids
        if not owing and not self.line_ids.inspection_plan_ids:
            raise UserError(
                self.env._("No service of this contract in force owes inspections a year.")
            )
        plans._cron_plan()
        action = self.env["ir.actions.act_window"]._for_xml_id("inspection.inspection_plan_action")
        return action | {"domain": [("contract_id", "=", self.id)]}


class ResCompany(models.Model):
    _inherit = "res.company"

    def _inspection_earlier(self, before=None):
        """Return the signed inspections of a hospital, newest first; ``before``: one of them."""
        self.ensure_one()
        domain = [("company_id", "=", self.id), ("done_day", "!=", False)]
        if before:
            domain += [("id", "!=", before.id)]
            if before.done_day:
                domain += [("done_day", "<=", before.done_day)]
        return self.env["inspection.inspection"].search(domain, order="done_day desc, id desc")
