import base64

from odoo import api, fields, models
from odoo.addons.device_registry.report.paper import NoFont
from odoo.exceptions import UserError

from ..core import compliance
from ..report import pages, sheets
from .clock import utc_now

BY_FREEZING = frozenset(
    "name state content pdf xlsx pdf_sha256 xlsx_sha256 frozen_at frozen_by_id kept missed"
    " version replaces_id rate".split()
)


class ServiceStatement(models.Model):
    """The monthly statement to a hospital: frozen with its numbers, page and workbook.

    A year later the same content gives the same files, byte by byte; a correction is the next
    version.
    """

    _name = "service.statement"
    _description = "Monthly statement"
    _inherit = ["mail.thread"]
    _order = "month desc, company_id, version desc"

    name = fields.Char(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    month = fields.Date(required=True, help="Any day of the month; the first is kept")
    version = fields.Integer(default=1, readonly=True, copy=False)
    replaces_id = fields.Many2one("service.statement", "Corrects", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("frozen", "Frozen"), ("replaced", "Replaced")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    remark = fields.Text(help="Stands on the page: what the numbers do not tell")
    content = fields.Json(readonly=True, copy=False)
    kept = fields.Integer("Promises kept", readonly=True, copy=False)
    missed = fields.Integer("Promises missed", readonly=True, copy=False)
    rate = fields.Float("Rate (%)", readonly=True, copy=False, aggregator="avg")
    frozen_at = fields.Datetime("Frozen", readonly=True, copy=False)
    frozen_by_id = fields.Many2one("res.users", "Frozen by", readonly=True, copy=False)
    pdf = fields.Binary("Page (PDF)", readonly=True, copy=False, attachment=True)
    pdf_name = fields.Char(compute="_compute_file_names")
    pdf_sha256 = fields.Char("SHA-256 of the page", readonly=True, copy=False)
    xlsx = fields.Binary("Workbook (XLSX)", readonly=True, copy=False, attachment=True)
    xlsx_name = fields.Char(compute="_compute_file_names")
    xlsx_sha256 = fields.Char("SHA-256 of the workbook", readonly=True, copy=False)

    _version_uniq = models.Constraint(
        "UNIQUE (company_id, month, version)",
        "The hospital has a statement of this month already: open it.",
    )

    @api.depends("name")
    def _compute_file_names(self):
        for one in self:
            one.pdf_name = f"{one.name or 'statement'}.pdf"
            one.xlsx_name = f"{one.name or 'statement'}.xlsx"

    @api.model_create_multi
    def create(self, vals_list):
        """Name the statement after hospital, month and version."""
        statements = super().create(
            [
                {key: value for key, value in vals.items() if self.env.su or key not in BY_FREEZING}
                for vals in vals_list
            ]
        )
        statements._name_it()
        return statements

    def _name_it(self):
        for one in self.sudo():
            month = one.month.replace(day=1)
            version = f"-{one.version}" if one.version > 1 else ""
            name = f"ST-{month:%Y%m}-{one.company_id.id}{version}"
            one.with_context(service_naming=True).write({"month": month, "name": name})

    def write(self, vals):
        """Refuse changes of what is frozen, and of what freezing alone writes."""
        if not self.env.su:
            open_ = all(name.startswith(("message_", "activity_")) for name in vals)
            if not open_ and any(one.state != "draft" for one in self):
                raise UserError(
                    self.env._("A frozen statement is not changed. Press Correct for a new one.")
                )
            if BY_FREEZING & set(vals):
                raise UserError(self.env._("Press Freeze: it counts and draws the statement."))
        done = super().write(vals)
        if {"month", "company_id"} & set(vals) and not self.env.context.get("service_naming"):
            self._name_it()
        return done

    def unlink(self):
        """A draft may go; what was frozen stays."""
        if any(one.state != "draft" for one in self):
            raise UserError(self.env._("A frozen statement stays."))
        return super().unlink()

    # -- its course -------------------------------------------------------------------------------
    def action_preview(self):
        """Open the page as it would be frozen now."""
        self.ensure_one()
        content = self._count(utc_now()) if self.state == "draft" else self.content
        return self._open(self.pdf_name, self._page(content), "application/pdf")

    def _count(self, now):
        """Return the content: everything page and workbook need, in the hospital's language."""
        hospital = self.company_id
        lang = hospital.partner_id.lang or self.env.lang
        facts = self.env["service.sla.fact"].with_context(lang=lang, tz="Asia/Shanghai")
        month = self.month.replace(day=1)
        content = facts._content(hospital, month, month, now)
        if self.remark:
            content["page"]["parts"].insert(1, ["text", self.remark])
        return content

    def action_correct(self):
        """Make the next version as a draft; opens it."""
        self.ensure_one()
        if self.state != "frozen":
            raise UserError(
                self.env._("Only a frozen statement is corrected; a draft is counted when frozen.")
            )
        self.check_access("write")
        draft = self.sudo().create(
            {
                "company_id": self.company_id.id,
                "month": self.month,
                "version": self.version + 1,
                "replaces_id": self.id,
                "remark": self.remark,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def action_verify(self):
        """Say whether the frozen numbers still give the very files that were frozen."""
        self.ensure_one()
        good = self._verify()
        words = (
            self.env._("The frozen numbers give the same two files, byte by byte.")
            if good
            else self.env._("The files do not match what was frozen: somebody has changed them.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if good else "danger",
                "message": words,
                "sticky": not good,
            },
        }

    def _verify(self):
        """Return whether kept files and files drawn anew have the digests that were frozen."""
        self.ensure_one()
        if self.state == "draft":
            return True
        wanted = (self.pdf_sha256, self.xlsx_sha256)
        kept = tuple(pages.digest(base64.b64decode(one)) for one in (self.pdf, self.xlsx))
        anew = (
            pages.digest(self._page(self.content)),
            pages.digest(sheets.draw(self.content["book"])),
        )
        return kept == wanted == anew

    def _page(self, content):
        try:
            return pages.draw(content["page"])
        except NoFont as error:
            raise UserError(str(error)) from error

    def _open(self, name, data, mimetype):
        attachment = self.env["ir.attachment"].create(
            {"name": name, "raw": data, "mimetype": mimetype}
        )
        url = f"/web/content/{attachment.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _prepare_last_month(self):
        """Make the drafts of last month for hospitals with a contract in force, once each."""
        month = compliance.back(fields.Date.context_today(self), 1)
        contracts = self.env["service.contract"].search(
            [
                ("is_template", "=", False),
                ("state", "in", ("active", "suspended")),
                ("first_day", "<", compliance.after(month)),
            ]
        )
        have = self.search([("month", "=", month)]).company_id
        for hospital in contracts.company_id - have:
            self.create({"company_id": hospital.id, "month": month})
