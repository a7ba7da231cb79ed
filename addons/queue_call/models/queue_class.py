import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class QueueClass(models.Model):
    """A kind of patient that rules may treat differently: elderly, military, revisit …"""

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
    bound = fields.Boolean(
        "Bound to rooms", help="Patients of this class go only to rooms that accept it"
    )
    company_id = fields.Many2one(
        "res.company", "Hospital", default=lambda self: self.env.company, index=True
    )

    _code_uniq = models.Constraint(
        "UNIQUE NULLS NOT DISTINCT (code, company_id)",
        "A patient class with this code exists already.",
    )

    @api.constrains("code")
    def _check_code(self):
        for one in self:
            if not re.fullmatch(r"\w[\w.-]*", one.code):
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be the code of a class. Use letters, digits, dots, dashes and"
                        " underscores, with a letter or digit first.",
                        one.code,
                    )
                )

    @api.model
    def _of_hospital(self, company_id):
        """Return {code: class} of a hospital; its own class stands before a shared one."""
        domain = [("company_id", "in", (company_id, False))]
        classes = self.sudo().search(domain).sorted(lambda one: bool(one.company_id))
        found = {one.code: one for one in classes}
        return dict(sorted(found.items(), key=lambda item: (item[1].sequence, item[1].id)))

    @api.model
    @tools.ormcache("company_id", "self.env.lang")
    def _tags(self, company_id):
        """Return {code: short tag} of a hospital's classes that have one."""
        return {code: one.tag for code, one in self._of_hospital(company_id).items() if one.tag}

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        codes = set(self.mapped("code"))
        result = super().unlink()
        self.env["queue.rule"]._forget_classes(codes)
        return result
