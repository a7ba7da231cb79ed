"""What a queue is besides a line: its kind, and where a finished patient goes next."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.kind_catalogue import KINDS


class QueueQueue(models.Model):
    _inherit = "queue.queue"

    kind = fields.Selection(
        selection_add=[("injection", "Injection"), ("insurance", "Insurance check-in")],
        ondelete={"injection": "set default", "insurance": "set default"},
        help="Decides the steps of a patient here, when he can be called, and the usual rules.",
    )
    next_queue_id = fields.Many2one(
        "queue.queue",
        "Then to",
        ondelete="set null",
        help="Whoever is finished here is registered there at once, with the same visit.",
    )

    @api.constrains("next_queue_id", "zone_id")
    def _check_next_queue(self):
        for queue in self:
            seen, one = queue, queue.next_queue_id
            while one and one not in seen:
                seen, one = seen | one, one.next_queue_id
            if one:
                raise ValidationError(
                    self.env._(
                        "“Then to” leads from %s back to itself: no patient would ever be done."
                        " Choose another queue or none.",
                        queue.name,
                    )
                )
            if queue.next_queue_id and queue.next_queue_id.company_id != queue.company_id:
                raise ValidationError(self.env._("“Then to” is a queue of another hospital."))

    def _rule_kind(self):
        return self.kind or "clinic"

    def _core_kind(self):
        """Return the core's kind of this queue."""
        return KINDS[self._facts(self.id).kind]
