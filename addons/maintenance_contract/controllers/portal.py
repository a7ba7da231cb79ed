from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import request

MINE = {"type": "http", "auth": "user", "website": True}


class ServicePortal(CustomerPortal):
    """For the hospital's IT: report a fault, follow it, answer, agree, confirm."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "ticket_count" in counters:
            values["ticket_count"] = request.env["service.ticket"]._portal_open_count()
        return values

    @http.route("/my/tickets", methods=["GET"], **MINE)
    def tickets(self, show="open", page=1, **_ignored):
        """The hospital's tickets, the most urgent first."""
        values = request.env["service.ticket"]._portal_list(show, page)
        return request.render("maintenance_contract.portal_tickets", values)

    @http.route("/my/tickets/new", methods=["GET"], **MINE)
    def new(self, **_ignored):
        """The form of a new ticket."""
        values = request.env["service.ticket"]._portal_form()
        return request.render("maintenance_contract.portal_new", values)

    @http.route("/my/tickets/new", methods=["POST"], csrf=True, **MINE)
    def report(self, **values):
        """Report; the form again, with what is wrong, when it cannot be taken."""
        tickets = request.env["service.ticket"]
        photos = request.httprequest.files.getlist("photos")
        files = [(file.filename, file.read()) for file in photos if file.filename]
        try:
            number = tickets._portal_report(values, files)
        except UserError as error:
            form = tickets._portal_form() | {"error": str(error), "given": values}
            return request.render("maintenance_contract.portal_new", form)
        return request.redirect(f"/my/tickets/{number}")

    @http.route("/my/tickets/suggest", methods=["GET"], **MINE)
    def suggest(self, text="", device="", **_ignored):
        """What is known of a fault while it is being described: [{name, remedy}]."""
        known = request.env["service.knowledge"]._portal_suggest(text, device)
        return request.make_json_response(known)

    @http.route("/my/tickets/<number>", methods=["GET"], **MINE)
    def ticket(self, number, error="", **_ignored):
        """One ticket: clocks, course, answers."""
        values = request.env["service.ticket"]._portal_page(number)
        if not values:
            raise request.not_found()
        return request.render("maintenance_contract.portal_ticket", values | {"error": error})

    @http.route("/my/tickets/<number>/<act>", methods=["POST"], csrf=True, **MINE)
    def act(self, number, act, note="", score="", **_ignored):
        """Answer, agree, dispute, confirm, open again, rate."""
        try:
            found = request.env["service.ticket"]._portal_act(number, act, note, score)
        except UserError as error:
            values = request.env["service.ticket"]._portal_page(number)
            return request.render(
                "maintenance_contract.portal_ticket", values | {"error": str(error)}
            )
        if not found:
            raise request.not_found()
        return request.redirect(f"/my/tickets/{found}")

    @http.route("/my/tickets/<number>/report.pdf", methods=["GET"], **MINE)
    def page(self, number, **_ignored):
        """The signed fault report."""
        return self._file(*request.env["service.ticket"]._portal_pdf(number), "application/pdf")

    @http.route("/my/tickets/<number>/plan", methods=["GET"], **MINE)
    def plan(self, number, **_ignored):
        """The plan that was delivered (B4)."""
        return self._file(*request.env["service.ticket"]._portal_plan(number))

    @staticmethod
    def _file(name, data, mimetype="application/octet-stream"):
        if not data:
            raise request.not_found()
        headers = [
            ("Content-Type", mimetype),
            ("Content-Disposition", http.content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(data, headers)
