from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        result = super().write(vals)
        if "queue_tz" in vals:  # times without an offset are read by it
            self.env["his.interface"].sudo()._tell_gateway()
        return result
