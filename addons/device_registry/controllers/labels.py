from odoo import http
from odoo.http import request

PERSON = {"type": "http", "auth": "user", "methods": ["GET"]}


class PrintController(http.Controller):
    @http.route("/registry/labels/<string:ids>", **PERSON)
    def labels(self, ids, **_ignored):
        """The sheet of labels (PDF) of devices that the user may see."""
        wanted = [int(one) for one in ids.split(",") if one.isdecimal() and len(one) < 10]
        data = request.env["maintenance.equipment"]._labels_of(wanted)
        return self._file(data, "application/pdf", "labels.pdf")

    @http.route("/registry/devices.xlsx", **PERSON)
    def template(self, **_ignored):
        """The empty list for an import."""
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return self._file(request.env["device.import"]._template(), kind, "devices.xlsx")

    @staticmethod
    def _file(data, kind, name):
        headers = [
            ("Content-Type", kind),
            ("Content-Disposition", f'inline; filename="{name}"'),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(data, headers)
