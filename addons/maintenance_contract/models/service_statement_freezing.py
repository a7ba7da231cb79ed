import base64

from odoo import models
from odoo.exceptions import UserError, ValidationError

from ..core import compliance
from ..report import pages, sheets
from .clock import naive, utc_now
from .service_sla_tables import _midnight

DRAWN = {"content": False, "pdf": False, "xlsx": False}


class ServiceStatement(models.Model):
    """Freezing: counted, drawn, kept; the steps may be seen, and only the last one freezes."""

    _name = "service.statement"
    _inherit = ["service.statement", "service.drawing"]

    def action_freeze_shown(self):
        """Freeze, and show how far it is."""
        self._check_freezable()
        return self._draw_shown("freeze", self.env._("Freeze %s", self.name))

    def action_freeze(self):
        """Count the month, draw page and workbook and keep both with their SHA-256."""
        for one in self:
            one._check_freezable()
            for key, _words in one._drawing_steps("freeze"):
                one._drawing_do("freeze", key)

    def _drawing_steps(self, purpose):
        _ = self.env._
        words = {
            "count": _("Counting promises and tickets"),
            "page": _("Drawing the page"),
            "book": _("Writing the workbook"),
            "freeze": _("Freezing"),
        }
        return list(words.items())

    def _drawing_do(self, purpose, key):
        self.lock_for_update()
        self._check_freezable()
        getattr(self, f"_drawing_{key}")()

    def _check_freezable(self):
        for one in self:
            if one.state != "draft":
                raise UserError(self.env._("%s is frozen already.", one.name))
            if naive(utc_now()) < _midnight(compliance.after(one.month)):
                raise ValidationError(
                    self.env._("The month is not over: preview it, freeze it next month.")
                )

    def _drawing_count(self):
        self.sudo().write(DRAWN | {"content": self._count(utc_now())})

    def _drawing_page(self):
        self.sudo().pdf = base64.b64encode(self._page(self._counted()))

    def _drawing_book(self):
        self.sudo().xlsx = base64.b64encode(sheets.draw(self._counted()["book"]))

    def _drawing_freeze(self):
        content = self._counted()
        if not self.pdf or not self.xlsx:
            raise UserError(self.env._("The statement was changed meanwhile: press Freeze again."))
        total = compliance.Share(content["total"]["kept"], content["total"]["missed"])
        self.sudo().write(
            {
                "kept": total.kept,
                "missed": total.missed,
                "rate": (total.rate or 0) * 100,
                "pdf_sha256": pages.digest(base64.b64decode(self.pdf)),
                "xlsx_sha256": pages.digest(base64.b64decode(self.xlsx)),
                "frozen_at": naive(utc_now()),
                "frozen_by_id": self.env.user.id,
                "state": "frozen",
            }
        )
        self.replaces_id.sudo().state = "replaced"

    def _counted(self):
        if not self.content:
            raise UserError(self.env._("The statement was changed meanwhile: press Freeze again."))
        return self.content

    def write(self, vals):
        """Forget what was counted for a draft when a person changes the draft."""
        done = super().write(vals)
        if not self.env.su and {"month", "company_id", "remark"} & set(vals):
            self.sudo().write(DRAWN)
        return done
