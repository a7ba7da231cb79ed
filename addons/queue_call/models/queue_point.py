from odoo import api, fields, models
from odoo.exceptions import ValidationError

MAX_CHAIRS = 9


class QueueServicePoint(models.Model):
    """A consulting room with one or more chairs, or a window: where a called patient goes."""

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
    chairs = fields.Integer(
        default=1,
        required=True,
        help="How many doctors call to this room at the same time. With several, screens name the"
        " chair.",
    )
    accepted_class_ids = fields.Many2many(
        "queue.class",
        "queue_point_class_rel",
        "point_id",
        "class_id",
        "Accepts classes",
        help="Patients of a class that is bound to rooms are called at the rooms that accept it,"
        " and nowhere else.",
    )
    stop_reason = fields.Char(readonly=True, help="Shown on screens while the clinic is stopped")
    stopped_on = fields.Date(readonly=True)

    @api.constrains("chairs")
    def _check_chairs(self):
        for point in self:
            if not 1 <= point.chairs <= MAX_CHAIRS:
                raise ValidationError(
                    self.env._(
                        "%(room)s: the number of chairs is from 1 to %(most)s.",
                        room=point.name,
                        most=MAX_CHAIRS,
                    )
                )
