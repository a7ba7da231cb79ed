import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import consulting

WISHES = [("wanted", "Wanted by the hospital"), ("declined", "Declined by the hospital")]


class ServiceTicket(models.Model):
    """Questions (B2) and advice (B4) with their own flow; what the hospital decides (B2, B6)."""

    _inherit = "service.ticket"

    consult_state = fields.Selection(
        [
            ("asked", "Asked"),
            ("answered", "Answered"),
            ("unsolved", "In the engineers' queue"),
            ("scoped", "Scope agreed"),
            ("estimated", "Estimated, the hospital decides"),
            ("approved", "Approved"),
            ("declined", "Declined"),
            ("planned", "Planned into a release"),
            ("delivered", "Delivered"),
            ("returned", "Returned for changes"),
            ("accepted", "Accepted"),
        ],
        "Consulting",
        readonly=True,
        copy=False,
        tracking=True,
    )
    remote_wish = fields.Selection(WISHES, "Remote support", readonly=True, copy=False)
    visit_wish = fields.Selection(WISHES, "Engineer on site", readonly=True, copy=False)
    plan = fields.Binary("Plan", attachment=True, copy=False)
    plan_name = fields.Char(copy=False)

    def _on_accepted(self):
        result = super()._on_accepted()
        if self.kind in consulting.KINDS:
            self.sudo().consult_state = "asked"
        return result

    def _consult(self, verb, note=""):
        """Take one step of a question or of advice. Raises UserError, ValidationError in words."""
        self.ensure_one()
        state = consulting.after(self.kind, self.consult_state, verb)
        if not state:
            raise UserError(self.env._("This cannot follow here (ticket %s).", self.number))
        if verb in consulting.NOTE_NEEDED and not note:
            raise ValidationError(self.env._("Write it down: it is what the hospital reads."))
        self._check_consult(verb)
        if verb in consulting.RESPONDS and self.state == "new":
            self._step("responded")
        self._log(verb, fields.Datetime.now(), note=note)
        self.sudo().consult_state = state
        getattr(self, f"_consult_{verb}", lambda _note: None)(note)

    def _check_consult(self, verb):
        """Seam: raise ValidationError for what a step lacks."""
        if verb == "plan_delivered" and not self.plan:
            raise ValidationError(self.env._("Plan: attach the document first."))

    def _consult_answered(self, note):
        self.sudo().solution = note
        self.message_post(body=note, message_type="comment", subtype_xmlid="mail.mt_comment")

    def _consult_unsolved(self, note):
        """What stays unsolved goes into the engineers' queue (B2)."""
        self.sudo().solution = False
        if not self.user_id:
            self._assign_best()

    def _consult_accepted(self, note):
        if self.state in ("new", "working", "remote", "on_site", "waiting", "on_way"):
            self._step("resolved", note=note or self.solution or self.plan_name or self.name)
        if self.state == "resolved":
            self._step("closed")

    # -- what the hospital decides ----------------------------------------------------------------
    def _wish(self, what, wanted, note=""):
        """The hospital decides whether it wants remote support (B2) or an engineer (B6)."""
        verbs = {
            ("remote", True): "remote_asked",
            ("remote", False): "remote_declined",
            ("visit", True): "visit_asked",
            ("visit", False): "visit_declined",
        }
        for ticket in self:
            ticket._log(verbs[what, wanted], fields.Datetime.now(), note=note)
            ticket.sudo()[f"{what}_wish"] = "wanted" if wanted else "declined"

    def _check_step(self, verb):
        result = super()._check_step(verb)
        if verb == "remote_started" and self.remote_wish == "declined":
            raise UserError(self.env._("The hospital has declined remote support."))
        if verb == "departed" and self.visit_wish == "declined":
            raise UserError(self.env._("The hospital has declined an engineer on site."))
        return result

    @api.model
    def _portal_acts(self):
        return super()._portal_acts() | {
            "accept",
            "return",
            "unsolved",
            "remote_yes",
            "remote_no",
            "visit_yes",
            "visit_no",
        }

    def _portal_do_accept(self, ticket, note, _score):
        ticket._consult("accepted", note)
        return ticket

    def _portal_do_return(self, ticket, note, _score):
        ticket._consult("plan_returned", note)
        return ticket

    def _portal_do_unsolved(self, ticket, note, _score):
        ticket._consult("unsolved", note)
        return ticket

    def _portal_do_remote_yes(self, ticket, note, _score):
        ticket._wish("remote", True, note)
        return ticket

    def _portal_do_remote_no(self, ticket, note, _score):
        ticket._wish("remote", False, note)
        return ticket

    def _portal_do_visit_yes(self, ticket, note, _score):
        ticket._wish("visit", True, note)
        return ticket

    def _portal_do_visit_no(self, ticket, note, _score):
        ticket._wish("visit", False, note)
        return ticket

    @api.model
    def _portal_plan(self, number):
        """Return (name, bytes) of the delivered plan, ("", b"") without one."""
        ticket = self._portal_ticket(number).sudo()
        shown = ticket.consult_state in ("delivered", "returned", "accepted")
        if not ticket.plan or not shown:
            return "", b""
        return ticket.plan_name or f"{ticket.number}.pdf", base64.b64decode(ticket.plan)
