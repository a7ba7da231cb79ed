import base64
import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import causes, mapping, transports
from ..core.charset import Policy
from ..core.presets import PRESETS
from ..core.proposal import columns_of, propose, read_sample
from ..core.proposal.guess import EXACT

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
    code_ids = fields.One2many("his.setup.code", "setup_id", "Departments")
    good_count = fields.Integer(compute="_compute_counts")
    bad_count = fields.Integer(compute="_compute_counts")
    state = fields.Selection(
        [("sample", "Samples"), ("mapping", "Mapping"), ("trial", "Connection")], default="sample"
    )

    @api.depends("row_ids.problem")
    def _compute_counts(self):
        for setup in self:
            setup.bad_count = len(setup.row_ids.filtered("problem"))
            setup.good_count = len(setup.row_ids) - setup.bad_count

    def action_propose(self):
        """Read the samples and propose what each column is."""
        self.ensure_one()
        sample = self._read_sample()
        if sample.settings["format"] == "hl7":
            self.write({"transport": self._hl7_transport(), "settings": "{}", "state": "mapping"})
            self.line_ids.unlink()
            return self._show_result()
        preset = PRESETS.get(self.preset) or {}
        columns = columns_of(sample.rows)
        guess = propose(columns)
        data = preset.get("mapping") or guess.mapping
        targets = {rule["source"]: rule for rule in guess.mapping["rules"]}
        self.line_ids.unlink()
        self.write(
            {
                "settings": self._settings_text(preset, sample),
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

    def action_back(self):
        """To the step before."""
        self.ensure_one()
        self.state = "mapping" if self.state == "trial" and self.row_ids else "sample"
        return self._again()

    def action_create_interface(self):
        """Make the interface, switched off: a person looks at it once more."""
        return self._make(active=False)

    def action_switch_on(self):
        """Make the interface and switch it on. What still lacks is told, nothing is made."""
        return self._make(active=True)

    def _make(self, active):
        self.ensure_one()
        self.check_access("write")
        settings = self._final_settings()
        if active:
            self._refuse_gaps(settings)
        values = {
            "name": self.name,
            "company_id": self.company_id.id,
            "transport": self.transport,
            "settings": json.dumps(settings, ensure_ascii=False, indent=1),
            "active": active,
            "code_ids": [
                fields.Command.create(
                    {"kind": "department", "code": one.code, "name": one.name,
                     "queue_id": one.queue_id.id}
                )
                for one in self.code_ids
                if one.queue_id
            ],
        }  # fmt: skip
        if self.line_ids:
            values["mapping"] = json.dumps(self._mapping(), ensure_ascii=False, indent=1)
        if self.transport == "mllp":
            values["port"] = self._free_port()
        interface = self.env["his.interface"].create(values)
        self._keep_secret(interface)
        return {
            "type": "ir.actions.act_window",
            "res_model": "his.interface",
            "res_id": interface.id,
            "views": [(False, "form")],
        }

    def _refuse_gaps(self, settings):
        """Raise with everything that keeps the interface from working."""
        chinese = (self.env.lang or "").startswith("zh")
        problems = transports.check(self.transport, settings)
        if self.line_ids and {"key", "row_key"} & {one.field for one in problems}:
            raise UserError(
                self.env._(
                    "Tick “Tells rows apart” at the column whose value no two rows share, such as"
                    " the visit number."
                )
            )
        if problems:
            raise UserError("\n".join(one.remedy_zh if chinese else one.remedy for one in problems))

    def _free_port(self):
        used = self.env["his.interface"].with_context(active_test=False).search([]).mapped("port")
        return next(port for port in range(2575, 65535) if port not in used)

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
            "is_key": target == "visit" or (target == "appointment" and "visit" not in sure),
        }

    def _settings_text(self, preset, sample):
        """What preset, source and sample say of the settings; the source's own word counts most."""
        known = json.loads(self.settings or "{}")
        found = dict(sample.settings) if self.source not in ("view", "fhir") else {}
        merged = {**(preset.get("settings") or {}), **found, **known}
        return json.dumps(merged, ensure_ascii=False, indent=1)

    def _final_settings(self):
        """The settings with what the columns say: keys of rows, their day, when they changed."""
        settings = json.loads(self.settings or "{}")
        asked = settings.get("mode") == "poll" and self.transport in ("rest", "soap", "fhir")
        if not self.line_ids or not (asked or self.transport == "database"):
            return settings
        name = "row_key" if asked else "key"
        found = {name: self.line_ids.filtered("is_key").mapped("column")}
        by_target = {line.target: line for line in self.line_ids if line.target}
        day = by_target.get("service_date") or by_target.get("service_at")
        if day:
            found["day"] = day.column
            if (day.values or "").split("  ")[0].isdigit():
                found["day_format"] = "%Y%m%d"
        if not asked and "version" in by_target:
            found["changed"] = by_target["version"].column
        return {**{key: value for key, value in found.items() if value}, **settings}

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
