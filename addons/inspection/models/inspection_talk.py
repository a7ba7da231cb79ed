from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SCORES = [
    ("5", "Very satisfied"),
    ("4", "Satisfied"),
    ("3", "Neither"),
    ("2", "Not satisfied"),
    ("1", "Not at all satisfied"),
]


class InspectionPart(models.AbstractModel):
    """What belongs to an inspection and is not changed once that is signed."""

    _name = "inspection.part"
    _description = "Part of an inspection"

    inspection_id = fields.Many2one(
        "inspection.inspection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, index=True)
    client_id = fields.Char(readonly=True, copy=False, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse parts for a signed inspection."""
        parts = super().create(vals_list)
        parts.inspection_id._refuse_signed()
        return parts

    def write(self, vals):
        """Refuse changes of a signed inspection."""
        if not self.env.su:
            self.inspection_id._refuse_signed()
        return super().write(vals)

    def unlink(self):
        """Refuse changes of a signed inspection."""
        self.inspection_id._refuse_signed()
        return super().unlink()


class InspectionInterview(models.Model):
    """A talk with a user of a department: how satisfied, what is wished, what is hidden (B9(2))."""

    _name = "inspection.interview"
    _description = "Interview"
    _inherit = ["inspection.part"]
    _order = "inspection_id, id"

    name = fields.Char("Who", required=True)
    department = fields.Char(required=True)
    role = fields.Char(help="Nurse, doctor, IT, reception …")
    satisfaction = fields.Selection(SCORES)
    trouble = fields.Text("What troubles them")
    wish = fields.Text("Wishes")
    ticket_id = fields.Many2one("service.ticket", "Change request", readonly=True, copy=False)
    sign = fields.Binary("Signature", attachment=True)

    @api.constrains("name", "department")
    def _check_said(self):
        if any(not (one.name.strip() and one.department.strip()) for one in self):
            raise ValidationError(self.env._("Interview: department and name are needed."))

    def action_wish(self):
        """Make a change request (B7) of the wish; opens it."""
        for talk in self:
            talk.check_access("write")
            if not talk.ticket_id:
                talk._make_request()
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.ticket",
            "res_id": self[-1:].ticket_id.id,
            "views": [(False, "form")],
        }

    def _make_request(self):
        self.ensure_one()
        if not (self.wish or "").strip():
            raise ValidationError(self.env._("Wishes: enter what is wished first."))
        ticket = (
            self.env["service.ticket"]
            .sudo()
            .create(
                {
                    "name": self.wish.strip().split("\n")[0][:120],
                    "description": self.wish,
                    "kind": "change",
                    "company_id": self.company_id.id,
                    "channel": "inspection",
                    "service": "planning",
                    "reporter_name": f"{self.department} {self.name}",
                    "user_id": self.env.uid,
                }
            )
        )
        self.sudo().ticket_id = ticket
        return ticket


class InspectionTraining(models.Model):
    """Training in daily upkeep given at an inspection, with who attended (B9(5), B12)."""

    _name = "inspection.training"
    _description = "Training"
    _inherit = ["inspection.part"]
    _order = "inspection_id, id"

    name = fields.Char("Subject", required=True)
    minutes = fields.Integer(default=30)
    trainer_id = fields.Many2one("res.users", "Given by", default=lambda self: self.env.user)
    material = fields.Char("Material handed over")
    attendee_ids = fields.One2many("inspection.attendee", "training_id", "Attended")
    attendee_count = fields.Integer("Present", compute="_compute_attendee_count")

    @api.depends("attendee_ids")
    def _compute_attendee_count(self):
        for one in self:
            one.attendee_count = len(one.attendee_ids)

    @api.constrains("minutes", "name")
    def _check_said(self):
        if any(one.minutes <= 0 for one in self):
            raise ValidationError(self.env._("Minutes: more than 0."))
        if any(not one.name.strip() for one in self):
            raise ValidationError(self.env._("Subject: say what was taught."))


class InspectionAttendee(models.Model):
    """One person at a training, with the signature that proves it."""

    _name = "inspection.attendee"
    _description = "Attendance"
    _order = "training_id, id"

    training_id = fields.Many2one(
        "inspection.training", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="training_id.company_id", store=True, index=True)
    name = fields.Char(required=True)
    department = fields.Char()
    sign = fields.Binary("Signature", attachment=True)
    client_id = fields.Char(readonly=True, copy=False, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse people for a signed inspection."""
        found = super().create(vals_list)
        found.training_id.inspection_id._refuse_signed()
        return found

    def write(self, vals):
        """Refuse changes of a signed inspection."""
        self.training_id.inspection_id._refuse_signed()
        return super().write(vals)

    def unlink(self):
        """Refuse changes of a signed inspection."""
        self.training_id.inspection_id._refuse_signed()
        return super().unlink()


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    inspection_answer_ids = fields.One2many("inspection.answer", "device_id", "Inspected")

    def unlink(self):
        """A device that was inspected stays in the registry; it is retired."""
        if self.sudo().inspection_answer_ids:
            raise UserError(self.env._("This device stands in inspections: retire it."))
        return super().unlink()
