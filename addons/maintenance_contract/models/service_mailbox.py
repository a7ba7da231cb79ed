import ast

from odoo import api, fields, models
from odoo.tools import html2plaintext
from odoo.tools.mail import email_normalize

from ..core.intake import number_in
from .clock import naive, utc_now

LONGEST_SUBJECT, LONGEST_TEXT = 120, 4000


class ServiceMailbox(models.Model):
    """An e-mail address of one hospital: what is written to it becomes a ticket."""

    _name = "service.mailbox"
    _description = "Mailbox for tickets"
    _inherit = ["mail.alias.mixin"]
    _order = "company_id, id"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("service.ticket")
        if self.id:
            defaults = ast.literal_eval(self.alias_defaults or "{}")
            values["alias_defaults"] = defaults | {"company_id": self.company_id.id}
        return values

    def write(self, vals):
        """Keep the address's hospital the mailbox's; the alias is written as superuser."""
        self.check_access("write")
        result = super().write(vals)
        if "company_id" in vals:
            for box in self:
                box.alias_id.sudo().alias_defaults = {"company_id": box.company_id.id}
        return result


class ServiceTicket(models.Model):
    """Intake by e-mail."""

    _inherit = "service.ticket"

    sender = fields.Char("E-mail of the reporter", readonly=True, copy=False)
    sender_known = fields.Boolean(readonly=True, copy=False)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a ticket of a mail, or find the one that its subject names.

        Only people known to the hospital write into an existing ticket; a stranger's mail becomes
        a ticket of its own, marked as such.
        """
        given = dict(custom_values or {})
        company = self.env["res.company"].sudo().browse(given.get("company_id") or []).exists()
        company = company or self.env.company
        sender = email_normalize(msg_dict.get("email_from") or "") or ""
        partner = self._mail_partner(sender, company)
        named = partner and self._mail_named(msg_dict.get("subject"), company)
        if named:
            return named
        ticket = super().message_new(
            msg_dict,
            {
                **given,
                "name": (msg_dict.get("subject") or "").strip()[:LONGEST_SUBJECT]
                or self.env._("(no subject)"),
                "description": html2plaintext(msg_dict.get("body") or "").strip()[:LONGEST_TEXT],
                "company_id": company.id,
                "channel": "mail",
                "reported_at": naive(utc_now()),
                "reporter_name": (partner.name or "") if partner else "",
                "partner_id": partner.id if partner else False,
                "sender": sender,
                "sender_known": bool(partner),
            },
        )
        ticket._mail_acknowledge(partner)
        return ticket

    @api.model
    def _mail_partner(self, sender, company):
        """Return the contact behind an address if the hospital knows it, else none."""
        partners = self.env["res.partner"].sudo()
        if not sender:
            return partners
        users = (
            self.env["res.users"]
            .sudo()
            .search([("email_normalized", "=", sender), ("company_ids", "in", company.ids)])
        )
        if users:
            return users[:1].partner_id
        contact = (
            self.env["service.contact"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("side", "=", "hospital"),
                    ("email", "=ilike", sender),
                ],
                limit=1,
            )
        )
        if not contact:
            return partners
        known = partners.search([("email_normalized", "=", sender)], limit=1)
        return known or partners.create({"name": contact.name, "email": sender})

    @api.model
    def _mail_named(self, subject, company):
        number = number_in(subject or "")
        domain = [("number", "=", number), ("company_id", "=", company.id)]
        return self.sudo().search(domain, limit=1) if number else self.browse()

    def _mail_acknowledge(self, partner):
        """Tell people the hospital knows which number it has; strangers get no answer, so that
        nobody can have mail sent to others."""
        if not partner:
            return
        subject = f"[{self.number}] {self.name}"
        self.message_post(
            body=self.env._(
                "Received as ticket %(number)s. Please keep the number in the subject; for a"
                " disaster ring the hotline.",
                number=self.number,
            ),
            subject=subject,
            partner_ids=partner.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.ref("base.partner_root").id,
        )
