from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

MINE = {"type": "http", "auth": "user"}
PAGE_HEADERS = [
    ("Cache-Control", "no-cache"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    (
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline';"
        " script-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'",
    ),
]


class FieldController(http.Controller):
    """The page for phones of people at work: shell, work of the day, what they send."""

    @http.route("/field", methods=["GET"], **MINE)
    def shell(self, **_ignored):
        """The page itself: no data, so that a phone may keep it."""
        response = request.render(
            "device_registry.field_page", request.env["field.op"]._field_shell()
        )
        response.headers.extend(PAGE_HEADERS)
        return response

    @http.route("/field/worker.js", type="http", auth="public", methods=["GET"])
    def worker(self, **_ignored):
        """The service worker: it must stand beside the page that it keeps."""
        headers = [
            ("Content-Type", "text/javascript; charset=utf-8"),
            ("Cache-Control", "no-cache"),
            ("Service-Worker-Allowed", "/field"),
        ]
        return request.make_response(request.env["field.op"]._field_worker(), headers)

    @http.route("/field/app.webmanifest", type="http", auth="public", methods=["GET"])
    def manifest(self, **_ignored):
        """Lets the page be put on the phone's home screen."""
        headers = [("Content-Type", "application/manifest+json")]
        return request.make_json_response(request.env["field.op"]._field_manifest(), headers)

    @http.route("/field/day", methods=["GET"], readonly=False, **MINE)
    def day(self, **_ignored):
        """The work of this user, and the key with which to send."""
        told = request.env["field.op"]._field_day()
        return self._answer(told | {"csrf": request.csrf_token()})

    @http.route("/field/take", methods=["POST"], csrf=True, **MINE)
    def take(self, batch="", **_ignored):
        """{phone, sent_at, ops} → {now, results}: each entry is taken once."""
        return self._answer(request.env["field.op"]._field_take_text(batch))

    @http.route("/field/blob", methods=["POST"], csrf=True, **MINE)
    def blob(self, id="", file=None, **_ignored):
        """A picture, sent before the entry it belongs to."""
        try:
            data = file.read() if file else b""
            form = "PNG" if file and file.mimetype == "image/png" else "JPEG"
            request.env["field.blob"]._keep(id, data, form)
        except UserError as error:
            return self._answer({"message": str(error)}, 400)
        return self._answer({"kept": True})

    @staticmethod
    def _answer(told, status=200):
        response = request.make_json_response(told, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response
