"""Classes that are bound to rooms: only rooms that accept them call their patients."""

from odoo import api, fields, models, tools


class QueueClass(models.Model):
    _inherit = "queue.class"

    point_ids = fields.Many2many(
        "queue.service.point", "queue_point_class_rel", "class_id", "point_id", "Accepted at"
    )

    @api.model
    @tools.ormcache()
    def _bound_ids(self):
        """Return the ids of the classes that are bound to rooms; a class's write forgets them."""
        return frozenset(self.sudo().search([("bound", "=", True)]).ids)
