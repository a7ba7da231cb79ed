"""The verbs of an entry. Each locks, asks the core, and saves through ``Action``."""

from odoo import api, models
from odoo.exceptions import UserError

from ..core import ordering
from ..core.states import IllegalMove
from .action import Action
from .clock import aware


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    def _apply(self, verb, *, reason=None, point=None, action=None, request_id=None, **changes):
        """Do ``verb`` on these entries, under the locks of their lines; return the entries.

        ``point``: a queue.service.point where it is done; ``action``: id that groups the events
        of one key press; ``request_id``: sent twice, acts once. Raises UserError, saying what can
        be done instead, when the verb is not legal in an entry's state.
        """
        if not self or self.env["queue.request"]._claim(request_id) is not None:
            return self
        act = Action(self.env, point=point and point.id, reason=reason, action=action)
        for row in act.lock_entries(self.ids):
            self._decide(act, row, verb, changes)
        act.save()
        return self

    @api.model
    def _decide(self, act, row, verb, changes=None):
        """Do a verb on a locked row with all that goes with it; IllegalMove becomes UserError."""
        try:
            extra = getattr(self, f"_with_{verb}", lambda act, row: {})(act, row)
            act.move(row, verb, **{**extra, **(changes or {})})
        except IllegalMove as illegal:
            raise UserError(self._illegal(row, illegal)) from illegal

    def _apply_in_turn(self, verbs_of, reason):
        """Do several verbs on these entries as one action; nobody is called aloud.

        ``verbs_of(state)``: the verbs for the state in which an entry is found once it is locked.
        """
        act = Action(self.env, reason=reason)
        for row in act.lock_entries(self.ids):
            for verb in verbs_of(row.state):
                self._decide(act, row, verb)
        act.save()
        return self

    # What else changes with a verb: column -> value.
    @api.model
    def _with_undo_check_in(self, act, row):
        return {"checked_in_at": None, "checkin_no": None, "return_due": None, "hand": None}

    @api.model
    def _with_call(self, act, row):
        return {
            "called_at": act.now,
            "point_id": act.point,
            "session_id": act.session,
            "recall_count": 0,
            "return_due": None,
            "hand": None,  # a place by hand is for one call
            "problem": None if row.problem == "clinic_closed" else row.problem,
        }

    @api.model
    def _with_recall(self, act, row):
        return {"recall_count": row.recall_count + 1}

    @api.model
    def _with_arrive(self, act, row):
        return {"started_at": act.now}

    @api.model
    def _with_finish(self, act, row):
        return {"finished_at": act.now}

    @api.model
    def _with_return_no_show(self, act, row):
        policy = act.policy(row)
        if row.state == "no_show" and row.return_count >= policy.max_returns:
            raise UserError(
                self.env._(
                    "%(number)s has missed the call and returned %(count)s times already."
                    " Register the patient again, or raise the limit in the queue rules.",
                    number=row.number,
                    count=row.return_count,
                )
            )
        due = ordering.return_due(
            policy,
            act.lines[row.line_id].state(),
            row.class_code or "",
            now=aware(act.now),
            slot_start=aware(row.slot_start),
        )
        return {"return_due": due, "return_count": row.return_count + 1, "session_id": None}

    @api.model
    def _with_return_from_tests(self, act, row):
        revisit = self.env["queue.queue"]._facts(row.queue_id).revisit_class_id
        changes = {"checked_in_at": act.now, "return_due": None, "session_id": None}
        if revisit and not row.class_id:
            row.class_code = "revisit"
            changes["class_id"] = revisit
        doctor = self._doctor_to_return_to(act, row)
        if doctor:
            changes["practitioner_id"] = doctor
        return changes

    @api.model
    def _with_cancel(self, act, row):
        called = row.state == "called"
        return {"problem": "cancelled_after_call" if called else row.problem}

    # -- private verbs --------------------------------------------------------------------------
    def _undo_check_in(self):
        return self._apply("undo_check_in")

    def _arrive(self):
        return self._apply("arrive")

    def _no_show(self):
        return self._apply("no_show")

    def _return_no_show(self):
        return self._apply("return_no_show")

    def _hold(self, reason=None):
        return self._apply("hold", reason=reason)

    def _resume(self):
        return self._apply("resume")

    def _send_away(self):
        return self._apply("send_away")

    def _return_from_tests(self):
        return self._apply("return_from_tests")

    def _finish(self):
        return self._apply("finish")

    def _cancel(self, reason=None, source_version=None):
        """Cancel registrations, also after the call: screens withdraw it, the doctor is told.

        A patient who is with the doctor stays there, with the problem set for a person to see.
        Cancelled, finished or transferred entries stay as they are. ``source_version``: an
        older one than the entry's is ignored.
        """
        act = Action(self.env, reason=reason)
        rows = act.lock_entries(self.ids) if self else []
        stale = self._stale_ids(source_version)
        for row in rows:
            if row.id in stale or row.state in ("finished", "transferred", "cancelled"):
                continue
            if row.state == "in_service":
                act.flag(row, "problem", problem="cancelled_in_service")
            else:
                self._decide(act, row, "cancel")
        act.save()
        if source_version:
            self._set_version(set(self.ids) - stale, source_version)
        return self

    def _stale_ids(self, version):
        """Return the ids of those entries that know a newer version of their source."""
        if not version:
            return set()
        self.invalidate_recordset(["source_version"])
        return {one.id for one in self.sudo() if (one.source_version or "") > version}

    @api.model
    def _set_version(self, ids, version):
        if ids:
            self.env.cr.execute(
                "UPDATE queue_entry SET source_version = %s WHERE id IN %s", (version, tuple(ids))
            )
