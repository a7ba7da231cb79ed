import base64

from odoo import api, fields, models
from odoo.addons.device_registry.report.paper import NoFont
from odoo.addons.maintenance_contract.models.clock import naive, utc_now
from odoo.addons.maintenance_contract.report import pages, sheets
from odoo.exceptions import UserError, ValidationError

NEEDED = ("hospital_name", "hospital_sign", "engineer_name", "engineer_sign")


class InspectionReport(models.Model):
    """A signed version of an inspection: its page, the page's hash, both signatures. Never changed;
    a correction is the next version."""

    _name = "inspection.report"
    _description = "Signed report of an inspection"
    _order = "inspection_id, version desc"

    name = fields.Char(required=True)
    inspection_id = fields.Many2one(
        "inspection.inspection", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, index=True)
    version = fields.Integer(required=True)
    state = fields.Selection(
        [("valid", "Valid"), ("replaced", "Replaced")], default="valid", required=True
    )
    corrected_because = fields.Char("Replaced because")
    hospital_name = fields.Char("Signed for the hospital by")
    engineer_name = fields.Char("Signed by the engineer")
    signed_at = fields.Datetime("Signed", required=True)
    score = fields.Integer("Right (%)")
    content = fields.Json()
    pdf = fields.Binary("Report", attachment=True)
    pdf_name = fields.Char(compute="_compute_pdf_name")
    sha256 = fields.Char("SHA-256")
    xlsx = fields.Binary("Workbook", attachment=True)
    xlsx_name = fields.Char(compute="_compute_pdf_name")

    _version_uniq = models.Constraint(
        "UNIQUE (inspection_id, version)", "This version of the report exists already."
    )

    @api.depends("name")
    def _compute_pdf_name(self):
        for report in self:
            report.pdf_name = f"{report.name}.pdf"
            report.xlsx_name = f"{report.name}.xlsx"

    @api.model_create_multi
    def create(self, vals_list):
        """Only signing makes reports."""
        if not self.env.su:
            raise UserError(self.env._("Press Sign: it draws the report and its hash."))
        return super().create(vals_list)

    def write(self, vals):
        """Refuse: what was signed does not change; it may only be replaced."""
        if set(vals) - {"state", "corrected_because", "company_id"} or not self.env.su:
            raise UserError(self.env._("A signed report is not changed. Press Correct."))
        return super().write(vals)

    def unlink(self):
        """What was signed stays."""
        raise UserError(self.env._("A signed report stays."))

    def _verify(self):
        """Return whether the frozen content still gives the page that was signed."""
        self.ensure_one()
        return (
            pages.digest(base64.b64decode(self.pdf)) == self.sha256
            and pages.digest(pages.draw(self.content)) == self.sha256
        )


class Inspection(models.Model):
    _inherit = "inspection.inspection"

    hospital_name = fields.Char("Signed for the hospital by", copy=False)
    hospital_sign = fields.Binary("Signature of the hospital", copy=False, attachment=True)
    engineer_name = fields.Char("Signed by the engineer", copy=False)
    engineer_sign = fields.Binary("Signature of the engineer", copy=False, attachment=True)
    signed_at = fields.Datetime("Signed", readonly=True, copy=False)
    report_id = fields.Many2one("inspection.report", "Valid report", readonly=True, copy=False)

    def action_sign(self):
        """Freeze what was seen with both signatures, its page and the page's hash."""
        for one in self:
            one.check_access("write")
            one._check_signable()
            one._freeze()
        return True

    def _check_signable(self):
        self._refuse_signed()
        if self.state != "done":
            raise UserError(self.env._("An inspection is signed when it is finished."))
        self._check_complete()
        lacking = [
            self._fields[name]._description_string(self.env) for name in NEEDED if not self[name]
        ]
        if lacking:
            raise ValidationError(
                self.env._("The report lacks: %s.", self.env._(", ").join(lacking))
            )

    def _freeze(self, now=None):
        """Draw the page from plain data and keep both; nothing changes from now."""
        now = now or utc_now()
        self._log("sign", at=now)
        mine = self.sudo()
        mine.signed_at = naive(now)
        content = self._content()
        page = self._page(content)
        suffix = f"-{self.version}" if self.version > 1 else ""
        mine.report_id = mine.env["inspection.report"].create(
            {
                "name": f"IR-{self.number}{suffix}",
                "inspection_id": self.id,
                "version": self.version,
                "hospital_name": self.hospital_name,
                "engineer_name": self.engineer_name,
                "signed_at": naive(now),
                "score": self.score,
                "content": content,
                "pdf": base64.b64encode(page),
                "sha256": pages.digest(page),
                "xlsx": base64.b64encode(sheets.draw(self._workbook(content))),
            }
        )
        mine.state = "signed"

    def _correct(self, because):
        """Open a signed inspection for its next version; the signed one stays, as replaced."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "signed":
            raise UserError(self.env._("Only a signed inspection is corrected."))
        if not (because or "").strip():
            raise ValidationError(self.env._("Say what was wrong with the report."))
        mine = self.sudo()
        mine.report_id.write({"state": "replaced", "corrected_because": because.strip()})
        mine.write({"state": "working", "version": self.version + 1, "report_id": False})
        mine.write(dict.fromkeys((*NEEDED, "signed_at"), False))
        self._log("correct", because.strip())

    def action_preview(self):
        """Open the report as it is now, or as it was signed."""
        self.ensure_one()
        self.check_access("read")
        page = (
            base64.b64decode(self.report_id.pdf) if self.report_id else self._page(self._content())
        )
        attachment = self.env["ir.attachment"].create(
            {"name": f"{self.number}.pdf", "raw": page, "mimetype": "application/pdf"}
        )
        url = f"/web/content/{attachment.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _page(self, content):
        try:
            return pages.draw(content)
        except NoFont as error:
            raise UserError(str(error)) from error
