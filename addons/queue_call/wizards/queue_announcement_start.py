from odoo import api, fields, models

from ..models.announcement import LONGEST


class QueueAnnouncementStart(models.TransientModel):
    """The desk's window for a notice: a ready text is one more click, own words are typed."""

    _name = "queue.announcement.start"
    _description = "Put up a notice"

    text_id = fields.Many2one("queue.announcement.text", "Ready notice")
    ready_ids = fields.Many2many(
        "queue.announcement.text", compute="_compute_lists", string="Ready notices"
    )
    running_ids = fields.Many2many(
        "queue.announcement", compute="_compute_lists", string="On screen now"
    )
    text = fields.Char(size=LONGEST)
    text_en = fields.Char("In English", size=LONGEST)
    zone_ids = fields.Many2many("queue.zone", string="Zones", help="Empty: all of your zones")
    urgent = fields.Boolean(help="Interrupts what plays, and is spoken before everything else")
    times = fields.Integer("Spoken", default=2)
    minutes = fields.Integer("Ends after (min)", default=10)

    @api.depends_context("uid")
    def _compute_lists(self):
        ready = self.env["queue.announcement.text"].search([])
        now = self.env["queue.announcement"].search([]).filtered("running")
        for window in self:
            window.ready_ids, window.running_ids = ready, now

    def action_start(self):
        """Put up what is written in the window."""
        self.env["queue.announcement"]._start(
            self.text, self.zone_ids, self.text_en, self.urgent, self.times, self.minutes
        )
        return {"type": "ir.actions.act_window_close"}


class QueueAnnouncementText(models.Model):
    _inherit = "queue.announcement.text"

    def action_start(self):
        """Put up a ready notice in the zones of the window, or in all of the user's."""
        zones = self.env["queue.zone"].browse(self.env.context.get("notice_zone_ids") or [])
        self.env["queue.announcement"]._start(
            self.text, zones, self.text_en, self.urgent, self.times, self.minutes
        )
        return {"type": "ir.actions.act_window_close"}
