from odoo import fields, models


class QueueVisit(models.Model):
    """One visit of a patient as the HIS knows it; a visit may stand in several queues."""

    _name = "queue.visit"
    _description = "Visit"
    _rec_name = "visit_ref"
    _order = "id desc"

    company_id = fields.Many2one("res.company", "Hospital", required=True)
    visit_ref = fields.Char("Visit number", required=True)
    patient_id = fields.Many2one("queue.patient", required=True, index=True, ondelete="restrict")
    source = fields.Char()
    cancelled = fields.Boolean()
    entry_ids = fields.One2many("queue.entry", "visit_id", "Queue entries")

    _ref_uniq = models.Constraint(
        "UNIQUE (company_id, visit_ref)", "This visit exists already in the hospital."
    )
