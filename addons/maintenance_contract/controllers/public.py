from odoo import http
from odoo.addons.device_registry.controllers.answers import page, speak_hospitals_language
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
