from odoo import http
from odoo.http import request


class VisitController(http.Controller):
    @http.route(
        "/my/tickets/<number>/visit/<visit>.pdf", type="http", auth="user", methods=["GET"],
        website=True,
    )  # fmt: skip
    def record(self, number, visit, **_ignored):
        """The signed record of a visit, for the hospital."""
        name, data = request.env["service.ticket"]._portal_record(number, visit)
        if not data:
            raise request.not_found()
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", http.content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(data, headers)

    @http.route(
        "/field/visit/<number>/<ref>.jpg", type="http", auth="user", methods=["GET"], readonly=True
    )
    def photo(self, number, ref, **_ignored):
        """A photo of a visit this user may work on."""
        data = request.env["service.visit"]._field_photo(number, ref)
        if not data:
            raise request.not_found()
        headers = [
            ("Content-Type", "image/jpeg"),
            ("Cache-Control", "private, max-age=604800"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(data, headers)
