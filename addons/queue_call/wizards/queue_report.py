"""The management report: a period and zones, one XLSX file with a sheet for each question."""

import base64
from datetime import timedelta
from io import BytesIO

import xlsxwriter
from odoo import api, fields, models
from odoo.exceptions import UserError

LONGEST_DAYS = 400
_COUNTS = ("registered", "checked_in", "finished", "missed", "cancelled")
_EVENTS = ("no_shows", "recalls", "returns", "revisits")
_TIMES = ("waited", "walked", "served")
_ROOM = ("calls", "opened", "served", "walked", "paused", "idle")
_WAITS = ("low", "high", "actual", "held", "error")


class QueueReport(models.TransientModel):
    _name = "queue.report"
    _description = "Management report"

    date_from = fields.Date("From", required=True, default=lambda self: self._today(-7))
    date_to = fields.Date("To", required=True, default=lambda self: self._today(-1))
    zone_ids = fields.Many2many("queue.zone", string="Zones", help="Empty for all zones")
    file = fields.Binary("Report", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.model
    def _today(self, days=0):
        return self.env.company._queue_half_day()[0] + timedelta(days=days)

    def action_make(self):
        """Build the file from what the user may read, and offer it for download."""
        self.ensure_one()
        if self.date_to < self.date_from:
            raise UserError(self.env._("The last day lies before the first. Change one of them."))
        if (self.date_to - self.date_from).days > LONGEST_DAYS:
            message = self.env._("Choose a period of at most %s days.", LONGEST_DAYS)
            raise UserError(message)
        self.file = base64.b64encode(self._workbook())
        self.file_name = f"{self.env._('Queue report')} {self.date_from} {self.date_to}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/queue.report/{self.id}/file/{self.file_name}?download=1",
            "target": "new",
        }

    def _workbook(self):
        data = BytesIO()
        book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False})
        sheets = _Sheets(book, self._title())
        for name, model, group, measures in self._sheets():
            heads = self._heads(model, (group.partition(":")[0], *measures))
            sheets.add(name, heads, self._rows(model, group, measures))
        book.close()
        return data.getvalue()

    def _sheets(self):
        """Return (name, model, grouped by, measures) of every sheet."""
        _, patient = self.env._, (*_COUNTS, *_EVENTS, *_TIMES)
        return (
            (_("Summary"), "queue.statistic", "zone_id", patient),
            (_("By day"), "queue.statistic", "service_date:day", patient),
            (_("By week"), "queue.statistic", "service_date:week", patient),
            (_("By hour"), "queue.statistic", "hour", patient),
            (_("By doctor"), "queue.statistic", "practitioner_id", patient),
            (_("By queue"), "queue.statistic", "queue_id", patient),
            (_("Rooms and doctors"), "queue.room.time", "practitioner_id", _ROOM),
            (_("Waiting times told"), "queue.wait.error", "queue_id", _WAITS),
        )

    def _rows(self, model, group, measures):
        """Return [[label, *values]] of the groups, and a last row of everybody where it counts."""
        records = self.env[model]
        wanted = [f"{one}:{records._fields[one].aggregator}" for one in measures]
        domain = [("service_date", ">=", self.date_from), ("service_date", "<=", self.date_to)]
        if self.zone_ids:
            domain.append(("zone_id", "in", self.zone_ids.ids))
        rows = records._read_group(domain, [group], wanted)
        total = records._read_group(domain, [], wanted)
        found = [[self._label(model, group, key), *values] for key, *values in rows]
        return [*found, [self.env._("All"), *total[0]]]

    def _label(self, model, group, key):
        name, _colon, grain = group.partition(":")
        if isinstance(key, models.BaseModel):
            return key.display_name or self.env._("None")
        if grain == "week" and key:
            return f"{key} – {key + timedelta(days=6)}"
        field = self.env[model]._fields[name]
        options = dict(field._description_selection(self.env)) if field.type == "selection" else {}
        return options.get(key) or str(key or self.env._("None"))

    def _title(self):
        zones = ", ".join(self.zone_ids.mapped("name")) or self.env._("All zones")
        return f"{self.env.company.name} · {zones} · {self.date_from} – {self.date_to}"

    def _heads(self, model, names):
        words = self.env[model].fields_get(names, ["string"])
        return [words[name]["string"] for name in names]


class _Sheets:
    """Writes tables into a workbook, ready to be printed on A4 across."""

    def __init__(self, book, title):
        self.book, self.title = book, title
        self.big = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True}
        )
        self.cell = book.add_format({"border": 1, "num_format": "#,##0.#"})
        self.total = book.add_format({"border": 1, "num_format": "#,##0.#", "bold": True})

    def add(self, name, heads, rows):
        """Add one sheet: title, heads, a row for each group, the total last."""
        sheet = self.book.add_worksheet(name[:31])
        sheet.write_string(0, 0, self.title, self.big)
        for column, text in enumerate(heads):
            sheet.write_string(2, column, text, self.head)
        for number, (label, *values) in enumerate(rows, 3):
            style = self.total if number == len(rows) + 2 else self.cell
            sheet.write_string(number, 0, label, style)
            for column, value in enumerate(values, 1):
                sheet.write_number(number, column, round(value or 0, 1), style)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, len(heads) - 1, 11)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
