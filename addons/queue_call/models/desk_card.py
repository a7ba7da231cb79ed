"""The card of one patient on the triage desk: who, where, why, what happened, what can be done."""

from zoneinfo import ZoneInfo

from odoo import api, models

from ..core import states
from ..core.desk_moves import LEAD_ONLY, moves
from ..core.situation import explain_state
from .clock import aware

_HISTORY = 40
# Verb -> its key. Verbs on one key never stand together: each belongs to other states.
KEYS = {
    "check_in": "F2",
    "return_no_show": "F2",
    "resume": "F2",
    "return_from_tests": "F2",
    "arrive": "F2",
    "revisit": "F2",
    "undo_check_in": "F4",
    "no_show": "F4",
    "hold": "F6",
    "set_class": "F7",
    "move_hand": "F8",
    "transfer": "F9",
    "bench": "F10",
    "unbench": "F10",
    "set_ready": "Shift+F6",
    "set_slot": "Shift+F7",
    "set_doctor": "Shift+F9",
    "send_away": "Shift+F10",
    "finish": "Shift+F2",
    "cancel": "Delete",
    "reading": "Shift+F4",
    "say": "Shift+F8",
    "print": "Ctrl+P",
}


class QueueDesk(models.AbstractModel):
    _inherit = "queue.desk"

    @api.model
    def _desk_entry(self, entry_id):
        """Return an entry of the user's zones; raises AccessError for any other."""
        self._desk_zones()
        entry = self.env["queue.entry"].browse(int(entry_id))
        entry.check_access("read")
        return entry

    @api.model
    def desk_card(self, entry_id):
        """Return the card of an entry of the user's zones."""
        entry = self._desk_entry(entry_id)
        patient = entry.patient_id
        labels = dict(entry._fields["state"]._description_selection(self.env))
        place = self._search_places(entry).get(entry.id)
        low, high = entry._wait_ranges().get(entry.id, (None, None))
        return {
            "id": entry.id,
            "n": entry.number,
            "name": patient.name or "",
            "about": self._about(patient),
            "phone": patient.phone or "",
            "mrn": _foreign(patient.mrn),
            "visit": _foreign(entry.visit_id.visit_ref),
            "s": entry.state,
            "state": labels[entry.state],
            "queue": entry.queue_id.name,
            "zone": entry.zone_id.name,
            "room": entry.point_id.name or "",
            "doctor": entry.practitioner_id.name or "",
            "cls": entry.class_id.name or "",
            "half": dict(entry._fields["half_day"]._description_selection(self.env))[
                entry.half_day
            ],
            "day": entry.service_date.strftime("%Y-%m-%d"),
            "slot": self._wall(entry, entry.slot_start),
            "checked_in": self._wall(entry, entry.checked_in_at),
            "place": place.position if place else 0,
            "why": entry.place_why or self._state_words(entry),
            "low": low,
            "high": high,
            "problem": self._problem_words().get(entry.problem) or self._voice_problem(entry),
            "actions": [self._action(entry, verb) for verb in self._next_verbs(entry)],
            "history": self._history(entry),
            "others": self._others(entry),
        }

    @api.model
    def _voice_problem(self, entry):
        """Return why loudspeakers will not say this name, "" if they will or never say names."""
        speakers = self.env["queue.speaker"]._of_zone(entry.zone_id.id).speakers
        patient = entry.patient_id
        if patient.said or all(one.style.say == "number" for one in speakers):
            return ""
        return self.env._("Loudspeakers call the number only: %s", patient.said_problem)

    @api.model
    def _state_words(self, entry):
        """Return what is told to somebody who has no place in the line just now."""
        room = entry.transferred_to_id.queue_id.name or entry.point_id.name or ""
        return explain_state(entry.state, self.env.lang or "en_US", room=room)

    @api.model
    def _wall(self, entry, moment, form="%H:%M"):
        """Return a moment as the hospital's clock shows it, whatever the browser's zone is."""
        if not moment:
            return ""
        zone = ZoneInfo(entry.sudo().company_id.queue_tz)
        return aware(moment).astimezone(zone).strftime(form)

    @api.model
    def _others(self, entry):
        """Return the patient's other registrations of the day that are not over."""
        domain = [
            ("patient_id", "=", entry.patient_id.id),
            ("service_date", "=", entry.service_date),
            ("id", "!=", entry.id),
            ("state", "not in", list(states.FINAL)),
        ]
        return [self._hit(one, {}) for one in self.env["queue.entry"].search(domain, limit=5)]

    @api.model
    def _history(self, entry):
        events = self.env["queue.event"].search(
            [("entry_id", "=", entry.id)], order="at desc, seq desc", limit=_HISTORY
        )
        undone = set(events.mapped("undoes"))
        return [
            {
                "id": one.id,
                "at": self._wall(entry, one.at, "%H:%M:%S"),
                "what": one.verb_label,
                "state": one.target_label,
                "who": one.sudo().device_id.name or one.sudo().user_id.name or "",
                "room": one.point_id.name or "",
                "reason": one.reason or "",
                "undone": one.seq in undone,
            }
            for one in events
        ]

    # -- what can be done ------------------------------------------------------------------------
    @api.model
    def _next_verbs(self, entry):
        """Return the verbs that make sense now, the likeliest first."""
        legal = {*moves(entry.state, lead=True)}
        legal |= {"arrive", "finish"} & {*states.verbs(entry.state)}
        policy = self.env["queue.queue"]._facts(entry.queue_id.id).policy
        if policy.bench_mode == "off":
            legal.discard("bench")
        found = [verb for verb in KEYS if verb in legal]
        return [*found, *self._sayable(entry), "reading", "print"]

    @api.model
    def _sayable(self, entry):
        """Return ["say"] where a loudspeaker can say something of the patient beside a call."""
        speakers = self.env["queue.speaker"]._of_zone(entry.zone_id.id).speakers
        return ["say"] if speakers and entry.state in ("waiting", "benched", "no_show") else []

    @api.model
    def _action(self, entry, verb):
        return {
            "verb": verb,
            "key": KEYS[verb],
            "label": self._verb_label(verb, entry),
            "off": verb in LEAD_ONLY and not entry._is_lead(),
            "form": self._form(entry, verb),
        }

    @api.model
    def _verb_label(self, verb, entry=None):
        _ = self.env._
        own = {
            "move_hand": _("Place by hand"),
            "set_class": _("Class"),
            "set_doctor": _("Change doctor"),
            "set_slot": _("Change time"),
            "set_ready": _("Ready"),
            "print": _("Print slip"),
            "reading": _("Reading"),
            "say": _("Say: get ready / missed"),
            "cancel": _("Cancel registration"),
            "transfer": _("Other queue"),
        }
        if verb == "set_ready" and entry and entry.ready:
            return _("Not ready")
        return own.get(verb) or self.env["queue.entry"]._verb_names()[verb]

    # -- what is asked before it is done ---------------------------------------------------------
    @api.model
    def _form(self, entry, verb):
        """Return the fields of a verb that asks something, or None when its key is enough."""
        build = getattr(self, f"_form_{verb}", None)
        return build(entry) if build else None

    @api.model
    def _field(self, name, label, kind="text", **more):
        return {"name": name, "label": label, "kind": kind, "required": True, **more}

    @api.model
    def _reason_field(self):
        return self._field("reason", self.env._("Reason"), "reason", options=self._reasons())

    @api.model
    def _options(self, records, label="display_name"):
        return [{"value": one.id, "label": one[label]} for one in records]

    @api.model
    def _form_hold(self, entry):
        return [self._reason_field()]

    @api.model
    def _form_cancel(self, entry):
        return [self._reason_field()]

    @api.model
    def _form_set_class(self, entry):
        classes = self.env["queue.class"]._of_hospital(entry.sudo().company_id.id)
        options = [{"value": 0, "label": self.env._("No class")}]
        options += [{"value": one.id, "label": one.name} for one in classes.values()]
        label = self.env._("Class")
        choice = self._field("class", label, "choice", options=options, value=entry.class_id.id)
        return [choice, self._reason_field()]

    @api.model
    def _form_move_hand(self, entry):
        _ = self.env._
        options = [
            {"value": "front", "label": _("First of all")},
            {"value": "end", "label": _("Last of all")},
            {"value": "", "label": _("As the rules say")},
        ]
        choice = self._field("hand", _("Place in the line"), "choice", options=options)
        return [choice | {"value": "" if entry.hand else "front"}, self._reason_field()]

    @api.model
    def _form_transfer(self, entry):
        _ = self.env._
        domain = [("company_id", "=", entry.company_id.id), ("id", "!=", entry.queue_id.id)]
        queues = self.env["queue.queue"].search(domain)
        near = queues.sorted(lambda one: one.zone_id != entry.zone_id)
        options = [{"value": one.id, "label": f"{one.name}（{one.zone_id.name}）"} for one in near]
        where = [
            {"value": "end", "label": _("At the end of the line")},
            {"value": "age", "label": _("By the time already waited")},
            {"value": "front", "label": _("In front of the line")},
        ]
        if not entry._is_lead():
            where.pop()
        return [
            self._field("queue", _("To queue"), "choice", options=options),
            self._field("where", _("Place there"), "choice", options=where, value="end"),
            self._reason_field(),
        ]

    @api.model
    def _form_bench(self, entry):
        rooms = self.env["queue.session"]._rooms([entry.zone_id.id])
        limit = self.env["queue.queue"]._facts(entry.queue_id.id).policy.bench_limit
        names = {
            one.id: one.name
            for one in self.env["queue.service.point"].browse([room.point for room in rooms])
        }
        options = [
            {"value": one.point, "label": f"{names[one.point]}  {one.benched}/{limit}"}
            for one in rooms
            if entry.queue_id.id in one.queues and not one.paused
        ]
        return [self._field("point", self.env._("Room"), "choice", options=options)]

    @api.model
    def _form_set_doctor(self, entry):
        domain = [("company_id", "=", entry.company_id.id)]
        doctors = self.env["queue.practitioner"].search(domain)
        mine = doctors.filtered(lambda one: entry.queue_id in one.queue_ids) or doctors
        options = [{"value": 0, "label": self.env._("Any doctor")}, *self._options(mine, "name")]
        label = self.env._("Doctor")
        choice = self._field("practitioner", label, "choice", options=options)
        return [choice | {"value": entry.practitioner_id.id}, self._reason_field()]

    @api.model
    def _form_set_slot(self, entry):
        _ = self.env._
        halves = entry._fields["half_day"]._description_selection(self.env)
        options = [{"value": code, "label": label} for code, label in halves]
        now = self._wall(entry, entry.slot_start)
        return [
            self._field("half_day", _("Half-day"), "choice", options=options, value=entry.half_day),
            self._field("slot", _("Time"), "time", value=now, required=False),
            self._reason_field(),
        ]

    @api.model
    def _form_reading(self, entry):
        """How the name is said now, what is offered, and a line to write another reading."""
        patient = entry.patient_id
        said = " – ".join(filter(None, (patient.said, patient.said_problem)))
        options = [
            {"value": reading, "label": f"{reading}  ({where})"}
            for reading, where in patient._readings_offered()
        ]
        label = self.env._("Reading (said now: %s)", said)
        write = self.env._("Or written, with tones: shan4 xiao3 ming2")
        return [
            self._field("reading", label, "choice", options=options, required=False),
            self._field("other", write, value=patient.reading or "", required=False),
        ]

    @api.model
    def _form_set_ready(self, entry):
        return [self._reason_field()] if entry.ready else None


def _foreign(number):
    """Return a number that the HIS gave; our own marks of walk-ins tell a nurse nothing."""
    return "" if number.startswith(("desk:", "kiosk:")) else number
