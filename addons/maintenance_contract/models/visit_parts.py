from odoo import api, fields, models
from odoo.exceptions import ValidationError

PHOTO_KINDS = [
    ("before", "Before"),
    ("after", "After"),
    ("plate", "Name plate"),
    ("other", "Other"),
]


class ServiceVisitPart(models.Model):
    """A part that was used, or a device that was exchanged. The registry learns at the end."""

    _name = "service.visit.part"
    _description = "Part used on a visit"
    _order = "visit_id, id"

    visit_id = fields.Many2one("service.visit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("part", "Part"), ("device", "Whole device")], required=True, default="part"
    )
    name = fields.Char("Part", required=True)
    quantity = fields.Float(default=1)
    device_id = fields.Many2one("maintenance.equipment", "Device")
    old_serial = fields.Char("Serial number before")
    new_serial = fields.Char("Serial number now")
    swapped = fields.Boolean("In the registry", readonly=True, copy=False)
    client_id = fields.Char(readonly=True, copy=False, index=True)

    @api.constrains("quantity")
    def _check_quantity(self):
        if any(part.quantity <= 0 for part in self):
            raise ValidationError(self.env._("Quantity: more than 0."))

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse parts of a signed record."""
        parts = super().create(vals_list)
        parts.visit_id._refuse_signed()
        return parts

    def write(self, vals):
        """Refuse changes of a signed record."""
        self.visit_id._refuse_signed()
        return super().write(vals)

    def unlink(self):
        """Refuse changes of a signed record."""
        self.visit_id._refuse_signed()
        return super().unlink()


class ServiceVisitPhoto(models.Model):
    """A photo of a visit, drawn anew: it tells neither place nor camera."""

    _name = "service.visit.photo"
    _description = "Photo of a visit"
    _order = "visit_id, id"

    visit_id = fields.Many2one("service.visit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    item_id = fields.Many2one("service.visit.item", "Belongs to", ondelete="set null")
    kind = fields.Selection(PHOTO_KINDS, required=True, default="other")
    name = fields.Char("Caption")
    taken_at = fields.Datetime("Taken", default=fields.Datetime.now)
    image = fields.Image(required=True, max_width=1600, max_height=1600)
    client_id = fields.Char(readonly=True, copy=False, index=True)

    def write(self, vals):
        """Refuse changes of a signed record."""
        self.visit_id._refuse_signed()
        return super().write(vals)

    def unlink(self):
        """Refuse changes of a signed record."""
        self.visit_id._refuse_signed()
        return super().unlink()
