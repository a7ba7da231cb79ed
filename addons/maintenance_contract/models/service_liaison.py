from odoo import api, fields, models

SIDES = ("hospital", "supplier")


class ServiceContract(models.Model):
    """Both sides name fixed persons with telephone numbers (tender item B11)."""

    _inherit = "service.contract"

    liaison_note = fields.Char("Liaison", compute="_compute_liaison_note")

    @api.depends("contact_ids.side", "contact_ids.phone", "is_template")
    @api.depends_context("lang")
    def _compute_liaison_note(self):
        words = {
            "hospital": self.env._("The hospital's liaison person is not entered."),
            "supplier": self.env._("The supplier's liaison person is not entered."),
        }
        for contract in self:
            known = set(contract.contact_ids.filtered("phone").mapped("side"))
            lack = [] if contract.is_template else [words[one] for one in SIDES if one not in known]
            contract.liaison_note = " ".join(lack)


class ServiceContact(models.Model):
    _inherit = "service.contact"

    @api.model
    def _portal_liaison(self):
        """Return the persons of both sides in the contracts in force with the user's hospital."""
        domain = [("company_id", "=", self.env.company.id), ("state", "=", "active")]
        contracts = self.env["service.contract"].sudo().search(domain)
        found, seen = self.sudo().browse(), set()
        for one in contracts.contact_ids.sorted(lambda one: (one.side != "supplier", one.sequence)):
            if (one.side, one.name, one.phone) not in seen:
                seen.add((one.side, one.name, one.phone))
                found |= one
        return found
