from odoo import api, fields, models
from odoo.addons.maintenance_contract.core import checklist as rules
from odoo.addons.maintenance_contract.models.clock import aware, naive, utc_now
from odoo.exceptions import UserError

from ..core import round as walk
from .inspection_checklist import FACTS, KINDS, SECTIONS, split_options

RESULTS = [
    ("ok", "Right"),
    ("not_ok", "Not right"),
    ("skipped", "Not looked at"),
    ("gone", "Device is gone"),
]
LACKS = [("answer", "No answer"), ("reason", "Say why"), ("photo", "Photo missing")]
CHANGES = [
    ("first", "First time"),
    ("same", "As before"),
    ("better", "Better"),
    ("worse", "Worse"),
    ("changed", "Changed"),
]
# What an answer consists of; writing one of these is answering.
ANSWER = ("choice", "has_value", "value", "option", "note")


class InspectionAnswer(models.Model):
    """One item of an inspection on one device, with its answer and that of last time.

    Copied from the list, so that a new version of the list does not change what was looked at.
    """

    _name = "inspection.answer"
    _description = "Checked item of an inspection"
    _order = "inspection_id, rank, id"

    inspection_id = fields.Many2one(
        "inspection.inspection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, index=True)
    item_id = fields.Many2one("inspection.checklist.item", ondelete="set null", index=True)
    code = fields.Char(index=True, readonly=True)
    rank = fields.Integer("Place in the round", readonly=True)
    section = fields.Selection(SECTIONS, required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    name = fields.Char("What to look at", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    required = fields.Boolean(readonly=True)
    photo_required = fields.Boolean(readonly=True)
    unit = fields.Char(readonly=True)
    has_low = fields.Boolean(readonly=True)
    low = fields.Float("Least value", readonly=True)
    has_high = fields.Boolean(readonly=True)
    high = fields.Float("Most value", readonly=True)
    options = fields.Char(readonly=True)
    right_options = fields.Char(readonly=True)
    expected = fields.Integer("Should be", readonly=True)
    fact = fields.Selection(FACTS, readonly=True)
    device_id = fields.Many2one("maintenance.equipment", "Device", readonly=True, index=True)
    site_id = fields.Many2one("device.site", "Place", readonly=True)
    # -- the answer
    choice = fields.Selection(RESULTS, "Answer")
    has_value = fields.Boolean("Measured?")
    value = fields.Float("Measured")
    option = fields.Char("Chosen")
    note = fields.Char("Remark")
    photo_ids = fields.One2many("inspection.photo", "answer_id", "Photos")
    source = fields.Char("Filled in from", readonly=True)
    answered_at = fields.Datetime(readonly=True)
    answered_by = fields.Many2one("res.users", readonly=True)
    clash = fields.Boolean("Answered twice", readonly=True)
    entry_ids = fields.One2many("inspection.entry", "answer_id", "All answers", readonly=True)
    result = fields.Selection(RESULTS, compute="_compute_result", store=True)
    lack = fields.Selection(LACKS, "Lacks", compute="_compute_result", store=True)
    # -- last time
    last_result = fields.Selection(RESULTS, "Last time", readonly=True)
    last_value = fields.Char("Last value", readonly=True)
    change = fields.Selection(CHANGES, compute="_compute_change")
    finding_id = fields.Many2one("inspection.finding", readonly=True, copy=False)

    @api.depends(
        "kind", "required", "photo_required", "has_low", "low", "has_high", "high", "has_value",
        "value", "option", "right_options", "expected", "choice", "note", "photo_ids",
    )  # fmt: skip
    def _compute_result(self):
        for answer in self:
            told = answer._core_item()
            answer.result = rules.result(told) or False
            answer.lack = rules.lack(told) or False

    @api.depends("result", "last_result")
    def _compute_change(self):
        for answer in self:
            now = answer.result
            answer.change = now and walk.compare(answer.last_result or "", now)

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
            photo_required=self.photo_required,
            option=self.option or "",
            right=split_options(self.right_options),
            expected=self.expected if self.kind == "count" else None,
        )

    def _said(self):
        """Return the answer in words, for pages and comparisons."""
        self.ensure_one()
        if self.has_value and self.kind in ("value", "count"):
            return f"{self.value:g} {self.unit or ''}".strip()
        return (self.option if self.kind == "choice" else self.note) or ""

    def write(self, vals):
        """Take an answer; refuse any other change of the item, and any of a signed inspection."""
        if self.env.su:
            return super().write(vals)
        if set(vals) - set(ANSWER):
            raise UserError(self.env._("An item is answered, not changed."))
        for answer in self:
            answer._give(vals, utc_now())
        return True

    def unlink(self):
        """Items of an inspection stay."""
        raise UserError(self.env._("An item is skipped with a reason, not deleted."))

    def _give(self, told, at, op=None):
        """Answer an item. ``told``: what of ``ANSWER`` was said; ``at``: when, aware UTC.

        Of two answers to one item the later one counts, whichever came first; both are kept.
        Returns whether this one counts. Raises UserError for a signed or unbegun inspection.
        """
        self.ensure_one()
        self.check_access("write")
        self.inspection_id._check_open()
        at = naive(at)
        counts = not self.answered_at or at >= self.answered_at
        other = self.answered_by and self.answered_by != self.env.user
        if "value" in told and "has_value" not in told:
            told = told | {"has_value": True}
        self._keep_entry(told, at, counts, op)
        mine = self.sudo()
        if counts:
            mine.write(told | {"answered_at": at, "answered_by": self.env.uid, "source": False})
        if other and not self.clash:
            mine.clash = True
            self.inspection_id._log("clash", note=self.name, at=aware(at))
        return counts

    def _keep_entry(self, told, at, counts, op):
        values = {name: self[name] for name in ANSWER} | told
        self.env["inspection.entry"].sudo().create(
            {
                "answer_id": self.id,
                "at": at,
                "user_id": self.env.uid,
                "counts": counts,
                "told": values,
                "op_id": op.id if op else False,
            }
        )


class InspectionEntry(models.Model):
    """Each answer that was ever given to an item, with who and when: appended only."""

    _name = "inspection.entry"
    _description = "Given answer"
    _order = "at, id"
    _rec_name = "at"

    answer_id = fields.Many2one("inspection.answer", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="answer_id.company_id", store=True, index=True)
    at = fields.Datetime("When", required=True)
    user_id = fields.Many2one("res.users", "By", required=True)
    told = fields.Json("What was said")
    counts = fields.Boolean("Counted", help="Off: a later answer had come before it")
    op_id = fields.Many2one("field.op", ondelete="set null")

    def write(self, vals):
        """Refuse: appended only."""
        if set(vals) - {"company_id"} or not self.env.su:
            raise UserError(self.env._("Given answers are not changed: give another."))
        return super().write(vals)

    def unlink(self):
        """Refuse: appended only."""
        raise UserError(self.env._("Given answers are not changed: give another."))
