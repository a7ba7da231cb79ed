from odoo import http
from odoo.addons.device_registry.controllers.answers import device_json, device_token, json_body
from odoo.http import request

DEVICE = {"type": "http", "auth": "public", "csrf": False, "save_session": False}


class GatewayController(http.Controller):
    """For the process that speaks to keypads and signs: it has a device's token, no user."""

    @http.route("/device/gateway/state", methods=["GET"], **DEVICE)
    @device_json
    def state(self, seq=None, **_ignored):
        """What its keypads and signs show: {now, seq, pads}; pads None when ``seq`` is the last."""
        return request.env["maintenance.equipment"]._gateway_state(device_token(), seq)

    @http.route("/device/gateway/press", methods=["POST"], readonly=False, **DEVICE)
    @device_json
    def press(self, **_ignored):
        """{presses: [{id, address, key, age_ms}]} → {now, seq, results, pads}; each acts once."""
        presses = json_body().get("presses")
        return request.env["maintenance.equipment"]._gateway_press(device_token(), presses)
