import uuid

from odoo import api, fields, models


class QueueSessionStop(models.TransientModel):
    """Stop a clinic: why, and where those go who wait."""

    _name = "queue.session.stop"
    _description = "Stop a clinic"

    session_id = fields.Many2one("queue.session", required=True)
    zone_id = fields.Many2one(related="session_id.zone_id")
    reason = fields.Char(required=True, help="Shown on the screens until the room opens again")
    reroute = fields.Selection(
        [
            ("keep", "stay in their line, marked for the nurse"),
            ("queue", "move to another queue and keep their age"),
            ("doctor", "go to another doctor"),
            ("unbind", "may be called by any room of the queue"),
        ],
        "Those who wait for this doctor",
        default="keep",
        required=True,
    )
    queue_id = fields.Many2one("queue.queue", "Queue", domain="[('zone_id', '=', zone_id)]")
    practitioner_id = fields.Many2one(
        "queue.practitioner", "Doctor", domain="[('id', 'in', doctor_ids)]"
    )
    doctor_ids = fields.Many2many(
        "queue.practitioner", string="Doctors with an open room", compute="_compute_doctor_ids"
    )
    request_id = fields.Char(default=lambda self: uuid.uuid4().hex, readonly=True)

    @api.depends("session_id")
    def _compute_doctor_ids(self):
        for one in self:
            domain = [("zone_id", "=", one.zone_id.id), ("state", "!=", "closed")]
            others = self.env["queue.session"].search(domain) - one.session_id
            one.doctor_ids = others.practitioner_id

    def action_stop(self):
        """Stop the clinic; the same window sent twice acts once."""
        self.ensure_one()
        self.session_id._check_staff()._stop_clinic(
            self.reason, self.reroute, self.queue_id, self.practitioner_id, self.request_id
        )
