from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.addons.maintenance_contract.models.clock import aware, naive, utc_now
from odoo.exceptions import UserError

from ..core import plan as rules
from ..core import round as walk

STATES = [
    ("planned", "Planned"),
    ("working", "At work"),
    ("done", "Finished, not signed"),
    ("signed", "Signed"),
]
STANDINGS = [
    ("done", "Done in its window"),
    ("late", "Done late"),
    ("missed", "Window missed, still owed"),
    ("closing", "Window closes soon"),
    ("planned", "Planned"),
    ("undated", "Without a day"),
]
# Only the verbs write these.
BY_VERBS = frozenset(
    "number plan_id slot window_first window_last planned_day planned_at fixed state started_at"
    " ended_at done_day version standing checklist_id".split()
)
# What a signed inspection leaves open.
AFTER_SIGNING = frozenset({"message_ids", "message_follower_ids", "activity_ids"})
MORNING = time(9, 0)


class Inspection(models.Model):
    """One of the inspections owed: its window, its day, what was seen, what was signed (B9).

    It is never cancelled and never deleted: a day that does not suit is moved, with a reason.
    """

    _name = "inspection.inspection"
    _description = "Inspection"
    _inherit = ["mail.thread", "mail.activity.mixin", "portal.mixin"]
    _check_company_auto = True
    _order = "window_first desc, id desc"
    _rec_names_search = ["number"]

    number = fields.Char(readonly=True, copy=False, index=True)
    plan_id = fields.Many2one(
        "inspection.plan", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, index=True, readonly=True
    )
    slot = fields.Integer("Window", readonly=True)
    window_first = fields.Date("Window from", required=True, readonly=True)
    window_last = fields.Date("Window to", required=True, readonly=True)
    planned_day = fields.Date("Day", readonly=True, index=True, tracking=True)
    planned_at = fields.Datetime("Begins", readonly=True)
    planned_end = fields.Datetime("Planned until", compute="_compute_planned_end", store=True)
    planned_minutes = fields.Integer("Minutes planned", default=240)
    fixed = fields.Boolean(
        "Day agreed", readonly=True, help="Moved by hand: it is not drawn anew any more"
    )
    user_id = fields.Many2one(
        "res.users", "Engineer", index=True, tracking=True, domain="[('share', '=', False)]"
    )
    helper_ids = fields.Many2many("res.users", string="With", domain="[('share', '=', False)]")
    contact_name = fields.Char("Person of the hospital")
    contact_phone = fields.Char("Telephone")
    checklist_id = fields.Many2one("inspection.checklist", "Checklist", readonly=True)
    state = fields.Selection(STATES, default="planned", required=True, readonly=True, tracking=True)
    standing = fields.Selection(
        STANDINGS, "Standing", compute="_compute_standing", store=True, compute_sudo=True
    )
    started_at = fields.Datetime("Begun", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    done_day = fields.Date("Carried out on", readonly=True, index=True)
    summary = fields.Text("In short", help="The first thing the hospital reads")
    answer_ids = fields.One2many("inspection.answer", "inspection_id", "Checked")
    photo_ids = fields.One2many("inspection.photo", "inspection_id", "Photos")
    finding_ids = fields.One2many("inspection.finding", "inspection_id", "Findings")
    interview_ids = fields.One2many("inspection.interview", "inspection_id", "Interviews")
    training_ids = fields.One2many("inspection.training", "inspection_id", "Training")
    advice_ids = fields.One2many("service.advice", "inspection_id", "Advice")
    event_ids = fields.One2many("inspection.event", "inspection_id", "Log", readonly=True)
    report_ids = fields.One2many("inspection.report", "inspection_id", "Reports", readonly=True)
    version = fields.Integer("Version of the report", default=1, readonly=True)
    lacking_count = fields.Integer("Without an answer", compute="_compute_counts")
    answered_share = fields.Integer("Answered (%)", compute="_compute_counts")
    finding_count = fields.Integer(compute="_compute_counts")
    score = fields.Integer("Right (%)", compute="_compute_score", store=True, aggregator="avg")

    _number_uniq = models.Constraint(
        "UNIQUE (number)", "An inspection with this number exists already."
    )
    _slot_uniq = models.Constraint(
        "UNIQUE (plan_id, slot)", "This window of the plan has its inspection already."
    )

    def init(self):
        """Create the counter of inspection numbers: one locked row a year."""
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS inspection_counter"
            " (year int PRIMARY KEY, last int NOT NULL)"
        )

    # -- what is computed -------------------------------------------------------------------------
    @api.depends("number", "company_id")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.number or ''} {one.company_id.name or ''}".strip()

    @api.depends("planned_at", "planned_minutes")
    def _compute_planned_end(self):
        for one in self:
            at = one.planned_at
            one.planned_end = at and at + timedelta(minutes=max(one.planned_minutes, 30))

    @api.depends("window_first", "window_last", "planned_day", "done_day")
    def _compute_standing(self):
        for one in self:
            today = one.company_id._service_day()
            one.standing = rules.standing(
                one._slot(), one.planned_day or None, one.done_day or None, today
            )

    @api.depends("answer_ids.lack", "answer_ids.result", "finding_ids")
    def _compute_counts(self):
        for one in self:
            lacking = len(one.answer_ids.filtered("lack"))
            total = len(one.answer_ids)
            one.lacking_count = lacking
            one.answered_share = round(100 * (total - lacking) / total) if total else 0
            one.finding_count = len(one.finding_ids)

    @api.depends("answer_ids.result")
    def _compute_score(self):
        for one in self:
            one.score = walk.score([answer.result or "" for answer in one.answer_ids]) or 0

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for one in self:
            one.access_url = "/my/inspections"
        return result

    # -- rows -------------------------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """Number the inspections of a plan; people make none by hand."""
        if not self.env.su:
            self.env["inspection.plan"].check_access("create")
        made = super().create([vals | {"number": self._next_number()} for vals in vals_list])
        made._log("plan")
        return made

    @api.model
    def _next_number(self):
        """Return the next number of the year, such as ``I26-0042``."""
        year = fields.Date.context_today(self).year
        self.env.cr.execute(
            "INSERT INTO inspection_counter AS c (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = c.last + 1 RETURNING last",
            (year,),
        )
        return f"I{year % 100:02d}-{self.env.cr.fetchone()[0]:04d}"

    def write(self, vals):
        """Refuse what only steps write, and any change of a signed inspection."""
        if not self.env.su:
            if BY_VERBS & set(vals):
                raise UserError(
                    self.env._("Use the buttons: each step of an inspection is written down.")
                )
            if set(vals) - AFTER_SIGNING:
                self._refuse_signed()
        return super().write(vals)

    def unlink(self):
        """What is owed is moved, never deleted."""
        raise UserError(
            self.env._("An inspection is owed by the contract: move it, with a reason.")
        )

    def _refuse_signed(self):
        """Refuse any change of what was signed."""
        if any(one.state == "signed" for one in self):
            raise UserError(
                self.env._("This inspection is signed. Press Correct: it makes a new version.")
            )

    def _slot(self):
        return rules.Slot(self.slot, self.window_first, self.window_last)

    def _set_day(self, day, fixed=False):
        """Store a day; it begins at nine by the hospital's clock unless it has an hour already."""
        self.ensure_one()
        hour = self._local(self.planned_at).time() if self.planned_at else MORNING
        at = day and datetime.combine(day, hour, self._zone())
        self.sudo().write({"planned_day": day, "planned_at": at and naive(at), "fixed": fixed})

    def _zone(self):
        return self.company_id._service_zone()

    def _local(self, moment):
        """Return a stored moment by the hospital's clock."""
        return aware(moment).astimezone(self._zone())

    def _log(self, verb, note="", reason="", at=None, told=None):
        """Write one line of the log; ``told``: the phone's entry (``field.op``) that brought it."""
        values = {
            "verb": verb,
            "at": naive(at or utc_now()),
            "note": note,
            "reason": reason or False,
            "user_id": self.env.uid,
        }
        if told:
            values |= {"op_id": told.id, "doubtful": told.doubtful, "device_at": told.device_at}
        return (
            self.env["inspection.event"]
            .sudo()
            .create([values | {"inspection_id": one.id} for one in self])
        )

    def _ask_for_it(self, today):
        """Remind the responsible person once of a window that closes, and once of a missed one."""
        self.ensure_one()
        words = {
            "closing": self.env._(
                "Inspection %(number)s: its window closes on %(day)s",
                number=self.number,
                day=self.window_last,
            ),
            "missed": self.env._(
                "Inspection %(number)s: its window closed on %(day)s, it is still owed",
                number=self.number,
                day=self.window_last,
            ),
        }
        summary = words.get(self.standing)
        if not summary:
            return
        verb = f"told_{self.standing}"
        if verb in self.event_ids.mapped("verb"):
            return
        self._log(verb, summary)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=max(self.window_last, today),
            summary=summary,
            user_id=(self.user_id or self.plan_id.user_id).id or self.env.uid,
        )


class InspectionEvent(models.Model):
    """What happened to an inspection: appended, never changed."""

    _name = "inspection.event"
    _description = "Log of an inspection"
    _order = "at desc, id desc"
    _rec_name = "verb"

    inspection_id = fields.Many2one(
        "inspection.inspection", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, index=True)
    verb = fields.Selection(
        [
            ("plan", "Planned"),
            ("move", "Moved"),
            ("start", "Begun"),
            ("finish", "Finished"),
            ("reopen", "Opened again"),
            ("sign", "Signed"),
            ("correct", "Correction begun"),
            ("clash", "Two answers to one item"),
            ("told_closing", "Reminded: window closes"),
            ("told_missed", "Reminded: window missed"),
        ],
        "What",
        required=True,
    )
    at = fields.Datetime("When", required=True)
    reason = fields.Selection(
        [
            ("hospital", "The hospital asked for it"),
            ("ours", "We could not come"),
            ("weather", "Weather, traffic"),
            ("outage", "A fault had to be mended first"),
            ("other", "Other"),
        ]
    )
    note = fields.Char()
    user_id = fields.Many2one("res.users", "By")
    device_at = fields.Datetime("By the phone's clock")
    doubtful = fields.Boolean("Clock was set")
    op_id = fields.Many2one("field.op", ondelete="set null")

    def write(self, vals):
        """Refuse: a log is appended to."""
        if set(vals) - {"company_id"} or not self.env.su:
            raise UserError(self.env._("The log of an inspection is not changed."))
        return super().write(vals)

    def unlink(self):
        """Refuse: nothing that happened is taken away."""
        raise UserError(self.env._("The log of an inspection is not changed."))
