"""Check-in at a kiosk: who is it, what may he do, and if not, what does he do instead."""

import re
from datetime import date, datetime

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core import kiosk_words
from ..core.states import AT_POINT, IN_LINE
from ..core.throttle import Throttle
from .clock import now_ms, read
from .equipment_kiosk import KioskRefused

_PLACE = re.compile(r"/queue/place/([A-Za-z0-9_-]{43})")
_PHONE = re.compile(r"\d{7,15}")
_MAY = ("registered", "away", "no_show")
# Names of ``core.arrival`` that patients are told in other words.
_CODES = {"done": "finished"}
_NAMES = {"at": "from"}
# Four characters could be tried out: few tries for a phone number at a kiosk.
_ID4 = Throttle(limit=5, window=600)


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    @api.model
    def _kiosk_check_in(self, token, body):
        """Check in whoever has this card, slip, visit, patient, ID or phone number → ticket.

        ``body``: {"code", "id4"?, "entry"?, "revisit"?}. A phone number of several patients:
        {"ask": "id4"}. Several registrations of one patient: {"choice": [{key, number, queue, …}]};
        the kiosk sends the code again with what was asked. Raises KioskRefused with what to do
        instead.
        """
        device = self._kiosk(token)
        code = str(body.get("code") or "").strip()[:400]
        if body.get("revisit"):
            return device._with_results(code)
        found = device._found_by(code)
        if len(found.patient_id) > 1:
            found = device._one_of_phone(code, found, body.get("id4"))
            if not found:
                return {"ask": "id4"}
        here = device._here(found)
        if body.get("entry"):
            here = here.filtered(lambda one: f"e{one.id}" == body["entry"])
            if not here:
                raise device._refused("not_found")
        elif len(here) > 1:
            return {"choice": [device._short(entry) for entry in here]}
        return device._check_in_one(here)

    # -- who is it --------------------------------------------------------------------------------
    def _found_by(self, code):
        """Return today's standing entries that a code names; raises KioskRefused without any."""
        entries, company = self.env["queue.entry"], self.company_id
        place = _PLACE.search(code)
        if place:
            found = self._found_by_slip(place[1])
        elif len(code) < 3:
            found = entries
        else:
            found = entries._find_for_check_in(code, company)
            if not found and code != code.upper():
                found = entries._find_for_check_in(code.upper(), company)
            found = found or self._found_by_phone(code)
        if not found:
            raise self._why_not_found(code, place)
        return found

    def _found_by_slip(self, token):
        visit = self._visit_of_slip(token)
        return self._standing_today(Domain("visit_id", "=", visit.id)) or self._standing_today(
            Domain("patient_id", "=", visit.patient_id.id)
        )

    def _visit_of_slip(self, token):
        """Return the visit of a slip of this hospital, or none."""
        visit = self.env["queue.visit"].browse(self.env["queue.phone"]._visit_of(token) or [])
        return visit.filtered(lambda one: one.company_id == self.company_id)

    def _standing_today(self, who):
        day, _half = self.company_id._queue_half_day()
        return self.env["queue.entry"].search(
            who
            & Domain(
                [
                    ("company_id", "=", self.company_id.id),
                    ("service_date", "=", day),
                    ("state", "not in", ("cancelled", "transferred", "finished")),
                ]
            )
        )

    def _found_by_phone(self, code):
        digits = re.sub(r"[\s+-]", "", code)
        if not _PHONE.fullmatch(digits):
            return self.env["queue.entry"]
        numbers = {digits, digits.removeprefix("86")}
        return self._standing_today(Domain("patient_id", "any", [("phone", "in", numbers)]))

    def _one_of_phone(self, code, found, id4):
        """Return the entries of the one patient whose ID number ends so; none: ask for it.

        Only for a phone number, which a family shares; a card of two people is a fault that the
        desk mends. No name of anybody is ever shown.
        """
        digits = re.sub(r"[\s+-]", "", code)
        by_phone = all((one.phone or "").endswith(digits[-7:]) for one in found.patient_id)
        by_phone = by_phone and _PHONE.fullmatch(digits)
        if not by_phone or not any(found.patient_id.mapped("id_no")):
            raise self._refused("shared")
        if not id4:
            return self.env["queue.entry"]
        key = f"{self.id}:{digits}"
        tail = str(id4).strip().upper()
        fits = found.filtered(lambda one: (one.patient_id.id_no or "").upper().endswith(tail))
        allowed = _ID4.hit(key, read().timestamp())
        if len(tail) != 4 or len(fits.patient_id) != 1 or not allowed:
            raise self._refused("id4_wrong")
        _ID4.forget(key)
        return fits

    def _why_not_found(self, code, place):
        """Return the refusal that says why there is nothing to check in today."""
        other = self._standing_otherwise(code, place) if len(code) >= 3 else None
        if not other:
            return self._refused("not_found")
        if other.state == "finished" and self._may_revisit(other):
            refused = self._refused("finished")
            refused.told["revisit"] = True
            return refused
        if other.state in ("cancelled", "finished"):
            return self._refused(other.state)
        return self._refused("wrong_day", date=str(other.service_date))

    def _may_revisit(self, entry):
        """Return whether a finished patient may stand in line again here, with results."""
        day, _half = self.company_id._queue_half_day()
        policy = self.env["queue.queue"]._facts(entry.queue_id.id).policy
        here = entry.zone_id in self._kiosk_zones()
        return policy.revisit_kiosk and here and entry.service_date == day

    def _with_results(self, code):
        """Let the finished patient of a code stand in line again; he said he has results."""
        place = _PLACE.search(code)
        entry = self._standing_otherwise(code, place) if len(code) >= 3 else None
        if not entry or entry.state != "finished" or not self._may_revisit(entry):
            raise self._why_not_found(code, place)
        return self._ticket(entry._revisit(), "back")

    def _standing_otherwise(self, code, place):
        """Return the entry of this code on the nearest day to come, or what it was today."""
        visit = place and self._visit_of_slip(place[1])
        day, _half = self.company_id._queue_half_day()
        who = Domain("visit_id", "=", visit.id if visit else False)
        if not place:
            patient = self.env["queue.patient"]._domain_code(code)
            who = Domain("visit_id.visit_ref", "=", code) | Domain("patient_id", "any", patient)
        domain = who & Domain(
            [("company_id", "=", self.company_id.id), ("service_date", ">=", day)]
        )
        found = self.env["queue.entry"].search(domain & Domain("state", "!=", "transferred"))
        later = found.filtered(lambda one: one.service_date > day and one.state == "registered")
        if len(found.patient_id) > 1:
            return None
        return (later.sorted("service_date") or found.sorted("id", reverse=True))[:1]

    # -- what may he do ---------------------------------------------------------------------------
    def _here(self, found):
        """Return the entries among which he chooses, in this kiosk's zones; may raise."""
        here = found.filtered(lambda one: one.zone_id in self._kiosk_zones())
        if not here:
            raise self._elsewhere(found[:1])
        called = here.filtered(lambda one: one.state in AT_POINT)
        open_ = here.filtered(lambda one: one.state in _MAY)
        line = here.filtered(lambda one: one.state in IN_LINE)
        return called[:1] or open_ or line[:1] or here[:1]

    def _elsewhere(self, entry):
        if entry.state in AT_POINT:  # called: the room counts, not the zone
            return self._refused("called_elsewhere", **self._both_params(entry))
        return self._refused("elsewhere", **self._both_params(entry))

    @api.model
    def _both_params(self, entry):
        """Return {name: {en, zh}} of what the sentences name."""
        by_lang = entry._patient_params()
        told = {
            name: {lang: values[name] for lang, values in by_lang.items()} for name in by_lang["en"]
        }
        return told | {"half": _half_day(entry)}

    def _short(self, entry):
        clock = self.company_id._queue_wall_clock
        return {
            "key": f"e{entry.id}",
            "number": entry.number,
            "queue": entry.queue_id.name,
            "half": dict(
                zip(kiosk_words.LANGS, kiosk_words.HALF_DAYS[entry.half_day], strict=True)
            ),
            "slot": clock(entry.slot_start) if entry.slot_start else "",
            "doctor": entry.practitioner_id.name or "",
        }

    def _check_in_one(self, entry):
        """Do what this entry's state allows; once more when another kiosk was faster."""
        state = entry.state
        try:
            with self.env.cr.savepoint():
                return self._do_check_in(entry)
        except KioskRefused:
            raise
        except UserError as refused:
            entry.invalidate_recordset()
            if entry.state == state:
                raise self._refused_by(refused, entry) from refused
        return self._do_check_in(entry)

    def _do_check_in(self, entry):
        state = entry.state
        if entry.problem == "clinic_closed" and state in IN_LINE | {"registered", "held"}:
            raise self._refused("stopped")
        if state in IN_LINE:
            return self._ticket(entry, "known")
        if state in AT_POINT:
            return self._ticket(entry, "called")
        policy = self.env["queue.queue"]._facts(entry.queue_id.id).policy
        if state == "registered":
            entry._check_in()
            return self._ticket(entry, "checked_in")
        if state == "away" and policy.revisit_kiosk:
            entry._return_from_tests()
            return self._ticket(entry, "back")
        if state == "no_show":
            if entry.return_count >= policy.max_returns:
                raise self._refused("no_show_max")
            entry._return_no_show()
            return self._ticket(entry, "returned")
        raise self._refused(state, **self._both_params(entry))

    # -- and if not -------------------------------------------------------------------------------
    def _refused_by(self, refused, entry):
        """Turn the refusal of a verb into what a patient is told: by its code and params."""
        code = getattr(refused, "code", None)
        params = self._both_params(entry) if entry else {}
        given = getattr(refused, "params", None) or {}
        told = {_NAMES.get(name, name): self._said(value) for name, value in given.items()}
        return self._refused(_CODES.get(code, code), **(params | told))

    def _said(self, value):
        """Write a param of a refusal as people read it."""
        if value is None or isinstance(value, bool):
            return ""
        if isinstance(value, datetime):
            return self._said_moment(value)
        if isinstance(value, date):
            return str(value)
        return str(value)

    def _said_moment(self, moment):
        """Write a moment as the hospital's wall clock, with the day when it is another one."""
        moment = moment.replace(tzinfo=None) if not moment.tzinfo else _naive(moment)
        clock = self.company_id._queue_wall_clock(moment)
        day, _half = self.company_id._queue_half_day(moment)
        today, _half = self.company_id._queue_half_day(now_ms())
        return clock if day == today else f"{day} {clock}"


def _half_day(entry):
    """Return the entry's half-day as {en, zh}."""
    return dict(zip(kiosk_words.LANGS, kiosk_words.HALF_DAYS[entry.half_day], strict=True))


def _naive(moment):
    """Return an aware moment as naive UTC."""
    return (moment - moment.utcoffset()).replace(tzinfo=None)
