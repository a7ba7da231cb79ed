from functools import wraps

from odoo import http
from odoo.addons.device_registry.controllers.answers import page
from odoo.http import request

from ..models.phone_page import PlaceRefused

# A patient's phone: no login, no cookie; the token says which visit.
PHONE = {"type": "http", "methods": ["GET"], "csrf": False, "save_session": False}
HEADER = "X-Place-Token"
STATUS = {"unknown": 404, "slow_down": 429}
HEADERS = [
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("X-Frame-Options", "DENY"),
    (
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
        " script-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'",
    ),
]


def placed(route):
    """Decorator: the route's dict as JSON that nobody keeps; a refusal as 404 or 429."""

    @wraps(route)
    def answered(*args, **kwargs):
        try:
            response = request.make_json_response(route(*args, **kwargs))
        except PlaceRefused as refused:
            body = {"error": {"code": refused.code}}
            response = request.make_json_response(body, status=STATUS[refused.code])
            response.headers["Retry-After"] = "20"
        response.headers["Cache-Control"] = "no-store"
        return response

    return answered


class PlaceController(http.Controller):
    @http.route("/queue/place/<token>", auth="public", **PHONE)
    def place(self, token, **_ignored):
        """The page of one visit; whatever opens nothing looks the same."""
        try:
            values = request.env["queue.visit"]._place_page(token)
            response = page("queue_call.place_page", values)
        except PlaceRefused as refused:
            status = STATUS[refused.code]
            response = page("queue_call.place_unknown_page", {"code": refused.code}, status=status)
        response.headers.extend(HEADERS)
        return response

    @http.route("/queue/place/state", auth="public", **PHONE)
    @placed
    def state(self, **_ignored):
        """The snapshot."""
        return request.env["queue.visit"]._place_state(self._token())

    @http.route("/queue/place/pulse", auth="none", light=True, **PHONE)
    @placed
    def pulse(self, **_ignored):
        """{seq, build, now}: asked by every phone every few seconds, so kept cheap."""
        return request.env["queue.visit"]._place_pulse(self._token())

    @staticmethod
    def _token():
        return request.httprequest.headers.get(HEADER)
