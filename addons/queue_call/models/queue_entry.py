from odoo import api, fields, models
from odoo.fields import Domain

from .clock import now_ms
from .queue_line import HALF_DAYS

STATES = [
    ("registered", "Registered"),
    ("waiting", "Waiting"),
    ("benched", "At the room"),
    ("called", "Called"),
    ("in_service", "In service"),
    ("finished", "Finished"),
    ("no_show", "No-show"),
    ("held", "On hold"),
    ("away", "Away for tests"),
    ("transferred", "Transferred"),
    ("cancelled", "Cancelled"),
]
SOURCES = [
    ("appointment", "Appointment"),
    ("walk_in", "Walk-in"),
    ("revisit", "Revisit"),
    ("kiosk", "Kiosk"),
]
PROBLEMS = [
    ("clinic_closed", "Clinic closed, still waiting"),
    ("cancelled_after_call", "Registration cancelled after the call"),
    ("cancelled_in_service", "Registration cancelled while with the doctor"),
    ("card_shared", "Card number used by several patients"),
    ("over_quota", "Registered beyond the quota"),
    ("number_taken", "Number of the HIS was taken, another was given"),
]


class QueueEntry(models.Model):
    """One patient in one queue on one half-day. Its state changes by verbs only (``_apply``)."""

    _name = "queue.entry"
    _description = "Queue entry"
    _order = "service_date desc, half_day desc, checkin_no, number_seq, id"
    _rec_name = "number"

    company_id = fields.Many2one("res.company", "Hospital", required=True, readonly=True)
    visit_id = fields.Many2one("queue.visit", required=True, index=True, ondelete="restrict")
    patient_id = fields.Many2one("queue.patient", required=True, index=True, ondelete="restrict")
    queue_id = fields.Many2one("queue.queue", "Queue", required=True, ondelete="restrict")
    zone_id = fields.Many2one("queue.zone", "Zone", required=True, ondelete="restrict")
    line_id = fields.Many2one("queue.line", required=True, ondelete="restrict")
    service_date = fields.Date("Day", required=True)
    half_day = fields.Selection(HALF_DAYS, "Half-day", required=True)
    number = fields.Char(required=True, readonly=True)
    number_seq = fields.Integer("Sequence", required=True, readonly=True)
    class_id = fields.Many2one("queue.class", "Class", ondelete="restrict")
    practitioner_id = fields.Many2one("queue.practitioner", "Doctor", ondelete="restrict")
    slot_start = fields.Datetime("Appointment")
    source = fields.Selection(SOURCES, "Registered by")
    state = fields.Selection(
        STATES, required=True, readonly=True, group_expand="_group_expand_states"
    )
    registered_at = fields.Datetime(readonly=True)
    checked_in_at = fields.Datetime("Checked in", readonly=True)
    checkin_no = fields.Integer("Check-in number", readonly=True)
    called_at = fields.Datetime("Called", readonly=True)
    started_at = fields.Datetime("Started", readonly=True)
    finished_at = fields.Datetime("Finished", readonly=True)
    recall_count = fields.Integer("Recalls", default=0, readonly=True)
    return_count = fields.Integer("Returns", default=0, readonly=True)
    return_due = fields.Integer(readonly=True)
    point_id = fields.Many2one("queue.service.point", "Room", readonly=True, ondelete="restrict")
    session_id = fields.Many2one("queue.session", readonly=True, ondelete="restrict")
    late = fields.Boolean("Came late", readonly=True)
    hand = fields.Selection(
        [("front", "Put first by the desk"), ("end", "Put last by the desk")],
        "Moved by hand",
        readonly=True,
    )
    extra = fields.Boolean("Extra number", readonly=True, help="Given beyond the quota (加号)")
    ready = fields.Boolean(
        default=True, readonly=True, help="Off while a preparation is missing: not called"
    )
    not_before = fields.Datetime("Not called before", readonly=True)
    transferred_to_id = fields.Many2one(
        "queue.entry", "Went on as", readonly=True, index="btree_not_null"
    )
    transferred_from_id = fields.Many2one(
        "queue.entry", "Came from", readonly=True, index="btree_not_null"
    )
    paid = fields.Boolean(default=True, readonly=True, help="Off: the fee is still to be paid")
    step = fields.Char(readonly=True, help="Where the visit stands in its kind of queue")
    round_no = fields.Integer("Round", default=1, readonly=True)
    external_ref = fields.Char("HIS reference", index="btree_not_null")
    source_version = fields.Char("Version of the source")
    problem = fields.Selection(PROBLEMS, readonly=True, index="btree_not_null")

    patient_name = fields.Char(related="patient_id.name", string="Name")
    class_tag = fields.Char("Tag", compute="_compute_class_tag")
    event_ids = fields.One2many("queue.event", "entry_id", "History", readonly=True)
    call_ids = fields.One2many("queue.call", "entry_id", "Calls", readonly=True)
    is_today = fields.Boolean("Today", compute="_compute_is_today", search="_search_is_today")
    find = fields.Char("Find", compute="_compute_find", search="_search_find")

    _one_standing = models.UniqueIndex(
        "(visit_id, queue_id, service_date, half_day)"
        " WHERE state NOT IN ('cancelled', 'transferred')",
        "The visit stands in this queue already.",
    )
    # A visit that comes back to a line after a transfer keeps its journey number.
    _number_once = models.UniqueIndex(
        "(line_id, number_seq) WHERE state NOT IN ('cancelled', 'transferred')",
        "This number was given out already.",
    )
    _line_state = models.Index("(line_id, state)")
    _zone_day = models.Index("(zone_id, service_date, state)")
    _session_idx = models.Index("(session_id) WHERE session_id IS NOT NULL")

    @api.depends("number", "patient_id.name")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.number} {entry.patient_id.name or ''}".strip()

    @api.depends("class_id")
    @api.depends_context("lang")
    def _compute_class_tag(self):
        for entry in self:
            entry.class_tag = entry.class_id.tag or entry.class_id.name or ""

    @api.model
    def _group_expand_states(self, states, domain):
        """Show every state as a column, patients or not; those who are done come last."""
        done = ("finished", "transferred", "cancelled")
        return sorted((code for code, _name in STATES), key=done.__contains__)

    # -- the hospital's own day -------------------------------------------------------------------
    @api.depends("service_date")
    def _compute_is_today(self):
        days = {one: one._queue_half_day()[0] for one in self.company_id}
        nights = self._night_lines()
        for entry in self:
            today = entry.service_date == days[entry.company_id]
            entry.is_today = today or entry.line_id.id in nights

    @api.model
    def _search_is_today(self, operator, value):
        """Find the entries of today, where each hospital's own wall clock says which day it is."""
        if operator != "in":
            return NotImplemented
        today = Domain.OR(
            Domain("company_id", "=", one.id)
            & Domain("service_date", "=", one._queue_half_day()[0])
            for one in self.env.companies
        ) | Domain("line_id", "in", self._night_lines())
        return today if True in value else ~today

    # -- search: any number a patient may show --------------------------------------------------
    def _compute_find(self):
        self.find = False

    @api.model
    def _search_find(self, operator, value):
        """Find by number, name, or a card, insurance, ID, patient or visit number."""
        if operator in ("in", "="):
            values = value if isinstance(value, (list, tuple, set)) else [value]
            return Domain.OR(self._domain_find(one) for one in values if one)
        if operator not in ("ilike", "=ilike", "like"):
            return NotImplemented
        return self._domain_find(value)

    @api.model
    def _domain_find(self, text):
        text = str(text).strip()
        patient = self.env["queue.patient"]._domain_code(text) | Domain("name", "ilike", text)
        return Domain.OR(
            [
                Domain("number", "=ilike", f"{text}%"),
                Domain("visit_id.visit_ref", "=", text),
                Domain("patient_id", "any", patient),
            ]
        )

    @api.model
    def _find_for_check_in(self, code, company, zone=None):
        """Return today's entries of ``company`` that carry ``code`` as card, visit or patient."""
        day, _half = company._queue_half_day(now_ms())
        patient = self.env["queue.patient"]._domain_code(code)
        domain = Domain(
            [
                ("company_id", "=", company.id),
                ("service_date", "=", day),
                ("state", "not in", ("cancelled", "transferred", "finished")),
            ]
        ) & (Domain("visit_id.visit_ref", "=", code) | Domain("patient_id", "any", patient))
        if zone:
            domain &= Domain("zone_id", "=", zone.id)
        return self.search(domain, order="half_day, number_seq")

    # -- seams ----------------------------------------------------------------------------------
    @api.model
    def _on_moved(self, events):
        """Seam: ``events`` (dicts of queue.event columns, without seq yet) were written."""

    @api.model
    def _on_called(self, calls):
        """Seam: ``calls`` (queue.call) were made."""
