from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    queue_tz = fields.Char(related="company_id.queue_tz", readonly=False)
    queue_noon = fields.Float(related="company_id.queue_noon", readonly=False)
