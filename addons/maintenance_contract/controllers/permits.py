from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import request

from .portal import MINE


class PermitPortal(CustomerPortal):
    """For the hospital's IT: permits, who is connected now, the access log, incidents."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "permit_count" in counters:
            values["permit_count"] = request.env["service.permit"]._portal_open_count()
        return values

    @http.route("/my/permits", methods=["GET"], **MINE)
    def permits(self, page=1, **_ignored):
        """Permits asked for and given, and who is connected now."""
        values = request.env["service.permit"]._portal_list(page)
        return request.render("maintenance_contract.portal_permits", values)

    @http.route("/my/permits/log.csv", methods=["POST"], csrf=True, **MINE)
    def log(self, **_ignored):
        """The hospital's own access log; the download stands in it."""
        name, data = request.env["service.permit"]._portal_log()
        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", http.content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(data, headers)

    @http.route("/my/permits/<number>", methods=["GET"], **MINE)
    def permit(self, number, **_ignored):
        """One permit: what is asked, what was done under it."""
        values = request.env["service.permit"]._portal_page(number)
        if not values:
            raise request.not_found()
        return request.render("maintenance_contract.portal_permit", values)

    @http.route("/my/permits/<number>/<act>", methods=["POST"], csrf=True, **MINE)
    def answer(self, number, act, note="", until="", **_ignored):
        """Grant, refuse, withdraw, end an open session."""
        permits = request.env["service.permit"]
        try:
            done = permits._portal_act(number, act, note, until)
        except UserError as error:
            values = permits._portal_page(number) | {"error": str(error)}
            return request.render("maintenance_contract.portal_permit", values)
        if not done:
            raise request.not_found()
        return request.redirect(f"/my/permits/{number}")

    @http.route("/my/incidents", methods=["GET"], **MINE)
    def incidents(self, **_ignored):
        """Incidents during our work, and how they were settled."""
        values = request.env["service.incident"]._portal_list()
        return request.render("maintenance_contract.portal_incidents", values)

    @http.route("/my/incidents/<number>/agree", methods=["POST"], csrf=True, **MINE)
    def agree(self, number, **_ignored):
        """The hospital agrees to how an incident was settled."""
        try:
            found = request.env["service.incident"]._portal_agree(number)
        except UserError as error:
            values = request.env["service.incident"]._portal_list() | {"error": str(error)}
            return request.render("maintenance_contract.portal_incidents", values)
        if not found:
            raise request.not_found()
        return request.redirect("/my/incidents")
