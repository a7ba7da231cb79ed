from datetime import time

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.duty import rotation
from ..models.clock import naive
from ..models.service_duty import LEVELS


class ServiceDutyPlan(models.TransientModel):
    """Fill a roster: persons take turns, so many days each, handing over at a fixed hour."""

    _name = "service.duty.plan"
    _description = "Plan duties"

    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, default=lambda self: self.env.company
    )
    level = fields.Selection(LEVELS, required=True, default="1")
    line_ids = fields.One2many("service.duty.plan.line", "plan_id", "Turns")
    first = fields.Date("First day", required=True, default=fields.Date.context_today)
    days = fields.Integer("For days", required=True, default=28)
    turn = fields.Integer("Days a turn", required=True, default=7)
    change_at = fields.Float("Hand-over at", default=8.0)
    replace = fields.Boolean(
        "Replace what is planned", default=True, help="Duties of this level that begin in this time"
    )
    preview = fields.Text(compute="_compute_preview")

    @api.depends("line_ids.user_id", "line_ids.sequence", "first", "days", "turn", "change_at")
    def _compute_preview(self):
        for plan in self:
            rows = []
            for one in plan._rotation()[:8]:
                name = self.env["res.users"].browse(one.person).name
                rows.append(f"{one.start:%Y-%m-%d %H:%M} – {one.end:%Y-%m-%d %H:%M}  {name}")
            plan.preview = "\n".join(rows)

    @api.constrains("days", "turn", "change_at")
    def _check_numbers(self):
        for plan in self:
            if not (0 < plan.days <= 366 and 0 < plan.turn <= 31 and 0 <= plan.change_at < 24):
                raise ValidationError(
                    self.env._("Plan 1 to 366 days, turns of 1 to 31 days, an hour of the day.")
                )

    def _rotation(self):
        if not self.first or not 0 <= self.change_at < 24:
            return []
        minutes = round(self.change_at * 60)
        zone = self.env["service.duty"]._zone()
        users = self.line_ids.sorted("sequence").user_id
        at = time(minutes // 60 % 24, minutes % 60)
        return rotation(users.ids, self.first, self.days, self.turn, at, zone, int(self.level))

    def action_apply(self):
        """Write the turns into the roster; opens it."""
        self.ensure_one()
        shifts = self._rotation()
        if not shifts:
            raise ValidationError(self.env._("Name at least one person who takes turns."))
        duties = self.env["service.duty"]
        if self.replace:
            self._planned(shifts).unlink()
        duties.create(
            [
                {
                    "company_id": self.company_id.id,
                    "user_id": one.person,
                    "level": str(one.level),
                    "start": naive(one.start),
                    "end": naive(one.end),
                }
                for one in shifts
            ]
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_contract.service_duty_action"
        )

    def _planned(self, shifts):
        return self.env["service.duty"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("level", "=", self.level),
                ("start", ">=", naive(shifts[0].start)),
                ("start", "<", naive(shifts[-1].end)),
            ]
        )


class ServiceDutyPlanLine(models.TransientModel):
    """One person's place in the turns."""

    _name = "service.duty.plan.line"
    _description = "Turn"
    _order = "sequence, id"

    plan_id = fields.Many2one("service.duty.plan", required=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    user_id = fields.Many2one(
        "res.users", "Engineer", required=True, domain="[('share', '=', False)]"
    )
