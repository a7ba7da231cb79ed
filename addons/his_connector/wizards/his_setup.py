import base64
import json
from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import causes, mapping, transports
from ..core.charset import Policy
from ..core.commands import Cancel, Register
from ..core.convert import Source
from ..core.presets import PRESETS
from ..core.proposal import columns_of, propose, read_sample
from ..core.proposal.guess import EXACT

SHOWN = 20  # rows of the samples that are read on the page
_POLICY = Policy("detected", "strict", "utf-8")


class HisSetup(models.TransientModel):
    """A new HIS without code: samples in, a proposed mapping, its result, an interface out."""

    _name = "his.setup"
    _description = "Connect a HIS from samples"

    name = fields.Char("Name of the HIS", required=True, default=lambda self: self.env._("New HIS"))
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, default=lambda self: self.env.company
    )
    transport = fields.Selection(
        lambda self: (
            self.env["his.interface"]._fields["transport"]._description_selection(self.env)
        ),
        required=True,
        default="rest",
    )
    preset = fields.Selection(selection=lambda self: self.env["his.interface"]._preset_choices())
    sample = fields.Text(help="A few messages, or rows with their heads, as the HIS gives them")
    sample_file = fields.Binary("Sample file", attachment=False)
    settings = fields.Text(default="{}")
    line_ids = fields.One2many("his.setup.line", "setup_id", "Columns")
    maps = fields.Text("Codes", default="{}", help='{"state": {"1": "register", "9": "cancel"}}')
    doubts = fields.Text("Look at this", readonly=True)
    row_ids = fields.One2many("his.setup.row", "setup_id", "Result on the samples", readonly=True)
    state = fields.Selection([("sample", "Samples"), ("mapping", "Mapping")], default="sample")

    def action_propose(self):
        """Read the samples and propose what each column is."""
        self.ensure_one()
        sample = self._read_sample()
        if sample.settings["format"] == "hl7":
            raise UserError(
                self.env._("These are HL7 messages: they need no mapping, only an MLLP interface.")
            )
        preset = PRESETS.get(self.preset) or {}
        columns = columns_of(sample.rows)
        guess = propose(columns)
        data = preset.get("mapping") or guess.mapping
        targets = {rule["source"]: rule for rule in guess.mapping["rules"]}
        self.line_ids.unlink()
        self.write(
            {
                "settings": json.dumps(
                    {**(preset.get("settings") or {}), **sample.settings}, ensure_ascii=False
                ),
                "maps": json.dumps(data.get("maps") or {}, ensure_ascii=False, indent=1),
                "doubts": "\n".join(self._said(doubt) for doubt in guess.doubts),
                "line_ids": [
                    fields.Command.create(self._line(column, targets.get(column.name), guess.sure))
                    for column in columns
                ],
                "state": "mapping",
            }
        )
        return self._show_result()

    def action_preview(self):
        """Apply the mapping as it stands to the samples."""
        self.ensure_one()
        return self._show_result()

    def action_create_interface(self):
        """Make the interface, switched off until its settings are complete."""
        self.ensure_one()
        interface = self.env["his.interface"].create(
            {
                "name": self.name,
                "company_id": self.company_id.id,
                "transport": self.transport,
                "settings": self.settings,
                "mapping": json.dumps(self._mapping(), ensure_ascii=False, indent=1),
                "active": not transports.check(self.transport, json.loads(self.settings or "{}")),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "his.interface",
            "res_id": interface.id,
            "views": [(False, "form")],
        }

    # -- load -----------------------------------------------------------------------------------
    def _read_sample(self):
        body = base64.b64decode(self.sample_file or b"") or (self.sample or "").encode()
        try:
            return read_sample(body, _POLICY)
        except causes.Refusal as refusal:
            lang = self.env.lang or "en_US"
            raise UserError(causes.sentence(refusal.cause.code, refusal.detail, lang)) from refusal

    @api.model
    def _line(self, column, rule, sure):
        target = rule["target"] if rule else False
        return {
            "column": column.name,
            "values": "  ".join(dict.fromkeys(column.values[:3]))[:120],
            "target": target,
            "convert": rule.get("convert") if rule else False,
            "sure": target and sure[target] == EXACT,
        }

    def _mapping(self):
        rules = [
            {"target": line.target, "source": line.column, "convert": line.convert or ""}
            for line in self.line_ids
            if line.target
        ]
        data = {"rules": rules, "maps": json.loads(self.maps or "{}")}
        try:
            mapping.load(data)
        except ValueError as error:
            raise ValidationError(self.env._("The mapping cannot work: %s", error)) from error
        return data

    # -- show -----------------------------------------------------------------------------------
    def _show_result(self):
        self.row_ids.unlink()
        try:
            plan = mapping.load(self._mapping())
        except (ValidationError, ValueError):
            plan = None  # the page says under doubts what is missing
        if plan:
            source = Source(ZoneInfo(self.company_id.queue_tz), plan.maps)
            now = fields.Datetime.now().replace(tzinfo=timezone.utc)
            rows = self._read_sample().rows[:SHOWN]
            self.row_ids = [
                fields.Command.create(self._row(place, mapping.apply(plan, row, source, now)))
                for place, row in enumerate(rows, start=1)
            ]
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _row(self, place, result):
        if isinstance(result, list):
            lang = self.env.lang or "en_US"
            text = " ".join(problem.text(lang) for problem in result)
            return {"place": place, "problem": text}
        row = {
            "place": place,
            "command": type(result).__name__,
            "mrn": result.person.mrn,
            "patient": result.person.name or "",
        }
        if isinstance(result, (Register, Cancel)):
            row["visit"] = result.visit
        if isinstance(result, Register):
            service = result.service
            row["department"] = service.department.code if service.department else ""
            row["doctor"] = service.doctor.code if service.doctor else ""
            row["at"] = service.at and service.at.astimezone(timezone.utc).replace(tzinfo=None)
        return row

    def _said(self, doubt):
        name = dict(self.env["his.setup.line"]._targets()).get(doubt.target, doubt.target)
        values = {"fact": name, "column": doubt.column, "codes": doubt.detail}
        if doubt.code == "missing":
            return self.env._("No column seems to be “%(fact)s”. Choose one.", **values)
        if doubt.code == "no_visit":
            return self.env._(
                "No column numbers the visit: two visits of a day to one department become one."
            )
        if doubt.code == "meaning":
            return self.env._(
                "Write under Codes what these mean in %(column)s: %(codes)s", **values
            )
        return self.env._("Is %(column)s really “%(fact)s”?", **values)


class HisSetupLine(models.TransientModel):
    """A column of the samples and what it is."""

    _name = "his.setup.line"
    _description = "Column of a HIS's samples"

    setup_id = fields.Many2one("his.setup", required=True, ondelete="cascade")
    column = fields.Char(readonly=True)
    values = fields.Char("Seen", readonly=True)
    target = fields.Selection(selection=lambda self: self._targets(), string="Means")
    convert = fields.Char("Read as", help="Empty: the usual way; date:dmy, map:state …")
    sure = fields.Boolean("Known name", readonly=True)

    @api.model
    def _targets(self):
        _ = self.env._
        return [
            ("mrn", _("Patient number")), ("name", _("Name")), ("sex", _("Sex")),
            ("birth_date", _("Date of birth")), ("card_no", _("Card number")),
            ("insurance_no", _("Insurance number")), ("id_no", _("Identity card")),
            ("phone", _("Phone")), ("visit", _("Visit number")),
            ("appointment", _("Appointment number")), ("department", _("Department code")),
            ("department_name", _("Department name")), ("doctor", _("Doctor code")),
            ("doctor_name", _("Doctor name")), ("class", _("Class code")),
            ("class_name", _("Class name")), ("service_date", _("Day of service")),
            ("service_time", _("Time of day")), ("service_at", _("Day and time of service")),
            ("half_day", _("Morning or afternoon")), ("number", _("Number in the queue")),
            ("source", _("Walk-in or appointment")), ("command", _("What happened (state)")),
            ("old_mrn", _("Former patient number")), ("version", _("Changed at")),
            ("moved", _("Moved")),
        ]  # fmt: skip


class HisSetupRow(models.TransientModel):
    """What the mapping makes of one row of the samples."""

    _name = "his.setup.row"
    _description = "Result on a row of a HIS's samples"

    setup_id = fields.Many2one("his.setup", required=True, ondelete="cascade")
    place = fields.Integer("Row")
    command = fields.Char("Becomes")
    mrn = fields.Char("Patient number")
    patient = fields.Char("Name")
    visit = fields.Char("Visit number")
    department = fields.Char("Department code")
    doctor = fields.Char("Doctor code")
    at = fields.Datetime("Time")
    problem = fields.Char()
