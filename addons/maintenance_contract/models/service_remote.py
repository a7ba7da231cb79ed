from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .clock import aware, naive, utc_now

ENDS = [
    ("done", "Closed by the engineer"),
    ("hospital", "Ended by the hospital"),
    ("withdrawn", "The permit was withdrawn"),
    ("over", "The permit's time was over"),
]


class ServiceRemoteSession(models.Model):
    """A remote session: opened and closed here, under a live permit, each step noted (D5)."""

    _name = "service.remote.session"
    _description = "Remote session"
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(readonly=True)
    permit_id = fields.Many2one(
        "service.permit", "Permit", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="permit_id.company_id", store=True, index=True)
    ticket_id = fields.Many2one(related="permit_id.ticket_id", store=True, index=True)
    user_id = fields.Many2one("res.users", "Engineer", readonly=True, ondelete="restrict")
    tool = fields.Char("By which means", readonly=True)
    place = fields.Char("From where", readonly=True, help="Network address of the engineer")
    opened_at = fields.Datetime("Opened", readonly=True)
    closed_at = fields.Datetime("Closed", readonly=True)
    limit_at = fields.Datetime(related="permit_id.until", string="Ends by itself")
    end = fields.Selection(ENDS, "How it ended", readonly=True)
    result = fields.Text("What was done", readonly=True)
    minutes = fields.Integer(compute="_compute_minutes", store=True, aggregator="sum")
    entry_ids = fields.Many2many(
        "service.access.entry", string="Noted", compute="_compute_entry_ids"
    )

    _one_open = models.UniqueIndex(
        "(permit_id, user_id) WHERE closed_at IS NULL",
        "This engineer has a session open under this permit.",
    )

    @api.depends("opened_at", "closed_at")
    def _compute_minutes(self):
        for session in self:
            spent = session.closed_at and session.closed_at - session.opened_at
            session.minutes = round(spent.total_seconds() / 60) if spent else 0

    def _compute_entry_ids(self):
        entries = self.env["service.access.entry"]
        for session in self:
            domain = [("company_id", "=", session.company_id.id), ("session", "=", session.number)]
            session.entry_ids = entries.search(domain, order="number")

    # -- verbs ------------------------------------------------------------------------------------
    @api.model
    def _open(self, permit, place=""):
        """Open a session for the present user; the ticket's remote support begins with it."""
        permit.ensure_one()
        permit = permit.with_env(self.env)
        self.env.user._require_papers(permit.company_id, "remote")
        permit._require("connect")
        known = permit.session_ids.filtered(
            lambda one: not one.closed_at and one.user_id == self.env.user
        )
        if known:
            return known
        session = self.sudo().create(
            {
                "number": permit._next_number("R"),
                "permit_id": permit.id,
                "user_id": self.env.uid,
                "tool": permit.tool,
                "place": place,
                "opened_at": naive(utc_now()),
            }
        )
        log = self.env["service.access.entry"]
        log._note(permit.company_id, "opened", permit.tool, permit, session, place)
        if permit.ticket_id.state in ("new", "working", "waiting"):
            permit.ticket_id._step("remote_started", note=session.number)
        return session.with_env(self.env)

    def _use(self, action, detail):
        """Note a step of work (``step``) or what was done with data; raises when not allowed."""
        self.ensure_one()
        self._expect_open()
        if action == "step":
            if not detail:
                raise ValidationError(self.env._("Say what was done."))
            log = self.env["service.access.entry"]
            return log._note(self.company_id, "step", detail, self.permit_id, self, self.place)
        return self.permit_id._use(action, detail, self, self.place)

    def _close(self, result):
        """The engineer closes his session and says what was done."""
        for session in self:
            session._expect_open()
            if not result:
                raise ValidationError(self.env._("Say what was done: it goes into the ticket."))
            session._end("done", result)

    def _end_open(self, how):
        """End those that are still open (withdrawn, over, hospital)."""
        for session in self.filtered(lambda one: not one.closed_at):
            session._end(how, "")

    def _end(self, how, result):
        # A session that ran over while nothing looked ended when its permit did.
        now = naive(utc_now())
        at = min(now, self.limit_at) if how == "over" else now
        self.sudo().write({"closed_at": at, "end": how, "result": result})
        log = self.env["service.access.entry"]
        detail = f"{how}: {result}" if result else how
        log._note(self.company_id, "closed", detail, self.permit_id, self, self.place)
        if self.ticket_id:
            names = dict(self._fields["end"]._description_selection(self.env))
            body = " · ".join(part for part in (self.number, names[how], result) if part)
            author = self.env.user.partner_id
            self.ticket_id.sudo().message_post(body=body, author_id=author.id)

    def _expect_open(self):
        if self.closed_at or aware(self.limit_at) <= utc_now():
            raise UserError(self.env._("Session %s is over. Open a new one.", self.number))

    def action_open(self):
        """Open the note window of this session."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.number,
            "res_model": "service.remote.use",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_session_id": self.id},
        }

    @api.model
    def _close_expired(self):
        """Scheduled: end sessions whose permit is over; warns the engineer in the ticket."""
        now = naive(utc_now())
        self.sudo().search([("closed_at", "=", False), ("limit_at", "<=", now)])._end_open("over")
