from odoo import api, fields, models

from ..core import causes, own_stage, source_schema


class HisSource(models.Model):
    """How a foreign source is: read when, how late its rows come, and why it stands still.

    The gateway writes the rows; an operator decides about a source that went back.
    """

    _name = "his.source"
    _description = "Foreign source of an interface"
    _table = "his_source"
    _auto = False
    _log_access = False
    _rec_name = "interface_id"

    interface_id = fields.Many2one("his.interface", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    state = fields.Selection(
        [("ok", "Reading"), ("down", "Not reachable"), ("stopped", "Stopped: look at it")],
        readonly=True,
    )
    cause = fields.Char("Cause (code)", readonly=True)
    detail = fields.Char(readonly=True)
    clock = fields.Datetime("Source's clock", readonly=True)
    polled_at = fields.Datetime("Read at", readonly=True)
    known = fields.Integer("Rows known", readonly=True)
    lag_ms = fields.Integer("Commits late by (ms)", readonly=True)
    overlap_ms = fields.Integer("Read again (ms)", readonly=True)
    reconciled_on = fields.Date("Reconciled on", readonly=True)
    difference = fields.Json(readonly=True)
    decision = fields.Char(readonly=True)
    reason = fields.Char("Cause", compute="_compute_texts")
    remedy = fields.Char("What to do", compute="_compute_texts")

    def init(self):
        """Create the tables that gateway and these views share."""
        self.env.cr.execute(source_schema.TABLES)
        for statement in own_stage.statements():
            self.env.cr.execute(statement)

    @api.depends("cause", "detail")
    @api.depends_context("lang")
    def _compute_texts(self):
        lang = self.env.lang or "en_US"
        for source in self:
            code = source.cause or ""
            source.reason = causes.sentence(code, source.detail or "", lang) if code else ""
            source.remedy = causes.remedy(code, lang)

    def action_take_source(self):
        """The source is right: apply the difference."""
        self._decide("source")

    def action_keep_ours(self):
        """Ours is right: remember the difference, apply nothing of it."""
        self._decide("keep")

    def _decide(self, decision):
        self.check_access("read")
        for source in self.filtered(lambda one: one.cause == "source_went_back"):
            self.env.cr.execute(
                "UPDATE his_source SET decision = %s WHERE id = %s AND state = 'stopped'",
                [decision, source.id],
            )
        self.invalidate_recordset()


class HisStatement(models.Model):
    """How many statements of which class went to a hospital's database, hour by hour."""

    _name = "his.statement"
    _description = "Statements sent to a foreign database"
    _table = "his_statement"
    _auto = False
    _log_access = False
    _order = "hour desc, kind"

    interface_id = fields.Many2one("his.interface", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    hour = fields.Datetime(readonly=True)
    kind = fields.Selection(
        [
            ("select", "Read"),
            ("insert", "Insert"),
            ("update", "Update"),
            ("procedure", "Procedure"),
            ("session", "Session"),
            ("refused", "Refused here"),
        ],
        "Class",
        readonly=True,
    )
    n = fields.Integer("Statements", readonly=True)


class HisReconcile(models.Model):
    """The nightly comparison of a day: their rows and ours by count and hash."""

    _name = "his.reconcile"
    _description = "Reconciliation with a source"
    _table = "his_reconcile"
    _auto = False
    _log_access = False
    _order = "id desc"

    interface_id = fields.Many2one("his.interface", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    day = fields.Date(readonly=True)
    at = fields.Datetime(readonly=True)
    ours = fields.Integer("Rows here", readonly=True)
    theirs = fields.Integer("Rows there", readonly=True)
    missing = fields.Integer("Taken now", readonly=True)
    changed = fields.Integer("Changed", readonly=True)
    extra = fields.Integer("Only here", readonly=True)
    detail = fields.Json(readonly=True)
