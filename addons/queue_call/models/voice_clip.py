"""The store of clips: what is wanted, what is ready, what a screen may fetch."""

import json
from datetime import timedelta

from odoo import api, fields, models, tools

from ..core.voice import schema
from ..core.voice.phrase import clip_key
from .clock import aware, now_ms

VOICE = "zf_xiaoyi"
ALIVE_S = 30
PRIVATE_HOURS = 20  # a patient's clip does not outlive his day
PUBLIC_DAYS = 60
_HEX = frozenset("0123456789abcdef")


class QueueVoiceClip(models.AbstractModel):
    """Doors to the table of clips, which the renderer writes without Odoo."""

    _name = "queue.voice.clip"
    _description = "Clips of speech"

    def init(self):
        """Create the tables; see ``core.voice.schema``."""
        self.env.cr.execute(schema.TABLES)

    @api.model
    @tools.ormcache()
    def _salt(self):
        """Return the secret without which no name leads to a clip."""
        return self.env["ir.config_parameter"].sudo().get_param("database.secret")

    @api.model
    def _want(self, phrases, priority, voice=VOICE):
        """Return {phrase: key}; clips that are not there yet are wanted from the renderer.

        ``priority``: smaller is sooner. One statement; the renderer hears of it with the commit.
        """
        speed = round(float(self.env.context.get("queue_voice_speed", 1.0)), 2)
        keys = {one: self._key(one, voice, speed) for one in phrases}
        if keys:
            ordered = sorted(keys.items(), key=lambda item: item[1])  # one order: no deadlock
            self.env.cr.execute(
                schema.WANT,
                {
                    "keys": [key for _phrase, key in ordered],
                    "phrases": [json.dumps(one.to_json()) for one, _key in ordered],
                    "voice": voice,
                    "speed": speed,
                    "priority": priority,
                },
            )
            if self.env.cr.rowcount:
                self.env.cr.execute("SELECT pg_notify(%s, '')", (schema.CHANNEL,))
        return keys

    @api.model
    def _key(self, phrase, voice, speed):
        return clip_key(phrase, voice, round(speed, 2), self._salt())

    @api.model
    def _again(self):
        """Want clips anew that no engine could say."""
        self.env.cr.execute(
            "UPDATE queue_voice_clip SET state = 'wanted', tries = 0, error = NULL"
            " WHERE state = 'failed'"
        )
        self.env.cr.execute("SELECT pg_notify(%s, '')", (schema.CHANNEL,))

    @api.model
    def _ready(self, keys):
        """Return {key: duration in ms} of those clips that can be played now."""
        self.env.cr.execute(
            "SELECT key, duration_ms FROM queue_voice_clip WHERE key = ANY(%s) AND state = 'ready'",
            (list(keys),),
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _audio(self, token, key):
        """Return (MP3, engine) for the device with this token, (b"", "") while there is none.

        Raises DeviceRefused.
        """
        self.env["maintenance.equipment"]._by_token(token)
        if len(key) != 40 or not set(key) <= _HEX:
            return b"", ""
        self.env.cr.execute(
            "SELECT audio, engine FROM queue_voice_clip WHERE key = %s AND state = 'ready'", (key,)
        )
        row = self.env.cr.fetchone()
        return (bytes(row[0]), row[1] or "") if row else (b"", "")

    @api.model
    def _engine(self):
        """Return what makes the sound now: kokoro, espeak, silence, or "" when nobody renders."""
        since = now_ms() - timedelta(seconds=ALIVE_S)
        self.env.cr.execute(
            "SELECT engines FROM queue_voice_renderer WHERE beat_at > %s ORDER BY beat_at DESC",
            (since,),
        )
        row = self.env.cr.fetchone()
        return row[0].split(",")[0] if row else ""

    @api.model
    def _state(self):
        """Return {engine, wanted, ready, failed, oldest_s}: what an operator sees."""
        self.env.cr.execute(
            "SELECT count(*) FILTER (WHERE state IN ('wanted', 'rendering')),"
            " count(*) FILTER (WHERE state = 'ready'), count(*) FILTER (WHERE state = 'failed'),"
            " min(wanted_at) FILTER (WHERE state IN ('wanted', 'rendering') AND priority < 90)"
            " FROM queue_voice_clip"
        )
        wanted, ready, failed, oldest = self.env.cr.fetchone()
        age = (aware(now_ms()) - aware(oldest)).total_seconds() if oldest else 0
        return {
            "engine": self._engine(),
            "wanted": wanted,
            "ready": ready,
            "failed": failed,
            "oldest_s": round(age),
        }

    @api.autovacuum
    def _gc_clips(self):
        """Forget patients' clips after their day, others when nobody wanted them for long."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            "DELETE FROM queue_voice_clip WHERE private AND wanted_at < %s OR wanted_at < %s",
            (now - timedelta(hours=PRIVATE_HOURS), now - timedelta(days=PUBLIC_DAYS)),
        )


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _screen_texts(self):
        blocked = self.env._("Sound is blocked: touch the screen once")
        return super()._screen_texts() | {"sound_blocked": blocked}
