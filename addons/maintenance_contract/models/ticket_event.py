from typing import get_args

from odoo import fields, models
from odoo.exceptions import UserError

from ..core import ticket_log
from .clock import aware

VERBS = [
    ("reported", "Reported"),
    ("rated", "Severity"),
    ("responded", "Responded"),
    ("remote_started", "Remote support begun"),
    ("remote_failed", "Remote support has failed"),
    ("departed", "Engineer departed"),
    ("arrived", "Engineer arrived"),
    ("worked_around", "Work goes on"),
    ("resolved", "Solved"),
    ("report_written", "Report written"),
    ("paused", "Clock stopped"),
    ("resumed", "Clock runs on"),
    ("agreed", "Time agreed"),
    ("reopened", "Opened again"),
    ("closed", "Confirmed by the hospital"),
    ("cancelled", "Cancelled"),
    ("re_rated", "Terms changed"),
    ("answered", "Question answered"),
    ("unsolved", "Into the engineers' queue"),
    ("scoped", "Scope agreed"),
    ("plan_delivered", "Plan delivered"),
    ("plan_returned", "Plan returned"),
    ("estimated", "Change estimated"),
    ("approved", "Change approved by the hospital"),
    ("declined", "Change declined by the hospital"),
    ("planned", "Planned into a release"),
    ("change_delivered", "Change delivered"),
    ("change_returned", "Change returned"),
    ("accepted", "Accepted by the hospital"),
    ("remote_asked", "The hospital wants remote support"),
    ("remote_declined", "The hospital declines remote support"),
    ("visit_asked", "The hospital wants an engineer on site"),
    ("visit_declined", "The hospital declines an engineer on site"),
]
_TO_CORE = set(get_args(ticket_log.Verb))


class ServiceTicketEvent(models.Model):
    """One fact of a ticket's life. Written once, never changed: deadlines are read from these."""

    _name = "service.ticket.event"
    _description = "Entry of a ticket's log"
    _order = "at, id"
    _rec_name = "verb"

    ticket_id = fields.Many2one(
        "service.ticket", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True, index=True)
    at = fields.Datetime("When", required=True, readonly=True)
    written_at = fields.Datetime(
        "Written", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    verb = fields.Selection(VERBS, "What", required=True, readonly=True)
    word = fields.Char("Detail", readonly=True)
    until = fields.Datetime("Agreed time", readonly=True)
    note = fields.Text(readonly=True)

    def write(self, vals):
        """Refuse: a correction is another entry."""
        raise UserError(self.env._("The log of a ticket is not changed: add an entry."))

    def unlink(self):
        """Refuse: nothing that happened is taken away."""
        raise UserError(self.env._("The log of a ticket is not changed: add an entry."))

    def _core_events(self):
        """Return the core's events in the order in which things happened."""
        told = self.filtered(lambda one: one.verb in _TO_CORE).sorted(lambda one: (one.at, one.id))
        return [
            ticket_log.Event(aware(one.at), one.verb, one.word or "", aware(one.until))
            for one in told
        ]
