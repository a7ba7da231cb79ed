"""Statements as the hospital sees them: what is frozen, and what it corrects."""

import base64

from odoo import api, models

_FILES = {"page": ("pdf", "pdf_name"), "workbook": ("xlsx", "xlsx_name")}


class ServiceStatement(models.Model):
    _inherit = "service.statement"

    @api.model
    def _portal_domain(self):
        return [("state", "in", ("frozen", "replaced"))]

    @api.model
    def _portal_count(self):
        return self.search_count(self._portal_domain()) if self.has_access("read") else 0

    @api.model
    def _portal_list(self):
        """Return what the page of statements shows."""
        found = self.search(self._portal_domain()) if self.has_access("read") else self
        return {"statements": found.sudo(), "page_name": "statements"}

    @api.model
    def _portal_file(self, name, kind):
        """Return (name, bytes) of the ``page`` or the ``workbook`` of a frozen statement."""
        domain = [*self._portal_domain(), ("name", "=", name)]
        found = (self.search(domain, limit=1) if self.has_access("read") else self).sudo()
        if not found or kind not in _FILES:
            return "", b""
        data, title = _FILES[kind]
        return found[title], base64.b64decode(found[data])
