import hashlib
import hmac

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from werkzeug.exceptions import NotFound


class QueuePractitioner(models.Model):
    """A doctor (or nurse, technician) who calls patients."""

    _name = "queue.practitioner"
    _check_company_auto = True
    _description = "Practitioner"
    _order = "name, id"

    name = fields.Char(required=True)
    title = fields.Char(translate=True, help="As shown on screens: chief physician …")
    introduction = fields.Text(translate=True, help="A few sentences beside the door")
    photo = fields.Image(max_width=600, max_height=760, help="Shown on door screens")
    photo_key = fields.Char(compute="_compute_photo_key", store=True, help="Changes with the photo")
    code = fields.Char("HIS code")
    user_id = fields.Many2one("res.users", "User", index=True)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    default_point_id = fields.Many2one("queue.service.point", "Usual room")
    queue_ids = fields.Many2many("queue.queue", string="Usual queues")
    supervisor_id = fields.Many2one(
        "queue.practitioner",
        "Supervisor",
        check_company=True,
        help="An intern calls the supervisor's own numbers, too. The log names the intern.",
    )
    share_ids = fields.One2many(
        "queue.practitioner.share",
        "practitioner_id",
        "Turns of the queues",
        help="Several queues are called in turn, as often as their numbers say; without any, who"
        " has waited longest is called.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL",
        "A practitioner with this HIS code exists already.",
    )

    @api.depends("photo")
    def _compute_photo_key(self):
        for one in self:
            photo = one.with_context(bin_size=False).photo
            one.photo_key = hashlib.sha256(photo).hexdigest()[:24] if photo else False

    @api.model
    def _photo_stream(self, doctor, key):
        """Return the answer with a doctor's photo; the key, made of the picture, opens it."""
        one = self.sudo().browse(doctor).exists()
        if not one.photo_key or not hmac.compare_digest(one.photo_key, key):
            raise NotFound
        stream = self.env["ir.binary"].sudo()._get_stream_from(one, "photo")
        return stream.get_response(immutable=True)

    @api.constrains("supervisor_id")
    def _check_supervisor(self):
        for one in self:
            if one.supervisor_id == one or one.supervisor_id.supervisor_id:
                raise ValidationError(
                    self.env._(
                        "%s: choose a supervisor who has none, and not the doctor himself.",
                        one.name,
                    )
                )

    def _weights(self, queues):
        """Return {queue id: turns} of these queues as the doctor calls them by custom."""
        return {one.queue_id.id: one.weight for one in self.share_ids if one.queue_id in queues}


class QueuePractitionerShare(models.Model):
    """How often one queue is called while the doctor's other queues are called too."""

    _name = "queue.practitioner.share"
    _description = "Turns of a queue"
    _order = "practitioner_id, id"

    practitioner_id = fields.Many2one(
        "queue.practitioner", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="practitioner_id.company_id", store=True, index=True)
    queue_id = fields.Many2one("queue.queue", "Queue", required=True, ondelete="cascade")
    weight = fields.Integer("Turns", default=1, required=True)

    _once = models.Constraint(
        "UNIQUE (practitioner_id, queue_id)", "A queue has one number of turns at a doctor."
    )

    @api.constrains("weight")
    def _check_weight(self):
        for share in self:
            if not 1 <= share.weight <= 20:
                raise ValidationError(
                    self.env._(
                        "%s: turns are a number from 1 to 20. Take the line away if the queue is"
                        " not to be called.",
                        share.queue_id.name,
                    )
                )
