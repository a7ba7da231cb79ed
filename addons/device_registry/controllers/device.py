from odoo import http
from odoo.http import request

from .answers import (
    device_json,
    device_page,
    device_token,
    json_body,
    page,
    speak_hospitals_language,
)

# Devices have no cookies: they are known by a token, or by the secret of their pairing.
DEVICE = {"type": "http", "auth": "public", "csrf": False, "save_session": False}
# No user and no page's trimmings; without a user Odoo would first try a cursor that cannot write.
LIGHT = DEVICE | {"auth": "none", "light": True, "readonly": False}


class DeviceController(http.Controller):
    @http.route("/device/pair", methods=["GET"], **DEVICE)
    @device_page
    def pair(self, kind="", **_ignored):
        """The page that shows a code until an administrator confirms it."""
        return page("device_registry.pair_page", {"kind": kind})

    @http.route("/device/pair/start", methods=["POST"], **DEVICE)
    def start(self, **_ignored):
        """{kind} → {code, secret, expires_in}, or 429 when too many codes are alive."""
        speak_hospitals_language()
        pairing, kind = request.env["device.pairing"], str(json_body().get("kind") or "")
        started = pairing._start(kind, request.httprequest.remote_addr)
        if started:
            return request.make_json_response(started)
        return request.make_json_response({"error": pairing._too_many()}, status=429)

    @http.route("/device/pair/poll", methods=["POST"], **DEVICE)
    def poll(self, **_ignored):
        """{secret} → {state: waiting | paired | expired, url?, expires_in?}."""
        told = request.env["device.pairing"]._poll(json_body().get("secret"))
        return request.make_json_response(told)

    @http.route("/device/home/<token>", methods=["GET"], **DEVICE)
    @device_page
    def home(self, token, **_ignored):
        """The plain page of a device whose kind has no page of its own."""
        values = request.env["maintenance.equipment"]._home(token)
        return page("device_registry.home_page", values)

    @http.route("/device/heartbeat", methods=["POST"], **LIGHT)
    @device_json
    def heartbeat(self, **_ignored):
        """A sign of life: version, uptime_s, skew_ms, heap_mb, audio, free_mb, queue_len, page."""
        address = request.httprequest.remote_addr
        return request.env["device.heartbeat"]._beat(device_token(), json_body(), address)
