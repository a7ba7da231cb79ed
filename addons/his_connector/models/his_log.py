from datetime import timedelta

from odoo import fields, models


class HisProcess(models.Model):
    """A process of the connector and its last sign of life."""

    _name = "his.process"
    _description = "HIS process"
    _auto = False
    _log_access = False
    _rec_name = "name"

    name = fields.Char("Process", readonly=True)
    host = fields.Char("Machine", readonly=True)
    pid = fields.Integer("Process number", readonly=True)
    started_at = fields.Datetime("Started", readonly=True)
    beat_at = fields.Datetime("Last sign of life", readonly=True)
    info = fields.Char(readonly=True)
    alive = fields.Boolean(compute="_compute_alive")

    def _compute_alive(self):
        limit = fields.Datetime.now() - timedelta(seconds=20)
        for process in self:
            process.alive = bool(process.beat_at and process.beat_at > limit)


class HisOutbox(models.Model):
    """What the HIS is to be told. Written with the queue's own change; nothing sends it yet."""

    _name = "his.outbox"
    _description = "Message to the HIS"
    _auto = False
    _log_access = False
    _order = "id desc"
    _rec_name = "event"

    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    entry_id = fields.Many2one("queue.entry", "Queue entry", readonly=True)
    visit_ref = fields.Char("Visit number", readonly=True)
    event = fields.Selection(
        [
            ("checked_in", "Checked in"),
            ("check_in_undone", "Check-in taken back"),
            ("called", "Called"),
            ("in_service", "In service"),
            ("finished", "Finished"),
            ("no_show", "No-show"),
            ("undone", "Taken back"),
        ],
        readonly=True,
    )
    created_at = fields.Datetime("When", readonly=True)
    state = fields.Selection([("new", "Kept, not sent")], readonly=True)
