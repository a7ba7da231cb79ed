import base64

from odoo import api, fields, models
from odoo.addons.device_registry.models.photo import clean_photo


class InspectionPhoto(models.Model):
    """A photo of an inspection, drawn anew: it tells neither place nor camera."""

    _name = "inspection.photo"
    _description = "Photo of an inspection"
    _order = "inspection_id, id"

    inspection_id = fields.Many2one(
        "inspection.inspection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, index=True)
    answer_id = fields.Many2one("inspection.answer", "Belongs to", index=True, ondelete="set null")
    name = fields.Char("Caption")
    taken_at = fields.Datetime("Taken", default=fields.Datetime.now)
    image = fields.Image(required=True, max_width=1600, max_height=1600)
    client_id = fields.Char(readonly=True, copy=False, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Draw the photos anew; refuse them for a signed inspection and when they are too large."""
        for vals in vals_list:
            if vals.get("image") and not vals.get("client_id"):  # a phone's were drawn when sent
                data = clean_photo(self.env, base64.b64decode(vals["image"]), 1600)
                vals["image"] = base64.b64encode(data)
        photos = super().create(vals_list)
        photos.inspection_id._refuse_signed()
        return photos

    def write(self, vals):
        """Refuse changes of a signed inspection."""
        self.inspection_id._refuse_signed()
        return super().write(vals)

    def unlink(self):
        """Refuse changes of a signed inspection."""
        self.inspection_id._refuse_signed()
        return super().unlink()
