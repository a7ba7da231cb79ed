from odoo import http
from odoo.addons.device_registry.controllers.answers import page
from odoo.http import request


class LayoutController(http.Controller):
    @http.route("/queue/layout/preview", type="http", methods=["GET"], auth="user", readonly=True)
    def preview(self, layout=0, kind="hall", orientation="landscape", **_ignored):
        """A screen's page with sample people, for the composer's frame."""
        layouts = request.env["queue.screen.layout"]
        number = int(layout) if str(layout).isdigit() else 0
        upright = "portrait" if orientation == "portrait" else "landscape"
        return page("queue_call.screen_preview_page", layouts._preview_page(number, kind, upright))
