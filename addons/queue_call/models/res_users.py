from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    queue_zone_ids = fields.Many2many(
        "queue.zone", string="Queue zones", help="Zones of a nurse; none means all of the hospital"
    )
