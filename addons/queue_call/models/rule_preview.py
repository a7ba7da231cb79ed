"""The preview of the settings page: one day of a queue under the rules in force and new ones."""

from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.exceptions import UserError

from ..core import rules, simulate, words

_MADE_UP = {"quiet": (40, 1), "usual": (90, 2), "busy": (140, 2)}
_SOURCES = {"revisit", "appointment", "walk_in"}
_SEED = 3  # the same made-up day each time, so that two previews can be compared
_SHARE = 0.03  # of each class that has a rule
_SAID = 2  # how many move and who is hit hardest; the waits stand in a table
_DAYS_SHOWN = 30
_FEW = 5


class QueueRule(models.Model):
    _inherit = "queue.rule"

    @api.model
    def page_queues(self, key):
        """Return the queues that a preview of a scope can show."""
        queues = self._page_scope(key)._rule_queues()
        return [{"id": one.id, "name": one.display_name} for one in queues]

    @api.model
    def page_days(self, key, queue_id):
        """Return the days of a queue that can be played: the recorded ones first."""
        queue = self._page_queue(self._page_scope(key), queue_id)
        return self._recorded_days(queue) + [
            {"key": "usual", "name": self.env._("Made up: a usual day")},
            {"key": "quiet", "name": self.env._("Made up: a quiet day")},
            {"key": "busy", "name": self.env._("Made up: a busy day")},
        ]

    def _page_queue(self, scope, queue_id):
        queue = scope._rule_queues().filtered(lambda one: one.id == queue_id)
        if not queue:
            raise UserError(self.env._("Choose one of the queues that stand under these rules."))
        return queue

    def _recorded_days(self, queue):
        # By the latest lines, so that years of entries cost nothing.
        latest = self.env["queue.line"].search(
            [("queue_id", "=", queue.id)], order="service_date desc, id desc", limit=_DAYS_SHOWN
        )
        groups = self.env["queue.entry"]._read_group(
            [("line_id", "in", latest.ids), ("called_at", "!=", False)],
            ["line_id"],
            ["__count"],
            having=[("__count", ">=", _FEW)],
        )
        called = dict(groups)
        halves = dict(self.env["queue.line"]._fields["half_day"]._description_selection(self.env))
        return [
            {
                "key": f"line-{line.id}",
                "name": self.env._(
                    "Recorded: %(date)s %(half)s, %(count)s called",
                    date=line.service_date,
                    half=halves[line.half_day],
                    count=called[line],
                ),
            }
            for line in latest
            if line in called
        ]

    @api.model
    def page_preview(self, key, changes, queue_id, day_key):
        """Return who moves, the worst extra wait, and the waits by class, if changes were saved."""
        scope = self._page_scope(key)
        queue = self._page_queue(scope, queue_id)
        texts, errors = scope._parse_rules(changes)
        if errors:
            raise UserError("\n".join(error["text"] for error in errors))
        old = queue._rule_policy()
        stored = scope._rule_changed(queue._rule_stored(), texts)
        new = rules.resolve(*stored, tuple(queue._rule_class_names()), queue._rule_kind())
        day = self._page_day(queue, day_key, old, new)
        return self._page_comparison(queue, day, old, new)

    def _page_day(self, queue, day_key, old, new):
        """Return the core's ``Day`` that a key of ``page_days`` names.

        On a made-up day come patients of every class that has a rule before or after.
        """
        if day_key in _MADE_UP:
            patients, rooms = _MADE_UP[day_key]
            codes = {rule.code for policy in (old, new) for rule in policy.classes}
            profile = simulate.Profile(
                patients=patients,
                rooms=rooms,
                classes=tuple((code, _SHARE) for code in sorted(codes - _SOURCES)),
                slot_minutes=old.slot_minutes,
            )
            return simulate.generate_day(_SEED, profile)
        number = str(day_key).removeprefix("line-")
        line = self.env["queue.line"].browse(int(number) if number.isdecimal() else 0).exists()
        if not line or line.queue_id != queue:
            raise UserError(self.env._("This day is not one of the queue. Choose another day."))
        events = self.env["queue.event"].search([("line_id", "=", line.id)])
        rooms = len(events.filtered(lambda one: one.verb == "call").point_id)
        return simulate.recorded_day(events._core(), rooms=max(1, rooms))

    def _page_comparison(self, queue, day, old, new):
        facts = self.env["queue.queue"]._facts(queue.id)
        lang = self.env.lang or "en_US"
        zone = ZoneInfo(queue.company_id.queue_tz)
        result = simulate.compare(day, old, new)
        before, after = simulate.play(day, old).first, simulate.play(day, new).first
        column = words.tongue(lang)

        def name(code):
            return words.class_name(code, column, facts.class_names)

        def wait(played, key):
            return round(played[key].wait)

        ordered = sorted(before, key=lambda key: before[key].order)
        return {
            "sentences": result.sentences(
                lang,
                class_names=facts.class_names,
                label=facts.label,
                clock=lambda at: at.astimezone(zone).strftime("%H:%M"),
            )[:_SAID],
            "moved": [
                {
                    "key": one.key,
                    "number": facts.label(one.number),
                    "class_name": name(one.class_code),
                    "old_order": one.old_order,
                    "new_order": one.new_order,
                    "old_wait": wait(before, one.key),
                    "new_wait": wait(after, one.key),
                    "extra": wait(after, one.key) - wait(before, one.key),
                }
                for one in result.moved
            ],
            "people": [
                {
                    "extra": wait(after, key) - wait(before, key),
                    "title": facts.label(before[key].number),
                }
                for key in ordered
            ],
            "waits": [
                {
                    "class_name": name(one.class_code),
                    "count": one.count,
                    "old": round(one.old_mean),
                    "new": round(one.new_mean),
                    "old_p90": round(one.old_p90),
                    "new_p90": round(one.new_p90),
                }
                for one in result.waits
            ],
        }
