from odoo import http
from odoo.addons.device_registry.controllers.answers import device_json, device_token, json_body
from odoo.addons.device_registry.core.token import DeviceRefused
from odoo.http import Stream, request
from werkzeug.exceptions import NotFound, Unauthorized

from .screen import DEVICE

STAFF = {"type": "jsonrpc", "auth": "user"}


class MediaController(http.Controller):
    @http.route("/queue/screen/media", methods=["GET", "POST"], auth="public", **DEVICE)
    @device_json
    def plan(self, **_ignored):
        """What this screen plays in the days to come; POST tells besides what its box holds."""
        told = json_body() if request.httprequest.method == "POST" else None
        return request.env["maintenance.equipment"]._screen_media(device_token(), told)

    @http.route(
        "/queue/media/<string(length=64):sha256>",
        type="http",
        methods=["GET"],
        auth="public",
        save_session=False,
        readonly=True,
    )
    def file(self, sha256, t=None, **_ignored):
        """One file, in pieces where a Range asks for them; it never changes under its name."""
        files, token = request.env["queue.media.file"], device_token() or t
        try:
            found = (
                files._readable_by_token(sha256, token)
                if token
                else files._readable_by_user(sha256)
            )
        except DeviceRefused as refused:
            raise Unauthorized from refused
        if not found:
            raise NotFound
        path, mime, size = found
        stream = Stream(
            type="path", path=path, mimetype=mime, size=size, etag=sha256, download_name=sha256
        )
        return stream.get_response(immutable=True)

    @http.route("/queue/media/upload/begin", **STAFF)
    def begin(self, name, size, mark):
        """{upload, received, chunk}: where the upload of this file begins or goes on."""
        return request.env["queue.media.upload"]._begin(name, size, mark)

    @http.route("/queue/media/upload/<int:upload>", type="http", methods=["POST"], auth="user")
    def add(self, upload, offset, **_ignored):
        """Take the bytes in the body as the piece that begins at ``offset`` → {received}."""
        data = request.httprequest.get_data(cache=False)
        answer = request.env["queue.media.upload"]._add(upload, int(offset), data)
        return request.make_json_response(answer)

    @http.route("/queue/media/upload/finish", **STAFF)
    def finish(self, upload):
        """{media, name, fit, convert, text}: what became of the file."""
        return request.env["queue.media.upload"]._finish(upload)
