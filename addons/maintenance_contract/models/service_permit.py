from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from ..core import permit as rules
from .clock import aware, naive, utc_now

STATES = [
    ("draft", "Draft"),
    ("asked", "Asked for"),
    ("granted", "Granted"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]
BY_VERBS = frozenset("number state answered_by answered_at answer asked_at paper".split())
CONTENT = frozenset(
    "company_id ticket_id purpose data_what may_connect may_read may_change may_copy may_export"
    " since until engineer_ids tool".split()
)


class ServicePermit(models.Model):
    """A hospital's permit: to connect from afar, to touch its data, or both (D3, D5).

    The engineer says what, why, who and how long; the hospital grants, refuses, shortens or
    withdraws. Nothing is allowed that does not stand in it.
    """

    _name = "service.permit"
    _description = "Permit of a hospital"
    _inherit = ["mail.thread"]
    _check_company_auto = True
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, index=True, default=lambda self: self.env.company
    )
    ticket_id = fields.Many2one("service.ticket", "Ticket", check_company=True, index=True)
    purpose = fields.Text("Why", required=True, help="What is to be done, so that IT can decide")
    data_what = fields.Char("Which data", help="Tables, screens or files; never a patient's name")
    may_connect = fields.Boolean("Connect from afar", default=True)
    may_read = fields.Boolean("Look at data")
    may_change = fields.Boolean("Change data")
    may_copy = fields.Boolean("Copy data inside the hospital")
    may_export = fields.Boolean("Hand data out of the hospital")
    engineer_ids = fields.Many2many(
        "res.users",
        string="Engineers",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    tool = fields.Char("By which means", help="VPN, bastion host, remote desktop, telephone")
    since = fields.Datetime("From", required=True, default=lambda self: naive(utc_now()))
    until = fields.Datetime(
        "To", required=True, default=lambda self: naive(utc_now() + timedelta(hours=2))
    )
    state = fields.Selection(STATES, default="draft", required=True, readonly=True, copy=False)
    live = fields.Boolean(compute="_compute_live", help="Granted, and its time is now")
    asked_at = fields.Datetime("Asked", readonly=True, copy=False)
    answered_by = fields.Many2one("res.users", "Answered by", readonly=True, copy=False)
    answered_at = fields.Datetime("Answered", readonly=True, copy=False)
    answer = fields.Char("Answer", readonly=True, copy=False)
    paper = fields.Binary(
        "Signed paper", readonly=True, copy=False, attachment=True, help="When granted on paper"
    )
    session_ids = fields.One2many("service.remote.session", "permit_id", "Sessions", readonly=True)

    _number_uniq = models.Constraint("UNIQUE (number)", "A permit with this number exists already.")

    def init(self):
        """Create the counter of permits and sessions: one locked row a year and kind."""
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS service_permit_counter"
            " (kind varchar, year int, last int NOT NULL, PRIMARY KEY (kind, year))"
        )

    @api.depends("state", "since", "until")
    def _compute_live(self):
        now = utc_now()
        for permit in self:
            permit.live = permit.state == "granted" and (
                aware(permit.since) <= now < aware(permit.until)
            )

    @api.constrains(
        "since", "until", "may_connect", "may_read", "may_change", "may_copy", "may_export"
    )
    def _check_asked(self):
        words = {
            "order": self.env._("To: a permit ends after it begins."),
            "long": self.env._("To: a permit is for 31 days at most; ask again for longer work."),
            "nothing": self.env._(
                "Choose what is to be allowed: connect, look, change, copy, hand out."
            ),
        }
        for permit in self:
            found = rules.problem(aware(permit.since), aware(permit.until), permit._allowed())
            if found:
                raise ValidationError(words[found])
            if permit._allowed() - {"connect"} and not permit.data_what:
                raise ValidationError(self.env._("Which data: name the tables, screens or files."))

    def _allowed(self):
        return frozenset(one for one in rules.ACTIONS if self[f"may_{one}"])

    @api.model_create_multi
    def create(self, vals_list):
        """Number the permits."""
        kept = [
            {key: value for key, value in vals.items() if self.env.su or key not in BY_VERBS}
            | {"number": self._next_number("P")}
            for vals in vals_list
        ]
        return super().create(kept)

    @api.model
    def _next_number(self, kind):
        """Return the next number of the year, such as ``P26-00042``: no gap, no duplicate."""
        year = fields.Date.context_today(self).year
        self.env.cr.execute(
            "INSERT INTO service_permit_counter AS c (kind, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (kind, year) DO UPDATE SET last = c.last + 1 RETURNING last",
            (kind, year),
        )
        return f"{kind}{year % 100:02d}-{self.env.cr.fetchone()[0]:05d}"

    def write(self, vals):
        """Refuse changes of what the hospital has been asked or has answered."""
        if not self.env.su:
            if BY_VERBS & set(vals):
                raise UserError(self.env._("Use the buttons: each answer is written down."))
            if CONTENT & set(vals) and any(one.state != "draft" for one in self):
                raise UserError(self.env._("The hospital has been asked: ask anew for a change."))
        return super().write(vals)

    def unlink(self):
        """A draft may go; what was asked stays."""
        if any(permit.state != "draft" for permit in self):
            raise UserError(self.env._("A permit that was asked for stays."))
        return super().unlink()

    # -- verbs ------------------------------------------------------------------------------------
    def action_ask(self):
        """Ask the hospital."""
        self.check_access("write")
        for permit in self:
            permit._expect("draft")
            permit.sudo().write({"state": "asked", "asked_at": naive(utc_now())})
            permit._note("asked", permit.purpose)
            permit._tell_hospital()

    def action_connect(self):
        """Open a remote session under this permit, and its page."""
        self.ensure_one()
        self.check_access("write")
        place = request.httprequest.remote_addr if request else ""
        session = self.env["service.remote.session"]._open(self, place)
        return {
            "type": "ir.actions.act_window",
            "res_model": session._name,
            "res_id": session.id,
            "views": [(False, "form")],
        }

    def _grant(self, until=None, note="", paper=False):
        """The hospital grants it, perhaps for a shorter time (``until`` naive UTC)."""
        self._expect("asked")
        if until and not self.since < until <= self.until:
            raise ValidationError(self.env._("To: not longer than was asked for."))
        if aware(until or self.until) <= utc_now():
            raise UserError(self.env._("Its time is over: let it be asked for anew."))
        self._answered("granted", note, {"until": until or self.until, "paper": paper})
        self.env.ref("maintenance_contract.cron_close_sessions")._trigger(self.until)

    def _refuse(self, note):
        """The hospital refuses, with its reason."""
        self._expect("asked")
        if not note:
            raise ValidationError(self.env._("Say why the permit is refused."))
        self._answered("refused", note)

    def _withdraw(self, note):
        """The hospital takes the permit back; what is open ends at once."""
        self._expect("granted")
        if not note:
            raise ValidationError(self.env._("Say why the permit is withdrawn."))
        self._answered("withdrawn", note)
        self.session_ids._end_open("withdrawn")

    def _answered(self, state, note, more=None):
        self.sudo().write(
            {
                "state": state,
                "answer": note,
                "answered_by": self.env.uid,
                "answered_at": naive(utc_now()),
                **(more or {}),
            }
        )
        self._note(state, note)
        self.sudo().message_post(
            body=note or dict(STATES)[state], author_id=self.env.user.partner_id.id
        )

    def _expect(self, state):
        self.ensure_one()
        if self.state != state:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Permit %(number)s is “%(state)s”: this step is not open any more.",
                    number=self.number,
                    state=names[self.state],
                )
            )

    def _note(self, what, detail=""):
        self.env["service.access.entry"]._note(self.company_id, what, detail, self)

    def _tell_hospital(self):
        """Tell the hospital's IT in the portal, by mail where they have one."""
        people = (
            self.sudo()
            .env["res.users"]
            .search([("share", "=", True), ("company_id", "=", self.company_id.id)])
        )
        self.sudo().message_subscribe(partner_ids=people.partner_id.ids)
        self.sudo().message_post(
            body=self.env._("A permit is asked for: %s", self.purpose),
            subtype_xmlid="mail.mt_comment",
        )

    # -- use --------------------------------------------------------------------------------------
    def _core(self):
        return [
            rules.Permit(
                one.state, aware(one.since), aware(one.until), one._allowed(),
                frozenset(one.engineer_ids.ids),
            )
            for one in self.sudo()
        ]  # fmt: skip

    def _use(self, action, detail, session=None, place=""):
        """Write down that the present user does ``action`` under this permit.

        Raises UserError, after a note that stays, when the permit does not allow it.
        """
        self.ensure_one()
        if not detail:
            raise ValidationError(self.env._("Say what exactly: the hospital reads this log."))
        self._require(action, detail)
        entry = self.env["service.access.entry"]
        return entry._note(self.company_id, action, detail, self, session, place)

    def _require(self, action, detail=""):
        """Raise UserError when the present user may not do ``action`` now."""
        why = rules.best_refusal(self._core(), action, self.env.uid, utc_now())
        if why:
            name = self._fields[f"may_{action}"]._description_string(self.env)
            log, hospital = self.env["service.access.entry"], self.company_id or self.env.company
            log._note_denied(hospital, f"{action}: {why}. {detail}", self[:1])
            text = f"{name}: {self._refusal_words()[why]}"
            raise UserError(text)

    def _refusal_words(self):
        return {
            "none": self.env._("the hospital has not been asked. Ask for a permit first."),
            "draft": self.env._("the permit has not been sent yet. Press Ask the hospital."),
            "asked": self.env._("the hospital has not answered yet."),
            "refused": self.env._("the hospital has refused."),
            "withdrawn": self.env._("the hospital has withdrawn its permit."),
            "early": self.env._("the permit's time has not come."),
            "over": self.env._("the permit's time is over. Ask anew."),
            "engineer": self.env._("the permit names other engineers."),
            "action": self.env._("the permit does not allow this. Ask for one that does."),
        }
