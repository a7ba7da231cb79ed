"""Files from the server's own disk into the library: the demo's, or a folder that IT hands over."""

import shutil
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import file_path


class QueueMedia(models.Model):
    _inherit = "queue.media"

    @api.model
    def _import_file(self, path, name):
        """Take a file of an add-on as an upload would be taken; return the prepared draft."""
        source = Path(file_path(path))
        scratch = self.env["queue.media.store"]._folder("parts") / f"import-{source.name}"
        shutil.copyfile(source, scratch)
        verdict = self.env["queue.media.upload"]._verdict(scratch, f"{name}{source.suffix}")
        media = self.browse(verdict["media"])
        if not media:
            raise UserError(verdict["text"])
        if media.work == "wanted":
            media.sudo()._prepare()
        return media

    @api.model
    def _import_demo(self, xmlid, path, name, editor, approver, seconds=12):
        """Import a file under an external id, submitted by one person and approved by another."""
        if self.env.ref(xmlid, raise_if_not_found=False):
            return
        media = self._import_file(path, name)
        media.seconds = seconds
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": xmlid, "record": media, "noupdate": True}]
        )
        media._approve_demo(editor, approver)

    def _approve_demo(self, editor, approver):
        """Let two persons of the demo do their steps, once; what failed stays a draft."""
        for media in self.filtered(lambda one: one.state == "draft" and one.work == "none"):
            media.with_user(editor).action_submit()
            media.with_user(approver).action_approve()
