from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.severity import Answers, propose
from .clock import naive, utc_now
from .service_contract_line import SERVICES

CHANNELS = [
    ("hotline", "Hotline"),
    ("portal", "Portal"),
    ("mail", "E-mail"),
    ("qr", "QR code on the device"),
    ("alarm", "Device alarm"),
    ("interface", "Interface alarm"),
    ("inspection", "Inspection"),
    ("visit", "Found on site"),
]
KINDS = [
    ("fault", "Fault"),
    ("question", "Question (how-to)"),
    ("setup", "Installation or parameters"),
    ("change", "Change request"),
    ("planning", "Consulting on information systems"),
]
STATES = [
    ("new", "New"),
    ("working", "In work"),
    ("remote", "Remote support"),
    ("on_way", "Engineer on the way"),
    ("on_site", "On site"),
    ("waiting", "Waiting"),
    ("resolved", "Solved"),
    ("closed", "Confirmed"),
    ("cancelled", "Cancelled"),
]
OPEN = ("new", "working", "remote", "on_way", "on_site", "waiting")
_ANSWERS = [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")]
LONGEST_BACKDATE = timedelta(days=31)
# Only verbs (which act as superuser) change these; a client that writes them is refused.
BY_VERBS = frozenset(
    "number state severity_id severity_state line_id covered coverage_reason terms due_at urgency"
    " entered_at channel call_state call_since consult_state"
    " remote_wish visit_wish unhappy unhappy_note assigned_because knowledge_id source".split()
)


class ServiceTicket(models.Model):
    """A fault or request of a hospital, from its report to the hospital's confirmation.

    What happened stands in ``event_ids``; the clocks are read from it and from ``terms``, which
    were frozen when the ticket was accepted.
    """

    _name = "service.ticket"
    _description = "Service ticket"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "urgency, due_at, id desc"
    _rec_names_search = ["number", "name"]

    number = fields.Char(readonly=True, copy=False, index=True)
    name = fields.Char("Subject", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(KINDS, required=True, default="fault")
    service = fields.Selection(SERVICES, "Service asked for", required=True, default="onsite")
    channel = fields.Selection(CHANNELS, required=True, default="hotline", readonly=True)
    description = fields.Text()
    state = fields.Selection(
        STATES, default="new", required=True, readonly=True, copy=False, tracking=True
    )
    # -- who and where
    reported_at = fields.Datetime(
        "Reported", required=True, default=lambda self: naive(utc_now()), copy=False
    )
    entered_at = fields.Datetime(
        "Entered", readonly=True, default=lambda self: naive(utc_now()), copy=False
    )
    reporter_name = fields.Char("Reporter")
    reporter_phone = fields.Char("Telephone")
    partner_id = fields.Many2one("res.partner", "Reporter's contact")
    device_id = fields.Many2one("maintenance.equipment", "Device", check_company=True, index=True)
    site_id = fields.Many2one("device.site", "Place", check_company=True)
    user_id = fields.Many2one(
        "res.users", "Engineer", tracking=True, domain="[('share', '=', False)]"
    )
    # -- how severe
    hospital_stands = fields.Selection(
        _ANSWERS, "The system is down, the hospital cannot work", default="unknown"
    )
    basics_blocked = fields.Selection(
        _ANSWERS, "Check-in, calling or showing calls is impossible somewhere", default="unknown"
    )
    something_wrong = fields.Selection(
        _ANSWERS, "It works, but data or behaviour are wrong", default="unknown"
    )
    workaround = fields.Selection(_ANSWERS, "There is another way to go on", default="unknown")
    proposed_id = fields.Many2one(
        "service.severity", "Proposed severity", compute="_compute_proposed", store=True
    )
    proposed_because = fields.Char("Because", compute="_compute_proposed_because")
    severity_id = fields.Many2one("service.severity", readonly=True, tracking=True, copy=False)
    severity_state = fields.Selection(
        [("proposed", "Proposed"), ("agreed", "Agreed"), ("disputed", "Disputed")],
        default="proposed",
        readonly=True,
        copy=False,
        tracking=True,
    )
    # -- what was promised
    line_id = fields.Many2one("service.contract.line", "Contract service", readonly=True)
    contract_id = fields.Many2one(related="line_id.contract_id", store=True, index=True)
    covered = fields.Boolean(readonly=True)
    coverage = fields.Char("Entitlement", compute="_compute_coverage")
    coverage_reason = fields.Char(readonly=True)
    cause_id = fields.Many2one("service.cause", "Cause")
    terms = fields.Json(readonly=True, copy=False)
    event_ids = fields.One2many("service.ticket.event", "ticket_id", "Log", readonly=True)
    clock_ids = fields.One2many("service.clock", "ticket_id", "Clocks", readonly=True)
    due_at = fields.Datetime("Next deadline", readonly=True, copy=False, index=True)
    urgency = fields.Selection(
        [("0", "Breached"), ("1", "Warning"), ("2", "In time"), ("3", "Nothing due")],
        default="3",
        readonly=True,
        copy=False,
        index=True,
    )
    solution = fields.Text("What was done", copy=False)
    original_id = fields.Many2one("service.ticket", "Same fault as", check_company=True)
    same_ids = fields.One2many("service.ticket", "original_id", "Same fault")

    _number_uniq = models.Constraint("UNIQUE (number)", "A ticket with this number exists already.")

    def init(self):
        """Create the counter of ticket numbers: one locked row a year."""
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS service_ticket_counter"
            " (year int PRIMARY KEY, last int NOT NULL)"
        )

    @api.depends("hospital_stands", "basics_blocked", "something_wrong", "workaround", "kind")
    def _compute_proposed(self):
        by_code = self.env["service.severity"].search([]).grouped("code")
        for ticket in self:
            ticket.proposed_id = by_code.get(propose(ticket._answers()).severity)

    @api.depends("hospital_stands", "basics_blocked", "something_wrong", "workaround", "kind")
    @api.depends_context("lang")
    def _compute_proposed_because(self):
        words = {
            "hospital_stands": self.env._("the hospital cannot work"),
            "workaround": self.env._("the system is down, but there is another way to go on"),
            "basics_blocked": self.env._("basic operations are impossible"),
            "something_wrong": self.env._("it works, but something is wrong"),
            "asks_only": self.env._("nothing is broken"),
            "nothing_known": self.env._("nothing is known yet: the clock of a general error runs"),
        }
        for ticket in self:
            proposal = propose(ticket._answers())
            ticket.proposed_because = f"{proposal.item}: {words[proposal.because]}"

    def _answers(self):
        known = {"yes": True, "no": False}
        return Answers(
            hospital_stands=known.get(self.hospital_stands),
            basics_blocked=known.get(self.basics_blocked),
            something_wrong=known.get(self.something_wrong),
            workaround=known.get(self.workaround),
            asks_only=self.kind != "fault",
        )

    @api.depends("coverage_reason", "line_id")
    @api.depends_context("lang")
    def _compute_coverage(self):
        for ticket in self:
            ticket.coverage = ticket._verdict_words(ticket.coverage_reason, ticket.line_id)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for ticket in self:
            ticket.display_name = f"{ticket.number or ''} {ticket.name or ''}".strip()

    @api.constrains("reported_at", "entered_at")
    def _check_reported_at(self):
        now = naive(utc_now()) + timedelta(minutes=1)
        for ticket in self:
            if ticket.reported_at > now:
                raise ValidationError(
                    self.env._("Reported lies in the future: enter when the hospital called.")
                )
            if ticket.entered_at - ticket.reported_at > LONGEST_BACKDATE:
                raise ValidationError(
                    self.env._(
                        "Reported lies more than %s days back: open the old ticket again, or enter"
                        " when the hospital reported this fault.",
                        LONGEST_BACKDATE.days,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Number the tickets, find their entitlement, freeze its terms and start the clocks."""
        kept = [
            {key: value for key, value in vals.items() if self.env.su or key not in BY_VERBS}
            | {"number": self._next_number()}
            for vals in vals_list
        ]
        tickets = super().create(kept)
        for ticket in tickets:
            if ticket.device_id and not ticket.site_id:
                ticket.site_id = ticket.device_id.site_id
            ticket._accept()
        return tickets

    @api.model
    def _next_number(self):
        """Return the next number of the year, such as ``T26-00042``: no gap, no duplicate."""
        year = fields.Date.context_today(self).year
        self.env.cr.execute(
            "INSERT INTO service_ticket_counter AS c (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = c.last + 1 RETURNING last",
            (year,),
        )
        return f"T{year % 100:02d}-{self.env.cr.fetchone()[0]:05d}"

    def write(self, vals):
        """Refuse changes of what the clocks were started with."""
        if {"reported_at", "company_id"} & set(vals) and not self.env.su:
            raise UserError(
                self.env._("The report stands in the log. Use “Correct the report” to change it.")
            )
        if BY_VERBS & set(vals) and not self.env.su:
            raise UserError(self.env._("Use the buttons: each step of a ticket is written down."))
        return super().write(vals)

    # -- seams: what happened to a ticket, for those who look after other things -------------------
    def _on_accepted(self):
        """Seam: the ticket was accepted; its clocks run."""

    def _check_step(self, verb):
        """Seam: raise UserError when a step that could follow may not be taken."""

    def _on_step(self, verb):
        """Seam: a step was taken and is in the log."""

    def _on_rated(self):
        """Seam: the severity was changed."""

    def unlink(self):
        """Nothing that was reported disappears."""
        raise UserError(self.env._("A ticket is cancelled with a reason, not deleted."))
