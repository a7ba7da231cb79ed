from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import similar
from ..core.severity import more_severe
from .clock import aware
from .service_ticket import OPEN
from .ticket_entitlement import _path


class ServiceTicket(models.Model):
    """The same fault reported twice: one ticket goes on, the others point to it.

    The earliest report counts, the worst severity counts, all devices are on the one ticket.
    """

    _inherit = "service.ticket"

    similar_ids = fields.Many2many(
        "service.ticket", compute="_compute_similar", string="May be the same fault"
    )

    @api.depends("name", "description", "device_id", "site_id", "company_id", "state")
    def _compute_similar(self):
        for ticket in self:
            ticket.similar_ids = ticket._similar() if ticket.state in OPEN else False

    def _similar(self):
        """Return open tickets of the hospital that may be the same fault, the likeliest first."""
        if not self.company_id or not self.name:
            return self.browse()
        others = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", OPEN),
                ("id", "!=", self._origin.id),
            ],
            limit=300,
            order="reported_at desc",
        )
        keys = similar.same_fault(self._core_report(), [one._core_report() for one in others])
        return self.browse(keys)

    def _core_report(self):
        return similar.Report(
            key=self._origin.id or 0,
            words=similar.words(f"{self.name or ''} {(self.description or '')[:300]}"),
            at=aware(self.reported_at),
            devices=frozenset((self.affected_ids | self.device_id)._origin.ids),
            places=_path(self.site_id or self.device_id.site_id),
        )

    def _root(self):
        """Return the ticket that goes on for this one."""
        ticket, seen = self, set()
        while ticket.original_id and ticket.state == "cancelled" and ticket.id not in seen:
            seen.add(ticket.id)
            ticket = ticket.original_id
        return ticket

    def _same_as(self, other):
        """Say that this is the same fault as another open ticket, which goes on for both."""
        self.ensure_one()
        original = other._root()
        if not original or original == self or self == other:
            raise ValidationError(self.env._("Choose another ticket that goes on for this one."))
        if original.company_id != self.company_id:
            raise ValidationError(self.env._("Tickets of two hospitals are not the same fault."))
        if self.state not in OPEN or original.state not in OPEN:
            raise UserError(self.env._("Only open tickets are put together."))
        if self.reported_at < original.reported_at:
            note = self.env._("Reported earlier with %s", self.number)
            original._correct_report(self.reported_at, note)
        if more_severe(self.severity_id.code, original.severity_id.code):
            original._rate(self.severity_id, self.env._("As rated with %s", self.number))
        original._affect(self.affected_ids | self.device_id, self.number)
        self.sudo().alarm_ids.ticket_id = original
        self.sudo().original_id = original
        self._step("cancelled", note=self.env._("Same fault as %s", original.number))
        return original

    def _on_step(self, verb):
        super()._on_step(verb)
        if verb != "resolved":
            return
        for one in self.sudo().same_ids.filtered(lambda one: one.state == "cancelled"):
            one.message_post(
                body=self.env._("Solved with ticket %s.", self.number),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _portal_do_answer(self, ticket, note, score):
        """An answer to a ticket that was put together with another is heard there."""
        found = super()._portal_do_answer(ticket, note, score)
        root = ticket._root()
        if root != ticket:
            super()._portal_do_answer(root, f"{ticket.number}: {note}", score)
        return found

    @api.model
    def _mail_named(self, subject, company):
        return super()._mail_named(subject, company)._root()

    def action_same_as_this(self):
        """In the list beside a ticket: that ticket is the same fault as this one."""
        ticket = self.browse(self.env.context.get("ticket_id") or []).exists()
        ticket.check_access("write")
        original = ticket._same_as(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": original.id,
            "views": [(False, "form")],
        }
