from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request

from .portal import MINE, ServicePortal


class StatementPortal(CustomerPortal):
    """For the hospital's IT: how the promises of each month were kept, to be kept with the bill."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "statement_count" in counters:
            values["statement_count"] = request.env["service.statement"]._portal_count()
        return values

    @http.route("/my/statements", methods=["GET"], **MINE)
    def statements(self, **_ignored):
        """All frozen statements of the hospital, the newest first."""
        values = request.env["service.statement"]._portal_list()
        return request.render("maintenance_contract.portal_statements", values)

    @http.route("/my/statements/<number>/<name>", methods=["GET"], **MINE)
    def file(self, number, name, **_ignored):
        """The page (``name`` = page) or the workbook of a statement."""
        return ServicePortal._file(*request.env["service.statement"]._portal_file(number, name))
