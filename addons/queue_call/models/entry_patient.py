"""An entry as its own patient may see it: on a slip, at the kiosk, on the phone. No full name."""

from odoo import api, models

from ..core import place_words
from ..core.announcement import mask_name
from ..core.states import AT_POINT, IN_LINE
from .clock import iso, now_ms

_POINT_STATES = AT_POINT | {"benched"}


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _patient_langs(self):
        """Return {"en": code, "zh": code}: the languages of what patients read.

        Chinese is whichever is installed; without one the hospital's names stand as they are.
        """
        installed = [code for code, _name in self.env["res.lang"].sudo().get_installed()]
        chinese = [code for code in installed if code.startswith("zh")]
        return {"en": "en_US", "zh": (chinese or ["en_US"])[0]}

    def _masked_name(self):
        """Return the patient's name as the zone lets it be shown; "" where only the number is."""
        return mask_name(self.sudo().patient_id.name or "", self.sudo().zone_id.mask_mode)

    def _patient_params(self):
        """Return {lang: {zone, hint, room, date, from, queue}} for the sentences of the core."""
        self.ensure_one()
        entry = self.sudo()
        clock = entry.company_id._queue_wall_clock
        fixed = {
            "queue": entry.queue_id.name,
            "room": entry.point_id.name if entry.state in _POINT_STATES else "",
            "date": str(entry.service_date),
            "from": clock(entry.not_before) if entry.not_before else "",
        }
        return {
            lang: fixed | entry.with_context(lang=code)._way()
            for lang, code in self._patient_langs().items()
        }

    def _way(self):
        """Return {zone, hint}: where this patient waits or goes, in the env's language."""
        zone, point = self.zone_id, self.point_id
        hint = zone.way_hint or zone.site_id.complete_name or ""
        if point and self.state in _POINT_STATES:
            hint = point.way_hint or hint
        return {"zone": zone.name or "", "hint": hint}

    def _places_told(self):
        """Return {entry id: {ahead, why: {en, zh}}} of those who wait in line, by the forecast."""
        mine = {one.id: one for one in self.sudo() if one.state in IN_LINE}
        found = {}
        places = self.env["queue.line"]._places({one.line_id.id for one in mine.values()})
        for place in places:
            entry = mine.get(place.waiting.key)
            if entry is not None:
                found[entry.id] = {
                    "ahead": place.position - 1,
                    "why": self._explained(entry.queue_id.id, place),
                }
        return found

    @api.model
    def _explained(self, queue_id, place):
        queues = self.env["queue.queue"]
        return {
            lang: queues.with_context(lang=code)._facts(queue_id).explain(place, code)
            for lang, code in self._patient_langs().items()
        }

    def _standing(self, ahead):
        """Return what ``core.place_words.step`` decides by."""
        entry = self.sudo()
        day, _half = entry.company_id._queue_half_day()
        policy = self.env["queue.queue"]._facts(entry.queue_id.id).policy
        return place_words.Standing(
            state=entry.state,
            ahead=ahead,
            today=entry.service_date <= day,
            ready=entry.ready,
            may_return=entry.return_count < policy.max_returns,
            stopped=entry.problem == "clinic_closed",
            rests=bool(entry.not_before and entry.not_before > now_ms()),
        )

    def _told(self):
        """Return [{number, name, queue, doctor, state, room, zone, hint, ahead, wait, why, step}].

        One dict an entry, in the order of the entries; what has two languages is {en, zh}.
        """
        places, ranges = self._places_told(), self.sudo()._wait_ranges()
        for key, text in self._not_called_told().items():
            if key in places:
                why = places[key]["why"]
                places[key]["why"] = {lang: f"{why[lang]} {text[lang]}" for lang in why}
        return [one._told_one(places.get(one.id), ranges.get(one.id)) for one in self.sudo()]

    def _not_called_told(self):
        """Return {entry id: {en, zh}} of those in line who cannot be called now, and why."""
        chinese = self.with_context(lang="zh_CN")._why_not_called()
        if not chinese:
            return {}
        english = self.with_context(lang="en_US")._why_not_called()
        return {key: {"en": english[key], "zh": text} for key, text in chinese.items()}

    def _call_key(self):
        """Return what tells one call of this entry from the next, so that a recall rings too."""
        return f"{iso(self.called_at)}/{self.recall_count}"

    def _told_one(self, place, wait):
        params = self._patient_params()
        ahead = place["ahead"] if place else None
        step = place_words.step(self._standing(ahead or 0))
        return {
            "number": self.number,
            "name": self._masked_name(),
            "queue": self.queue_id.name,
            "doctor": self.practitioner_id.name or "",
            "state": self.state,
            "day": str(self.service_date),
            "room": params["en"]["room"],
            "zone": {lang: one["zone"] for lang, one in params.items()},
            "hint": {lang: one["hint"] for lang, one in params.items()},
            "ahead": ahead,
            "wait": list(wait) if wait else None,
            "why": place["why"] if place else None,
            "call": self._call_key() if self.state == "called" else None,
            "step": place_words.told(step, params),
        }
