from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.clock import Facts, Pause
from ..core.deadline import Duration, WorkingDays, due
from ..core.ledger import ledger
from ..core.window import WindowError


def aware(moment):
    return moment.replace(tzinfo=timezone.utc)


class ServiceDeadline(models.TransientModel):
    """Try a promise: when is it due, and how does the time add up?"""

    _name = "service.deadline"
    _description = "Deadline calculator"

    window_id = fields.Many2one("service.window", "Service window", required=True)
    reported_at = fields.Datetime("Reported", required=True, default=fields.Datetime.now)
    promise = fields.Selection(
        [("hours", "Service hours"), ("days", "Working days")], required=True, default="hours"
    )
    hours = fields.Float(default=4.0)
    days = fields.Integer("Working days", default=1)
    rule = fields.Selection(
        [
            ("A", "Close of the n-th working day after the report"),
            ("A2", "The same; a report on a day off counts as of the next working day"),
            ("B", "Same time of day, n working days later"),
            ("C", "n times the service hours of a day"),
        ],
        "Working days mean",
        default="A",
        required=True,
    )
    paused_from = fields.Datetime()
    paused_to = fields.Datetime()
    due_at = fields.Datetime("Due", compute="_compute_due")
    provisional = fields.Boolean(compute="_compute_due")
    refusal = fields.Char(compute="_compute_due")
    line_ids = fields.One2many("service.deadline.line", "wizard_id", compute="_compute_due")

    @api.depends(
        "window_id", "reported_at", "promise", "hours", "days", "rule", "paused_from", "paused_to"
    )
    def _compute_due(self):
        for wizard in self:
            wizard.due_at = wizard.provisional = wizard.refusal = False
            wizard.line_ids = [(5, 0, 0)]
            if not wizard.window_id or not wizard.reported_at:
                continue
            try:
                wizard._calculate()
            except (UserError, WindowError) as error:
                wizard.refusal = str(error)

    def _calculate(self):
        facts = self._facts()
        when = due(facts.window, facts.start, facts.promise, [p.until(p.end) for p in facts.pauses])
        self.due_at = when.at.replace(tzinfo=None, microsecond=0)
        self.provisional = when.provisional
        self.line_ids = [
            (
                0,
                0,
                {
                    "start": row.start.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0),
                    "end": row.end.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0),
                    "counted": row.counted,
                    "why": row.why,
                    "sum": row.sum.total_seconds() / 3600,
                },
            )
            for row in ledger(facts, when.at)
        ]

    def _facts(self):
        """Return what was typed as the core's ``Facts``; UserError names what is missing."""
        if self.promise == "days" and self.days < 0 or self.promise == "hours" and self.hours < 0:
            raise UserError(self.env._("A promise is not negative."))
        if self.promise == "hours":
            promise = Duration(timedelta(hours=self.hours))
        else:
            promise = WorkingDays(self.days, self.rule)
        pauses = ()
        if self.paused_from or self.paused_to:
            if not self.paused_from or not self.paused_to or self.paused_to < self.paused_from:
                raise UserError(self.env._("A pause has a beginning and a later end."))
            pauses = (Pause(aware(self.paused_from), aware(self.paused_to)),)
        window = self.env["service.window"]._core_of(self.window_id.id)
        return Facts(window, promise, aware(self.reported_at), pauses=pauses)


class ServiceDeadlineLine(models.TransientModel):
    """One stretch of the ledger."""

    _name = "service.deadline.line"
    _description = "Line of a deadline's ledger"

    wizard_id = fields.Many2one("service.deadline", required=True, ondelete="cascade")
    start = fields.Datetime("From")
    end = fields.Datetime("To")
    counted = fields.Boolean()
    why = fields.Selection(
        [
            ("service", "Service hours"),
            ("paused", "Paused"),
            ("closed", "Outside the hours"),
            ("weekend", "Weekend"),
            ("holiday", "Day off"),
        ]
    )
    sum = fields.Float("Sum")
