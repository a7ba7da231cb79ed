from odoo import api, fields, models
from odoo.fields import Domain

from .pinyin import search_key


class QueuePatient(models.Model):
    """A patient of one hospital, as far as a queue needs to know."""

    _name = "queue.patient"
    _description = "Patient"
    _order = "name, id"
    _rec_names_search = ["name", "mrn", "card_no", "insurance_no", "id_no"]

    company_id = fields.Many2one("res.company", "Hospital", required=True)
    mrn = fields.Char("Patient number", required=True)
    name = fields.Char(default="")
    search_key = fields.Char(
        compute="_compute_search_key",
        store=True,
        index="trigram",
        help="Name, pinyin and initials: what the triage desk searches",
    )
    sex = fields.Selection([("m", "Male"), ("f", "Female"), ("u", "Unknown")])
    birth_date = fields.Date()
    card_no = fields.Char("Card number", index="btree_not_null")
    insurance_no = fields.Char("Insurance card", index="btree_not_null")
    id_no = fields.Char("ID number", index="btree_not_null")
    phone = fields.Char(index="btree_not_null")
    source_version = fields.Char("Version of the source")
    entry_ids = fields.One2many("queue.entry", "patient_id", "Queue entries")

    _mrn_uniq = models.Constraint(
        "UNIQUE (company_id, mrn)", "This patient number exists already in the hospital."
    )

    @api.depends("name", "mrn")
    def _compute_display_name(self):
        for patient in self:
            patient.display_name = patient.name or patient.mrn

    @api.depends("name")
    def _compute_search_key(self):
        for patient in self:
            patient.search_key = search_key(patient.name or "")

    @api.model
    def _domain_code(self, code):
        """Return the domain of patients that carry ``code`` as any of their numbers."""
        names = ("mrn", "card_no", "insurance_no", "id_no")
        return Domain.OR([(name, "=", code)] for name in names)
