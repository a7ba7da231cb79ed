from odoo import http
from odoo.addons.device_registry.controllers.answers import page, speak_hospitals_language
from odoo.exceptions import UserError
from odoo.http import request

PUBLIC = {"type": "http", "auth": "public", "save_session": True}


class ServicePublic(http.Controller):
    """Pages for whoever holds a link: nobody is logged in, the link's secret is the key."""

    @http.route("/service/answer/<token>", methods=["GET"], **PUBLIC)
    def call(self, token, **_ignored):
        """A disaster call that waits for an answer; looking at it answers nothing."""
        speak_hospitals_language()
        values = request.env["service.notice"]._answer_page(token)
        if not values:
            raise request.not_found()
        return page("maintenance_contract.answer_page", values)

    @http.route("/service/answer/<token>", methods=["POST"], csrf=True, **PUBLIC)
    def answer(self, token, **_ignored):
        """Take the call."""
        speak_hospitals_language()
        request.env["service.notice"]._answer(token)
        return request.redirect(f"/service/answer/{token}")

    @http.route("/service/device/<token>", methods=["GET"], **PUBLIC)
    def device(self, token, **_ignored):
        """The page behind a device's QR code."""
        speak_hospitals_language()
        values = request.env["service.ticket"]._qr_page(token)
        if not values:
            raise request.not_found()
        return page("maintenance_contract.qr_page", values)

    @http.route("/service/device/<token>", methods=["POST"], csrf=True, **PUBLIC)
    def report(self, token, **given):
        """Report a fault of the device; the form again, with what is wrong."""
        speak_hospitals_language()
        tickets, more = request.env["service.ticket"], {"given": given}
        try:
            more["number"] = tickets._qr_report(token, given, request.httprequest.remote_addr)
        except UserError as error:
            more["error"] = str(error)
        values = tickets._qr_page(token)
        if not values:
            raise request.not_found()
        more["key"] = given.get("key") if more.get("error") else values["key"]
        return page("maintenance_contract.qr_page", values | more)
