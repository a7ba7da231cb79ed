"""Nothing is shown to the public before a second person has looked at it."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.media import approval
from .clock import now_ms
from .queue_media import STATES

try:
    import chinese_calendar
except ImportError:  # an optional package: without it, Saturday and Sunday are off
    chinese_calendar = None

VERBS = [
    ("submit", "Submitted"),
    ("approve", "Approved"),
    ("reject", "Rejected"),
    ("recall", "Taken back"),
    ("retire", "Retired"),
    ("redraft", "Back to draft"),
    ("remind", "Reminded"),
]


class QueueMediaLog(models.Model):
    """One step of the approval of one media; written by the steps only."""

    _name = "queue.media.log"
    _description = "Approval log"
    _order = "id desc"
    _log_access = False

    media_id = fields.Many2one("queue.media", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="media_id.company_id", store=True, index=True)
    at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)
    verb = fields.Selection(VERBS, "Step", required=True, readonly=True)
    reason = fields.Char(readonly=True)
    content = fields.Char(readonly=True, help="Key of what was looked at")


class QueueMedia(models.Model):
    _inherit = "queue.media"

    state = fields.Selection(STATES, default="draft", required=True, readonly=True, copy=False)
    submitted_by = fields.Many2one("res.users", readonly=True, copy=False)
    submitted_on = fields.Date(readonly=True, copy=False)
    due_on = fields.Date("Due", readonly=True, copy=False)
    late = fields.Boolean(compute="_compute_late", search="_search_late")
    decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime("Decided", readonly=True, copy=False)
    reason = fields.Char(copy=False, help="Why it is rejected or retired")
    log_ids = fields.One2many("queue.media.log", "media_id", "Approval log", readonly=True)

    @api.depends("state", "due_on")
    def _compute_late(self):
        for media in self:
            today = media.company_id._queue_half_day()[0]
            media.late = media.state == "submitted" and media.due_on and media.due_on < today

    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "submitted"), ("due_on", "<", self.env.company._queue_half_day()[0])]

    def action_submit(self):
        self._step("submit")

    def action_approve(self):
        self._step("approve")

    def action_reject(self):
        self._step("reject")

    def action_recall(self):
        self._step("recall")

    def action_retire(self):
        self._step("retire")

    def action_redraft(self):
        self._step("redraft")

    def _step(self, verb):
        """Take one step with each media: check it, do it, log it, tell whom it concerns."""
        self._check_may(verb)
        for media in self:
            media._check_ready(verb)
            try:
                state = approval.step(
                    verb, media.state, self.env.uid, media.submitted_by.id, media.reason or ""
                )
            except approval.Refused as refused:
                raise UserError(media._refusal(refused.code)) from refused
            media.sudo().write({"state": state, **media._stamps(verb)})
            media._log(verb)
            media._tell(verb)

    def _check_may(self, verb):
        self.check_access("write")
        if verb in approval.BY_ANOTHER | {"retire"} and not self.env.user.has_group(
            "queue_call.group_queue_manager"
        ):
            raise AccessError(self.env._("A queue manager decides what the public sees."))

    def _check_ready(self, verb):
        if verb in ("submit", "approve") and self.work != "none":
            raise UserError(
                self.env._("%s is still being prepared. Wait until it is ready.", self.name)
            )
        if verb == "submit" and self.kind not in ("text", "page") and not self.page_ids:
            raise UserError(self.env._("%s has no file. Upload one.", self.name))

    def _refusal(self, code):
        _ = self.env._
        return {
            "state": _("%s is not in a state for this step any more. Load the page again."),
            "self": _("%s: whoever submitted it cannot decide about it. Another person does."),
            "reason": _("%s: write the reason first; whoever submitted it reads it."),
        }[code] % self.name

    def _stamps(self, verb):
        now = now_ms()
        if verb == "submit":
            today = self.company_id._queue_half_day(now)[0]
            due = approval.due(today, self.kind, working)
            return {
                "submitted_by": self.env.uid,
                "submitted_on": today,
                "due_on": due,
                "decided_by": False,
                "decided_at": False,
                "reason": False,
            }
        if verb in ("approve", "reject"):
            return {"decided_by": self.env.uid, "decided_at": now}
        return {}

    def _log(self, verb):
        self.env["queue.media.log"].sudo().create(
            {
                "media_id": self.id,
                "at": now_ms(),
                "user_id": self.env.uid,
                "verb": verb,
                "reason": self.reason if verb in approval.REASONED else False,
                "content": self._content_key(),
            }
        )

    def _tell(self, verb):
        """Tell the submitter what was decided, by a message in Odoo."""
        if verb in ("approve", "reject") and self.submitted_by:
            body = self.env._(
                "%(media)s: %(step)s. %(reason)s",
                media=self.name,
                step=dict(self.env["queue.media.log"]._fields["verb"]._description_selection(
                    self.env))[verb],
                reason=self.reason or "",
            )  # fmt: skip
            self.submitted_by.partner_id.sudo().message_notify(
                partner_ids=self.submitted_by.partner_id.ids, body=body, subject=self.name
            )

    @api.model
    def _cron_remind(self):
        """Remind the managers of each hospital, once a day, of what has to be looked at."""
        waiting = self.sudo().search([("state", "=", "submitted")])
        for company in waiting.company_id:
            today = company._queue_half_day()[0]
            mine = waiting.filtered(
                lambda media, c=company, today=today: (
                    media.company_id == c and (media.due_on or today) <= today
                )
            )
            if mine:
                mine._remind(company, today)

    def _remind(self, company, today):
        managers = (
            self.env.ref("queue_call.group_queue_manager")
            .sudo()
            .all_user_ids.filtered(
                lambda user: company in user.company_ids and not user.share and user.active
            )
        )
        names = "、".join(f"{media.name} ({media.due_on})" for media in self)
        body = self.env._("To be looked at today at the latest: %s", names)
        company.partner_id.message_notify(
            partner_ids=managers.partner_id.ids,
            body=body,
            subject=self.env._("Health education waits for approval"),
        )
        for media in self:
            media._log("remind")


def working(day: date) -> bool:
    """Return whether people work on a day in China; a year nobody knows yet has its weekends."""
    try:
        return chinese_calendar.is_workday(day)
    except (AttributeError, NotImplementedError):
        return day.weekday() < 5
