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
