"""Taking back the last key press of a session, within ten seconds."""

from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from ..core.log import UNDO, line_after
from ..core.states import MOVES
from ..core.undo import WINDOW_S, undoable
from .action import Action
from .clock import aware, now_ms

# What a line's memory follows from: its calls, and how far the check-ins had come at each.
_KEPT = ("call", UNDO, *(verb for verb, move in MOVES.items() if move.joins))


class QueueSession(models.Model):
    _inherit = "queue.session"

    def _undo(self, request_id=None):
        """Take back the last action, whole; return the StaffState.

        Raises UserError when there is nothing to take back: too late, or something has happened
        to the patient since.
        """
        if self.env["queue.request"]._claim(request_id) is not None:
            return self._staff_state()
        act = Action(self.env, session=self.id, point=self.sudo().point_id.id)
        found = self._undo_candidate()
        rows = {}
        if found:
            rows = {row.id: row for row in act.lock_entries([one.entry for one in found.events])}
            found = self._undo_candidate()  # again, under the locks
        if not found or not {one.entry for one in found.events} <= set(rows):
            raise UserError(
                self.env._("There is nothing to undo: ten seconds have passed, or it has changed.")
            )
        for event in found.events:
            act.revert(rows[event.entry], event, self._before(event))
        self._restore_lines(act, rows, found)
        act.save()
        return self._staff_state()

    def _undo_candidate(self):
        """Return the core's ``Undo`` for this session's last action, or None."""
        since = now_ms() - timedelta(seconds=WINDOW_S)
        events = self.env["queue.event"].sudo()
        mine = events.search([("session_id", "=", self.id), ("at", ">=", since)])
        if not mine.entry_id:
            return None
        known = events.search([("entry_id", "in", mine.entry_id.ids), ("at", ">=", since)])
        return undoable(known._core(), aware(now_ms()), actor=None, point=self.sudo().point_id.id)

    def _before(self, event):
        """Return the columns as they were before an event, read from the log."""
        domain = [("entry_id", "=", event.entry), ("seq", "=", event.seq)]
        return self.env["queue.event"].sudo().search(domain, limit=1).before

    def _restore_lines(self, act, rows, found):
        """Fold the remaining calls of each line again: that is what it remembers now."""
        gone = {event.seq for event in found.events}
        for line_id in {rows[one.entry].line_id for one in found.events if one.verb == "call"}:
            domain = [("line_id", "=", line_id), ("verb", "in", _KEPT)]
            events = self.env["queue.event"].sudo().search(domain)._core()
            policy = act.policy(act.lines[line_id])
            act.restore_line(line_id, line_after(events, policy, gone))
