"""Taking back the last thing that a user did at the desk, within ten seconds."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ..core.undo import DESK_VERBS, WINDOW_S, undoable
from .action import Action
from .clock import aware, iso, now_ms


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _undo_last(self, request_id=None):
        """Take back this user's last desk move, whole; return the entries it touched.

        A transfer's new entry is cancelled. Raises UserError when there is nothing to take back:
        ten seconds have passed, or something has happened to the patient since.
        """
        if self.env["queue.request"]._claim(request_id) is not None:
            return self.browse()
        found = self._desk_undo()
        act = Action(self.env)
        entries = self.browse({one.entry for one in found.events} if found else ())
        beyond = entries.sudo().transferred_to_id.ids
        rows = {row.id: row for row in act.lock_entries([*entries.ids, *beyond])}
        found = found and self._desk_undo()  # again, under the locks
        if not found or not {one.entry for one in found.events} <= set(rows):
            raise UserError(
                self.env._("There is nothing to undo: ten seconds have passed, or it has changed.")
            )
        for event in found.events:
            self._take_back(act, rows, event)
        act.save()
        return entries

    @api.model
    def _undo_offer(self):
        """Return {"until": ISO moment, "what": verb in words, "number"} of what can be taken back.

        None when there is nothing.
        """
        found = self._desk_undo()
        if not found:
            return None
        last = found.events[-1]
        return {
            "until": iso(found.until.replace(tzinfo=None)),
            "what": self._verb_names().get(last.verb, last.verb),
            "number": self.browse(last.entry).sudo().number,
        }

    @api.model
    def _desk_undo(self):
        """Return the core's ``Undo`` for what this user did last outside of a session, or None."""
        since = now_ms() - timedelta(seconds=WINDOW_S)
        events = self.env["queue.event"].sudo()
        mine = events.search(
            [("user_id", "=", self.env.uid), ("session_id", "=", False), ("at", ">=", since)]
        ).filtered("entry_id")
        if not mine:
            return None
        known = events.search([("entry_id", "in", mine.entry_id.ids), ("at", ">=", since)])
        core = [one._core_one() for one in known.sorted("seq") if one.verb != "register"]
        # What others did to the same patients is later or earlier, never mine to take back.
        return undoable(core, aware(now_ms()), actor=self.env.uid, point=None, verbs=DESK_VERBS)

    @api.model
    def _take_back(self, act, rows, event):
        row = rows[event.entry]
        domain = [("entry_id", "=", event.entry), ("seq", "=", event.seq)]
        before = self.env["queue.event"].sudo().search(domain, limit=1).before or {}
        if "class_id" in before:
            row.class_code = self.env["queue.class"].sudo().browse(before["class_id"]).code or None
        act.revert(row, event, before)
        if event.verb == "transfer":
            there = self.browse(event.entry).sudo().transferred_to_id
            self._decide(act, rows[there.id], "cancel")
