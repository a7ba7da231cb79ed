"""The operator's page: what makes the sound, how much of it is ready, and how anything sounds."""

import base64
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError

from ..core.voice import plan
from ..core.voice.pinyin import marked
from .clock import aware, now_ms
from .voice import NOW

_ALIVE_S = 30
_FAILED_SHOWN = 8


class QueueVoice(models.AbstractModel):
    _inherit = "queue.voice"

    @api.model
    def _check_operator(self):
        if not self.env.user.has_group("queue_call.group_queue_manager"):
            raise AccessError(self.env._("This page is for managers of the queues."))

    @api.model
    def page(self):
        """Return {renderers, clips, failed, zones, packs} of the operator's page."""
        self._check_operator()
        return {
            "renderers": self._renderers(),
            "clips": self.env["queue.voice.clip"]._state(),
            "hour": self._made_lately(),
            "failed": self._failed(),
            "zones": self._zones(),
            "packs": self.env["queue.voice.pack"].search_read([], ["name", "recordings"]),
        }

    @api.model
    def _renderers(self):
        """Return the processes that make clips, the living ones first."""
        self.env.cr.execute(
            "SELECT host, engines, made, beat_at FROM queue_voice_renderer"
            " WHERE beat_at > %s ORDER BY beat_at DESC",
            (now_ms() - timedelta(days=1),),
        )
        now, found = aware(now_ms()), []
        for host, engines, made, beat_at in self.env.cr.fetchall():
            age = max(0, round((now - aware(beat_at)).total_seconds()))
            alive = age < _ALIVE_S
            names = engines.split(",")
            found.append(
                {"host": host, "engines": names, "made": made, "age_s": age, "alive": alive}
            )
        return found

    @api.model
    def _made_lately(self):
        """Return {made, wait_s} of the last hour, for clips that somebody was to hear soon."""
        self.env.cr.execute(
            "SELECT count(*), percentile_disc(0.95) WITHIN GROUP"
            " (ORDER BY extract(epoch FROM ready_at - wanted_at)) FROM queue_voice_clip"
            " WHERE ready_at > %s AND priority < 90",
            (now_ms() - timedelta(hours=1),),
        )
        made, wait = self.env.cr.fetchone()
        return {"made": made, "wait_s": round(float(wait or 0), 1)}

    @api.model
    def _failed(self):
        """Return the clips that no engine could say, without the words of a private one."""
        self.env.cr.execute(
            "SELECT CASE WHEN private THEN '' ELSE phrase ->> 'text' END, error, key"
            " FROM queue_voice_clip WHERE state = 'failed' ORDER BY wanted_at DESC LIMIT %s",
            (_FAILED_SHOWN,),
        )
        return [
            {"text": text, "error": error or "", "key": key}
            for text, error, key in self.env.cr.fetchall()
        ]

    @api.model
    def _zones(self):
        """Return each loudspeaker zone with who speaks and how much is ready for it."""
        most, found = self._numbers_needed(), []
        for zone in self.env["queue.speaker"].search([]):
            phrases = self._public(zone, most)
            keys = self._clip_keys(phrases, zone._facts().manner)
            ready = len(self.env["queue.voice.clip"]._ready(keys))
            line = zone.device_ids.filtered(lambda one, z=zone: one.device_id == z.speaking_id)
            found.append(
                {
                    "id": zone.id,
                    "name": zone.name,
                    "speaks": zone.speaking_id.name or "",
                    "sounds": bool(line and line._can_speak()),
                    "ready": ready,
                    "wanted": len(keys),
                    "rooms": (zone.point_ids or zone.zone_id.point_ids).mapped("name"),
                    "say": zone._style().say,
                    "pack": zone.pack_id.name or "",
                }
            )
        return found

    @api.model
    def _clip_keys(self, phrases, manner):
        """Return the keys of clips without asking for them."""
        speed, voice = manner
        store = self.env["queue.voice.clip"]
        return {store._key(one, voice, speed) for one in phrases}

    # -- listening --------------------------------------------------------------------------------
    @api.model
    def listen(self, speaker, number, name="", room="", occasion="call", text="", reading=""):
        """Return [{key, text, said}] of what a loudspeaker zone would say, wanted at once.

        ``occasion``: call, recall, prepare, passed or notice, which says ``text``.
        """
        self._check_operator()
        zone = self.env["queue.speaker"].browse(int(speaker))
        zone.check_access("read")
        facts = zone._facts()
        if occasion == "notice":
            clips = [plan.notice(text or "", "zh_CN", facts.reader)]
        else:
            clips = self._said(zone, facts, number, name, room, occasion, reading).clips
        clips = [one for one in clips if one.text]
        keys = self._keys(clips, NOW, facts.manner)
        return [
            {"key": keys[one], "text": one.text, "said": marked(one.syllables) or one.text}
            for one in clips
        ]

    @api.model
    def _said(self, zone, facts, number, name, room, occasion, reading):
        point = (zone.point_ids or zone.zone_id.point_ids).filtered(lambda one: one.name == room)
        order = plan.Order(
            number=number or "A012",
            name=name or "",
            reading=self.env["queue.voice.reading"]._parsed(reading) if reading else "",
            room=room or "",
            window=point[:1].kind == "window",
            kind=zone.zone_id.queue_ids[:1].kind or "clinic",
            recall=occasion == "recall",
            occasion=occasion if occasion in ("prepare", "passed") else "",
        )
        return plan.plan(order, facts.style, facts.reader)

    @api.model
    def heard(self, keys):
        """Return {key: {audio, engine, ms}} of those clips of ``listen`` that are ready."""
        self._check_operator()
        self.env.cr.execute(
            "SELECT key, audio, engine, duration_ms, lufs FROM queue_voice_clip"
            " WHERE key = ANY(%s) AND state = 'ready'",
            ([str(one) for one in keys][:20],),
        )
        return {
            key: {
                "audio": "data:audio/mpeg;base64," + base64.b64encode(bytes(audio)).decode(),
                "engine": engine or "",
                "ms": ms,
                "lufs": lufs,
            }
            for key, audio, engine, ms, lufs in self.env.cr.fetchall()
        }

    # -- remedies ---------------------------------------------------------------------------------
    @api.model
    def prepare_all(self):
        """Want what is not ready yet, as the night does."""
        self._check_operator()
        self.sudo()._cron_numbers()
        return self.page()

    @api.model
    def try_again(self):
        """Want the clips anew that no engine could say."""
        self._check_operator()
        self.env["queue.voice.clip"]._again()
        return self.page()
