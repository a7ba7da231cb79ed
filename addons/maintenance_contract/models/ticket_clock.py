from odoo import api, fields, models

from ..core.ledger import ledger
from ..core.terms import decode_target
from ..core.ticket_log import Clock, clocks, read_clock
from .clock import aware, naive, utc_now
from .service_target import TARGETS

RUNNING = ("running", "paused", "breached")


class ServiceClock(models.Model):
    """What one clock of a ticket said when it was last read; a result, never an input."""

    _name = "service.clock"
    _description = "Service clock"
    _order = "ticket_id, position"
    _rec_name = "kind"

    ticket_id = fields.Many2one(
        "service.ticket", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True, index=True)
    position = fields.Integer(readonly=True)
    kind = fields.Selection(TARGETS, "Promise", required=True, readonly=True)
    severity = fields.Char(readonly=True)
    started_at = fields.Datetime("Counted from", readonly=True)
    due_at = fields.Datetime("Due", readonly=True, index=True)
    agreed = fields.Boolean("Agreed time", readonly=True)
    provisional = fields.Boolean(
        readonly=True, help="The deadline reaches a year whose days off are not announced yet"
    )
    status = fields.Selection(
        [
            ("running", "Running"),
            ("paused", "Stopped"),
            ("met", "Kept"),
            ("breached", "Breached"),
            ("met_late", "Late"),
        ],
        readonly=True,
        index=True,
    )
    stopped_at = fields.Datetime("Done", readonly=True)
    closed_at = fields.Datetime("Replaced", readonly=True)
    warn_at = fields.Datetime("Warning", readonly=True, index=True)
    elapsed_hours = fields.Float("Elapsed", readonly=True)
    remaining_hours = fields.Float("Left", readonly=True, help="Negative: overdue, service hours")
    told = fields.Integer(readonly=True, help="0 nothing, 1 warned, 2 breach told, 3 escalated")

    def _core_clock(self):
        """Return the core's clock behind this reading."""
        self.ensure_one()
        return self.ticket_id._core_clocks()[self.position]

    def action_ledger(self):
        """Open the ledger: every stretch of time and why it counted."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("How this deadline adds up"),
            "res_model": "service.clock.ledger",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_clock_id": self.id},
        }


class ServiceTicket(models.Model):
    _inherit = "service.ticket"

    def _core_clocks(self) -> list[Clock]:
        """Return the core's clocks of the ticket: terms and log in, clocks out."""
        self.ensure_one()
        targets = [decode_target(one) for one in self.terms or ()]
        events = self.event_ids._core_events()
        return clocks(targets, events) if targets else []

    def _read_clocks(self, now=None):
        """Read all clocks at ``now`` and store what they say; what was told stays told."""
        now = now or utc_now()
        for ticket in self:
            told = {(one.severity, one.kind): one.told for one in ticket.clock_ids}
            ticket.sudo().clock_ids.unlink()
            rows = [
                ticket._clock_values(position, one, now) | {"ticket_id": ticket.id}
                for position, one in enumerate(ticket._core_clocks())
            ]
            for row in rows:
                row["told"] = told.get((row["severity"], row["kind"]), 0)
            self.env["service.clock"].sudo().create(rows)
            ticket._read_urgency(now)
        self._wake_at_next()

    @api.model
    def _clock_values(self, position, clock, now):
        reading = read_clock(clock, now)
        return {
            "position": position,
            "kind": clock.target.kind,
            "severity": clock.target.severity,
            "started_at": naive(clock.facts.start),
            "due_at": naive(reading.due.at),
            "agreed": bool(clock.facts.agreed),
            "provisional": reading.due.provisional,
            "status": reading.status,
            "stopped_at": naive(clock.facts.stopped),
            "closed_at": naive(clock.closed_at),
            "warn_at": naive(reading.warn_at),
            "elapsed_hours": reading.elapsed.total_seconds() / 3600,
            "remaining_hours": reading.remaining.total_seconds() / 3600,
        }

    def _read_urgency(self, now):
        """Store the next deadline and how urgent it is, for lists and their order."""
        open_ = self.clock_ids.filtered(lambda one: one.status in RUNNING and not one.closed_at)
        breached = any(one.status == "breached" for one in open_)
        warned = any(aware(one.warn_at) <= now for one in open_ if one.status == "running")
        self.sudo().write(
            {
                "due_at": min(open_.mapped("due_at"), default=False),
                "urgency": "3" if not open_ else "0" if breached else "1" if warned else "2",
            }
        )


class ServiceClockLedger(models.TransientModel):
    """The ledger of one clock, to be added up by hand."""

    _name = "service.clock.ledger"
    _description = "Ledger of a deadline"

    clock_id = fields.Many2one("service.clock", required=True)
    due_at = fields.Datetime(related="clock_id.due_at")
    status = fields.Selection(related="clock_id.status")
    line_ids = fields.One2many("service.clock.ledger.line", "ledger_id", compute="_compute_lines")

    @api.depends("clock_id")
    def _compute_lines(self):
        for one in self:
            rows = ledger(one.clock_id._core_clock().facts, utc_now()) if one.clock_id else []
            one.line_ids = [
                (
                    0,
                    0,
                    {
                        "start": naive(row.start),
                        "end": naive(row.end),
                        "counted": row.counted,
                        "why": row.why,
                        "reason": row.reason,
                        "sum": row.sum.total_seconds() / 3600,
                    },
                )
                for row in rows
            ]


class ServiceClockLedgerLine(models.TransientModel):
    """A stretch of time that counted or did not."""

    _name = "service.clock.ledger.line"
    _description = "Stretch of time"

    ledger_id = fields.Many2one("service.clock.ledger", ondelete="cascade")
    start = fields.Datetime("From")
    end = fields.Datetime("To")
    counted = fields.Boolean()
    why = fields.Selection(
        [
            ("service", "Service hours"),
            ("paused", "Stopped"),
            ("closed", "Outside the hours"),
            ("weekend", "Weekend"),
            ("holiday", "Day off"),
        ]
    )
    reason = fields.Char()
    sum = fields.Float("Sum (h)")
