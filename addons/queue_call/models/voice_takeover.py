"""A loudspeaker dies: the device beside it asks, and speaks within seconds."""

from odoo import api, fields, models

from ..core.voice import takeover
from .clock import aware, now_ms

_CALLS = """
SELECT c.id, c.at,
       COALESCE(array_agg(a.device_id) FILTER (WHERE a.shown_at IS NOT NULL), '{}'),
       COALESCE(array_agg(a.device_id) FILTER (WHERE a.spoken_at IS NOT NULL), '{}')
  FROM queue_call c LEFT JOIN queue_call_ack a ON a.call_id = c.id
 WHERE c.id = ANY(%s) AND c.zone_id = %s AND c.withdrawn_at IS NULL
 GROUP BY c.id, c.at
"""


class QueueSpeakerDevice(models.Model):
    _inherit = "queue.speaker.device"

    silent_at = fields.Datetime(
        "Fell silent",
        readonly=True,
        help="When another device of the zone had to take over. For three minutes it is not chosen"
        " again.",
    )

    def _can_speak(self):
        """Return whether the device lives, has sound and has not just fallen silent."""
        if takeover.silent(aware(self.silent_at), aware(now_ms())):
            return False
        return super()._can_speak()


class QueueSpeaker(models.Model):
    _inherit = "queue.speaker"

    def _standbys(self):
        """Return {device id: which of the standbys it is}."""
        self.ensure_one()
        return takeover.places(self.device_ids.device_id.ids, self.speaking_id.id or None)

    def _replaced(self, device):
        """``device`` has found the speaking one dead: choose anew, and tell the operator."""
        dead = self.device_ids.filtered(lambda one: one.device_id == self.speaking_id)
        dead.silent_at = now_ms()
        before = self.speaking_id
        self._elect()
        if self.speaking_id == before:  # nobody else is known to live: the asking one does
            self.write({"speaking_id": device.id})
            self._tell()
        if before:
            text = before.with_context(lang=before._page_lang()).env._(
                "It did not show a call that it was to say; %s speaks instead", device.name
            )
            before._raise_alarm("unshown", text)


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    @api.model
    def _screen_voice(self, token, body):
        """A standby asks about calls that should have been said: {speaks, calls}.

        ``body``: {calls: [ids]}; ``calls`` of the answer are those that it is to say. Raises
        DeviceRefused.
        """
        device = self._by_token(token)
        line = device.speaker_line_ids[:1]
        speaker, now = line.speaker_id, aware(now_ms())
        if not speaker or not speaker.active:
            return {"speaks": False, "calls": []}
        self.env.cr.execute(  # two standbys that ask at once: one after the other
            "SELECT speaking_id FROM queue_speaker WHERE id = %s FOR UPDATE", (speaker.id,)
        )
        speaker.invalidate_recordset(["speaking_id"])
        calls = self._calls_asked(body.get("calls"), speaker.zone_id.id)
        found = takeover.verdict(device.id, speaker.speaking_id.id or None, calls, now)
        if found == "dead":
            speaker._replaced(device)
        speaks = speaker.speaking_id == device
        return {"speaks": speaks, "calls": takeover.unsaid(calls, now) if speaks else []}

    def _calls_asked(self, ids, zone_id):
        wanted = [one for one in ids or () if isinstance(one, int)] if isinstance(ids, list) else []
        self.env.cr.execute(_CALLS, (wanted[: takeover.MOST], zone_id))
        return {
            call: takeover.Asked(aware(at), frozenset(shown), frozenset(said))
            for call, at, shown, said in self.env.cr.fetchall()
        }
