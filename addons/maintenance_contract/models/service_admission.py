from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import papers
from .clock import utc_now

KINDS = [
    ("admission", "Admission to the hospital"),
    ("undertaking", "Undertaking of confidentiality"),
]
STATES = [
    ("draft", "Draft"),
    ("submitted", "Handed in"),
    ("valid", "Valid"),
    ("revoked", "Revoked"),
]


class ServiceAdmission(models.Model):
    """A paper of an engineer for one hospital: its admission procedure done (D1), or his signed
    undertaking to keep its data confidential (D5)."""

    _name = "service.admission"
    _description = "Admission paper of an engineer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "last_day, id"

    user_id = fields.Many2one(
        "res.users", "Engineer", required=True, index=True, domain="[('share', '=', False)]"
    )
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(KINDS, required=True, default="admission")
    number = fields.Char("Pass or paper number")
    first_day = fields.Date("From", required=True, default=fields.Date.context_today)
    last_day = fields.Date("To", help="Empty: no end")
    areas = fields.Char("Areas he may enter", help="Empty: all; server rooms are often not")
    escort = fields.Boolean("Only with an escort")
    document = fields.Binary("Signed paper", attachment=True)
    document_name = fields.Char()
    state = fields.Selection(STATES, default="draft", required=True, readonly=True, tracking=True)
    confirmed_by = fields.Many2one("res.users", "Confirmed by", readonly=True)
    standing = fields.Selection(
        [("good", "Good"), ("ending", "Ends soon"), ("over", "Over"), ("open", "Not valid yet")],
        compute="_compute_standing",
    )
    reminded = fields.Boolean(readonly=True, copy=False)

    _days_in_order = models.Constraint(
        "CHECK (last_day IS NULL OR first_day <= last_day)",
        "A paper ends after it begins: look at From and To.",
    )

    @api.depends("user_id.name", "kind", "number")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for paper in self:
            parts = (paper.user_id.name, kinds.get(paper.kind), paper.number)
            paper.display_name = " · ".join(part for part in parts if part)

    @api.depends("state", "first_day", "last_day")
    def _compute_standing(self):
        today = fields.Date.context_today(self)
        for paper in self:
            if paper.state != "valid" or (paper.first_day and paper.first_day > today):
                paper.standing = "open"
            elif paper.last_day and paper.last_day < today:
                paper.standing = "over"
            else:
                ending = paper.last_day and paper.last_day - today <= papers.WARN
                paper.standing = "ending" if ending else "good"

    def write(self, vals):
        """A paper that was confirmed is not edited: it is revoked, a new one entered."""
        content = {"user_id", "company_id", "kind", "first_day", "last_day", "document", "number"}
        if not self.env.su and content & set(vals) and any(one.state == "valid" for one in self):
            raise UserError(
                self.env._("A valid paper is not changed: revoke it and enter the new one.")
            )
        if not self.env.su and "state" in vals:
            raise UserError(self.env._("Use the buttons: who confirmed is written down."))
        return super().write(vals)

    def unlink(self):
        """Only drafts go."""
        if any(paper.state != "draft" for paper in self):
            raise UserError(self.env._("A paper that was handed in stays."))
        return super().unlink()

    def action_submit(self):
        """Handed in to the hospital, its answer is waited for."""
        self.check_access("write")
        self.filtered(lambda one: one.state == "draft").sudo().state = "submitted"

    def action_confirm(self):
        """The hospital has admitted him, or the undertaking is signed: needs the paper itself."""
        self.check_access("write")
        for paper in self:
            if not paper.document:
                raise ValidationError(self.env._("Signed paper: attach a scan or photo of it."))
            paper.sudo().write({"state": "valid", "confirmed_by": self.env.uid})

    def action_revoke(self):
        """Not good any more, whatever its last day says."""
        self.check_access("write")
        self.sudo().state = "revoked"

    @api.model
    def _remind(self):
        """Scheduled: two weeks before a paper ends, its engineer has an activity."""
        today = fields.Date.context_today(self)
        ending = self.sudo().search(
            [
                ("state", "=", "valid"),
                ("reminded", "=", False),
                ("last_day", ">=", today),
                ("last_day", "<=", today + papers.WARN),
            ]
        )
        for paper in ending:
            paper.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=paper.last_day,
                summary=self.env._("Renew: %s", paper.display_name),
                user_id=paper.user_id.id,
            )
        ending.reminded = True


class ResUsers(models.Model):
    _inherit = "res.users"

    def _admission_problem(self, company, day=None, work="onsite"):
        """Return why this engineer may not work for the hospital on ``day``, or None.

        ``work``: onsite or remote. Only what the hospital's contract asks for is looked at.
        """
        stops = [one for one in self._paper_lacks(company, day, work) if one.stops]
        return self._paper_words(company, stops[0]) if stops else None

    def _paper_lacks(self, company, day=None, work="onsite"):
        self.ensure_one()
        needed = company._papers_needed(work)
        if not needed:
            return []
        domain = [("user_id", "=", self.id), ("company_id", "=", company.id)]
        known = self.env["service.admission"].sudo().search(domain)
        own = [
            papers.Paper(one.kind, one.state, one.first_day, one.last_day or None) for one in known
        ]
        return papers.lacks(own, needed, day or company._service_day())

    def _paper_words(self, company, lack):
        kinds = dict(self.env["service.admission"]._fields["kind"]._description_selection(self.env))
        words = {
            "missing": self.env._("is missing: enter it under Admission papers"),
            "submitted": self.env._("is handed in, the hospital has not confirmed"),
            "early": self.env._("is valid from %s on", lack.day),
            "expired": self.env._("ended on %s: renew it", lack.day),
            "revoked": self.env._("was revoked"),
            "ending": self.env._("ends on %s", lack.day),
        }
        return self.env._(
            "%(engineer)s, %(hospital)s: %(paper)s %(why)s.",
            engineer=self.name,
            hospital=company.name,
            paper=kinds[lack.kind],
            why=words[lack.why],
        )

    def _refuse_or_note(self, record, problem):
        """Refuse to give a ticket or visit to this engineer; a manager may, and it is noted."""
        if not self.env.user.has_group("maintenance_contract.group_service_manager"):
            raise UserError(problem)
        record.sudo().message_post(
            body=self.env._("Given out in spite of this: %s", problem),
            author_id=self.env.user.partner_id.id,
        )

    def _require_papers(self, company, work):
        """Raise UserError when this engineer lacks a paper that the hospital asks for."""
        problem = self._admission_problem(company, work=work)
        if problem:
            raise UserError(problem)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _papers_needed(self, work):
        """Return the kinds of papers that the contracts in force with this hospital ask for."""
        self.ensure_one()
        domain = [("company_id", "=", self.id), ("state", "=", "active")]
        contracts = self.env["service.contract"].sudo().search(domain)
        kinds = papers.ON_SITE if work == "onsite" else papers.REMOTE
        return [kind for kind in kinds if any(contracts.mapped(f"needs_{kind}"))]

    def _service_day(self):
        """Return the day at the hospital."""
        return utc_now().astimezone(self._service_zone()).date()

    def _service_zone(self):
        """Return the hospital's time zone: that of the service windows.

        Not that of Odoo's working hours, which follow the administrator's browser.
        """
        return ZoneInfo(self.env.ref("maintenance_contract.window_7x24").sudo().tz)
