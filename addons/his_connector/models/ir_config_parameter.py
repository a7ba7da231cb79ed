from odoo import api, models
from odoo.exceptions import ValidationError

from ..core import reach


class IrConfigParameter(models.Model):
    """The list of addresses that may be called; the gateway hears of a change at once."""

    _inherit = "ir.config_parameter"

    @api.constrains("key", "value")
    def _check_reachable(self):
        for one in self.filtered(lambda one: one.key == reach.PARAMETER):
            try:
                reach.networks(one.value or "")
            except ValueError as error:
                raise ValidationError(
                    self.env._("These are no networks such as 10.1.0.0/16: %s", error)
                ) from error
            self.env["his.interface"].sudo()._tell_gateway()

    def unlink(self):
        mine = self.filtered(lambda one: one.key == reach.PARAMETER)
        result = super().unlink()
        if mine:
            self.env["his.interface"].sudo()._tell_gateway()
        return result
