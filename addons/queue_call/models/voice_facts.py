"""What a call needs of the loudspeakers of its zone: read once, kept until one changes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from odoo import api, models, tools

from ..core.voice import channel, plan
from ..core.voice.pack import Voice
from ..core.voice.templates import Template
from .pinyin import spoken
from .voice_clip import VOICE
from .voice_speaker import TIMES

_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class SpeakerFacts:
    """What a call needs of a loudspeaker zone; cached until one changes."""

    id: int
    points: frozenset
    style: plan.Style
    speed: float
    voice: str = VOICE
    ready_ahead: int = 0
    say_missed: bool = False
    reader: Callable = spoken

    @property
    def manner(self) -> tuple[float, str]:
        """Return speed and voice: what tells clips of the same words apart."""
        return self.speed, self.voice

    @property
    def key(self) -> str:
        """Return its name on the wire."""
        return f"s{self.id}"


@dataclass(frozen=True)
class PointFacts:
    """What is said of a room."""

    name: str
    window: bool
    chairs: int


@dataclass(frozen=True)
class ZoneVoice:
    """The loudspeakers of a zone, those of single rooms first."""

    speakers: tuple[SpeakerFacts, ...] = ()
    points: dict[int, PointFacts] = field(default_factory=dict)

    def at(self, point):
        """Return the loudspeaker that calls to a room, or None."""
        for one in self.speakers:
            if not one.points or point in one.points:
                return one
        return None


class QueueSpeaker(models.Model):
    _inherit = "queue.speaker"

    @api.model
    @tools.ormcache("zone_id")
    def _of_zone(self, zone_id):
        """Return the ``ZoneVoice`` of a zone."""
        speakers = self.sudo().search([("zone_id", "=", zone_id)])
        points = self.env["queue.service.point"].sudo().search([("zone_id", "=", zone_id)])
        facts = sorted((one._facts() for one in speakers), key=lambda one: not one.points)
        return ZoneVoice(
            tuple(facts),
            {one.id: PointFacts(one.name, one.kind == "window", one.chairs) for one in points},
        )

    def _facts(self):
        points = frozenset(self.point_ids.ids)
        return SpeakerFacts(
            self.id,
            points,
            self._style(),
            self.speed,
            self._voice(),
            self.ready_ahead,
            self.say_missed,
            self.env["queue.voice.word"]._of_hospital(self.company_id.id),
        )

    def _voice(self):
        """Return by whom the zone speaks, as clips name it."""
        pack = self.pack_id if self.pack_id.active else self.pack_id.browse()
        return Voice(VOICE, pack.id or 0, pack.version, self.pack_use == "first").code

    def _style(self):
        say = "number" if self.zone_id.mask_mode == "number_only" else self.say
        own = {
            (one.occasion, one.class_id.code or ""): Template(one.text, one.text_en or one.text)
            for one in self.template_ids
        }
        return plan.Style(say=say, tongue=self.tongue, times=self.times, yao=self.yao, own=own)

    def _gains(self):
        """Return the volume by time of day as the core reckons with it."""
        shares = {name: self[f"{name}_gain"] / 100 for name in ("day", "lunch", "night")}
        times = {name: round(self[name] * 60) % _MINUTES_A_DAY for name in TIMES}
        return channel.Gains(**shares, **times)
