"""Who is at which step of the zone's queues with steps: pharmacy, examination, infusion …"""

from odoo import models
from odoo.tools import SQL

from ..core import step_lists
from ..core.kind_catalogue import KINDS
from .clock import now_ms
from .hall import Hall
from .rows import ENTRY_SELECT, EntryRow


class QueueZone(models.Model):
    _inherit = "queue.zone"

    def _step_lists(self, hall, queues):
        """Return the steps (JSON, see ``core.step_lists``) of those of these queues that have any.

        One query for all, none where no queue has steps.
        """
        facts = {key: hall.facts(key) for key in sorted(queues)}
        stepped = {key: one for key, one in facts.items() if KINDS[one.kind].steps}
        if not stepped:
            return []
        people = self._standing(hall, list(stepped))
        lang = self._facts(self.id).lang
        return [
            step_lists.steps_json(key, one.name, KINDS[one.kind], people.get(key, ()), lang)
            for key, one in stepped.items()
        ]

    def _lists_of(self, queues):
        """Return the steps of these queues of this zone, for a snapshot."""
        return self._step_lists(Hall(self), queues) if self._have_steps(queues) else []

    def _have_steps(self, queues):
        facts = self.env["queue.queue"]._facts
        return any(KINDS[facts(key).kind].steps for key in queues)

    def _standing(self, hall, queues):
        """Return {queue id: [Standing]} of today, in the order of the calls and of the line."""
        day, _half = self.company_id._queue_half_day(now_ms())
        query = SQL(
            """%s WHERE e.line_id IN (
                   SELECT id FROM queue_line WHERE queue_id IN %s AND service_date = %s)
               AND e.state IN ('waiting', 'benched', 'called', 'in_service', 'away')
               ORDER BY e.called_at DESC NULLS LAST, e.checkin_no, e.id""",
            ENTRY_SELECT,
            tuple(queues),
            day,
        )
        rows = [EntryRow(*values) for values in self.env.execute_query(query)]
        seats = self.env["queue.seat"].sudo().browse({row.seat_id for row in rows} - {None})
        names = {one.id: self.env._("seat %s", one.name) for one in seats}
        found = {}
        for row in rows:
            here = row.state in ("called", "in_service", "benched")
            point = hall.points.get(row.point_id) if here else None
            place = names.get(row.seat_id) or (point.name if point else "")
            one = step_lists.Standing(row.step or "", hall._person(row), place)
            found.setdefault(row.queue_id, []).append(one)
        return found
