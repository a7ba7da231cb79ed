from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Spare a ``light`` route what a page needs: language, company and site of a visitor.

        Those cost more than half of the request (the company's whole row and its partner are read
        for a language that the answer does not speak), and every device asks all the time.
        """
        if rule.endpoint.routing.get("light"):
            request.dispatcher.pre_dispatch(rule, args)
            return
        super()._pre_dispatch(rule, args)
