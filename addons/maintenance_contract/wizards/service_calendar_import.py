import datetime

import chinese_calendar
from chinese_calendar import constants
from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceCalendarImport(models.TransientModel):
    """Enter a year's notice: from the package that carries it, or line by line.

    Before anything is written it shows which days change.
    """

    _name = "service.calendar.import"
    _description = "Enter the days off of a year"

    calendar_id = fields.Many2one("service.calendar", required=True)
    year = fields.Integer(required=True, default=lambda self: self._next_year())
    source = fields.Selection(
        [("package", "Known to this software"), ("text", "Typed from the notice")],
        "Taken from",
        required=True,
        default="package",
    )
    text = fields.Text("Days", help="One a line: 2027-01-01 off New Year, or 2027-01-03 work")
    notice = fields.Char("Notice", help="Its number or address")
    change_text = fields.Text("Days that change", compute="_compute_change_text")

    @api.model
    def _next_year(self):
        calendar = self.env["service.calendar"].browse(self.env.context.get("active_id"))
        return (calendar.last_year or fields.Date.today().year - 1) + 1

    @api.depends("calendar_id", "year", "source", "text")
    def _compute_change_text(self):
        for wizard in self:
            try:
                wizard.change_text = wizard._changes(wizard._days())
            except UserError as error:
                wizard.change_text = str(error)

    def _changes(self, days):
        """Return the days that would change, one a line."""
        day_model = self.env["service.calendar.day"]
        kinds = dict(day_model._fields["kind"]._description_selection(self.env))
        known = self.calendar_id.day_ids.filtered(lambda one: one.date.year == self.year)
        before = {one.date: one.kind for one in known}
        after = {day: (kind, name) for day, kind, name in days}
        lines = []
        for day in sorted({*before, *after}):
            kind, name = after.get(day, (None, ""))
            if before.get(day) != kind:
                told = kinds[kind] if kind else self.env._("ordinary day")
                lines.append(f"{day:%Y-%m-%d}  {told}  {name or ''}".rstrip())
        return "\n".join(lines) or self.env._("Nothing changes.")

    def _days(self):
        """Return [(date, kind, name)] of the year. Raises UserError naming line and remedy."""
        self.ensure_one()
        return self._from_package() if self.source == "package" else self._from_text()

    def _from_package(self):
        known = {day.year for day in constants.holidays}
        if self.year not in known:
            raise UserError(
                self.env._(
                    "This software knows the days off of %(first)s to %(last)s. Type those of"
                    " %(year)s from the notice, or update the package chinesecalendar.",
                    first=min(known),
                    last=max(known),
                    year=self.year,
                )
            )
        return self._off_days() + self._make_up_days()

    def _off_days(self):
        named = {day: name for day, name in constants.holidays.items() if day.year == self.year}
        return [(day, "holiday", self._occasion(name)) for day, name in sorted(named.items())]

    def _make_up_days(self):
        named = {day: name for day, name in constants.workdays.items() if day.year == self.year}
        return [(day, "make_up", self._occasion(name)) for day, name in sorted(named.items())]

    @api.model
    def _occasion(self, name):
        chinese = {one.value: one.chinese for one in chinese_calendar.Holiday}
        return chinese.get(name, name) if (self.env.lang or "").startswith("zh") else name

    def _from_text(self):
        days = []
        for number, line in enumerate((self.text or "").splitlines(), 1):
            if line.strip():
                days.append(self._day_of_line(number, line.split(None, 2)))
        if not days:
            raise UserError(self.env._("Type one day a line, as in: 2027-01-01 off New Year"))
        return days

    def _day_of_line(self, number, words):
        kinds = {"off": "holiday", "休": "holiday", "work": "make_up", "班": "make_up"}
        try:
            day, kind = datetime.date.fromisoformat(words[0]), kinds[words[1].lower()]
        except (ValueError, KeyError, IndexError) as error:
            raise UserError(
                self.env._(
                    "Line %(number)s: write a date, then “off” or “work”, as in: 2027-01-01 off"
                    " New Year",
                    number=number,
                )
            ) from error
        return day, kind, words[2] if len(words) > 2 else ""

    @api.model
    def _enter_known_years(self, calendar_id):
        """Enter the last years that the package knows, when the add-on is installed."""
        last = max(constants.holidays).year
        for year in range(last - 1, last + 1):
            self.create({"calendar_id": calendar_id, "year": year}).action_enter()

    def action_enter(self):
        """Write the year into the calendar."""
        self.ensure_one()
        notice = self.notice or (
            f"chinesecalendar {self.year}" if self.source == "package" else self.env._("Typed")
        )
        self.calendar_id._enter_year(self.year, self._days(), notice)
        return {"type": "ir.actions.act_window_close"}
