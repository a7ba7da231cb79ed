from odoo import fields, models
from odoo.exceptions import UserError


class QueueCall(models.Model):
    """One call of a patient to a room, as screens show and speak it."""

    _name = "queue.call"
    _description = "Call"
    _log_access = False
    _order = "id desc"

    company_id = fields.Many2one("res.company", "Hospital", required=True)
    zone_id = fields.Many2one("queue.zone", "Zone", required=True)
    entry_id = fields.Many2one("queue.entry", required=True, index=True, ondelete="restrict")
    point_id = fields.Many2one("queue.service.point", "Room", required=True, ondelete="restrict")
    session_id = fields.Many2one("queue.session", ondelete="restrict")
    number = fields.Char(required=True)
    shown_name = fields.Char("Name on screens", help="Masked as the zone wants it")
    attempt = fields.Integer(default=1)
    kind = fields.Selection([("call", "Call"), ("recall", "Recall")], required=True)
    at = fields.Datetime("Called at", required=True)
    withdrawn_at = fields.Datetime(help="Screens stop showing it from here on")
    chair = fields.Integer(help="Which chair of the room, where it has several")
    turns = fields.Json(help="Whose turn is how far, when several queues are called by weight")
    undone = fields.Boolean(help="Taken back by whoever had called")
    request_id = fields.Char()

    _zone_at = models.Index("(zone_id, at)")
    _session_idx = models.Index("(session_id, id)")
    _request_uniq = models.UniqueIndex("(request_id) WHERE request_id IS NOT NULL")

    def write(self, vals):
        raise UserError(self.env._("A call cannot be changed."))

    def unlink(self):
        raise UserError(self.env._("A call cannot be deleted."))
