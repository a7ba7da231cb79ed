from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.severity import more_severe
from ..core.ticket_log import is_paused
from .clock import aware, naive, utc_now
from .service_ticket import OPEN

# verb → (states it may follow, state it leads to)
STEPS = {
    "responded": (OPEN, "working"),
    "remote_started": (("new", "working", "waiting"), "remote"),
    "remote_failed": (("new", "working", "remote", "waiting"), "working"),
    "departed": (("new", "working", "remote", "waiting"), "on_way"),
    "arrived": (("new", "working", "on_way", "waiting"), "on_site"),
    "worked_around": (OPEN, None),
    "resolved": (OPEN, "resolved"),
    "report_written": ((*OPEN, "resolved", "closed"), None),
    "paused": (("new", "working", "remote", "on_way", "on_site"), "waiting"),
    "resumed": (("waiting",), "working"),
    "reopened": (("resolved", "closed"), "working"),
    "closed": (("resolved",), "closed"),
    "cancelled": (OPEN, "cancelled"),
}
REASON_NEEDED = {"remote_failed", "paused", "reopened", "cancelled", "resolved"}
REOPEN_WITHIN = timedelta(days=30)


class ServiceTicket(models.Model):
    """The one door for each change of a ticket: a verb writes the log, then reads the clocks."""

    _inherit = "service.ticket"

    def _log(self, verb, at, word="", until=False, note=""):
        """Write one entry of the log; ``at`` naive UTC of a field or aware."""
        moment = at if getattr(at, "tzinfo", None) is None else naive(at)
        return (
            self.env["service.ticket.event"]
            .sudo()
            .create(
                [
                    {
                        "ticket_id": ticket.id,
                        "at": moment,
                        "verb": verb,
                        "word": word,
                        "until": until,
                        "note": note,
                        "user_id": self.env.uid,
                    }
                    for ticket in self
                ]
            )
        )

    def _step(self, verb, at=None, note="", word=""):
        """Take one step at ``at`` (aware; default now), which may be written down later.

        Raises UserError when the step cannot follow, ValidationError for a moment that cannot be.
        """
        self.check_access("write")
        for ticket in self:
            allowed, state = STEPS[verb]
            if ticket.state not in allowed:
                raise UserError(ticket._cannot(verb))
            if verb in REASON_NEEDED and not (note or word):
                raise ValidationError(self.env._("Say why: the log keeps the reason."))
            moment = at or utc_now()
            ticket._check_moment(moment)
            ticket._check_step(verb)
            ticket._end_pause(verb, moment)
            ticket._log(verb, moment, word=word, note=note)
            if state and not (verb == "responded" and ticket.state != "new"):
                ticket.sudo().state = state
            ticket._read_clocks()
            ticket._on_step(verb)
        return True

    def _cannot(self, verb):
        verbs = dict(
            self.env["service.ticket.event"]._fields["verb"]._description_selection(self.env)
        )
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "“%(verb)s” cannot follow “%(state)s” (ticket %(number)s).",
            verb=verbs[verb],
            state=states[self.state],
            number=self.number,
        )

    def _check_moment(self, moment):
        """Refuse a moment before the report or in the future."""
        if naive(moment) < self.reported_at:
            raise ValidationError(
                self.env._("When: before the report of %s. Correct the time.", self.reported_at)
            )
        if moment > utc_now() + timedelta(minutes=1):
            raise ValidationError(self.env._("When: in the future. Enter when it happened."))

    def _end_pause(self, verb, moment):
        """A step of work ends a pause; only what happens beside it leaves the clock standing."""
        if verb in ("report_written", "worked_around", "paused", "resumed", "cancelled"):
            return
        if is_paused(self.event_ids._core_events()):
            self._log("resumed", moment)

    # -- verbs with facts of their own ------------------------------------------------------------
    def _pause(self, reason, note, at=None):
        """Stop the clocks that this reason may stop; ``note`` is the proof."""
        if not note:
            raise ValidationError(self.env._("Say what is waited for, and how the hospital knows."))
        return self._step("paused", at, note=note, word=reason)

    def _rate(self, severity, reason, consent=False):
        """Set the severity. Lower needs the hospital's consent; a breach stays."""
        self.check_access("write")
        for ticket in self:
            if severity == ticket.severity_id:
                continue
            if not reason:
                raise ValidationError(self.env._("Say why the severity changes."))
            lower = more_severe(ticket.severity_id.code, severity.code)
            if lower and not consent:
                raise UserError(
                    self.env._("A lower severity needs the hospital's consent: name who agreed.")
                )
            ticket._log("rated", utc_now(), word=severity.code, note=reason)
            agreed = "agreed" if consent else "proposed"
            ticket.sudo().write({"severity_id": severity.id, "severity_state": agreed})
            ticket._read_clocks()
            ticket._on_rated()

    def _agree_severity(self, agreed, note=""):
        """The hospital agrees to the severity, or disputes it with a reason."""
        self.check_access("write")
        if not agreed and not note:
            raise ValidationError(self.env._("Say which severity the hospital holds right."))
        self.sudo().severity_state = "agreed" if agreed else "disputed"
        for ticket in self:
            ticket.message_post(body=note or self.env._("The hospital agrees to the severity."))

    def _agree_time(self, kind, until, note):
        """Replace a promise by a time agreed with the hospital (C3, C4); never after its breach."""
        self.check_access("write")
        for ticket in self:
            clock = ticket.clock_ids.filtered(lambda one: one.kind == kind and not one.closed_at)
            if not clock or not self._may_be_agreed(ticket, clock):
                raise UserError(self.env._("This promise is not kept at an agreed time."))
            if clock.status in ("breached", "met_late"):
                raise UserError(self.env._("The deadline has passed: it cannot be agreed away."))
            if not note:
                raise ValidationError(self.env._("Say who of the hospital agreed."))
            if until <= fields.Datetime.now():
                raise ValidationError(self.env._("Agreed time: enter one in the future."))
            ticket._log("agreed", utc_now(), word=kind, until=until, note=note)
            ticket._read_clocks()

    @staticmethod
    def _may_be_agreed(ticket, clock):
        return any(
            one["negotiable"] and one["kind"] == clock.kind and one["severity"] == clock.severity
            for one in ticket.terms or ()
        )

    def _reopen(self, note):
        """The fault is back: the same clocks run on; after 30 days it is a new, linked ticket."""
        self.ensure_one()
        self.check_access("write")
        solved = self.event_ids.filtered(lambda one: one.verb == "resolved")[-1:]
        if solved and utc_now() - aware(solved.at) > REOPEN_WITHIN:
            return self.copy(
                {"original_id": self.id, "description": f"{self.description or ''}\n{note}".strip()}
            )
        self._step("reopened", note=note)
        return self

    def _correct_report(self, at, note):
        """Move the report to when the hospital really called; the trail keeps both.

        The log's first entry is the earliest report: a later time than the one known is refused,
        because a promise would be shortened for nobody but us.
        """
        self.ensure_one()
        self.check_access("write")
        if not note:
            raise ValidationError(self.env._("Say how it is known when the hospital called."))
        if at > self.reported_at:
            raise UserError(self.env._("The report cannot be made later than it was."))
        self._log("reported", at, note=note)
        self.sudo().reported_at = at
        self._read_clocks()

    # -- buttons ----------------------------------------------------------------------------------
    def action_respond(self):
        """The hospital has been answered; who answers takes the ticket."""
        for ticket in self.filtered(lambda one: not one.user_id):
            ticket.user_id = self.env.user
        return self._step("responded")

    def action_remote(self):
        """Begin remote support."""
        return self._step("remote_started")

    def action_depart(self):
        """Set out for the hospital."""
        return self._step("departed")

    def action_arrive(self):
        """Be on site."""
        return self._step("arrived")

    def action_work_around(self):
        """The hospital can go on, the fault is not solved."""
        return self._step("worked_around")

    def action_resume(self):
        """Let the clocks run on."""
        return self._step("resumed")

    def action_confirm(self):
        """The hospital confirms the solution."""
        return self._step("closed")

    def action_agree_severity(self):
        """The hospital agrees to the severity."""
        return self._agree_severity(True)
