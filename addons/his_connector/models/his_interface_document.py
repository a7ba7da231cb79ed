import json

from odoo import fields, models
from odoo.addons.device_registry.report.paper import NoFont, Paper
from odoo.exceptions import UserError

from ..core import document


class HisInterface(models.Model):
    """The document that the hospital and the vendor of its HIS agree on, from what is set."""

    _inherit = "his.interface"

    def action_document(self):
        """Download the interface document (PDF, in Chinese)."""
        self.ensure_one()
        self.check_access("read")
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.name} 接口文档.pdf",
                "raw": self._document(),
                "mimetype": "application/pdf",
            }
        )
        url = f"/web/content/{attachment.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _document(self):
        """The pages. Raises UserError on a machine without a Chinese font."""
        content = self._document_parts()
        try:
            paper = Paper(content["title"], content["footer"])
            for verb, *arguments in content["parts"]:
                getattr(paper, verb)(*arguments)
            return paper.bytes()
        except NoFont as error:
            raise UserError(str(error)) from error

    def _document_parts(self):
        return document.content(self._document_facts())

    def _document_facts(self):
        self.ensure_one()
        chinese = self.with_context(lang="zh_CN")
        kinds = {"department": "科室", "doctor": "医生", "class": "患者类别"}
        codes = [
            (
                kinds[one.kind], one.code, one.name or "",
                (one.practitioner_id or one.queue_id or one.class_id).display_name or "",
            )
            for one in chinese.code_ids
        ]  # fmt: skip
        return document.Facts(
            name=self.name,
            hospital=self.company_id.name,
            transport=self.transport,
            port=self.port,
            charset=dict(self._fields["charset_default"].selection)[self.charset_default],
            limit_mb=self.size_limit_mb,
            settings=self._settings_json(),
            plan=self._plan(),
            paths=json.loads(self.paths or "{}"),
            codes=codes,
            day=fields.Date.context_today(self).isoformat(),
        )
