"""What a doctor's caller shows, as one JSON answer (StaffState)."""

from datetime import timedelta

from odoo import api, models

from ..core import states
from ..core.undo import WINDOW_S
from .clock import iso, now_ms
from .rows import EntryRow, at_session, lines_of_session
from .serving import session_order

_NEXT = 3
_KEYS = ("recall", "arrive", "no_show", "hold", "send_away", "finish")


class QueueSession(models.Model):
    _inherit = "queue.session"

    def _staff_state(self, act=None, message=None):
        """Return the StaffState of the session; of none, a state that offers to open one.

        ``act``: the action just saved, whose events have no number yet. Names are whole: staff.
        """
        if not self:
            return self._empty_state(message)
        self.ensure_one()
        mine = self.sudo()
        lines = self.env["queue.line"]._rows(lines_of_session(self))
        waiting = self.env["queue.line"]._waiting_rows(lines, mine.practitioner_id.id or 0)
        counts = {key: len(rows) for key, rows in waiting.items()}
        current = self._current_row()
        return {
            "session": self._session_json(lines, counts),
            "current": self._current_json(current),
            "waiting": sum(counts.values()),
            "next": self._next_json(lines, waiting),
            "delivery": self._delivery_json(current),
            "undo": self._undo_json(act),
            "stats": self._stats_json(),
            "message": message or self._notice(),
            "server_time": iso(now_ms()),
        }

    @api.model
    def _empty_state(self, message=None):
        return {
            "session": None,
            "current": None,
            "waiting": 0,
            "next": [],
            "delivery": None,
            "undo": None,
            "stats": {"served": 0, "no_show": 0},
            "message": message,
            "choices": self._choices(),
            "server_time": iso(now_ms()),
        }

    @api.model
    def _choices(self):
        """Return the rooms and queues the user can open, and the usual ones."""
        doctor = self.env["queue.practitioner"].search([("user_id", "=", self.env.uid)], limit=1)
        zones = self.env.user.sudo().queue_zone_ids.ids
        domain = [("zone_id", "in", zones)] if zones else []
        points = self.env["queue.service.point"].search(domain)
        queues = self.env["queue.queue"].search(domain)
        busy = self.sudo().search([("state", "!=", "closed"), ("point_id", "in", points.ids)])
        return {
            "points": [
                {"id": p.id, "name": p.name, "zone": p.zone_id.id, "busy": p in busy.point_id}
                for p in points
            ],
            "queues": [{"id": q.id, "name": q.name, "zone": q.zone_id.id} for q in queues],
            "point": doctor.default_point_id.id or None,
            "queue_ids": doctor.queue_ids.ids,
        }

    def _current_row(self):
        rows = [EntryRow(*row) for row in self.env.execute_query(at_session(self.id))]
        return max(rows, key=lambda row: (row.called_at, row.id), default=None)

    def _session_json(self, lines, counts):
        mine = self.sudo()
        by_queue = {}
        for key, line in lines.items():
            by_queue[line.queue_id] = by_queue.get(line.queue_id, 0) + counts[key]
        return {
            "id": self.id,
            "state": mine.state,
            "point": {"id": mine.point_id.id, "name": mine.point_id.name},
            "queues": [
                {"id": q.id, "name": q.name, "waiting": by_queue.get(q.id, 0)}
                for q in mine.queue_ids
            ],
        }

    def _current_json(self, row):
        if not row:
            return None
        names = self.env["queue.queue"]._facts(row.queue_id).class_names
        return {
            "entry": row.id,
            "number": row.number,
            "name": row.name,
            "class": names.get(row.class_code, row.class_code),
            "state": row.state,
            "called_at": iso(row.called_at),
            "recalls": row.recall_count,
            "can": [verb for verb in states.verbs(row.state) if verb in _KEYS],
            "problem": row.problem,
        }

    def _next_json(self, lines, waiting):
        facts = self.env["queue.queue"]._facts
        ordered = session_order(lines, waiting, lambda queue: facts(queue).policy)
        result = []
        for (row, place), _n in zip(ordered, range(_NEXT)):
            queue = facts(row.queue_id)
            result.append(
                {
                    "number": row.number,
                    "name": row.name,
                    "class": queue.class_names.get(row.class_code, row.class_code),
                    "why": queue.explain(place, self.env.lang),
                }
            )
        return result

    def _delivery_json(self, row):
        """Return how many screens have shown the current call, or None."""
        if not row:
            return None
        call = self.env["queue.call"].sudo().search([("entry_id", "=", row.id)], limit=1)
        return call._delivery() if call and hasattr(call, "_delivery") else None

    def _undo_json(self, act):
        if act:
            verbs = [event["verb"] for event in act.events]
            if not all(verb in states.MOVES and states.MOVES[verb].undoable for verb in verbs):
                return None
            until = act.now + timedelta(seconds=WINDOW_S)
            return {"until": iso(until), "what": self._undo_words(verbs)}
        found = self._undo_candidate()
        if not found:
            return None
        verbs = [event.verb for event in reversed(found.events)]
        return {"until": iso(found.until.replace(tzinfo=None)), "what": self._undo_words(verbs)}

    @api.model
    def _undo_words(self, verbs):
        return self.env["queue.entry"]._verb_names()[verbs[-1]]

    def _stats_json(self):
        self.env.cr.execute(
            "SELECT count(*) FILTER (WHERE state = 'finished'),"
            " count(*) FILTER (WHERE state = 'no_show') FROM queue_entry WHERE session_id = %s",
            (self.id,),
        )
        served, no_show = self.env.cr.fetchone()
        return {"served": served, "no_show": no_show}

    def _notice(self):
        """Return what the doctor must know: the patient just called was cancelled meanwhile."""
        self.env.cr.execute(
            """
            SELECT e.number, e.problem, e.state
              FROM queue_call c JOIN queue_entry e ON e.id = c.entry_id
             WHERE c.session_id = %s ORDER BY c.id DESC LIMIT 1
            """,
            (self.id,),
        )
        number, problem, state = self.env.cr.fetchone() or (None, None, None)
        if state == "cancelled" and problem == "cancelled_after_call":
            return self.env._("%s was cancelled by registration. Call the next patient.", number)
        if state == "in_service" and problem == "cancelled_in_service":
            return self.env._("The registration of %s was cancelled. Please ask the desk.", number)
        return None
