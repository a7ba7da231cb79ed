from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import compliance
from ..models.clock import utc_now
from ..report import pages, sheets


class ServicePerformance(models.TransientModel):
    """How promises were kept over some months and hospitals, as workbook or page; not frozen."""

    _name = "service.performance"
    _inherit = ["service.drawing"]
    _description = "Report on promises"

    company_ids = fields.Many2many(
        "res.company",
        string="Hospitals",
        default=lambda self: self.env.companies,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
        required=True,
    )
    first = fields.Date("From month", required=True, default=lambda self: self._months_back(2))
    last = fields.Date("To month", required=True, default=lambda self: self._months_back(0))

    @api.model
    def _months_back(self, count):
        return compliance.back(fields.Date.context_today(self), count)

    counted = fields.Json(readonly=True)

    def action_xlsx_shown(self):
        """Make the workbook and download it, showing how far it is."""
        return self._draw_shown("xlsx", self.env._("Workbook (XLSX)"))

    def action_pdf_shown(self):
        """Make the page and download it, showing how far it is."""
        return self._draw_shown("pdf", self.env._("Page (PDF)"))

    def _drawing_steps(self, purpose):
        _ = self.env._
        counting = _("Counting promises and tickets")
        drawing = _("Drawing the page") if purpose == "pdf" else _("Writing the workbook")
        return list({"count": counting, "draw": drawing}.items())

    def _drawing_do(self, purpose, key):
        if key == "count":
            self.counted = self._count()
            return False
        content = self.counted or self._count()
        self.counted = False
        if purpose == "pdf":
            return self._download("pdf", self.env["service.statement"]._page(content))
        return self._download("xlsx", sheets.draw(content["book"]))

    def _count(self):
        self.ensure_one()
        first, last = self.first.replace(day=1), self.last.replace(day=1)
        if first > last:
            raise ValidationError(self.env._("The first month comes after the last."))
        hospitals = self.company_ids & self.env.companies
        if not hospitals:
            raise ValidationError(self.env._("Choose one hospital at least."))
        return self.env["service.sla.fact"]._content(hospitals, first, last, utc_now())

    def _download(self, kind, data):
        types = {
            "pdf": "application/pdf",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
        name = f"{self.first:%Y-%m}_{self.last:%Y-%m}_{pages.digest(data)[:8]}.{kind}"
        return self.env["service.statement"]._open(name, data, types[kind])
