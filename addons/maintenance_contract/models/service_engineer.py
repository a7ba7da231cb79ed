from odoo import api, fields, models
from odoo.addons.device_registry.models.maintenance_equipment import KINDS as DEVICE_KINDS
from odoo.exceptions import ValidationError

from ..core.notices import dialled
from .service_ticket import KINDS


class ServiceSkill(models.Model):
    """What an engineer can do, and for which devices or requests that is asked."""

    _name = "service.skill"
    _description = "Skill"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    device_kind = fields.Selection(DEVICE_KINDS, "Asked for this kind of device")
    ticket_kind = fields.Selection(KINDS, "Asked for this kind of ticket")

    @api.model
    def _needed(self, kind, device):
        """Return the skills that a ticket of this kind, with this device, asks for."""
        domain = [("ticket_kind", "=", kind)]
        if device.device_kind:
            domain = ["|", *domain, ("device_kind", "=", device.device_kind)]
        return self.search(domain)


class ServiceEngineer(models.Model):
    """What is known of a person who works tickets: telephone, skills, where he is resident."""

    _name = "service.engineer"
    _description = "Engineer"
    _order = "name, id"

    user_id = fields.Many2one(
        "res.users", "User", required=True, ondelete="cascade", domain="[('share', '=', False)]"
    )
    name = fields.Char(related="user_id.name", store=True)
    active = fields.Boolean(default=True)
    company_ids = fields.Many2many(related="user_id.company_ids", string="Hospitals")
    phone = fields.Char("Telephone", help="Rung for disasters: a mobile number")
    notifier_id = fields.Many2one(
        "service.notifier",
        "Told by",
        help="How notices reach this person; empty: the notifier of the hospital",
    )
    skill_ids = fields.Many2many("service.skill", string="Skills")
    site_ids = fields.Many2many(
        "device.site",
        string="Resident at",
        help="A resident engineer is asked first for what happens there (tender item D5)",
    )
    at_most = fields.Integer(
        "Open tickets at most", default=8, help="More are given to others first; 0: no limit"
    )

    _user_uniq = models.Constraint("UNIQUE (user_id)", "This user is an engineer already.")
    _at_most_not_negative = models.Constraint(
        "CHECK (at_most >= 0)", "Open tickets at most: 0 (no limit) or more."
    )

    @api.constrains("phone")
    def _check_phone(self):
        for one in self:
            if one.phone and not 3 <= len(dialled(one.phone)) <= 16:
                raise ValidationError(self.env._("Telephone: %s cannot be dialled.", one.phone))

    @api.model
    def _of(self, users):
        """Return the engineers behind these users, as superuser."""
        return self.sudo().search([("user_id", "in", users.ids)])
