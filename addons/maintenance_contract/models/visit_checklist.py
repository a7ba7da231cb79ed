from odoo import api, fields, models
from odoo.addons.device_registry.models.maintenance_equipment import KINDS as DEVICES
from odoo.exceptions import UserError

from ..core import checklist as rules

KINDS = [
    ("check", "Right or not"),
    ("value", "Measured value"),
    ("text", "Words"),
    ("photo", "Photo"),
]


class ServiceChecklist(models.Model):
    """What is looked at on every visit to a kind of device."""

    _name = "service.checklist"
    _description = "Checklist"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    device_kind = fields.Selection(DEVICES, help="Proposed for visits to devices of this kind")
    item_ids = fields.One2many("service.checklist.item", "checklist_id", "Items", copy=True)


class ServiceChecklistItem(models.Model):
    """One thing to look at."""

    _name = "service.checklist.item"
    _description = "Item of a checklist"
    _order = "sequence, id"

    checklist_id = fields.Many2one(
        "service.checklist", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("What to look at", required=True, translate=True)
    kind = fields.Selection(KINDS, required=True, default="check")
    required = fields.Boolean(default=True)
    unit = fields.Char()
    has_low = fields.Boolean("Least")
    low = fields.Float("Least value")
    has_high = fields.Boolean("Most")
    high = fields.Float("Most value")


class ServiceVisitItem(models.Model):
    """One item of a visit with its answer; copied from the list, so that a change of the list does
    not change what was looked at."""

    _name = "service.visit.item"
    _description = "Checked item of a visit"
    _order = "visit_id, sequence, id"

    visit_id = fields.Many2one("service.visit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("What to look at", required=True)
    kind = fields.Selection(KINDS, required=True, default="check")
    required = fields.Boolean(default=True)
    unit = fields.Char()
    has_low = fields.Boolean()
    low = fields.Float("Least value")
    has_high = fields.Boolean()
    high = fields.Float("Most value")
    has_value = fields.Boolean()
    value = fields.Float("Measured")
    choice = fields.Selection(
        [("ok", "Right"), ("not_ok", "Not right"), ("skipped", "Not looked at")], "Answer"
    )
    note = fields.Char()
    photo_ids = fields.One2many("service.visit.photo", "item_id", "Photos")
    result = fields.Selection(
        [("ok", "Right"), ("not_ok", "Not right"), ("skipped", "Not looked at")],
        compute="_compute_result",
        store=True,
    )
    lacking = fields.Boolean(compute="_compute_result", store=True)

    @api.depends(
        "kind", "required", "has_low", "low", "has_high", "high", "has_value", "value", "choice",
        "note", "photo_ids",
    )  # fmt: skip
    def _compute_result(self):
        for item in self:
            told = item._core_item()
            item.result = rules.result(told) or False
            item.lacking = rules.lacks_answer(told)

    def _core_item(self):
        return rules.Item(
            kind=self.kind,
            required=self.required,
            low=self.low if self.has_low else None,
            high=self.high if self.has_high else None,
            value=self.value if self.has_value else None,
            text=self.note or "",
            choice=self.choice or "",
            photos=len(self.photo_ids),
        )

    def write(self, vals):
        """Refuse changes of a signed record."""
        self.visit_id._refuse_signed()
        return super().write(vals)


class ServiceVisit(models.Model):
    _inherit = "service.visit"

    lacking_count = fields.Integer("Without an answer", compute="_compute_lacking_count")

    @api.depends("item_ids.lacking")
    def _compute_lacking_count(self):
        for visit in self:
            visit.lacking_count = len(visit.item_ids.filtered("lacking"))

    def _refuse_signed(self):
        if not self.env.su and any(visit.signed_at for visit in self):
            raise UserError(self._is_signed())

    def _take_checklist(self):
        """Copy the items of the chosen list, or of the one for this kind of device."""
        for visit in self:
            chosen = visit.checklist_id or visit._proposed_checklist()
            if not chosen or visit.item_ids.filtered("result"):
                continue
            visit.item_ids.unlink()
            names = (
                "sequence", "name", "kind", "required", "unit", "has_low", "low", "has_high", "high"
            )  # fmt: skip
            lang = visit.company_id.sudo().partner_id.lang or self.env.lang
            self.env["service.visit.item"].create(
                [
                    {name: item[name] for name in names} | {"visit_id": visit.id}
                    for item in chosen.with_context(lang=lang).item_ids
                ]
            )
            if visit.checklist_id != chosen:
                visit.checklist_id = chosen

    def _proposed_checklist(self):
        kind = self.device_id.device_kind
        return kind and self.env["service.checklist"].search([("device_kind", "=", kind)], limit=1)
