from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.notices import dialled
from .clock import aware, naive, utc_now
from .service_ticket import _ANSWERS, KINDS, OPEN
from .ticket_portal import QUESTIONS

OUTCOMES = [
    ("open", "Being taken"),
    ("solved", "Solved on the telephone"),
    ("ticket", "Ticket"),
    ("existing", "About an open ticket"),
    ("other", "Not for us"),
    ("missed", "Nobody answered"),
]


class ServiceCall(models.Model):
    """One call to the hotline (B2): who rang, when, about what, and what came of it.

    It may be written down later: what counts is when the telephone rang.
    """

    _name = "service.call"
    _description = "Hotline call"
    _order = "began_at desc, id desc"

    name = fields.Char("Subject")
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    caller_phone = fields.Char("Telephone", help="Known numbers fill in the caller")
    caller_name = fields.Char("Person who rings")
    user_id = fields.Many2one("res.users", "Taken by", default=lambda self: self.env.user)
    began_at = fields.Datetime(
        "The hospital rang", required=True, index=True, default=lambda self: naive(utc_now())
    )
    entered_at = fields.Datetime(readonly=True, default=lambda self: naive(utc_now()))
    waited = fields.Integer("Waited (s)", aggregator="avg", help="Until somebody answered")
    minutes = fields.Float("Minutes", aggregator="avg")
    kind = fields.Selection(KINDS, required=True, default="question")
    device_id = fields.Many2one("maintenance.equipment", "Device", check_company=True)
    note = fields.Text("What was said")
    hospital_stands = fields.Selection(_ANSWERS, "The system is down, the hospital cannot work")
    basics_blocked = fields.Selection(
        _ANSWERS, "Check-in, calling or showing calls is impossible somewhere"
    )
    something_wrong = fields.Selection(_ANSWERS, "It works, but data or behaviour are wrong")
    workaround = fields.Selection(_ANSWERS, "There is another way to go on")
    outcome = fields.Selection(OUTCOMES, required=True, default="open", readonly=True, index=True)
    ticket_id = fields.Many2one("service.ticket", "Ticket", check_company=True)
    score = fields.Selection(
        [(str(score), str(score)) for score in range(1, 6)],
        "Satisfaction",
        help="Asked at the end of a call about a solved ticket",
    )
    hour = fields.Integer("Hour of the day", compute="_compute_when", store=True, aggregator=None)
    weekday = fields.Selection(
        [
            ("1", "Monday"),
            ("2", "Tuesday"),
            ("3", "Wednesday"),
            ("4", "Thursday"),
            ("5", "Friday"),
            ("6", "Saturday"),
            ("7", "Sunday"),
        ],
        compute="_compute_when",
        store=True,
    )
    in_hours = fields.Boolean("In the hotline's hours", compute="_compute_when", store=True)
    solved_share = fields.Float(
        "Solved at once (%)", compute="_compute_shares", store=True, aggregator="avg"
    )
    missed_share = fields.Float(
        "Not answered (%)", compute="_compute_shares", store=True, aggregator="avg"
    )
    suggestion_ids = fields.Many2many(
        "service.knowledge", compute="_compute_known", string="Known remedies"
    )
    open_ids = fields.Many2many(
        "service.ticket", compute="_compute_known", string="Open tickets of the hospital"
    )

    _numbers_not_negative = models.Constraint(
        "CHECK (waited >= 0 AND minutes >= 0)", "Waited and minutes: 0 or more."
    )

    @api.depends("began_at")
    def _compute_when(self):
        window = self.env.ref("maintenance_contract.window_5x8").sudo()
        hours = self.env["service.window"].sudo()._core_of(window.id)
        for call in self:
            moment = aware(call.began_at or naive(utc_now()))
            local = moment.astimezone(hours.zone)
            call.hour, call.weekday = local.hour, str(local.isoweekday())
            call.in_hours = next(hours.walk(moment))[0] == moment

    @api.depends("outcome")
    def _compute_shares(self):
        for call in self:
            call.solved_share = 100.0 * (call.outcome == "solved")
            call.missed_share = 100.0 * (call.outcome == "missed")

    @api.depends("name", "note", "device_id", "company_id")
    def _compute_known(self):
        tickets, known = self.env["service.ticket"], self.env["service.knowledge"]
        for call in self:
            text = f"{call.name or ''} {call.note or ''}"
            domain = [("company_id", "=", call.company_id.id), ("state", "in", OPEN)]
            call.open_ids = tickets.search(domain, limit=10)
            call.suggestion_ids = known._suggest(text, call.company_id, call.device_id)

    @api.onchange("caller_phone")
    def _onchange_caller(self):
        """A known number says who rings and from which hospital."""
        found = self._caller(self.caller_phone)
        if found:
            self.company_id, self.caller_name = found.company_id, found.name

    @api.model
    def _caller(self, phone):
        """Return the liaison person of a hospital with this number, or none."""
        digits = dialled(phone or "")
        contacts = self.env["service.contact"].search(
            [("side", "=", "hospital"), ("contract_id.state", "=", "active")]
        )
        return contacts.filtered(lambda one: digits and dialled(one.phone or "") == digits)[:1]

    @api.constrains("began_at")
    def _check_began(self):
        for call in self:
            if aware(call.began_at) > utc_now():
                raise ValidationError(
                    self.env._("The hospital rang: enter when, not a future time.")
                )

    def _finish(self, outcome, **more):
        for call in self:
            if call.outcome not in ("open", outcome):
                raise UserError(self.env._("What came of this call is written down already."))
        self.write({"outcome": outcome, **more})

    def action_solved(self):
        """Common faults are solved on the telephone: what was said is the record (B2)."""
        for call in self:
            if not call.note:
                raise ValidationError(self.env._("What was said: write the question and answer."))
        self._finish("solved")

    def action_ticket(self):
        """What stays unsolved goes into the engineers' queue, counted from the call; opens it."""
        self.ensure_one()
        if self.ticket_id:
            raise UserError(self.env._("This call has its ticket: %s", self.ticket_id.number))
        if not self.name:
            raise ValidationError(self.env._("Subject: say in a few words what it is about."))
        answers = {name: self[name] for name in QUESTIONS if self[name]}
        ticket = self.env["service.ticket"].create(
            {
                **answers,
                "name": self.name,
                "description": self.note,
                "company_id": self.company_id.id,
                "kind": self.kind,
                "service": "onsite" if self.kind == "fault" else "consult",
                "reported_at": self.began_at,
                "reporter_name": self.caller_name,
                "reporter_phone": self.caller_phone,
                "device_id": self.device_id.id,
            }
        )
        self._finish("ticket", ticket_id=ticket.id)
        return self._open(ticket)

    def action_existing(self):
        """The call is about the ticket named here: it is told there."""
        self.ensure_one()
        if not self.ticket_id:
            raise ValidationError(self.env._("Ticket: choose which one the call is about."))
        body = self.env._(
            "Call of %(caller)s: %(note)s", caller=self.caller_name or "?", note=self.note or ""
        )
        self.ticket_id.message_post(body=body, subtype_xmlid="mail.mt_note")
        if self.score and self.ticket_id.state in ("resolved", "closed"):
            self.ticket_id._satisfied(self.score, self.note)
        self._finish("existing")
        return self._open(self.ticket_id)

    def action_missed(self):
        """Nobody answered in time."""
        self._finish("missed")

    def action_other(self):
        """The call was not for us."""
        self._finish("other")

    def _open(self, ticket):
        return {
            "type": "ir.actions.act_window",
            "res_model": ticket._name,
            "res_id": ticket.id,
            "views": [(False, "form")],
        }
