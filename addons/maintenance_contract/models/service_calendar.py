from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..core.window import Calendar


class ServiceCalendar(models.Model):
    """The days on which nobody works, and those on which everybody does although it is a weekend.

    In China both are set each year by notice of the State Council; until a year's notice is
    entered, a deadline that reaches into that year is provisional.
    """

    _name = "service.calendar"
    _description = "Service calendar"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Hospital", index=True, help="Empty: for every hospital"
    )
    day_ids = fields.One2many("service.calendar.day", "calendar_id", "Days", copy=True)
    year_ids = fields.One2many("service.calendar.year", "calendar_id", "Years", copy=True)
    last_year = fields.Integer("Known up to", compute="_compute_last_year")

    @api.depends("year_ids.year")
    def _compute_last_year(self):
        for calendar in self:
            calendar.last_year = max(calendar.year_ids.mapped("year"), default=0)

    @api.model
    @tools.ormcache("calendar_id")
    def _core_of(self, calendar_id):
        """Return the core's ``Calendar``; cached until a day or year changes."""
        calendar = self.sudo().browse(calendar_id)
        by_kind = calendar.day_ids.grouped("kind")
        empty = calendar.day_ids.browse()
        return Calendar(
            holidays=frozenset(by_kind.get("holiday", empty).mapped("date")),
            make_up=frozenset(by_kind.get("make_up", empty).mapped("date")),
            known_years=frozenset(calendar.year_ids.mapped("year")),
        )

    def _enter_year(self, year, days, notice):
        """Replace what is known of a year: ``days`` are (date, kind, name); ``notice`` its source.

        Returns the days (date, kind before or None, kind after or None) that changed.
        """
        self.ensure_one()
        mine = self.day_ids.filtered(lambda one: one.date.year == year)
        before = {one.date: one.kind for one in mine}
        after = {day: kind for day, kind, _name in days}
        wrong = [day for day in after if day.year != year]
        if wrong:
            raise ValidationError(
                self.env._("%(day)s is not a day of %(year)s.", day=min(wrong), year=year)
            )
        mine.unlink()
        self.env["service.calendar.day"].create(
            [
                {"calendar_id": self.id, "date": day, "kind": kind, "name": name}
                for day, kind, name in days
            ]
        )
        known = self.year_ids.filtered(lambda one: one.year == year)
        if known:
            known.notice = notice
        else:
            self.env["service.calendar.year"].create(
                {"calendar_id": self.id, "year": year, "notice": notice}
            )
        return [
            (day, before.get(day), after.get(day))
            for day in sorted({*before, *after})
            if before.get(day) != after.get(day)
        ]


class CachedPart(models.AbstractModel):
    """A row whose change makes cached calendars and windows stale."""

    _name = "service.cached.part"
    _description = "Part of a service calendar or window"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()


class ServiceCalendarDay(models.Model):
    """A day that is not what its weekday says."""

    _name = "service.calendar.day"
    _inherit = ["service.cached.part"]
    _description = "Day of a service calendar"
    _order = "date"
    _rec_name = "date"

    calendar_id = fields.Many2one("service.calendar", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="calendar_id.company_id", store=True)
    date = fields.Date(required=True)
    kind = fields.Selection(
        [("holiday", "Day off"), ("make_up", "Make-up working day")],
        required=True,
        default="holiday",
    )
    name = fields.Char("Occasion")

    _day_uniq = models.Constraint(
        "UNIQUE (calendar_id, date)", "A day stands in a calendar once: day off or make-up day."
    )


class ServiceCalendarYear(models.Model):
    """A year whose notice is known, and where it was read."""

    _name = "service.calendar.year"
    _inherit = ["service.cached.part"]
    _description = "Known year of a service calendar"
    _order = "year desc"
    _rec_name = "year"

    calendar_id = fields.Many2one("service.calendar", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="calendar_id.company_id", store=True)
    year = fields.Integer(required=True)
    notice = fields.Char("Source")

    _year_uniq = models.Constraint(
        "UNIQUE (calendar_id, year)", "This year is in the calendar already."
    )
