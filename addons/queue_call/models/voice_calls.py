"""Where the voice hangs on calls, check-ins and screens."""

from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.addons.device_registry.core.token import token_hash

from ..core.states import IN_LINE
from .clock import aware, now_ms

# Loudspeaker zones in which this device could speak and another one does, or none.
_SILENT = """
    SELECT s.id FROM maintenance_equipment e
      JOIN queue_speaker_device d ON d.device_id = e.id
      JOIN queue_speaker s ON s.id = d.speaker_id AND s.active
     WHERE e.device_token_hash = %s AND s.speaking_id IS DISTINCT FROM e.id
"""


class QueueCall(models.Model):
    _inherit = "queue.call"

    speech = fields.Json(help="The clips that say this call, by key; empty where nothing speaks.")


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _on_moved(self, events):
        result = super()._on_moved(events)
        rows = {
            one["entry_id"]: one["row"]
            for one in events
            if one.get("row") and one["target"] in IN_LINE and one["source"] != one["target"]
        }
        if rows:
            self.env["queue.voice"]._prepare(rows.values())
        return result


class QueueServicePoint(models.Model):
    _inherit = "queue.service.point"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()  # loudspeakers name rooms
        return super().create(vals_list)

    def write(self, vals):
        if {"name", "kind", "chairs", "zone_id", "active"} & set(vals):
            self.env.registry.clear_cache()
        return super().write(vals)


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    speaker_line_ids = fields.One2many("queue.speaker.device", "device_id", "Speaks in")

    def _screen_snapshot(self):
        return super()._screen_snapshot() | {"speaker": self._speaker_json()}

    def _speaker_json(self):
        """Return the loudspeaker zone of this device for its player, None without one."""
        speaker = self.speaker_line_ids.speaker_id[:1]
        if not speaker or not speaker.active:
            return None
        return {
            "key": f"s{speaker.id}",
            "speaks": speaker.speaking_id == self,
            "standby": speaker._standbys().get(self.id, 0),
            "volume": speaker.volume / 100,
            "chime": speaker.chime,
            "night": self._gains_json(speaker),
            "max_age_s": speaker.max_age_s,
            "degrade": {"once_at": speaker.once_at, "number_at": speaker.number_at},
        }

    @api.model
    def _gains_json(self, speaker):
        """Return {now, spans: [{from, to, gain}]}: minutes of the hospital's day, rest ``day``."""
        gains = speaker._gains()
        offset = aware(now_ms()).astimezone(ZoneInfo(speaker.company_id.queue_tz)).utcoffset()
        return {
            "tz_minutes": int(offset.total_seconds() // 60),
            "day": gains.day,
            "spans": [
                {"from": gains.night_from, "to": gains.night_to, "gain": gains.night},
                {"from": gains.lunch_from, "to": gains.lunch_to, "gain": gains.lunch},
            ],
        }


class DeviceHeartbeat(models.Model):
    _inherit = "device.heartbeat"

    @api.model
    def _beat(self, token, report, address=""):
        result = super()._beat(token, report, address)
        self.env["queue.speaker"].flush_model(["speaking_id", "active"])
        self.env.cr.execute(_SILENT, (token_hash(token),))
        for (speaker,) in self.env.cr.fetchall():
            self.env["queue.speaker"].sudo().browse(speaker)._elect()
        return result
