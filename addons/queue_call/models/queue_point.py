from odoo import fields, models


class QueueServicePoint(models.Model):
    """A consulting room (or one chair of it) or a window: where a called patient goes."""

    _name = "queue.service.point"
    _description = "Room or window"
    _order = "zone_id, sequence, id"

    name = fields.Char(required=True)
    code = fields.Char()
    kind = fields.Selection([("room", "Room"), ("window", "Window")], default="room", required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    zone_id = fields.Many2one("queue.zone", "Zone", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="zone_id.company_id", store=True, index=True)
    site_id = fields.Many2one("device.site", "Place")
