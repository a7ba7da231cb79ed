from odoo import http
from odoo.addons.device_registry.controllers.answers import (
    device_json,
    device_page,
    device_token,
    json_body,
    page,
)
from odoo.http import request

# A screen has no cookie: its token says who it is. No user is needed, so none is loaded.
DEVICE = {"type": "http", "csrf": False, "save_session": False}


class ScreenController(http.Controller):
    @http.route("/queue/screen/<token>", methods=["GET"], auth="public", **DEVICE)
    @device_page
    def screen(self, token, **_ignored):
        """The page of a hall or door screen; one that says how to pair when it is refused."""
        values = request.env["maintenance.equipment"]._screen_page(token)
        return page("queue_call.screen_page", values)

    @http.route("/queue/screen/state", methods=["GET"], auth="public", **DEVICE)
    @device_json
    def state(self, **_ignored):
        """The snapshot."""
        return request.env["maintenance.equipment"]._screen_state(device_token())

    @http.route("/queue/screen/photo/<int:doctor>/<key>", methods=["GET"], auth="public", **DEVICE)
    def photo(self, doctor, key, **_ignored):
        """A doctor's photo as screens name it; the key is of the picture itself."""
        return request.env["queue.practitioner"]._photo_stream(doctor, key)

    @http.route("/queue/screen/pulse", methods=["GET"], auth="none", light=True, **DEVICE)
    @device_json
    def pulse(self, **_ignored):
        """{seq, build, now}: asked by every screen every two seconds, so kept cheap."""
        return request.env["maintenance.equipment"]._screen_pulse(device_token())

    @http.route("/queue/screen/voice", methods=["POST"], auth="public", readonly=False, **DEVICE)
    @device_json
    def voice(self, **_ignored):
        """{calls} that should have been said → {speaks, calls}: a standby takes over."""
        return request.env["maintenance.equipment"]._screen_voice(device_token(), json_body())

    @http.route(
        "/queue/screen/ack",
        methods=["POST"],
        auth="none",
        readonly=False,  # without a user Odoo would try a cursor that cannot write, first
        light=True,
        **DEVICE,
    )
    @device_json
    def ack(self, **_ignored):
        """{shown, spoken, said, played, skew_ms, page} → {ok, now}; asked often, so kept cheap."""
        devices = request.env["maintenance.equipment"]
        return devices._screen_ack(device_token(), json_body(), request.httprequest.remote_addr)
