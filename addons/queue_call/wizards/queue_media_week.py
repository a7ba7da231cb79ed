from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models

from ..core.media.programme import DAY, day_plan, days, hidden, hour_text

_SHADES = ("#cfe3f7", "#d6edd9", "#fbe6c6", "#e6dcf3", "#f7d6d3", "#d5eeee", "#eee7cd")
_FIRST, _LAST = 6 * 60, 22 * 60  # what is drawn; a programme at night widens it


class QueueMediaWeek(models.TransientModel):
    """A week of one screen or zone: what plays when, and what is never seen."""

    _name = "queue.media.week"
    _description = "Week of programmes"
    _rec_name = "zone_id"

    zone_id = fields.Many2one("queue.zone", "Zone")
    device_id = fields.Many2one(
        "maintenance.equipment",
        "Screen",
        domain="[('device_kind', 'in', ('hall_screen', 'door_screen')),"
        " ('queue_zone_id', '=?', zone_id)]",
    )
    monday = fields.Date("Week of", required=True, default=lambda self: self._this_week())
    grid = fields.Html(compute="_compute_grid", sanitize=False)

    @api.model
    def _this_week(self):
        today = self.env.company._queue_half_day()[0]
        return today - timedelta(days=today.weekday())

    @api.model
    def _first_zone(self):
        return self.env["queue.zone"].search([("company_id", "=", self.env.company.id)], limit=1)

    @api.model
    def action_open(self):
        """Open the week of the first zone."""
        week = self.create({"zone_id": self._first_zone().id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Week of programmes"),
            "res_model": self._name,
            "res_id": week.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_before(self):
        self.monday -= timedelta(days=7)

    def action_after(self):
        self.monday += timedelta(days=7)

    @api.depends("zone_id", "device_id", "monday")
    def _compute_grid(self):
        for week in self:
            week.grid = week._drawn()

    def _programmes(self):
        library = self.env["queue.programme"]._library(self.env.company)
        if self.device_id:
            return library._concerns(self.device_id)
        return library.filtered(
            lambda one: not one.zone_ids or not self.zone_id or self.zone_id in one.zone_ids
        )

    def _drawn(self):
        """Return the week as a table of coloured bars; every bar says its times in words."""
        programmes = self._programmes()
        monday = self.monday - timedelta(days=self.monday.weekday())
        core = [one._core() for one in programmes]
        names = {one.id: one.name for one in programmes}
        plans = [(day, day_plan(core, day)) for day in days(monday, 7)]
        edges = [
            edge
            for _day, plan in plans
            for part in plan
            if part.programmes
            for edge in (part.start, part.end)
        ]
        span = min([_FIRST, *edges]), max([_LAST, *edges])
        shade = {one.id: _SHADES[n % len(_SHADES)] for n, one in enumerate(programmes)}
        rows = [self._row(day, plan, span, names, shade) for day, plan in plans]
        never = [names[key] for key in sorted(hidden(core, monday))]
        return Markup().join([self._hours(span), *rows, self._never(never)])

    def _row(self, day, plan, span, names, shade):
        words = self.env["queue.programme.time"]._day_names()
        bars = Markup().join(
            self._bar(part, span, names, shade) for part in plan if part.programmes
        )
        return Markup(
            '<div style="display:flex;margin:3px 0"><div style="width:7em;line-height:44px">'
            '<b>%s</b> %s</div><div style="position:relative;flex:1;height:44px;'
            'background:#f3f5f7;border-radius:4px">%s</div></div>'
        ) % (words[day.weekday()], day.strftime("%m-%d"), bars)

    def _bar(self, part, span, names, shade):
        first, last = span
        left = 100 * (part.start - first) / (last - first)
        width = 100 * (part.end - part.start) / (last - first)
        name = " + ".join(names[key] for key in part.programmes)
        times = f"{hour_text(part.start)}–{hour_text(part.end)}"
        return Markup(
            '<div title="%s %s" style="position:absolute;left:%.2f%%;width:%.2f%%;top:2px;'
            "bottom:2px;"
            "background:%s;color:#1b2a3a;border-radius:4px;padding:2px 6px;overflow:hidden;"
            'white-space:nowrap;font-size:12px;line-height:1.55"><b>%s</b><br/>%s</div>'
        ) % (times, name, left, width, shade[part.programmes[0]], name, times)

    def _hours(self, span):
        first, last = span
        marks = Markup().join(
            Markup('<span style="position:absolute;left:%.2f%%;color:#59636e">%s</span>')
            % (100 * (minute - first) / (last - first), hour_text(minute))
            for minute in range(-(-first // 120) * 120, min(last, DAY - 1), 120)
        )
        return (
            Markup(
                '<div style="display:flex"><div style="width:7em"></div>'
                '<div style="position:relative;flex:1;height:1.6em">%s</div></div>'
            )
            % marks
        )

    def _never(self, names):
        if not names:
            return Markup()
        return Markup('<p class="alert alert-warning mt-3">%s</p>') % self.env._(
            "Never on show this week, because a more important programme holds all of its time: %s",
            "、".join(names),
        )
