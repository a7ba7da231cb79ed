from odoo import fields, models


class QueueClass(models.Model):
    """A kind of patient that a policy may treat differently: elderly, military, revisit …"""

    _name = "queue.class"
    _description = "Patient class"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Known to the HIS by this or a mapped code")
    tag = fields.Char(
        "Short tag", size=4, translate=True, help="One to four characters beside the number"
    )
    color = fields.Integer()
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", "Hospital", default=lambda self: self.env.company, index=True
    )

    _code_uniq = models.Constraint(
        "UNIQUE NULLS NOT DISTINCT (code, company_id)",
        "A patient class with this code exists already.",
    )
