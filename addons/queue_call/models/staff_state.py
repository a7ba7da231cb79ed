"""What a doctor's caller shows, as one JSON answer (StaffState)."""

from datetime import timedelta

from odoo import api, models

from ..core import states
from ..core.recall import before_no_show, may_recall
from ..core.staff import NEXT_TOLD
from ..core.undo import WINDOW_S
from .clock import aware, iso, now_ms
from .desk import Desk
from .staff_line import by_queue, following, longest

_KEYS = ("recall", "arrive", "no_show", "hold", "send_away", "finish")


class QueueSession(models.Model):
    _inherit = "queue.session"

    def _staff_state(self, act=None, desk=None, message=None):
        """Return the StaffState of the session; of none, a state that offers to open one.

        ``act``, ``desk``: the action just saved, whose events have no number yet, and what it had
        loaded. Names are whole: staff.
        """
        if not self:
            return self._empty_state(message)
        self.ensure_one()
        desk = desk or Desk(self)
        current = desk.current[-1] if desk.current else None
        stats, notice = self._stats_json()
        waiting = desk.waiting
        stats["longest"] = longest(waiting)
        return {
            "session": self._session_json(desk, by_queue(desk.lines, waiting)),
            "current": self._current_json(current),
            "inside": [self._current_json(row) for row in desk.current],
            "away": self._away_json(),
            "waiting": sum(map(len, waiting.values())),
            "next": following(self.env, desk.head[:NEXT_TOLD], desk.weights),
            "names": self._names_json(desk),
            "act": act.id if act else None,
            "delivery": self._delivery_json(current, act),
            "undo": self._undo_json(act),
            "stats": stats,
            "message": message or notice,
            "server_time": iso(now_ms()),
        }

    @api.model
    def _empty_state(self, message=None):
        return {
            "session": None,
            "current": None,
            "inside": [],
            "away": [],
            "waiting": 0,
            "next": [],
            "names": {},
            "act": None,
            "delivery": None,
            "undo": None,
            "stats": {"served": 0, "no_show": 0, "mean_min": None, "longest": None},
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
                {
                    "id": p.id,
                    "name": p.name,
                    "zone": p.zone_id.id,
                    "busy": len(busy.filtered(lambda one, p=p: one.point_id == p)) >= p.chairs,
                    "chairs": p.chairs,
                }
                for p in points
            ],
            "queues": [{"id": q.id, "name": q.name, "zone": q.zone_id.id} for q in queues],
            "point": doctor.default_point_id.id or None,
            "queue_ids": doctor.queue_ids.ids,
        }

    def _session_json(self, desk, counts):
        facts = self.env["queue.queue"]._facts
        return {
            "id": self.id,
            "state": desk.session.state,
            "point": {"id": desk.session.point_id, "name": desk.session.point_name},
            "queues": [
                {"id": one, "name": facts(one).name, "waiting": counts.get(one, 0)}
                for one in desk.session.queues
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
            "can": self._keys_for(row),
            "recall_rule": self._recall_words(row),
            "problem": row.problem,
        }

    @api.model
    def _keys_for(self, row):
        """Return the keys that do something now; after the last recall the no-show is offered."""
        policy = self.env["queue.queue"]._facts(row.queue_id).policy
        keys = [verb for verb in states.verbs(row.state) if verb in _KEYS]
        if "recall" in keys and not may_recall(policy, row.recall_count):
            keys.remove("recall")
        return keys

    @api.model
    def _recall_words(self, row):
        """Return what the rules say about calling again or a no-show now, or None."""
        if row.state != "called":
            return None
        policy = self.env["queue.queue"]._facts(row.queue_id).policy
        called_at = aware(row.called_at)
        missing = before_no_show(policy, row.recall_count, called_at, aware(now_ms()))
        if missing.recalls:
            return self.env._("No-show after %(n)s more recalls.", n=missing.recalls)
        if missing.seconds:
            return self.env._("No-show possible in %(n)s s.", n=missing.seconds)
        left = policy.max_recalls - row.recall_count
        if left > 0:
            return self.env._("Recalls left: %(n)s.", n=left)
        return self.env._("No recall left: mark a no-show, or call the next patient.")

    def _names_json(self, desk):
        """Return {entry: name} of the line's head, for hints that name nobody."""
        facts = self.env["queue.queue"]._facts
        return {
            row.id: row.name
            for row, _place, _credits in desk.ahead
            if facts(row.queue_id).policy.names_before_call
        }

    def _delivery_json(self, row, act=None):
        """Return how many screens have shown the current call, or None."""
        if not row:
            return None
        new = act.calls[-1] if act and act.calls else None
        if new and new["entry_id"] == row.id:
            return self.env["queue.call"]._delivery_of(new)
        call = self.env["queue.call"].sudo().search([("entry_id", "=", row.id)], limit=1)
        return call._delivery() if call and hasattr(call, "_delivery") else None

    def _undo_json(self, act):
        if act:
            verbs = [event["verb"] for event in act.events if event["action"] == act.id]
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

    @api.model
    def _notice(self, number, problem, state):
        if state == "cancelled" and problem == "cancelled_after_call":
            return self.env._("%s was cancelled by registration. Call the next patient.", number)
        if state == "in_service" and problem == "cancelled_in_service":
            return self.env._("The registration of %s was cancelled. Please ask the desk.", number)
        return None
