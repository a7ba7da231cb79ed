import base64
import io
import zipfile

from markupsafe import Markup
from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..core import sheet
from ..models.maintenance_equipment import KINDS

SHOWN = 200
FIELDS = {"kind": "device_kind", "site": "site_id"}


class DeviceImport(models.TransientModel):
    """Read an existing list of devices (XLSX): look at every cell, then create all or none."""

    _name = "device.import"
    _description = "Import devices"

    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary("Spreadsheet (XLSX)", attachment=False)
    filename = fields.Char()
    installed = fields.Boolean("Devices hang at their places already", default=True)
    row_n = fields.Integer("Rows", compute="_compute_preview")
    wrong_n = fields.Integer("Rows with errors", compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("file", "company_id")
    def _compute_preview(self):
        for wizard in self:
            wizard.row_n = wizard.wrong_n = 0
            wizard.preview = False
            if wizard.file:
                try:
                    found, rows = wizard._rows()
                except UserError as error:
                    wizard.wrong_n = 1
                    wizard.preview = Markup("<p class='text-danger'>%s</p>") % str(error)
                    continue
                wizard.row_n = len(rows)
                wizard.wrong_n = sum(bool(row.errors) for row in rows)
                wizard.preview = wizard._preview_table(found, rows)

    def _rows(self):
        """Return (columns, rows) of the file, judged. Raises UserError for what is no list."""
        lines = self._lines()
        found = sheet.columns(lines[0] if lines else ())
        if missing := sheet.missing(found):
            names = self._headings()
            raise UserError(
                _(
                    "The first line must hold headings. Missing: %s. Take the template.",
                    ", ".join(names[column] for column in missing),
                )
            )
        if len(lines) > sheet.MAX_ROWS + 1:
            raise UserError(_("At most %s rows at once: divide the list.", sheet.MAX_ROWS))
        rows = sheet.read(lines[1:], found, self._known())
        if not rows:
            raise UserError(_("The list is empty: write one device a line below the headings."))
        return found, rows

    def _lines(self):
        from openpyxl import load_workbook

        try:
            data = io.BytesIO(base64.b64decode(self.with_context(bin_size=False).file))
            book = load_workbook(data, read_only=True, data_only=True)
            page = book.worksheets[0]
            return list(page.iter_rows(max_row=sheet.MAX_ROWS + 2, values_only=True))
        except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
            raise UserError(
                _("This is no XLSX file: save the list as an Excel workbook (.xlsx).")
            ) from error

    def _known(self):
        kinds = {key: key for key, _name in KINDS}
        for lang, _name in self.env["res.lang"].get_installed():
            kinds |= {name.lower(): key for key, name in self._kind_names(lang)}
        kinds |= {name.lower(): key for key, name in KINDS}
        sites = {}
        for site in self.env["device.site"].search([("company_id", "=", self.company_id.id)]):
            sites.setdefault(site.complete_name, site.id)
            if site.code:
                sites[site.code] = site.id
        # A number that another hospital has is taken too: the registry would refuse it.
        self.env["maintenance.equipment"].flush_model(["maker", "serial_no"])
        self.env.cr.execute(
            "SELECT maker, serial_no FROM maintenance_equipment WHERE serial_no IS NOT NULL"
        )
        taken = frozenset(sheet.identity(*row) for row in self.env.cr.fetchall())
        return sheet.Known(kinds, sites, taken)

    def _kind_names(self, lang):
        devices = self.env["maintenance.equipment"].with_context(lang=lang)
        return devices._fields["device_kind"]._description_selection(devices.env)

    def _headings(self):
        return {
            "name": _("Name"),
            "kind": _("Device kind"),
            "site": _("Site code"),
            "maker": _("Maker"),
            "model": _("Model"),
            "serial_no": _("Serial number"),
            "ip_address": _("IP address"),
            "mac_address": _("MAC address"),
            "network_port": _("Switch and port"),
            "warranty_date": _("Warranty until"),
        }

    def _words(self):
        return {
            "empty": _("must not be empty"),
            "unknown": _("is not known here"),
            "form": _("is not written in the right form"),
            "taken": _("is in the registry already"),
            "twice": _("stands twice in this list"),
        }

    def _preview_table(self, found, rows):
        """The rows as a table, wrong ones first; each wrong cell says what is wrong."""
        names, words = self._headings(), self._words()
        order = [found[position] for position in sorted(found)]
        heads = Markup().join(Markup("<th>%s</th>") % names[column] for column in order)
        shown = sorted(rows, key=lambda row: (not row.errors, row.number))[:SHOWN]
        body = Markup().join(
            Markup("<tr><td class='text-muted'>%s</td>%s</tr>")
            % (row.number, Markup().join(self._cell(row, column, words) for column in order))
            for row in shown
        )
        return Markup(
            "<table class='table table-sm'><thead><tr><th>%s</th>%s</tr></thead>"
            "<tbody>%s</tbody></table>"
        ) % (_("Row"), heads, body)

    def _cell(self, row, column, words):
        value = row.values.get(column, "")
        if column == "site" and column not in row.errors and value:
            value = self.env["device.site"].browse(value).complete_name
        elif column == "kind" and column not in row.errors:
            value = dict(self._kind_names(self.env.lang)).get(value, value)
        if column not in row.errors:
            return Markup("<td>%s</td>") % value
        return Markup("<td class='table-danger'>%s <small class='d-block'>%s</small></td>") % (
            value,
            words[row.errors[column]],
        )

    def action_import(self):
        """Create every device of the list; none when a cell is wrong."""
        if not self.file:
            raise UserError(_("Choose a file first."))
        _found, rows = self._rows()
        if any(row.errors for row in rows):
            raise UserError(_("Mend the red cells in your list and choose the file again."))
        devices = self.env["maintenance.equipment"].create([self._values(row) for row in rows])
        if self.installed:
            reason = _("Import of %s", self.filename or "XLSX")
            devices.filtered("site_id")._life_step("install", reason)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "device_registry.maintenance_equipment_action"
        )
        return action | {"domain": [("id", "in", devices.ids)], "target": "main"}

    def _values(self, row):
        values = {FIELDS.get(column, column): value for column, value in row.values.items()}
        return values | {"company_id": self.company_id.id}

    def action_template(self):
        """Download an empty list with the headings and one example line."""
        return {"type": "ir.actions.act_url", "url": "/registry/devices.xlsx", "target": "new"}

    @api.model
    def _template(self):
        """Return the empty list as XLSX."""
        from openpyxl import Workbook

        book = Workbook()
        page = book.active
        page.append(list(self._headings().values()))
        kind = dict(self._kind_names(self.env.lang))["door_screen"]
        site = self.env["device.site"].search([("code", "!=", False)], limit=1)
        page.append(
            [kind + " 1", kind, site.code or "", "", "", "", "10.20.3.14", "00:1A:2B:3C:4D:5E",
             "SW-2F-01/12", "2028-12-31"]
        )  # fmt: skip
        for column in "ABCDEFGHIJ":
            page.column_dimensions[column].width = 20
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
