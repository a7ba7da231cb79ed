"""Inspections as the hospital sees them: what is owed, what was found, what was signed."""

import base64

from odoo import api, models


class Inspection(models.Model):
    _inherit = "inspection.inspection"

    @api.model
    def _portal_count(self):
        return self.search_count([]) if self.has_access("read") else 0

    @api.model
    def _portal_list(self):
        """Return what the page of inspections shows: plans, newest first, and open findings."""
        found = self.search([], order="window_first desc") if self.has_access("read") else self
        known = found.sudo()
        open_ones = known.finding_ids.filtered(lambda one: one.state != "closed")
        return {
            "plans": known.plan_id.sorted("first_day", reverse=True),
            "findings": open_ones.sorted("found_at"),
            "page_name": "inspections",
        }


class InspectionReport(models.Model):
    _inherit = "inspection.report"

    @api.model
    def _portal_file(self, number, name):
        """Return (name, bytes) of a signed report's page or workbook; ("", b"") if there is none.

        ``number``: of the inspection; ``name``: of the report with ``.pdf`` or ``.xlsx``.
        """
        stem, _dot, form = name.rpartition(".")
        domain = [("inspection_id.number", "=", number), ("name", "=", stem)]
        found = (self.search(domain, limit=1) if self.has_access("read") else self).sudo()
        if not found or form not in ("pdf", "xlsx"):
            return "", b""
        return name, base64.b64decode(found[form])
