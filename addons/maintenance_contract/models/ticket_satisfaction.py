from odoo import api, fields, models
from odoo.exceptions import ValidationError

UNHAPPY = 2  # a score up to this is looked after


class ServiceTicket(models.Model):
    """What the hospital thinks of the service, and what was done when it was unhappy."""

    _inherit = "service.ticket"

    score = fields.Float(
        "Satisfaction (1-5)", compute="_compute_score", store=True, aggregator="avg", index=True
    )
    unhappy = fields.Selection(
        [("open", "To be talked about"), ("done", "Talked about")],
        "Unhappy hospital",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    unhappy_note = fields.Text("What was said", readonly=True, copy=False)

    @api.depends("satisfaction")
    def _compute_score(self):
        for ticket in self:
            ticket.score = int(ticket.satisfaction) if ticket.satisfaction else False

    def _satisfied(self, score, note=""):
        """Keep the hospital's score; a low one is told to the managers at once."""
        for ticket in self.sudo():
            ticket.write({"satisfaction": score, "satisfaction_note": (note or "")[:200]})
            if int(score) > UNHAPPY:
                continue
            ticket.unhappy = "open"
            title = self.env._(
                "%(hospital)s is unhappy: ticket %(number)s",
                hospital=ticket.company_id.name,
                number=ticket.number,
            )
            for user in ticket._told_to(2) - ticket.user_id:
                ticket.activity_schedule(
                    "mail.mail_activity_data_call", summary=title, user_id=user.id
                )
                if self.env["service.engineer"]._of(user):
                    self.env["service.notice"]._tell(ticket, user, "unhappy", title)
            self._wake_calls()

    def _unhappy_done(self, note):
        """Somebody has talked to the hospital; what was said is kept."""
        self.ensure_one()
        if not note:
            raise ValidationError(self.env._("Write what was said and agreed."))
        self.sudo().write({"unhappy": "done", "unhappy_note": note})
        self.activity_feedback(["mail.mail_activity_data_call"], feedback=note)

    def _portal_do_rate(self, ticket, note, score):
        found = super()._portal_do_rate(ticket, note, score)
        ticket._satisfied(score, note)
        return found
