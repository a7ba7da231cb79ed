"""What the desk changes about a patient who waits: class, place, doctor, time, queue."""

from odoo import api, models
from odoo.exceptions import UserError

from ..core.desk_moves import may_note
from ..core.states import FINAL, IllegalMove
from .action import Action


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    def _set_class(self, patient_class, reason=None, request_id=None):
        """Mark these entries with a class (empty for none); the order follows at once."""
        return self._note("set_class", reason, request_id, class_id=patient_class)

    def _move_hand(self, where, reason, request_id=None):
        """Put these entries ``"front"`` or ``"end"`` by hand, or (None) back under the rules.

        Raises UserError without a reason, or for somebody who is not in line.
        """
        self._want_reason(reason)
        return self._note("move_hand", reason, request_id, hand=where or None)

    def _set_doctor(self, practitioner, reason=None, request_id=None):
        """Bind these entries to a doctor (empty: any doctor of the queue)."""
        return self._note("set_doctor", reason, request_id, practitioner_id=practitioner)

    def _set_ready(self, ready, reason=None, request_id=None):
        """Say that the preparation is done, or still missing: then they are not called."""
        return self._note("set_ready", reason, request_id, ready=bool(ready))

    def _set_slot(self, slot_start, half_day=None, reason=None, request_id=None):
        """Change the appointment (naive UTC), and the half-day too where ``half_day`` says so.

        Return the entries as they stand then: in the other half-day they have new numbers.
        """
        self._want_reason(reason)
        if half_day and set(self.mapped("half_day")) != {half_day}:
            return self._transfer(
                self.queue_id, reason=reason, request_id=request_id,
                half_day=half_day, slot_start=slot_start,
            )  # fmt: skip
        return self._note("set_slot", reason, request_id, slot_start=slot_start or None, late=False)

    def _want_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Please give a reason: it stands in the log."))

    def _note(self, verb, reason, request_id, **changes):
        """Record a change of columns that is no move; records become their ids."""
        if not self or self.env["queue.request"]._claim(request_id) is not None:
            return self
        act = Action(self.env, reason=reason)
        for row in act.lock_entries(self.ids):
            self._check_note(verb, row)
            if "class_id" in changes:
                row.class_code = changes["class_id"].code or None
            act.flag(row, verb, **{name: _plain(value) for name, value in changes.items()})
        act.save()
        return self

    @api.model
    def _check_note(self, verb, row):
        if row.state in FINAL:
            raise UserError(self.env._("%s is done with: register the patient again.", row.number))
        if not may_note(verb, row.state):
            raise UserError(self._illegal(row, IllegalMove(verb, row.state)))

    # -- to another queue or half-day -----------------------------------------------------------
    def _transfer(self, queue, where="end", reason=None, request_id=None, **more):
        """Move these entries to ``queue``; return the new entries, which have numbers of it.

        Whoever was checked in is checked in there too: at the ``"end"``, at the ``"front"``, or
        where the first check-in puts him (``"age"``). ``more``: ``half_day``, ``slot_start``.
        """
        half_day = more.get("half_day")
        olds = self.sudo().filtered(
            lambda one: one.queue_id != queue or (half_day and one.half_day != half_day)
        )
        if not olds or self.env["queue.request"]._claim(request_id) is not None:
            return self.sudo().transferred_to_id.sudo(self.env.su)
        requests = [one._transfer_request(queue, more) for one in olds]
        keys = [(queue.id, one["service_date"], one["half_day"]) for one in requests]
        lines = self.env["queue.line"]._ensure(keys)
        act = Action(self.env, reason=reason)
        stood = {}
        for row in act.lock_entries(olds.ids, extra_lines=lines.values()):
            stood[row.id] = row.checked_in_at if row.checkin_no else None
            self._decide(act, row, "transfer")
        act.save()
        new = self._register_all(requests)
        self._link(olds, new)
        since = {there.id: stood[here.id] for here, there in zip(olds, new, strict=True)}
        self._check_in_there(act, new.filtered(lambda one: since[one.id]), where, since)
        return new

    @api.model
    def _check_in_there(self, first, new, where, since):
        """Check transferred patients in as part of the same key press, by ``where``."""
        act = Action(self.env, reason=first.reason, action=first.id)
        for row in act.lock_entries(new.ids):
            if where == "age":
                row.checked_in_at = since[row.id]
            self._decide(act, row, "check_in", {"hand": "front"} if where == "front" else {})
        act.save()

    @api.model
    def _link(self, olds, new):
        for here, there in zip(olds, new.sudo(), strict=True):
            here.transferred_to_id, there.transferred_from_id = there, here
        olds.flush_recordset()
        new.flush_recordset()

    def _transfer_request(self, queue, more):
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "patient": {"mrn": self.patient_id.mrn},
            "visit_ref": self.visit_id.visit_ref,
            "queue_id": queue.id,
            "service_date": self.service_date,
            "half_day": more.get("half_day") or self.half_day,
            "slot_start": more.get("slot_start") or self.slot_start,
            "source": self.source,
            "class_code": self.class_id.code,
            "paid": self.paid,
            "again": True,
        }


def _plain(value):
    return (value.id or None) if isinstance(value, models.BaseModel) else value
