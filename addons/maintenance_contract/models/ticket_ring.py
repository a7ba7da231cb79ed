from odoo import api, fields, models

from ..core import duty
from .clock import naive, utc_now
from .service_ticket import OPEN

_ANSWERS_THE_CALL = ("responded", "remote_started", "departed", "arrived")


class ServiceTicket(models.Model):
    """A disaster rings whoever is on duty at once, and the next after three minutes (C1)."""

    _inherit = "service.ticket"

    call_state = fields.Selection(
        [
            ("ringing", "Ringing"),
            ("answered", "Answered"),
            ("unanswered", "Nobody answered"),
            ("ended", "Ended"),
        ],
        "Disaster call",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
    )
    call_since = fields.Datetime("Rings since", readonly=True, copy=False)
    notice_ids = fields.One2many("service.notice", "ticket_id", "Notices", readonly=True)

    # -- when it rings ----------------------------------------------------------------------------
    def _on_accepted(self):
        result = super()._on_accepted()
        self._call_or_not()
        return result

    def _on_rated(self):
        result = super()._on_rated()
        self._call_or_not()
        return result

    def _on_step(self, verb):
        result = super()._on_step(verb)
        own = self.sudo()
        if own.call_state == "ringing" and verb in _ANSWERS_THE_CALL:
            own.call_state = "answered"
        elif own.call_state == "ringing" and own.state not in OPEN:
            own.call_state = "ended"
        if verb == "reopened":
            own.call_state = False
            self._call_or_not()
        return result

    def _call_or_not(self):
        """Ring for a disaster that nobody has taken; a lower severity ends the ringing.

        An engineer who works the ticket already need not be rung because it got worse.
        """
        for ticket in self.sudo():
            disaster = ticket.severity_id.code == "disaster" and ticket.state in OPEN
            taken = ticket.user_id and ticket.state != "new"
            if disaster and not ticket.call_state and not taken:
                ticket.write({"call_state": "ringing", "call_since": naive(utc_now())})
                ticket._call_next()
            elif not disaster and ticket.call_state == "ringing":
                ticket.call_state = "ended"

    # -- whom it rings ----------------------------------------------------------------------------
    def _call_chain(self, now=None):
        """Return the users to ring, in order: those on duty, then the managers of the hospital.

        Whoever may not work at the hospital now (admission papers) comes last: a disaster that is
        heard by the wrong person is better than one that nobody hears.
        """
        on_duty = self.env["service.duty"].sudo()._on_duty(self.company_id, now)
        managers = self.env.ref("maintenance_contract.group_service_manager").sudo().all_user_ids
        own = managers.filtered(
            lambda one: (
                self.company_id in one.company_ids and one.active and not one._is_superuser()
            )
        )
        chain = on_duty | own.sorted("id")
        return chain.sorted(lambda one: bool(self._admission_problem(one)))

    def _admission_problem(self, user):
        """Return why a user may not work at the ticket's hospital now, or ""."""
        if not user:
            return ""
        day = self._local_day(naive(utc_now()))
        user = user.sudo()
        return user._admission_problem(self.company_id, day, work=self._papers_for()) or ""

    def _call_next(self, now=None):
        """Ring the next person if it is time; returns when to look again (aware), or None."""
        self.ensure_one()
        now = now or utc_now()
        calls = self.notice_ids.filtered(
            lambda one: one.reason == "call" and one.at >= self.call_since
        )
        step = duty.next_call(self._call_chain(now).ids, calls._calls(), now)
        if step.act == "end":
            self._call_unanswered()
            return None
        if step.act == "wait":
            return step.at
        user = self.env["res.users"].browse(step.person)
        title = self._as_read_by(user)._call_title()
        self.env["service.notice"]._tell(self, user, "call", title)
        user._bus_send(  # whoever has the product open sees it ring at once
            "simple_notification",
            {"title": title, "message": self._notice_text(), "type": "danger", "sticky": True},
        )
        self._wake_calls()
        return now + duty.PATIENCE

    def _call_unanswered(self):
        self.sudo().call_state = "unanswered"
        words = self.env._("%s: a disaster was called and nobody answered", self.number)
        for user in self._told_to(2):
            self.activity_schedule(
                "mail.mail_activity_data_warning", summary=words, user_id=user.id
            )

    def _as_read_by(self, user):
        """Return the ticket in the language of who is told, whoever reported it."""
        return self.with_context(lang=user.sudo().lang or self.env.lang)

    def _call_title(self):
        return self.env._(
            "Disaster at %(hospital)s: ticket %(number)s",
            hospital=self.company_id.name,
            number=self.number,
        )

    def _notice_text(self):
        """What leaves the house about a ticket: place and device, no free text (it may name
        patients)."""
        place = self.site_id or self.device_id.site_id
        parts = (place.complete_name, self.device_id.name, self.reporter_phone)
        return " · ".join(part for part in parts if part)

    def _hospital_contacts(self):
        """Return [(role, name, telephone)] of the hospital's liaison persons (B11)."""
        contacts = self.contract_id.contact_ids.filtered(lambda one: one.side == "hospital")
        rows = [(one.role or "", one.name, one.phone) for one in contacts]
        if self.reporter_phone:
            rows.insert(0, (self.env._("Reporter"), self.reporter_name or "", self.reporter_phone))
        return rows

    # -- who takes it -----------------------------------------------------------------------------
    def _take(self, user):
        """A person answers the call: it stops ringing, and the ticket is his if he is admitted."""
        for ticket in self.sudo():
            calls = ticket.notice_ids.filtered(
                lambda one: one.user_id == user and one.reason == "call" and not one.answered_at
            )
            calls.answered_at = naive(utc_now())
            if ticket.call_state in ("ringing", "unanswered"):
                ticket.call_state = "answered"
            problem = ticket._admission_problem(user)
            if not problem and (not ticket.user_id or ticket.user_id != user):
                ticket.user_id = user
            body = self.env._("%s has answered the disaster call.", user.name)
            ticket.message_post(body=f"{body} {problem}".strip(), subtype_xmlid="mail.mt_note")
        return True

    def action_take(self):
        """I take it: stops the ringing."""
        self.check_access("write")
        return self._take(self.env.user)

    # -- the scheduler ----------------------------------------------------------------------------
    @api.model
    def _wake_calls(self, at=None):
        cron = self.env.ref("maintenance_contract.cron_calls", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(at=at and naive(at))

    @api.model
    def _cron_calls(self):
        """Send what waits, ring who is next."""
        self._work_calls(self.env["ir.cron"]._commit_progress)

    @api.model
    def _work_calls(self, commit, now=None):
        notices = self.env["service.notice"].sudo()
        notices._send_waiting(commit)
        again = []
        for ticket in self.sudo().search([("call_state", "=", "ringing")], order="call_since, id"):
            again.append(ticket._call_next(now))
        notices._send_waiting(commit)
        moments = [moment for moment in again if moment]
        if moments:
            self._wake_calls(min(moments))

    def _on_told(self, clock, level):
        """Deadlines are told by notifier, too: the engineer, then those above him."""
        result = super()._on_told(clock, level)
        for user in self._told_to(level).filtered(lambda one: not one._is_superuser()):
            if self.env["service.engineer"]._of(user):
                words = clock.with_context(lang=user.sudo().lang)._words(level)
                self.env["service.notice"]._tell(self, user, "clock", words)
        self._wake_calls()
        return result
