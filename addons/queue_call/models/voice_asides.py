"""Sentences beside a call: who is to get ready, who was missed; by rule or by the desk."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.voice import plan
from .clock import iso, now_ms

_SOON = 5  # the renderer's priority: behind calls, before check-ins
_MOST_AHEAD = 5
_WORTH_S = 120
_SAYABLE = {"waiting": "prepare", "benched": "prepare", "no_show": "passed"}


class QueueSpeaker(models.Model):
    _inherit = "queue.speaker"

    ready_ahead = fields.Integer(
        "Get ready: next patients",
        default=0,
        required=True,
        help="After each call so many of the next patients are told once to come to the door: one"
        " with the name, several by their numbers in one sentence. 0: nobody.",
    )
    say_missed = fields.Boolean(
        "Say that a call was missed",
        help="A patient who is marked as missed is asked to the desk.",
    )

    @api.constrains("ready_ahead")
    def _check_ready_ahead(self):
        if any(not 0 <= one.ready_ahead <= _MOST_AHEAD for one in self):
            raise ValidationError(
                self.env._("Tell from 0 to %s patients to get ready.", _MOST_AHEAD)
            )


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    told_ready_at = fields.Datetime(
        "Told to get ready", readonly=True, help="When the loudspeaker asked the patient to come."
    )

    @api.model
    def _untold(self, ids):
        """Return those of the entries that were not told to get ready, and note that they are."""
        self.env.cr.execute(
            "UPDATE queue_entry SET told_ready_at = %s"
            " WHERE id = ANY(%s) AND told_ready_at IS NULL RETURNING id",
            (now_ms(), list(ids)),
        )
        fresh = {one for (one,) in self.env.cr.fetchall()}
        self.browse(fresh).invalidate_recordset(["told_ready_at"], flush=False)
        return [one for one in ids if one in fresh]

    def _say(self):
        """At the desk: have it said that the patient is to get ready, or was missed."""
        self.ensure_one()
        self._check_staff()
        occasion = _SAYABLE.get(self.state)
        if not occasion:
            raise UserError(
                self.env._("Nothing is said of a patient in this state. Call the patient instead.")
            )
        (row,) = self._voice_rows()
        point = self.point_id.id or next(
            iter(self.env["queue.voice"]._rooms_of({self.queue_id.id}).get(self.queue_id.id, ())),
            None,
        )
        item = self.env["queue.voice"].sudo()._aside([row], point, occasion)
        if item is None:
            raise UserError(
                self.env._(
                    "No loudspeaker stands where this patient waits. Add one in the settings."
                )
            )
        self.zone_id.sudo()._bus_send("queue_call/say", {"items": [item]})
        return self


class QueueVoice(models.AbstractModel):
    _inherit = "queue.voice"

    @api.model
    def _aside(self, rows, point_id, occasion):
        """Return what is said of patients beside a call, as screens get it; None without speaker.

        One patient with the name, several by their numbers in one sentence.
        """
        zone = self.env["queue.speaker"]._of_zone(rows[0].zone_id)
        speaker = zone.at(point_id)
        if speaker is None:
            return None
        planned = self._aside_plan(zone, speaker, rows, point_id, occasion)
        keys = self._keys((*planned.clips, *planned.number), _SOON, speaker.manner)
        now = now_ms()
        return {
            "id": f"{occasion}-{'-'.join(str(row.id) for row in rows)}-{int(now.timestamp())}",
            "speech": self._speech_json(speaker, planned, keys),
            "until": iso(now + timedelta(seconds=_WORTH_S)),
        }

    @api.model
    def _aside_plan(self, zone, speaker, rows, point_id, occasion):
        point = zone.points.get(point_id)
        if len(rows) > 1:
            numbers = [row.number for row in rows]
            room = point.name if point else ""
            clips = plan.batch(numbers, room, speaker.style, speaker.reader, occasion)
            return plan.Plan(clips, clips, 1, "aside")
        order = self._call_order(rows[0], point, None, False)
        found = plan.plan(plan.aside(order, occasion), speaker.style, speaker.reader)
        return plan.Plan(found.clips, found.number, 1, found.priority, found.problem)


class QueueZone(models.Model):
    _inherit = "queue.zone"

    def _tell_more(self, hall, events, calls):
        """After a message to the screens: what else is said because of these calls and moves."""
        result = super()._tell_more(hall, events, calls)
        items = [*self._ready_items(hall, calls), *self._missed_items(events)]
        if items:
            self._bus_send("queue_call/say", {"items": items})
        return result

    def _ready_items(self, hall, calls):
        zone, voice = self.env["queue.speaker"]._of_zone(self.id), self.env["queue.voice"]
        for point in dict.fromkeys(one["point_id"] for one in calls if one["kind"] == "call"):
            speaker = zone.at(point)
            ahead = speaker.ready_ahead if speaker else 0
            rows = {row.id: row for row in hall.next_rows(point, ahead)} if ahead else {}
            fresh = self.env["queue.entry"]._untold(list(rows)) if rows else ()
            item = fresh and voice._aside([rows[one] for one in fresh], point, "prepare")
            if item:
                yield item

    def _missed_items(self, events):
        zone, voice = self.env["queue.speaker"]._of_zone(self.id), self.env["queue.voice"]
        for event in events:
            row = event.get("row")
            if not row or event["target"] != "no_show" or event["source"] == "no_show":
                continue
            point = event.get("point_id") or row.point_id
            speaker = zone.at(point)
            item = speaker and speaker.say_missed and voice._aside([row], point, "passed")
            if item:
                yield item
