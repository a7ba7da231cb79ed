from odoo import http
from odoo.addons.device_registry.controllers.answers import device_token, refused_json
from odoo.addons.device_registry.core.token import DeviceRefused
from odoo.http import request


class VoiceController(http.Controller):
    @http.route(
        "/queue/voice/<key>.mp3", methods=["GET"], type="http", auth="public", csrf=False,
        save_session=False,
    )  # fmt: skip
    def clip(self, key, **_ignored):
        """A clip, kept by the box for ever: its name changes with its content. 404: not yet."""
        try:
            audio, engine = request.env["queue.voice.clip"]._audio(device_token(), key)
        except DeviceRefused as refused:
            return refused_json(refused)
        if not audio:
            return request.make_response("", [("Cache-Control", "no-store")], status=404)
        headers = [
            ("Content-Type", "audio/mpeg"),
            ("Cache-Control", "private, max-age=31536000, immutable"),
            ("ETag", f'"{key}"'),
            ("X-Engine", engine),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(audio, headers)
