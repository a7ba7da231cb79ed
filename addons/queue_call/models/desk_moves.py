"""What the triage desk does: one method for every key; the verbs themselves are the entry's."""

import inspect
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.exceptions import UserError

from .entry_arrival import CheckInRefused


class Verb(NamedTuple):
    """A verb of the desk: the entry's method, what it takes by position, what by name."""

    method: str
    args: tuple = ()
    named: tuple = ()


_VERBS = {
    "check_in": Verb("_check_in", (), ("force", "reason")),
    "undo_check_in": Verb("_undo_check_in"),
    "arrive": Verb("_arrive"),
    "no_show": Verb("_no_show"),
    "return_no_show": Verb("_return_no_show"),
    "hold": Verb("_hold", (), ("reason",)),
    "resume": Verb("_resume"),
    "send_away": Verb("_send_away"),
    "return_from_tests": Verb("_return_from_tests"),
    "finish": Verb("_finish"),
    "cancel": Verb("_cancel", (), ("reason",)),
    "transfer": Verb("_transfer", ("queue",), ("where", "reason")),
    "move_hand": Verb("_move_hand", ("hand",), ("reason",)),
    "set_class": Verb("_set_class", ("class",), ("reason",)),
    "set_doctor": Verb("_set_doctor", ("practitioner",), ("reason",)),
    "set_slot": Verb("_set_slot", ("slot", "half_day"), ("reason",)),
    "set_ready": Verb("_set_ready", ("ready",), ("reason",)),
    "revisit": Verb("_revisit"),
    "bench": Verb("_bench", ("point",)),
    "unbench": Verb("_unbench"),
    "say": Verb("_say"),
    "reading": Verb("_set_reading", ("reading",), ("other",)),
}
_RECORDS = {
    "queue": "queue.queue",
    "class": "queue.class",
    "practitioner": "queue.practitioner",
    "point": "queue.service.point",
}
_NEEDS_REASON = frozenset({"hold", "cancel", "transfer", "move_hand", "set_class"})


class QueueDesk(models.AbstractModel):
    _inherit = "queue.desk"

    @api.model
    def desk_do(self, entry_id, verb, params=None, request_id=None):
        """Do a verb on an entry of the user's zones; return {entry, message} or {refused}.

        ``refused``: {code, message, force}: a check-in that the rules forbid; with ``force`` the
        user may do it nevertheless, giving a reason. Sent twice with one ``request_id`` it acts
        once. Raises UserError, naming the remedy, for whatever cannot be done.
        """
        entry = self._desk_entry(entry_id)
        params = dict(params or {})
        self._check_desk(verb, params)
        try:
            with self.env.cr.savepoint():
                result = self._call(entry, verb, params, request_id)
        except CheckInRefused as refusal:
            return {"refused": self._refusal(refusal)}
        done = result if isinstance(result, models.BaseModel) and result else entry
        return {"entry": done[:1].id, **self._done(entry, verb)}

    @api.model
    def _check_desk(self, verb, params):
        """Raise unless the verb is one of the desk's, its reason is given, the user may do it."""
        if verb not in _VERBS:
            raise UserError(self.env._("The triage desk knows no “%s”.", verb))
        forced = params.get("force") or params.get("where") == "front"
        self.env["queue.entry"]._check_may("force_check_in" if forced else verb)
        if (verb in _NEEDS_REASON or params.get("force")) and not params.get("reason"):
            raise UserError(self.env._("Please give a reason: it stands in the log."))

    @api.model
    def _call(self, entry, verb, params, request_id):
        do = _VERBS[verb]
        method = getattr(entry, do.method)
        args = [self._value(entry, name, params.get(name)) for name in do.args]
        known = inspect.signature(method).parameters
        named = {name: params[name] for name in do.named if name in params and name in known}
        if "request_id" in known:
            named["request_id"] = request_id
        elif self.env["queue.request"]._claim(request_id) is not None:
            return entry
        return method(*args, **named)

    @api.model
    def _value(self, entry, name, value):
        """Return a parameter as the verb wants it: records checked, times in UTC."""
        if name in _RECORDS:
            record = self.env[_RECORDS[name]].browse(int(value or 0) or ())
            if record:
                record.check_access("read")
            elif name in ("queue", "point"):
                raise UserError(self.env._("Choose where the patient goes."))
            return record
        if name == "slot":
            return self._slot(entry, value)
        if name == "ready":
            return not entry.ready if value is None else bool(value)
        return value or None

    @api.model
    def _slot(self, entry, text):
        """Return a wall clock time of the entry's day as naive UTC, None for an empty one."""
        if not text:
            return None
        try:
            time = datetime.strptime(text, "%H:%M").time()
        except ValueError:
            raise UserError(self.env._("“%s” is no time. Write it like 09:30.", text)) from None
        zone = ZoneInfo(entry.sudo().company_id.queue_tz)
        local = datetime.combine(entry.service_date, time, zone)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    @api.model
    def _refusal(self, refusal):
        return {
            "code": refusal.code,
            "message": str(refusal),
            "force": refusal.params["force"] and self.env["queue.entry"]._is_lead(),
            "form": [self._reason_field()],
        }

    @api.model
    def _done(self, entry, verb):
        what = f"{entry.number} {entry.patient_id.name or ''}".strip()
        verb = self._verb_label(verb)
        return {"message": self.env._("%(patient)s: %(verb)s", patient=what, verb=verb)}

    @api.model
    def desk_undo(self, request_id=None):
        """Take back the user's last key of the last ten seconds; return {message}."""
        self._desk_zones()
        self.env["queue.entry"]._undo_last(request_id=request_id)
        return {"message": self.env._("Taken back")}
