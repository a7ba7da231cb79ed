import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError


class QueueDeskRegister(models.TransientModel):
    """Register a patient at the nurse's desk: a known one, or one by name."""

    _name = "queue.desk.register"
    _description = "Register a patient"

    queue_id = fields.Many2one("queue.queue", "Queue", required=True)
    company_id = fields.Many2one(related="queue_id.company_id")
    patient_id = fields.Many2one(
        "queue.patient", "Known patient", domain="[('company_id', '=', company_id)]"
    )
    name = fields.Char()
    card_no = fields.Char("Card number")
    phone = fields.Char()
    class_id = fields.Many2one("queue.class", "Class")
    check_in = fields.Boolean("Check in at once", default=True)
    extra = fields.Boolean("Extra number", help="Beyond the quota: for the desk lead and doctors")
    reason = fields.Char("Reason for the extra number")
    left_text = fields.Char("Numbers left", compute="_compute_left_text")
    request_id = fields.Char(default=lambda self: uuid.uuid4().hex, readonly=True)

    @api.depends("queue_id")
    def _compute_left_text(self):
        for wizard in self:
            left = wizard.queue_id._quota_left().get(wizard.queue_id.id)
            wizard.left_text = self.env._("no limit") if left is None else str(left)

    @api.onchange("patient_id")
    def _onchange_patient(self):
        for name in ("name", "card_no", "phone"):
            if self.patient_id:
                self[name] = self.patient_id[name]

    def action_register(self):
        """Register, and check in if wanted; the same window sent twice acts once."""
        self.ensure_one()
        entries = self.env["queue.entry"]
        entries._check_staff()
        self.queue_id.check_access("read")
        if not self.name:
            raise UserError(self.env._("Please write the patient's name."))
        patient = {"name": self.name, "card_no": self.card_no, "phone": self.phone}
        if self.patient_id:
            patient["mrn"] = self.patient_id.mrn
        more = {"class_code": self.class_id.code, "check_in": self.check_in}
        if self.extra:
            self.queue_id._issue_extra(patient, self.request_id, self.reason, **more)
        else:
            self.queue_id._register_walk_in(self.request_id, patient, **more)


class QueueDeskChange(models.TransientModel):
    """A change of an entry that wants a reason."""

    _name = "queue.desk.change"
    _description = "Change a queue entry"

    entry_id = fields.Many2one("queue.entry", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("class", "Change the class"),
            ("transfer", "Transfer to another queue"),
            ("hold", "Hold"),
            ("cancel", "Cancel"),
        ],
        "What",
        default="class",
        required=True,
    )
    class_id = fields.Many2one("queue.class", "Class")
    queue_id = fields.Many2one("queue.queue", "To queue")
    reason = fields.Char()

    def action_apply(self):
        """Do the change under the user's name; only a change of class needs no reason."""
        self.ensure_one()
        entry = self.entry_id._check_staff()
        if self.kind != "class" and not self.reason:
            raise UserError(self.env._("Please give a reason: it stands in the log."))
        getattr(self, f"_do_{self.kind}")(entry)

    def _do_class(self, entry):
        entry._set_class(self.class_id, self.reason)

    def _do_transfer(self, entry):
        if not self.queue_id:
            raise UserError(self.env._("Choose the queue to go to."))
        self.queue_id.check_access("read")
        entry._transfer(self.queue_id, reason=self.reason)

    def _do_hold(self, entry):
        entry._hold(self.reason)

    def _do_cancel(self, entry):
        entry._cancel(self.reason)
