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
    request_id = fields.Char(default=lambda self: uuid.uuid4().hex, readonly=True)

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
        if self.env["queue.request"]._claim(self.request_id) is not None:
            return
        company = self.queue_id.sudo().company_id
        day, half = company._queue_half_day()
        mark = f"desk:{self.request_id}"
        line = self.env["queue.line"]._ensure([(self.queue_id.id, day, half)])
        self.env["queue.line"]._by_id(line.values(), lock=True)
        entry = entries._register_all(
            [
                {
                    "company_id": company.id,
                    "patient": {
                        "mrn": self.patient_id.mrn or mark,
                        "name": self.name,
                        "card_no": self.card_no,
                        "phone": self.phone,
                    },
                    "visit_ref": mark,
                    "queue_id": self.queue_id.id,
                    "service_date": day,
                    "half_day": half,
                    "source": "walk_in",
                    "class_code": self.class_id.code,
                }
            ]
        )
        if self.check_in:
            entry._check_in()


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
