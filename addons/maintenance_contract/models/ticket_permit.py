from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .service_target import TARGETS


class ServiceTicket(models.Model):
    """Permits, papers and proposed times of a ticket."""

    _inherit = "service.ticket"

    permit_ids = fields.One2many("service.permit", "ticket_id", "Permits", readonly=True)
    session_ids = fields.One2many(
        "service.remote.session", "ticket_id", "Remote sessions", readonly=True
    )
    incident_ids = fields.One2many("service.incident", "ticket_id", "Incidents", readonly=True)
    papers_note = fields.Char("Papers of the engineer", compute="_compute_papers_note")
    proposed_kind = fields.Selection(TARGETS, "Proposed promise", readonly=True, copy=False)
    proposed_until = fields.Datetime("Proposed time", readonly=True, copy=False)
    proposed_note = fields.Char("Why this time", readonly=True, copy=False)

    @api.depends("user_id", "company_id", "service")
    @api.depends_context("lang")
    def _compute_papers_note(self):
        for ticket in self:
            lacks = ticket._paper_lacks() if ticket.user_id else []
            words = [ticket.user_id._paper_words(ticket.company_id, one) for one in lacks]
            ticket.papers_note = " ".join(words)

    def _paper_lacks(self):
        return self.user_id._paper_lacks(self.company_id, work=self._papers_for())

    def _papers_for(self):
        return "remote" if self.service == "remote" else "onsite"

    @api.model_create_multi
    def create(self, vals_list):
        """Check the papers of engineers who are given a ticket."""
        tickets = super().create(vals_list)
        tickets.filtered("user_id")._check_papers()
        return tickets

    def write(self, vals):
        """Check the papers of engineers who are given a ticket."""
        done = super().write(vals)
        if vals.get("user_id"):
            self._check_papers()
        return done

    def _check_papers(self):
        """Refuse an engineer whom the hospital does not admit."""
        for ticket in self:
            work = ticket._papers_for()
            problem = ticket.user_id._admission_problem(ticket.company_id, work=work)
            if problem:
                ticket.user_id._refuse_or_note(ticket, problem)

    def action_permit(self):
        """Open a new permit to be asked for, or the one that is under way."""
        self.ensure_one()
        under_way = self.permit_ids.filtered(
            lambda one: one.state in ("draft", "asked") or one.live
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.permit",
            "res_id": under_way[:1].id,
            "views": [(False, "form")],
            "context": {
                "default_ticket_id": self.id,
                "default_company_id": self.company_id.id,
                "default_purpose": self.name,
            },
        }

    # -- a time that the hospital agrees to itself -----------------------------------------------
    def _propose_time(self, kind, until, note):
        """Propose a time instead of a promise; it counts when the hospital agrees (C3, C4)."""
        self.check_access("write")
        for ticket in self:
            clock = ticket.clock_ids.filtered(lambda one: one.kind == kind and not one.closed_at)
            if not clock or not self._may_be_agreed(ticket, clock):
                raise UserError(self.env._("This promise is not kept at an agreed time."))
            if until <= fields.Datetime.now():
                raise ValidationError(self.env._("Agreed time: enter one in the future."))
            ticket.sudo().write(
                {"proposed_kind": kind, "proposed_until": until, "proposed_note": note}
            )
            ticket.sudo().message_post(
                body=self.env._("A time is proposed to the hospital: %s", note or ""),
                author_id=self.env.user.partner_id.id,
                subtype_xmlid="mail.mt_comment",
            )

    def _answer_time(self, agreed, note):
        """The hospital agrees to the proposed time, or declines it."""
        self.ensure_one()
        if not self.proposed_kind:
            raise UserError(self.env._("No time is proposed."))
        kind, until = self.proposed_kind, self.proposed_until
        self.sudo().write({"proposed_kind": False, "proposed_until": False, "proposed_note": False})
        if agreed:
            self.sudo()._agree_time(kind, until, note or self.env.user.name)
        self.sudo().message_post(
            body=note
            or (
                self.env._("The hospital agrees to the time.")
                if agreed
                else self.env._("The hospital declines the time.")
            ),
            author_id=self.env.user.partner_id.id,
        )
