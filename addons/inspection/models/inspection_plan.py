import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.maintenance_contract.models.clock import utc_now
from odoo.exceptions import UserError, ValidationError

from ..core import plan as rules

AHEAD_DAYS = 45  # so long before it begins, a contract's next year is planned
LAID_OUT_DAYS = 2  # so long before its day, a form is laid out for the phone


class InspectionPlan(models.Model):
    """The inspections that a contract owes in one of its years: windows, days, what became of them.

    A plan holds one inspection for each window from the beginning, so none can be forgotten.
    """

    _name = "inspection.plan"
    _description = "Inspection plan of a year"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "first_day desc, id"

    line_id = fields.Many2one(
        "service.contract.line", "Contract service", required=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(related="line_id.contract_id", store=True)
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, index=True, readonly=True
    )
    first_day = fields.Date("From", required=True, readonly=True)
    last_day = fields.Date("To", required=True, readonly=True)
    quota = fields.Integer("Inspections owed", required=True, readonly=True)
    seed = fields.Char(readonly=True, copy=False, groups="base.group_system")
    user_id = fields.Many2one("res.users", "Responsible", tracking=True)
    inspection_ids = fields.One2many("inspection.inspection", "plan_id", "Inspections")
    done_count = fields.Integer("Done", compute="_compute_fulfilment")
    missed_count = fields.Integer("Windows missed", compute="_compute_fulfilment")
    fulfilment = fields.Char(compute="_compute_fulfilment")
    progress = fields.Float("Done (%)", compute="_compute_fulfilment")

    _year_uniq = models.Constraint(
        "UNIQUE (line_id, first_day)", "This year of the contract is planned already."
    )

    @api.depends("company_id", "first_day")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = f"{plan.company_id.name or ''} {plan.first_day or ''}".strip()

    @api.depends("inspection_ids.standing")
    def _compute_fulfilment(self):
        for plan in self:
            found = rules.fulfilment(plan.inspection_ids.sorted("slot").mapped("standing"))
            plan.done_count, plan.missed_count = found.done, found.missed
            plan.fulfilment = found.text
            plan.progress = 100 * found.done / found.owed if found.owed else 0

    def unlink(self):
        """What is owed does not disappear."""
        raise UserError(self.env._("A plan is part of a contract: it is not deleted."))

    # -- making -----------------------------------------------------------------------------------
    @api.model
    def _plan_year(self, line, first, last, today=None):
        """Plan one year of a contract's inspections; returns the plan, the old one if it is there.

        Raises ValidationError when the year is shorter than the inspections it owes.
        """
        plan = self.search([("line_id", "=", line.id), ("first_day", "=", first)], limit=1)
        if plan:
            return plan
        try:
            windows = rules.slots(first, last, line.quota)
        except ValueError as error:
            raise ValidationError(
                self.env._("Times a year: the contract's year is too short for %s.", line.quota)
            ) from error
        plan = self.create(
            {
                "line_id": line.id,
                "company_id": line.company_id.id,
                "first_day": first,
                "last_day": last,
                "quota": line.quota,
                "seed": secrets.token_hex(8),
                "user_id": line.contract_id._managers()[:1].id,
            }
        )
        self.env["inspection.inspection"].create(
            [
                {
                    "plan_id": plan.id,
                    "company_id": line.company_id.id,
                    "slot": one.number,
                    "window_first": one.first,
                    "window_last": one.last,
                }
                for one in windows
            ]
        )
        plan._draw(today)
        return plan

    def action_draw(self):
        """Draw the days that are still open anew; what was moved by hand or done stays."""
        for plan in self:
            plan.check_access("write")
            plan._draw()
        return True

    def _draw(self, today=None):
        """Draw a day for each inspection that has none or one that nobody has confirmed."""
        self.ensure_one()
        today = today or self.company_id._service_day()
        open_ones = self.inspection_ids.filtered(
            lambda one: one.state == "planned" and not one.fixed and one.window_last >= today
        )
        drawn = rules.draw(
            [one._slot() for one in self.inspection_ids],
            self._is_free(),
            self.sudo().seed,
            {one.slot: one.planned_day for one in self.inspection_ids - open_ones},
            today + timedelta(1),
        )
        for one in open_ones:
            one._set_day(drawn[one.slot] or False)

    def _is_free(self):
        """Return a function: can the hospital be inspected on a day, is anybody at work?"""
        window = self.env["service.window"]._core_of(self.sudo().line_id.window_id.id)
        blocked = self.env["inspection.blocked"]._is_blocked(self.company_id)
        return lambda day: window.is_working(day) and not blocked(day)

    # -- the daily look -------------------------------------------------------------------------
    @api.model
    def _cron_plan(self, today=None):
        """Plan what contracts owe, and ask for what is due; nothing depends on a run of its day."""
        today = today or fields.Date.to_date(utc_now().date())
        for line in self._lines_that_owe():
            for first, last in _years(line.contract_id, today):
                self._plan_year(line, first, last, today)
        open_ones = self.env["inspection.inspection"].search([("state", "=", "planned")])
        open_ones._compute_standing()
        for one in open_ones:
            one._ask_for_it(today)
        soon = today + timedelta(LAID_OUT_DAYS)
        open_ones.filtered(lambda one: one.planned_day and one.planned_day <= soon)._lay_out()

    @api.model
    def _lines_that_owe(self):
        return self.env["service.contract.line"].search(
            [
                ("quota", ">", 0),
                ("service_ids.service", "=", "inspection"),
                ("contract_id.state", "=", "active"),
                ("contract_id.is_template", "=", False),
            ]
        )


def _years(contract, today):
    """Return (first, last) of the contract years that run today or begin soon."""
    found, first = [], contract.first_day
    while first and first <= min(contract.last_day, today + timedelta(AHEAD_DAYS)):
        last = min(fields.Date.add(first, years=1) - timedelta(1), contract.last_day)
        if last >= today:
            found.append((first, last))
        first = last + timedelta(1)
    return found
