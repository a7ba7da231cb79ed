from odoo import api, fields, models
from odoo.addons.device_registry.models.maintenance_equipment import KINDS as DEVICES
from odoo.exceptions import UserError, ValidationError

SECTIONS = [
    ("server", "Server, database, backups"),
    ("interview", "Talks with the departments"),
    ("terminal", "Terminals and peripherals"),
    ("form", "The form itself"),
    ("training", "Training"),
]
KINDS = [
    ("check", "Right or not"),
    ("value", "Measured value"),
    ("choice", "Choice"),
    ("count", "Count of devices"),
    ("text", "Words"),
    ("photo", "Photo"),
]
FACTS = [
    ("free_gb", "Free space (GB)"),
    ("free_share", "Free space (%)"),
    ("uptime_days", "Up for (days)"),
    ("skew_s", "Clock skew (s)"),
    ("silent_min", "Silent for (min)"),
    ("unsent", "Waiting inside the device"),
    ("backup_age_h", "Age of the last backup (h)"),
    ("replica_lag_s", "Standby behind by (s)"),
    ("version", "Version"),
]
# What an answer takes over from the item of its list.
COPIED = (
    "section", "sequence", "name", "kind", "required", "photo_required", "unit", "has_low", "low",
    "has_high", "high", "options", "right_options", "fact",
)  # fmt: skip


class InspectionChecklist(models.Model):
    """A version of what an inspection looks at. In use it is not changed: the next version is."""

    _name = "inspection.checklist"
    _description = "Checklist of inspections"
    _order = "name, version desc"

    name = fields.Char(required=True, translate=True)
    version = fields.Integer(default=1, readonly=True, copy=False)
    replaces_id = fields.Many2one("inspection.checklist", "Follows", readonly=True, copy=False)
    company_id = fields.Many2one("res.company", "Hospital", index=True, help="Empty: for all")
    state = fields.Selection(
        [("draft", "Draft"), ("released", "In use"), ("retired", "Replaced")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    released_on = fields.Date(readonly=True, copy=False)
    item_ids = fields.One2many("inspection.checklist.item", "checklist_id", "Items", copy=True)
    item_count = fields.Integer("Items in it", compute="_compute_item_count")

    @api.depends("item_ids")
    def _compute_item_count(self):
        for one in self:
            one.item_count = len(one.item_ids)

    @api.depends("name", "version")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.name} v{one.version}" if one.name else ""

    @api.model_create_multi
    def create(self, vals_list):
        """A list begins as a draft."""
        mine = ("state", "version", "released_on", "replaces_id")
        if not self.env.su:
            vals_list = [
                {key: value for key, value in vals.items() if key not in mine} for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        """Refuse changes of a version that is or was in use."""
        if not self.env.su:
            self._refuse_fixed()
        return super().write(vals)

    def unlink(self):
        """A draft may go; what was in use stays."""
        self._refuse_fixed()
        return super().unlink()

    def _refuse_fixed(self):
        if any(one.state != "draft" for one in self):
            raise UserError(
                self.env._("This version is in use. Press “Next version” and change that one.")
            )

    def action_release(self):
        """Put this version into use; the one before it is replaced for all inspections to come."""
        for one in self:
            one.check_access("write")
            one._refuse_fixed()
            if not one.item_ids:
                raise ValidationError(self.env._("Items: enter at least one."))
            one.sudo().write({"state": "released", "released_on": fields.Date.context_today(one)})
            one.replaces_id.sudo().state = "retired"
        return True

    def action_next_version(self):
        """Make the next version as a draft; opens it."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "released":
            raise UserError(self.env._("Only the version in use is followed by another."))
        draft = self.search([("replaces_id", "=", self.id), ("state", "=", "draft")], limit=1)
        if not draft:
            draft = self.sudo().copy({"replaces_id": self.id, "name": self.name})
            draft.version = self.version + 1
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    @api.model
    def _in_use(self, company):
        """Return the list for a hospital: its own, else the one for all."""
        found = self.search(
            [("state", "=", "released"), ("company_id", "in", (company.id, False))],
            order="company_id, released_on desc, id desc",
        )
        return found.filtered("company_id")[:1] or found[:1]


class InspectionChecklistItem(models.Model):
    """One thing to look at, once for the hospital or on each device of a kind."""

    _name = "inspection.checklist.item"
    _description = "Item of a checklist of inspections"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one(
        "inspection.checklist", required=True, index=True, ondelete="cascade"
    )
    section = fields.Selection(SECTIONS, required=True, default="terminal")
    sequence = fields.Integer(default=10)
    code = fields.Char(
        required=True, help="The same in all versions: by it answers are compared over the years"
    )
    name = fields.Char("What to look at", required=True, translate=True)
    hint = fields.Char("How", translate=True)
    kind = fields.Selection(KINDS, required=True, default="check")
    required = fields.Boolean(default=True)
    photo_required = fields.Boolean("Photo required")
    unit = fields.Char()
    has_low = fields.Boolean("Least")
    low = fields.Float("Least value")
    has_high = fields.Boolean("Most")
    high = fields.Float("Most value")
    options = fields.Char("Choices", translate=True, help="Separated by |: good|poor|broken")
    right_options = fields.Char("Right choices", translate=True, help="Separated by |")
    device_kind = fields.Selection(
        DEVICES, help="Looked at on each device of this kind. Empty: once for the hospital"
    )
    sample = fields.Integer(
        "Devices each time", help="0: all. Else so many, those longest not looked at first"
    )
    fact = fields.Selection(
        FACTS, "Known from the device", help="Filled in from its last sign of life"
    )
    severity_id = fields.Many2one("service.severity", "Severity of a finding")

    _code_uniq = models.Constraint(
        "UNIQUE (checklist_id, code)", "An item with this code stands on the list already."
    )
    _sample_not_negative = models.Constraint(
        "CHECK (sample >= 0)", "Devices each time: 0 (all) or more."
    )

    @api.constrains("kind", "options", "right_options", "has_low", "low", "has_high", "high")
    def _check_kind(self):
        for item in self:
            words = split_options(item.options)
            if item.kind == "choice" and len(words) < 2:
                raise ValidationError(
                    self.env._("%s: Choices: enter two at least, separated by |.", item.name)
                )
            if set(split_options(item.right_options)) - set(words):
                raise ValidationError(
                    self.env._("%s: Right choices: only words that stand in Choices.", item.name)
                )
            if item.has_low and item.has_high and item.low > item.high:
                raise ValidationError(
                    self.env._("%s: the least value lies above the most.", item.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse items for a version in use."""
        items = super().create(vals_list)
        if not self.env.su:
            items.checklist_id._refuse_fixed()
        return items

    def write(self, vals):
        """Refuse changes of a version in use."""
        if not self.env.su:
            self.checklist_id._refuse_fixed()
        return super().write(vals)

    def unlink(self):
        """Refuse changes of a version in use."""
        if not self.env.su:
            self.checklist_id._refuse_fixed()
        return super().unlink()


def split_options(text):
    """Return the words of a choice."""
    return tuple(word.strip() for word in (text or "").split("|") if word.strip())
