"""Proof of play as a workbook: by day, by media and by screen."""

import base64
from datetime import timedelta
from io import BytesIO

import xlsxwriter
from odoo import api, fields, models
from odoo.exceptions import UserError

from .queue_report import LONGEST_DAYS, _Sheets

_MEASURES = ("plays", "complete", "seconds")


class QueueMediaReport(models.TransientModel):
    _name = "queue.media.report"
    _description = "Proof of play"

    date_from = fields.Date("From", required=True, default=lambda self: self._today(-7))
    date_to = fields.Date("To", required=True, default=lambda self: self._today())
    zone_ids = fields.Many2many("queue.zone", string="Zones", help="Empty for all zones")
    file = fields.Binary("Report", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.model
    def _today(self, days=0):
        return self.env.company._queue_half_day()[0] + timedelta(days=days)

    def action_make(self):
        """Count what has come in, build the file and offer it for download."""
        self.ensure_one()
        if not 0 <= (self.date_to - self.date_from).days <= LONGEST_DAYS:
            raise UserError(
                self.env._("Choose a period of at most %s days, its first day first.", LONGEST_DAYS)
            )
        self.env["queue.media.play.day"].sudo()._count()
        self.file = base64.b64encode(self._workbook())
        name = self.env._("Proof of play")
        self.file_name = f"{name} {self.date_from} {self.date_to}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/queue.media.report/{self.id}/file/{self.file_name}?download=1",
            "target": "new",
        }

    def _workbook(self):
        data = BytesIO()
        book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False})
        zones = ", ".join(self.zone_ids.mapped("name")) or self.env._("All zones")
        title = f"{self.env.company.name} · {zones} · {self.date_from} – {self.date_to}"
        sheets, _ = _Sheets(book, title), self.env._
        for name, groups in (
            (_("By day"), ["day:day"]),
            (_("By media"), ["media_id"]),
            (_("By screen"), ["device_id"]),
            (_("All rows"), ["day:day", "media_id", "device_id"]),
        ):
            sheets.add(name, self._heads(groups), self._rows(groups))
        book.close()
        return data.getvalue()

    def _heads(self, groups):
        days = self.env["queue.media.play.day"]
        names = [group.partition(":")[0] for group in groups] + list(_MEASURES)
        words = days.fields_get(names, ["string"])
        return [" / ".join(words[name]["string"] for name in names[: len(groups)])] + [
            words[name]["string"] for name in _MEASURES
        ]

    def _rows(self, groups):
        days = self.env["queue.media.play.day"]
        domain = [("day", ">=", self.date_from), ("day", "<=", self.date_to)]
        if self.zone_ids:
            domain.append(("device_id.queue_zone_id", "in", self.zone_ids.ids))
        wanted = [f"{one}:sum" for one in _MEASURES]
        found = []
        for row in days._read_group(domain, groups, wanted):
            keys, values = row[: len(groups)], row[len(groups) :]
            label = " / ".join(
                key.sudo().display_name if isinstance(key, models.BaseModel) else str(key)
                for key in keys
            )
            found.append([label, *values])
        (total,) = days._read_group(domain, [], wanted)
        return [*found, [self.env._("All"), *total]]


def _label(key):
    """Return the name of a record, whoever may read it otherwise, or a day as it is written."""
    return key.sudo().display_name if isinstance(key, models.BaseModel) else str(key)
