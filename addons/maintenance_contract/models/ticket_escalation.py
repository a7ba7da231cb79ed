from datetime import timedelta

from odoo import api, models

from .clock import aware, naive, utc_now
from .ticket_clock import RUNNING

ESCALATE_AFTER = timedelta(minutes=30)


class ServiceTicket(models.Model):
    """Warnings before a deadline, alarms at it, and the next level after it."""

    _inherit = "service.ticket"

    @api.model
    def _cron_watch(self, now=None):
        """Read every open clock whose moment has come; a missed run is made good by the next."""
        now = now or utc_now()
        due = self.env["service.clock"].search(
            [
                ("closed_at", "=", False),
                ("status", "in", RUNNING),
                ("told", "<", 3),
                "|",
                ("warn_at", "<=", naive(now)),
                ("due_at", "<=", naive(now)),
            ],
            order="due_at",
        )
        for ticket in due.ticket_id:
            ticket._read_clocks(now)
            for clock in ticket.clock_ids:
                clock._tell(now)
            ticket._read_urgency(now)
        self._wake_at_next(now)

    @api.model
    def _wake_at_next(self, now=None):
        """Ask for a run at the next moment at which something has to be said."""
        now = naive(now or utc_now())
        self.env.cr.execute(
            """
            SELECT min(at) FROM service_clock c,
                   LATERAL (VALUES (c.warn_at, 0), (c.due_at, 1), (c.due_at + %s, 2)) m (at, level)
             WHERE c.closed_at IS NULL AND c.status IN ('running', 'breached')
               AND m.level >= c.told AND m.at > %s
            """,
            (ESCALATE_AFTER, now),
        )
        (moment,) = self.env.cr.fetchone()
        cron = self.env.ref("maintenance_contract.cron_watch", raise_if_not_found=False)
        if moment and cron:
            cron.sudo()._trigger(at=moment)

    def _on_told(self, clock, level):
        """Seam: a warning (1), a breach (2) or the next level (3) has been told."""

    def _told_to(self, level):
        """Return the users to tell: the engineer first, at a breach the managers too."""
        managers = self.env.ref("maintenance_contract.group_service_manager").sudo().all_user_ids
        own = managers.filtered(lambda one: self.company_id in one.company_ids and one.active)
        if level == 1 and self.user_id:
            return self.user_id
        return self.user_id | own


class ServiceClock(models.Model):
    _inherit = "service.clock"

    def _tell(self, now):
        """Say once what has to be said: warning, breach, next level."""
        self.ensure_one()
        if self.closed_at or self.status not in RUNNING:
            return
        level = self._level(now)
        if level <= self.told:
            return
        self.sudo().told = level
        for user in self.ticket_id._told_to(level):
            self.ticket_id.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self._words(level),
                user_id=user.id,
            )
        self.ticket_id._on_told(self, level)

    def _level(self, now):
        if aware(self.due_at) + ESCALATE_AFTER <= now and self.status == "breached":
            return 3
        if self.status == "breached":
            return 2
        return 1 if self.status == "running" and aware(self.warn_at) <= now else 0

    def _words(self, level):
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        number = self.ticket_id.number
        if level == 1:
            return self.env._("%(number)s: “%(kind)s” is due soon", number=number, kind=kind)
        if level == 2:
            return self.env._("%(number)s: “%(kind)s” was not kept", number=number, kind=kind)
        return self.env._("%(number)s: “%(kind)s” is still open", number=number, kind=kind)
