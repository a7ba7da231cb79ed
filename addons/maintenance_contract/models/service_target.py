from datetime import timedelta

from odoo import api, fields, models

from ..core.deadline import Duration, WorkingDays
from ..core.terms import Target

DAY_RULES = [
    ("A", "Close of the n-th working day after the report"),
    ("A2", "The same; a report on a day off counts as of the next working day"),
    ("B", "Same time of day, n working days later"),
    ("C", "n times the service hours of a day"),
]
TARGETS = [
    ("respond", "Response"),
    ("depart", "Engineer departs"),
    ("arrive", "Engineer on site"),
    ("workaround", "Work goes on"),
    ("resolve", "Solved"),
    ("report", "Written report"),
]


class ServiceTarget(models.Model):
    """A promise for one severity: what happens by when, counted in which hours."""

    _name = "service.target"
    _description = "Promise"
    _order = "severity_id, sequence, id"

    line_id = fields.Many2one(
        "service.contract.line", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    severity_id = fields.Many2one("service.severity", required=True)
    kind = fields.Selection(TARGETS, "What", required=True)
    unit = fields.Selection(
        [("hours", "Service hours"), ("days", "Working days")], required=True, default="hours"
    )
    hours = fields.Float(default=1.0)
    days = fields.Integer("Working days", default=1)
    rule = fields.Selection(DAY_RULES, "Working days mean", required=True, default="A")
    window_id = fields.Many2one(
        "service.window", "Counted in", help="Empty: in the window of the service"
    )
    start_on = fields.Selection(
        [
            ("reported", "The report"),
            ("remote_failed", "Remote support has failed"),
            ("arrived", "The engineer's arrival"),
            ("resolved", "The solution"),
        ],
        "Counted from",
        required=True,
        default="reported",
    )
    stop_waiting = fields.Boolean("Stops while the hospital is waited for")
    stop_access = fields.Boolean("Stops while access is refused")
    stop_postponed = fields.Boolean("Stops while postponed by agreement")
    stop_part = fields.Boolean("Stops while a part is waited for")
    warn_hours = fields.Float("Warn before", default=1.0, help="In service hours")
    negotiable = fields.Boolean("Or at an agreed time")

    _promise_uniq = models.Constraint(
        "UNIQUE (line_id, severity_id, kind)", "A service promises this once for each severity."
    )
    _amount = models.Constraint(
        "CHECK (unit = 'hours' AND hours > 0 OR unit = 'days' AND days > 0)",
        "A promise is kept in more than nothing: enter hours or working days.",
    )

    @api.depends("kind", "unit", "hours", "days")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for target in self:
            amount = (
                self.env._("%g h", target.hours)
                if target.unit == "hours"
                else self.env._("%s working days", target.days)
            )
            target.display_name = f"{kinds.get(target.kind, '')} ≤ {amount}"

    def _core_target(self):
        """Return the core's target, with window and calendar as they are now."""
        self.ensure_one()
        windows = self.env["service.window"]
        window = self.window_id or self.line_id.window_id
        stops = {
            "waiting_for_hospital": self.stop_waiting,
            "access_refused": self.stop_access,
            "postponed": self.stop_postponed,
            "waiting_for_part": self.stop_part,
        }
        return Target(
            kind=self.kind,
            severity=self.severity_id.code,
            promise=Duration(timedelta(minutes=round(self.hours * 60)))
            if self.unit == "hours"
            else WorkingDays(self.days, self.rule),
            window=windows._core_of(window.id),
            start_on=self.start_on,
            pauses=frozenset(reason for reason, stops_it in stops.items() if stops_it),
            warn=timedelta(minutes=round(self.warn_hours * 60)),
            negotiable=self.negotiable,
        )
