from odoo import http
from odoo.addons.maintenance_contract.controllers.portal import MINE, ServicePortal
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request


class InspectionPortal(CustomerPortal):
    """For the hospital: what is planned, what was found, the signed reports."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "inspection_count" in counters:
            values["inspection_count"] = request.env["inspection.inspection"]._portal_count()
        return values

    @http.route("/my/inspections", methods=["GET"], **MINE)
    def inspections(self, **_ignored):
        """The inspections of the hospital by contract year, and what is still open."""
        values = request.env["inspection.inspection"]._portal_list()
        return request.render("inspection.portal_inspections", values)

    @http.route("/my/inspections/<number>/<name>", methods=["GET"], **MINE)
    def file(self, number, name, **_ignored):
        """A signed report by its name: the page (``.pdf``) or the workbook (``.xlsx``)."""
        return ServicePortal._file(*request.env["inspection.report"]._portal_file(number, name))

    @http.route("/my/inspections/year/<day>.pdf", methods=["GET"], **MINE)
    def review(self, day, **_ignored):
        """The yearly review of the plan that begins on this day."""
        return ServicePortal._file(*request.env["inspection.plan"]._portal_review(day))
