from odoo import http
from odoo.http import request


class InspectionPhotoController(http.Controller):
    """Pictures of inspections, for the people who work on them."""

    @http.route(
        "/field/inspection/<number>/<ref>.jpg",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def photo(self, number, ref, **_ignored):
        """A photo of an inspection this user may work on."""
        data = request.env["inspection.inspection"]._field_photo(number, ref)
        if not data:
            raise request.not_found()
        headers = [
            ("Content-Type", "image/jpeg"),
            ("Cache-Control", "private, max-age=604800"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(data, headers)
