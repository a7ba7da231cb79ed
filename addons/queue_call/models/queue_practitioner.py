from odoo import fields, models


class QueuePractitioner(models.Model):
    """A doctor (or nurse, technician) who calls patients."""

    _name = "queue.practitioner"
    _description = "Practitioner"
    _order = "name, id"

    name = fields.Char(required=True)
    title = fields.Char(translate=True, help="As shown on screens: chief physician …")
    code = fields.Char("HIS code")
    user_id = fields.Many2one("res.users", "User", index=True)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    default_point_id = fields.Many2one("queue.service.point", "Usual room")
    queue_ids = fields.Many2many("queue.queue", string="Usual queues")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL",
        "A practitioner with this HIS code exists already.",
    )
