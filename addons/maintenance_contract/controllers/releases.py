from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request

from .portal import MINE, ServicePortal


class ReleasePortal(CustomerPortal):
    """For the hospital's IT: releases it may have, with notes, packages and checksums."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "release_count" in counters:
            values["release_count"] = request.env["service.delivery"]._portal_count()
        return values

    @http.route("/my/releases", methods=["GET"], **MINE)
    def releases(self, **_ignored):
        """All releases of the hospital, the newest first."""
        values = request.env["service.delivery"]._portal_list()
        return request.render("maintenance_contract.portal_releases", values)

    @http.route("/my/releases/<number>/<name>", methods=["GET"], **MINE)
    def package(self, number, name, **_ignored):
        """A package, the checksums, the signature or the key."""
        return ServicePortal._file(*request.env["service.delivery"]._portal_file(number, name))
