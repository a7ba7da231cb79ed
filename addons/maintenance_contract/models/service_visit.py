from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .clock import naive, utc_now

STATES = [
    ("planned", "Planned"),
    ("on_way", "On the way"),
    ("arrived", "Arrived"),
    ("working", "At work"),
    ("paused", "Interrupted"),
    ("done", "Finished"),
    ("abandoned", "Given up"),
]
OUTCOMES = [
    ("solved", "Solved"),
    ("worked_around", "Not solved, the hospital can go on"),
    ("continues", "Another visit is needed"),
]
# Only steps, signatures and the record itself write these.
BY_VERBS = frozenset(
    "number state departed_at arrived_at started_at ended_at travel_minutes work_minutes"
    " pause_minutes signed_at content pdf sha256".split()
)
# What a signed record leaves open.
AFTER_SIGNING = frozenset({"message_ids", "message_follower_ids", "activity_ids"})


class ServiceVisit(models.Model):
    """An engineer's way to a hospital and the work there, from plan to signed record.

    What happened stands in ``event_ids``, most of it written on a phone; state and times are read
    from it (``core.visit``). Steps of a visit feed the clocks of its ticket.
    """

    _name = "service.visit"
    _description = "Visit"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "planned_start desc, id desc"
    _rec_names_search = ["number", "name"]

    number = fields.Char(readonly=True, copy=False, index=True)
    name = fields.Char("Purpose", required=True)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    ticket_id = fields.Many2one("service.ticket", check_company=True, index=True)
    device_id = fields.Many2one("maintenance.equipment", "Device", check_company=True, index=True)
    site_id = fields.Many2one("device.site", "Place", check_company=True)
    user_id = fields.Many2one(
        "res.users",
        "Engineer",
        required=True,
        tracking=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    contact_name = fields.Char("Person on site")
    contact_phone = fields.Char("Telephone")
    instructions = fields.Text(help="What the engineer must know: entrance, key, who to ask for")
    planned_start = fields.Datetime(
        "Planned", required=True, tracking=True, default=lambda self: naive(utc_now())
    )
    planned_minutes = fields.Integer("Minutes planned", default=60)
    checklist_id = fields.Many2one("service.checklist", "Checklist")
    # -- what became of it
    state = fields.Selection(
        STATES, default="planned", required=True, readonly=True, copy=False, tracking=True
    )
    departed_at = fields.Datetime("Departed", readonly=True, copy=False)
    arrived_at = fields.Datetime("Arrived", readonly=True, copy=False)
    started_at = fields.Datetime("Begun", readonly=True, copy=False)
    ended_at = fields.Datetime("Ended", readonly=True, copy=False, index=True)
    travel_minutes = fields.Integer("Travel (min)", readonly=True, copy=False, aggregator="sum")
    work_minutes = fields.Integer("Work (min)", readonly=True, copy=False, aggregator="sum")
    pause_minutes = fields.Integer("Pauses (min)", readonly=True, copy=False, aggregator="sum")
    outcome = fields.Selection(OUTCOMES, copy=False, tracking=True)
    solution = fields.Text("What was done", copy=False)
    event_ids = fields.One2many("service.visit.event", "visit_id", "Log", readonly=True)
    item_ids = fields.One2many("service.visit.item", "visit_id", "Checked")
    part_ids = fields.One2many("service.visit.part", "visit_id", "Parts")
    photo_ids = fields.One2many("service.visit.photo", "visit_id", "Photos")
    advice_ids = fields.One2many("service.advice", "visit_id", "Preventive advice")
    # -- the signed record
    hospital_name = fields.Char("Signed for the hospital by", copy=False)
    hospital_sign = fields.Binary("Signature of the hospital", copy=False, attachment=True)
    engineer_name = fields.Char("Signed by the engineer", copy=False)
    engineer_sign = fields.Binary("Signature of the engineer", copy=False, attachment=True)
    signed_at = fields.Datetime("Signed", readonly=True, copy=False)
    content = fields.Json(readonly=True, copy=False)
    pdf = fields.Binary("Record", readonly=True, copy=False, attachment=True)
    pdf_name = fields.Char(compute="_compute_pdf_name")
    sha256 = fields.Char("SHA-256", readonly=True, copy=False)

    _number_uniq = models.Constraint("UNIQUE (number)", "A visit with this number exists already.")

    def init(self):
        """Create the counter of visit numbers: one locked row a year."""
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS service_visit_counter"
            " (year int PRIMARY KEY, last int NOT NULL)"
        )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = f"{visit.number or ''} {visit.name or ''}".strip()

    @api.depends("number")
    def _compute_pdf_name(self):
        for visit in self:
            visit.pdf_name = f"{visit.number or 'visit'}.pdf"

    @api.onchange("ticket_id")
    def _onchange_ticket(self):
        for name, value in self._of_ticket(self.ticket_id).items():
            self[name] = value

    @api.constrains("planned_minutes")
    def _check_planned_minutes(self):
        if any(visit.planned_minutes < 0 for visit in self):
            raise ValidationError(self.env._("Minutes planned: at least 0."))

    @api.model_create_multi
    def create(self, vals_list):
        """Number the visits and give each the checklist of its kind of device."""
        kept = [
            {key: value for key, value in vals.items() if self.env.su or key not in BY_VERBS}
            | {"number": self._next_number()}
            for vals in vals_list
        ]
        visits = super().create(kept)
        for visit in visits:
            if visit.device_id and not visit.site_id:
                visit.site_id = visit.device_id.site_id
            visit._take_checklist()
            visit._log("plan", utc_now())
        return visits

    @api.model
    def _next_number(self):
        """Return the next number of the year, such as ``V26-00042``."""
        year = fields.Date.context_today(self).year
        self.env.cr.execute(
            "INSERT INTO service_visit_counter AS c (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = c.last + 1 RETURNING last",
            (year,),
        )
        return f"V{year % 100:02d}-{self.env.cr.fetchone()[0]:05d}"

    def write(self, vals):
        """Refuse what only steps write, and any change of a signed record."""
        if not self.env.su:
            if BY_VERBS & set(vals):
                raise UserError(self.env._("Use the buttons: each step of a visit is written."))
            if set(vals) - AFTER_SIGNING and any(visit.signed_at for visit in self):
                raise UserError(self._is_signed())
        done = super().write(vals)
        if "checklist_id" in vals:
            self._take_checklist()
        return done

    def unlink(self):
        """Nothing that was done disappears."""
        raise UserError(self.env._("A visit is given up with a reason, not deleted."))

    def _is_signed(self):
        return self.env._("The record of this visit is signed: it is not changed any more.")

    @api.model
    def _of_ticket(self, ticket):
        """Return what a visit takes over from its ticket."""
        if not ticket:
            return {}
        return {
            "name": ticket.name,
            "company_id": ticket.company_id.id,
            "device_id": ticket.device_id.id,
            "site_id": ticket.site_id.id,
            "contact_name": ticket.reporter_name,
            "contact_phone": ticket.reporter_phone,
            "user_id": ticket.user_id.id or self.env.uid,
        }


class ServiceTicket(models.Model):
    _inherit = "service.ticket"

    visit_ids = fields.One2many("service.visit", "ticket_id", "Visits")
    visit_count = fields.Integer(compute="_compute_visit_count")

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        for ticket in self:
            ticket.visit_count = len(ticket.visit_ids)

    def action_plan_visit(self):
        """Open the form of a new visit for this ticket."""
        self.ensure_one()
        values = self.env["service.visit"]._of_ticket(self) | {"ticket_id": self.id}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a visit"),
            "res_model": "service.visit",
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def action_visits(self):
        """Open the visits of this ticket."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_contract.service_visit_action"
        )
        return action | {
            "domain": [("ticket_id", "=", self.id)],
            "context": {"default_ticket_id": self.id},
        }
