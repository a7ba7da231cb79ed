from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import compliance
from ..models.clock import utc_now
from ..report import pages, sheets


class ServicePerformance(models.TransientModel):
    """How promises were kept over some months and hospitals, as workbook or page; not frozen."""

    _name = "service.performance"
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

    def action_xlsx(self):
        """Download the workbook."""
        return self._download("xlsx", sheets.draw(self._counted()["book"]))

    def action_pdf(self):
        """Download the page."""
        statement = self.env["service.statement"]
        return self._download("pdf", statement._page(self._counted()))

    def _counted(self):
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
