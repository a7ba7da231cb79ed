from zoneinfo import available_timezones

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..core.window import ROUND_THE_CLOCK, Window, WindowError

DAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class ServiceWindow(models.Model):
    """At which hours a promised service runs: 5×8, 6×8, 7×24 …; decided by ``core.window``."""

    _name = "service.window"
    _inherit = ["service.cached.part"]
    _description = "Service window"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Hospital", index=True, help="Empty: for every hospital"
    )
    tz = fields.Char("Time zone", required=True, default="Asia/Shanghai", help="IANA name")
    round_the_clock = fields.Boolean("7×24", help="Every hour of every day, holidays too")
    calendar_id = fields.Many2one(
        "service.calendar", "Calendar", help="Days off and make-up days; none: weekdays alone count"
    )
    hour_ids = fields.One2many("service.window.hours", "window_id", "Hours", copy=True)
    weekly_hours = fields.Float("Hours a week", compute="_compute_weekly_hours")

    @api.depends("hour_ids.start", "hour_ids.end", "round_the_clock")
    def _compute_weekly_hours(self):
        for window in self:
            own = sum(hours.end - hours.start for hours in window.hour_ids)
            window.weekly_hours = 168 if window.round_the_clock else own

    @api.constrains("tz", "round_the_clock", "hour_ids")
    def _check_window(self):
        for window in self:
            if window.tz not in available_timezones():
                raise ValidationError(
                    self.env._("“%s” is not a time zone. Write one like Asia/Shanghai.", window.tz)
                )
            try:
                self._core_of(window.id)
            except WindowError as error:
                raise ValidationError(window._words()) from error

    def _words(self):
        """Return what a person can do about a window that cannot be used."""
        if not self.round_the_clock and not self.hour_ids:
            return self.env._(
                "Service window “%s” has no hours: enter the hours of one day at least, or tick"
                " 7×24.",
                self.name,
            )
        return self.env._(
            "Hours of service window “%s”: the hours of a day run from 0:00 to 24:00, in order, and"
            " do not overlap.",
            self.name,
        )

    @api.model
    @tools.ormcache("window_id")
    def _core_of(self, window_id):
        """Return the core's ``Window``. Raises WindowError when it cannot be used."""
        window = self.sudo().browse(window_id)
        if window.round_the_clock:
            return Window(window.tz, ROUND_THE_CLOCK)
        week = tuple(
            tuple(
                (round(hours.start * 60), round(hours.end * 60))
                for hours in window.hour_ids.sorted("start")
                if hours.weekday == day
            )
            for day, _name in DAYS
        )
        calendar = window.calendar_id
        days = calendar._core_of(calendar.id) if calendar else None
        return Window(window.tz, week, days)


class ServiceWindowHours(models.Model):
    """One span of opening hours; a lunch break is the gap between two of one day."""

    _name = "service.window.hours"
    _inherit = ["service.cached.part"]
    _description = "Hours of a service window"
    _order = "weekday, start"

    window_id = fields.Many2one("service.window", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="window_id.company_id", store=True)
    weekday = fields.Selection(DAYS, required=True, default="0")
    start = fields.Float("From", required=True, default=8.0)
    end = fields.Float("To", required=True, default=17.0, help="24:00 is midnight")

    @api.constrains("weekday", "start", "end")
    def _check_hours(self):
        self.window_id._check_window()
