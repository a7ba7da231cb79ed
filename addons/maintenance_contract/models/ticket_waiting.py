from odoo import api, fields, models

from ..core import pause
from .clock import aware, naive, utc_now

BEGUN_BY, ENDED_BY = "paused", ("resumed", "resolved", "closed", "cancelled")


class ServiceTicket(models.Model):
    """A pause that nobody ends is asked about: its clocks stand meanwhile."""

    _inherit = "service.ticket"

    paused_at = fields.Datetime("Waits since", readonly=True, copy=False, index="btree_not_null")
    pause_asked_at = fields.Datetime("Asked about the pause", readonly=True, copy=False)
    pause_note = fields.Char("Long pause", compute="_compute_pause_note")

    @api.depends("paused_at")
    @api.depends_context("lang")
    def _compute_pause_note(self):
        now = utc_now()
        for ticket in self:
            since = aware(ticket.paused_at)
            ticket.pause_note = (
                self.env._(
                    "Waits for %s days; its clocks stand. Go on, or write down what is waited for.",
                    (now - since).days,
                )
                if since and pause.is_long(since, now)
                else False
            )

    def _log(self, verb, at, word="", until=False, note=""):
        """Note when a pause begins and ends beside writing it down."""
        events = super()._log(verb, at, word=word, until=until, note=note)
        if verb == BEGUN_BY:
            for event in events:
                event.ticket_id.sudo().write({"paused_at": event.at, "pause_asked_at": False})
        elif verb in ENDED_BY:
            self.sudo().write({"paused_at": False, "pause_asked_at": False})
        return events

    @api.model
    def _cron_watch(self, now=None):
        """Ask about pauses beside watching the clocks."""
        now = now or utc_now()
        done = super()._cron_watch(now)
        limit = naive(now - pause.ASK_AFTER)
        for ticket in self.search([("paused_at", "<=", limit)]):
            ticket._ask_about_pause(now)
        return done

    def _ask_about_pause(self, now):
        whom = pause.whom_to_ask(aware(self.paused_at), aware(self.pause_asked_at), now)
        if whom == "nobody":
            return
        self.sudo().pause_asked_at = naive(now)
        for user in self._told_to(1 if whom == "engineer" else 2):
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._("%s: does it still wait for the hospital?", self.number),
                user_id=user.id,
            )
