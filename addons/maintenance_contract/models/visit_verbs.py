from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import visit as rules
from .clock import aware, naive, utc_now
from .ticket_verbs import STEPS as TICKET_STEPS

REASONS = [
    ("break", "Break of the engineer"),
    ("waiting_for_part", "A part is waited for"),
    ("waiting_for_hospital", "The hospital is waited for"),
    ("access_refused", "Access was refused"),
    ("postponed", "Postponed by agreement"),
]
OUR_OWN = ("break",)  # reasons that stop no clock
TO_TICKET = {"depart": "departed", "arrive": "arrived"}


class ServiceVisit(models.Model):
    """The one door for each step of a visit: the log is written, then read."""

    _inherit = "service.visit"

    def _log(self, verb, at, note="", reason="", told=None):
        """Write one entry; ``told``: the phone's entry (``field.op``) that brought it."""
        values = {
            "verb": verb,
            "at": naive(at),
            "note": note,
            "reason": reason or False,
            "user_id": self.env.uid,
        }
        if told:
            values |= {
                "op_id": told.id,
                "device_at": told.device_at,
                "skew_ms": told.skew_ms,
                "doubtful": told.doubtful,
            }
        return (
            self.env["service.visit.event"]
            .sudo()
            .create([values | {"visit_id": visit.id} for visit in self])
        )

    def _step(self, verb, at=None, note="", reason="", told=None):
        """Write a step down and read the visit anew; its ticket hears of it."""
        self.ensure_one()
        event = self._log(verb, at or utc_now(), note, reason, told)
        self._read()
        if event.effect:
            event.sudo().ticket_note = self._tell_ticket(event)
            if verb == "finish":
                self._swap_serials(event.at)
        return event

    def _read(self):
        """Store what the log says; a result, never an input."""
        for visit in self:
            steps = visit.event_ids.filtered(lambda one: one.verb in rules.LEADS_TO)
            found = rules.read(rules.Entry(aware(one.at), one.id, one.verb) for one in steps.sudo())
            idle = {one.order for one in found.without_effect}
            for one in steps.sudo():
                if one.effect == (one.id in idle):
                    one.effect = not one.effect
            visit.sudo().write(
                {
                    "state": found.state,
                    "departed_at": naive(found.departed),
                    "arrived_at": naive(found.arrived),
                    "started_at": naive(found.started),
                    "ended_at": naive(found.ended),
                    "travel_minutes": found.travel.total_seconds() // 60,
                    "work_minutes": found.work.total_seconds() // 60,
                    "pause_minutes": found.pauses.total_seconds() // 60,
                }
            )

    # -- the ticket hears -------------------------------------------------------------------------
    def _tell_ticket(self, event):
        """Feed the clocks of the ticket; returns why it could not be told, "" when it was."""
        verb, word, note = self._for_ticket(event)
        ticket = self.ticket_id
        if not ticket or not verb:
            return ""
        if ticket.state not in TICKET_STEPS[verb][0]:
            return ticket._cannot(verb)
        if event.at < ticket.reported_at:
            return self.env._("Before the report of the ticket.")
        try:
            with self.env.cr.savepoint():
                if verb == "resolved":
                    ticket.solution = note
                if not ticket.user_id:
                    ticket.user_id = self.user_id
                ticket._step(verb, aware(event.at), note=note, word=word)
        except UserError as error:  # the visit happened, whatever the ticket thinks of it
            return str(error)
        return ""

    def _for_ticket(self, event):
        """Return (verb, word, note) of the ticket's log for a step of the visit."""
        if event.verb in TO_TICKET:
            return TO_TICKET[event.verb], "", self.number
        if event.verb == "pause" and event.reason not in OUR_OWN:
            reasons = dict(REASONS)
            words = event.note or reasons.get(event.reason, "")
            return "paused", event.reason, f"{self.number}: {words}"
        if event.verb == "start" and self.ticket_id.state == "waiting":
            return "resumed", "", self.number
        if event.verb == "finish":
            done = {"solved": "resolved", "worked_around": "worked_around"}.get(self.outcome, "")
            return done, "", self.solution or self.number
        return "", "", ""

    def _swap_serials(self, at):
        """The registry learns of what was exchanged; a number that two bear is told."""
        for part in self.part_ids.filtered(lambda one: one.new_serial and not one.swapped):
            device = part.device_id or self.device_id
            if not device:
                continue
            bearer = device._swap_serial(
                part.new_serial,
                at,
                origin=self.number,
                part=part.name if part.kind == "part" else "",
                old=part.old_serial or "",
            )
            part.sudo().swapped = True
            if bearer:
                self.message_post(
                    body=self.env._(
                        "Serial number %(serial)s stands at %(other)s already; %(device)s keeps"
                        " what it had. Look which of the two is right.",
                        serial=part.new_serial,
                        other=bearer.name,
                        device=device.name,
                    )
                )

    # -- buttons ----------------------------------------------------------------------------------
    def _press(self, verb, **more):
        for visit in self:
            if not rules.may_follow(visit.state, verb):
                raise UserError(visit._cannot(verb))
            visit._step(verb, **more)
        return True

    def _cannot(self, verb):
        verbs = dict(self.event_ids._fields["verb"]._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "“%(verb)s” cannot follow “%(state)s” (visit %(number)s).",
            verb=verbs[verb],
            state=states[self.state],
            number=self.number,
        )

    def action_depart(self):
        """Set out for the hospital."""
        return self._press("depart")

    def action_arrive(self):
        """Be there."""
        return self._press("arrive")

    def action_start(self):
        """Begin, or go on after a pause."""
        return self._press("start")

    def action_finish(self):
        """End the work: what came of it must be said."""
        for visit in self:
            if not visit.outcome or not visit.solution:
                raise ValidationError(
                    self.env._("Say what was done and what came of it before you finish.")
                )
        return self._press("finish")


class ServiceVisitEvent(models.Model):
    """One fact of a visit. Written once: state and times are read from these."""

    _name = "service.visit.event"
    _description = "Entry of a visit's log"
    _order = "at, id"
    _rec_name = "verb"

    visit_id = fields.Many2one(
        "service.visit", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    verb = fields.Selection(
        [
            ("plan", "Planned"),
            ("depart", "Departed"),
            ("arrive", "Arrived"),
            ("start", "Work begun"),
            ("pause", "Interrupted"),
            ("finish", "Finished"),
            ("abandon", "Given up"),
            ("sign", "Signed"),
            ("unsign", "Signatures void"),
        ],
        "What",
        required=True,
        readonly=True,
    )
    at = fields.Datetime("When", required=True, readonly=True, help="By the server's clock")
    written_at = fields.Datetime(
        "Received", required=True, readonly=True, default=fields.Datetime.now
    )
    device_at = fields.Datetime("By the phone's clock", readonly=True)
    skew_ms = fields.Integer("Phone ahead by (ms)", readonly=True)
    doubtful = fields.Boolean("Clock was set", readonly=True)
    op_id = fields.Many2one(
        "field.op", readonly=True, ondelete="restrict", groups="base.group_system"
    )
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="restrict")
    reason = fields.Selection(REASONS, readonly=True)
    note = fields.Text(readonly=True)
    effect = fields.Boolean("Counts", default=True, readonly=True)
    ticket_note = fields.Char("The ticket was not told", readonly=True)

    def write(self, vals):
        """Refuse: only what is read from the log may be stored beside it."""
        if set(vals) - {"effect", "ticket_note", "company_id"} or not self.env.su:
            raise UserError(self.env._("The log of a visit is not changed: add an entry."))
        return super().write(vals)

    def unlink(self):
        """Refuse: nothing that happened is taken away."""
        raise UserError(self.env._("The log of a visit is not changed: add an entry."))
