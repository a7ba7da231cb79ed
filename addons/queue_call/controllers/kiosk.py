from functools import wraps

from odoo import http
from odoo.addons.device_registry.controllers.answers import (
    device_json,
    device_page,
    device_token,
    json_body,
    page,
)
from odoo.exceptions import UserError
from odoo.http import request

from ..models.slip_printer import print_slip
from .screen import DEVICE


def told(route):
    """Decorator: what the kiosk cannot do becomes 409 {"error": {code, message, remedy}}."""

    @wraps(route)
    def answered(*args, **kwargs):
        try:
            return route(*args, **kwargs)
        except UserError as refused:
            request.env.cr.rollback()
            error = {
                "code": getattr(refused, "code", "refused"),
                "message": str(refused),
                "remedy": getattr(refused, "remedy", ""),
                "told": getattr(refused, "told", None),
            }
            return request.make_json_response({"error": error}, status=409)

    return answered


class KioskController(http.Controller):
    @http.route("/queue/kiosk/<token>", methods=["GET"], auth="public", **DEVICE)
    @device_page
    def kiosk(self, token, **_ignored):
        """The page of a kiosk."""
        values = request.env["maintenance.equipment"]._kiosk_page(token)
        return page("queue_call.kiosk_page", values)

    @http.route("/queue/kiosk/state", methods=["GET"], auth="public", **DEVICE)
    @told
    @device_json
    def state(self, **_ignored):
        """The queues that give numbers."""
        return request.env["maintenance.equipment"]._kiosk_state(device_token())

    @http.route("/queue/kiosk/pulse", methods=["GET"], auth="none", light=True, **DEVICE)
    @told
    @device_json
    def pulse(self, **_ignored):
        """{seq, build, now}: asked by every kiosk every two seconds, so kept cheap."""
        return request.env["maintenance.equipment"]._kiosk_pulse(device_token())

    @http.route("/queue/kiosk/take", methods=["POST"], auth="public", **DEVICE)
    @told
    @device_json
    def take(self, **_ignored):
        """{queue, request_id} → ticket."""
        return request.env["maintenance.equipment"]._kiosk_take(device_token(), json_body())

    @http.route("/queue/kiosk/check_in", methods=["POST"], auth="public", **DEVICE)
    @told
    @device_json
    def check_in(self, **_ignored):
        """{code, id4?, entry?} → ticket, {choice} or {ask}."""
        return request.env["maintenance.equipment"]._kiosk_check_in(device_token(), json_body())

    @http.route("/queue/kiosk/slip", methods=["POST"], auth="public", **DEVICE)
    @told
    @device_json
    def slip(self, **_ignored):
        """{key, lang, print} → {slip, print, result}: ``result`` says what the printer said."""
        answer, job = request.env["maintenance.equipment"]._kiosk_slip(device_token(), json_body())
        # The patient's address is kept, and nothing waits in the database for a printer.
        request.env.cr.commit()  # pylint: disable=invalid-commit
        return answer | {"result": print_slip(*job) if job else None}
