from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import duty
from .clock import aware, naive, utc_now

LEVELS = [("1", "First line"), ("2", "Second line"), ("3", "Head of service")]
AHEAD = timedelta(days=14)
LONGEST = timedelta(days=31)


class ServiceDuty(models.Model):
    """One person on duty for one hospital, from when until when, at which level."""

    _name = "service.duty"
    _description = "Duty"
    _order = "start, level, id"
    _rec_name = "user_id"

    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users", "Engineer", required=True, index=True, domain="[('share', '=', False)]"
    )
    level = fields.Selection(LEVELS, required=True, default="1")
    start = fields.Datetime("From", required=True, index=True)
    end = fields.Datetime("To", required=True, index=True)
    note = fields.Char()
    present = fields.Boolean("Now", compute="_compute_present", search="_search_present")

    _ends_after_start = models.Constraint('CHECK ("end" > start)', "To: later than From, please.")

    @api.depends("start", "end")
    def _compute_present(self):
        now = naive(utc_now())
        for one in self:
            one.present = bool(one.start and one.end) and one.start <= now < one.end

    def _search_present(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = naive(utc_now())
        on = self.sudo().search([("start", "<=", now), ("end", ">", now)])
        return [("id", "in" if True in value else "not in", on.ids)]

    @api.depends("user_id", "level")
    def _compute_display_name(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        for one in self:
            one.display_name = f"{one.user_id.name or ''} · {levels.get(one.level, '')}"

    @api.constrains("start", "end")
    def _check_length(self):
        if any(one.end - one.start > LONGEST for one in self):
            raise ValidationError(self.env._("A duty lasts 31 days at most: enter the turns."))

    @api.constrains("user_id", "company_id")
    def _check_hospital(self):
        for one in self:
            if one.company_id not in one.user_id.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not look after %(hospital)s: add the hospital to the user.",
                        user=one.user_id.name,
                        hospital=one.company_id.name,
                    )
                )

    @api.model
    def _zone(self):
        """Return the time zone in which rosters are planned."""
        return ZoneInfo(self.env.ref("maintenance_contract.window_7x24").sudo().tz)

    @api.model
    def _shifts(self, company, start, end):
        """Return the core's shifts of a hospital that touch [start, end) (aware)."""
        found = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("start", "<", naive(end)),
                ("end", ">", naive(start)),
                ("user_id.active", "=", True),
            ]
        )
        return [
            duty.Shift(one.user_id.id, int(one.level), aware(one.start), aware(one.end))
            for one in found
        ]

    @api.model
    def _on_duty(self, company, now=None):
        """Return the users on duty for a hospital, in the order in which they are rung."""
        now = now or utc_now()
        shifts = self._shifts(company, now, now + timedelta(seconds=1))
        return self.env["res.users"].browse(duty.on_duty(shifts, now))

    @api.model
    def _holes(self, company, now=None):
        """Return [(start, end)] of the next two weeks in which nobody is on duty (naive UTC)."""
        now = now or utc_now()
        found = duty.holes(self._shifts(company, now, now + AHEAD), now, now + AHEAD)
        return [(naive(start), naive(end)) for start, end in found]

    # -- holes are told before they hurt ----------------------------------------------------------
    @api.model
    def _cron_holes(self, now=None):
        """Ask the managers to fill the roster of a hospital that has one, before it has a hole."""
        planned = self.sudo().search([]).company_id
        for company in planned:
            holes = self._holes(company, now)
            if holes:
                self._tell_hole(company, *holes[0])

    @api.model
    def _tell_hole(self, company, start, end):
        contract = (
            self.env["service.contract"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "active"),
                    ("is_template", "=", False),
                ],
                limit=1,
            )
        )
        words = self.env._(
            "Nobody is on duty at %(hospital)s from %(start)s to %(end)s (UTC)",
            hospital=company.name,
            start=start,
            end=end,
        )
        for user in contract._managers() if contract else ():
            if not contract.activity_ids.filtered(
                lambda one, user=user: one.user_id == user and one.summary == words
            ):
                contract.activity_schedule(
                    "mail.mail_activity_data_todo", summary=words, user_id=user.id
                )
