import base64

from odoo import api, fields, models
from odoo.addons.device_registry.report.paper import NoFont
from odoo.exceptions import UserError, ValidationError

from ..report import pages
from .clock import naive, utc_now

_OPEN = ("name", "content", "pdf", "sha256", "state", "signed_at", "version", "replaces_id")


class ServiceReport(models.Model):
    """The written fault report (tender item B8): what happened, why, what was done and advised.

    Signed by both sides it is frozen with its page and the page's hash; a correction is the next
    version, signed anew.
    """

    _name = "service.report"
    _description = "Fault report"
    _inherit = ["mail.thread"]
    _order = "ticket_id desc, version desc"

    name = fields.Char(readonly=True, copy=False)
    ticket_id = fields.Many2one(
        "service.ticket", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True, index=True)
    version = fields.Integer(default=1, readonly=True, copy=False)
    replaces_id = fields.Many2one("service.report", "Corrects", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed"), ("replaced", "Replaced")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    first_symptom = fields.Text()
    affected = fields.Char("Zones and rooms affected")
    patients = fields.Integer("Patients affected")
    direct_cause = fields.Text()
    deep_cause = fields.Text("Deeper cause")
    emergency_measure = fields.Text()
    lasting_measure = fields.Text("Lasting remedy")
    lasting_owner = fields.Char("Responsible for it")
    lasting_day = fields.Date("Done by")
    data_loss = fields.Selection(
        [("none", "No data lost"), ("restored", "Lost and restored"), ("lost", "Data lost")],
        default="none",
        required=True,
    )
    data_loss_note = fields.Char("Which data")
    log_excerpt = fields.Text("Excerpt of logs", help="Without names of patients")
    advice_ids = fields.One2many("service.advice", "report_id", "Preventive advice", copy=True)
    hospital_name = fields.Char("Signed for the hospital by", copy=False)
    hospital_sign = fields.Binary("Signature of the hospital", copy=False, attachment=True)
    engineer_name = fields.Char("Signed by the engineer", copy=False)
    engineer_sign = fields.Binary("Signature of the engineer", copy=False, attachment=True)
    signed_at = fields.Datetime(readonly=True, copy=False)
    content = fields.Json(readonly=True, copy=False)
    pdf = fields.Binary("Page", readonly=True, copy=False, attachment=True)
    pdf_name = fields.Char(compute="_compute_pdf_name")
    sha256 = fields.Char("SHA-256", readonly=True, copy=False)

    _version_uniq = models.Constraint(
        "UNIQUE (ticket_id, version)", "This version of the report exists already."
    )

    @api.depends("name")
    def _compute_pdf_name(self):
        for report in self:
            report.pdf_name = f"{report.name or 'report'}.pdf"

    @api.model_create_multi
    def create(self, vals_list):
        """Name the report after its ticket and take over what the ticket knows."""
        kept = [
            {key: value for key, value in vals.items() if self.env.su or key not in _OPEN}
            for vals in vals_list
        ]
        reports = super().create(kept)
        for report in reports:
            ticket = report.ticket_id
            version = f"-{report.version}" if report.version > 1 else ""
            report.sudo().write(
                {
                    "name": f"FR-{ticket.number}{version}",
                    "first_symptom": report.first_symptom or ticket.description,
                    "emergency_measure": report.emergency_measure or ticket.solution,
                }
            )
        return reports

    def write(self, vals):
        """Refuse changes of a signed report, and of what signing alone writes."""
        if not self.env.su:
            if any(report.state != "draft" for report in self):
                raise UserError(
                    self.env._("A signed report is not changed. Press Correct for a new version.")
                )
            if set(_OPEN) & set(vals):
                raise UserError(self.env._("Press Sign: it draws the page and its hash."))
        return super().write(vals)

    def unlink(self):
        """A draft may go; what was signed stays."""
        if any(report.state != "draft" for report in self):
            raise UserError(self.env._("A signed report stays."))
        return super().unlink()

    def action_preview(self):
        """Open the page as it would be signed now."""
        self.ensure_one()
        return self._download(self._page(self.content or self._content()))

    def action_sign(self):
        """Freeze the report with both signatures, its page and the page's hash."""
        for report in self:
            report._check_complete()
            now = utc_now()
            report.sudo().signed_at = naive(now)
            content = report._content()
            page = report._page(content)
            report.sudo().write(
                {
                    "content": content,
                    "pdf": base64.b64encode(page),
                    "sha256": pages.digest(page),
                    "state": "signed",
                }
            )
            report.replaces_id.sudo().state = "replaced"
            report.ticket_id._step("report_written", now, note=report.name)

    def action_correct(self):
        """Make the next version as a draft; opens it."""
        self.ensure_one()
        if self.state != "signed":
            raise UserError(self.env._("Only a signed report is corrected; a draft is edited."))
        draft = self.sudo().copy({"version": self.version + 1, "replaces_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def _verify(self):
        """Return whether the frozen content still gives the page that was signed."""
        self.ensure_one()
        return self.state == "draft" or (
            pages.digest(base64.b64decode(self.pdf)) == self.sha256
            and pages.digest(pages.draw(self.content)) == self.sha256
        )

    def _check_complete(self):
        lacking = [
            self._fields[name]._description_string(self.env)
            for name in (
                "first_symptom", "direct_cause", "emergency_measure",
                "hospital_name", "hospital_sign", "engineer_name", "engineer_sign",
            )
            if not self[name]
        ]  # fmt: skip
        if lacking:
            raise ValidationError(
                self.env._("The report lacks: %s.", self.env._(", ").join(lacking))
            )

    def _page(self, content):
        try:
            return pages.draw(content)
        except NoFont as error:
            raise UserError(str(error)) from error

    def _download(self, page):
        attachment = self.env["ir.attachment"].create(
            {"name": self.pdf_name, "raw": page, "mimetype": "application/pdf"}
        )
        url = f"/web/content/{attachment.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}


class ServiceAdvice(models.Model):
    """Preventive advice to the hospital, followed until it is done or declined (B8)."""

    _name = "service.advice"
    _description = "Preventive advice"
    _order = "state, due_day, id"

    name = fields.Char("Advice", required=True)
    report_id = fields.Many2one("service.report", index=True, ondelete="cascade")
    visit_id = fields.Many2one("service.visit", index=True, ondelete="cascade")
    ticket_id = fields.Many2one("service.ticket", compute="_compute_ticket_id", store=True)
    client_id = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
    )
    due_day = fields.Date("By")
    owner = fields.Char("Who")
    state = fields.Selection(
        [("open", "Open"), ("accepted", "Accepted"), ("done", "Done"), ("declined", "Declined")],
        default="open",
        required=True,
    )
    answer = fields.Char("The hospital's answer")

    @api.depends("report_id.ticket_id", "visit_id.ticket_id")
    def _compute_ticket_id(self):
        for advice in self:
            advice.ticket_id = advice.report_id.ticket_id or advice.visit_id.ticket_id

    @api.depends("report_id.company_id", "visit_id.company_id")
    def _compute_company_id(self):
        for advice in self:
            given = advice.report_id.company_id or advice.visit_id.company_id
            advice.company_id = given or advice.company_id or self.env.company
