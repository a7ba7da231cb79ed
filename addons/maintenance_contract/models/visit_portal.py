import base64

from odoo import api, models


class ServiceTicket(models.Model):
    """What the hospital's IT sees of the visits for its tickets."""

    _inherit = "service.ticket"

    @api.model
    def _portal_page(self, number):
        """Add the visits that are planned or done."""
        page = super()._portal_page(number)
        if page:
            visits = page["ticket"].visit_ids.filtered(lambda one: one.state != "abandoned")
            page["visits"] = visits.sorted("planned_start")
        return page

    @api.model
    def _portal_record(self, number, visit):
        """Return (name, bytes) of a visit's signed record, ("", b"") without one."""
        found = (
            self._portal_ticket(number)
            .sudo()
            .visit_ids.filtered(lambda one: one.number == visit and one.signed_at)
        )
        return (found.pdf_name, base64.b64decode(found.pdf)) if found else ("", b"")
