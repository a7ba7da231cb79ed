"""How to get somewhere, in the hospital's words: on slips, kiosks and phones."""

from odoo import fields, models

_HELP = "Said to patients who have to go there, e.g. “2nd floor, left of the lift, blue signs”"


class QueueZone(models.Model):
    _inherit = "queue.zone"

    way_hint = fields.Char("Way there", translate=True, help=_HELP)


class QueueServicePoint(models.Model):
    _inherit = "queue.service.point"

    way_hint = fields.Char("Way there", translate=True, help=_HELP)
