"""Loudspeaker zones: what of a queue zone one loudspeaker says, how, and which device does it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import format_duration

from ..core.voice import channel, plan
from ..core.voice.pack import Voice
from ..core.voice.templates import Template
from .pinyin import spoken
from .voice_clip import VOICE

_MINUTES_A_DAY = 24 * 60
_TIMES = ("lunch_from", "lunch_to", "night_from", "night_to")


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
    """A loudspeaker zone: people who hear the same loudspeaker. One voice speaks at a time."""

    _name = "queue.speaker"
    _description = "Loudspeaker zone"
    _order = "zone_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    zone_id = fields.Many2one(
        "queue.zone",
        "Queue zone",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Calls of this zone are said here.",
    )
    company_id = fields.Many2one(related="zone_id.company_id", store=True, index=True)
    point_ids = fields.Many2many(
        "queue.service.point",
        "queue_speaker_point_rel",
        "speaker_id",
        "point_id",
        "Rooms",
        help="Only calls to these rooms are said here; leave it empty for all rooms that no other"
        " loudspeaker zone takes.",
    )
    device_ids = fields.One2many(
        "queue.speaker.device",
        "speaker_id",
        "Speaking devices",
        help="The first one that is alive speaks, the others stay silent and take over when it"
        " falls out.",
    )
    speaking_id = fields.Many2one(
        "maintenance.equipment",
        "Speaks now",
        readonly=True,
        index="btree_not_null",
        help="The device that speaks at present, found every minute and with every report.",
    )
    say = fields.Selection(
        [("both", "Number and name"), ("name", "Name only"), ("number", "Number only")],
        "Called by",
        default="both",
        required=True,
        help="Zones that show numbers only also call by number only, whatever is chosen here.",
    )
    tongue = fields.Selection(
        [("zh", "Chinese"), ("en", "English"), ("both", "Chinese, then English")],
        "Language",
        default="zh",
        required=True,
        help="English calls by number; the room is named by its number.",
    )
    times = fields.Integer(
        "Times said",
        default=2,
        required=True,
        help="How many times each call is said while few others wait: 1 to 3.",
    )
    speed = fields.Float(
        default=1.0,
        required=True,
        help="1.0 is normal, 0.9 slower; allowed are 0.7 to 1.3. Clips are made anew after a"
        " change.",
    )
    yao = fields.Boolean(
        "1 is said yao",
        default=True,
        help="In numbers of three digits and more, since yi and qi sound alike in a hall.",
    )
    volume = fields.Integer(default=80, required=True, help="Per cent of the device's full volume.")
    day_gain = fields.Integer("By day (%)", default=100, help="Share of the volume in the day.")
    lunch_gain = fields.Integer("At lunch (%)", default=70, help="Share of the volume at lunch.")
    night_gain = fields.Integer("At night (%)", default=40, help="Share of the volume at night.")
    lunch_from = fields.Float("Lunch from", default=12.0, help="Hospital's time.")
    lunch_to = fields.Float("Lunch until", default=13.5, help="Hospital's time.")
    night_from = fields.Float("Night from", default=20.0, help="Hospital's time.")
    night_to = fields.Float("Night until", default=7.0, help="Hospital's time; after midnight.")
    pack_id = fields.Many2one(
        "queue.voice.pack",
        "Recorded pack",
        check_company=True,
        ondelete="restrict",
        help="Recordings of the hospital's own. Patients' names are left to the other engines.",
    )
    pack_use = fields.Selection(
        [
            ("fallback", "Where the natural voice is not installed"),
            ("first", "Always first (a dialect, a known voice)"),
        ],
        "Recorded pack speaks",
        default="fallback",
        required=True,
        help="What no recording says is said by the next engine.",
    )
    chime = fields.Boolean(default=True, help="Two tones before a call wake the hall's attention.")
    max_age_s = fields.Integer(
        "Spoken within (s)",
        default=90,
        required=True,
        help="A call that is older is shown but not said any more: the patient has gone in or the"
        " next one was called.",
    )
    once_at = fields.Integer(
        "Once from",
        default=3,
        required=True,
        help="So many calls waiting to be said: from here on each is said once.",
    )
    number_at = fields.Integer(
        "Number only from",
        default=6,
        required=True,
        help="So many calls waiting to be said: from here on the number alone is said.",
    )
    template_ids = fields.One2many("queue.voice.template", "speaker_id", "Own sentences")
    example = fields.Text("What is said", compute="_compute_example")
    forecast = fields.Text("Today", compute="_compute_forecast")

    # -- what can be set --------------------------------------------------------------------------
    @api.constrains("times", "speed", "max_age_s", "once_at", "number_at")
    def _check_numbers(self):
        limits = {
            "times": (1, 3),
            "speed": (0.7, 1.3),
            "max_age_s": (10, 600),
            "once_at": (1, 99),
            "number_at": (1, 99),
        }
        self._check_limits(limits)
        for speaker in self:
            if speaker.number_at < speaker.once_at:
                raise ValidationError(
                    self.env._(
                        "%(name)s: “Number only from” (%(number)s) comes before “Once from”"
                        " (%(once)s). Enter at least as many.",
                        name=speaker.name,
                        number=speaker.number_at,
                        once=speaker.once_at,
                    )
                )

    @api.constrains("volume", "day_gain", "lunch_gain", "night_gain", *_TIMES)
    def _check_volume(self):
        gains = dict.fromkeys(("volume", "day_gain", "lunch_gain", "night_gain"), (0, 100))
        self._check_limits(gains | dict.fromkeys(_TIMES, (0, 24)))

    def _check_limits(self, limits):
        for speaker in self:
            for name, (low, high) in limits.items():
                if not low <= speaker[name] <= high:
                    raise ValidationError(
                        self.env._(
                            "%(speaker)s: %(field)s must be from %(low)s to %(high)s.",
                            speaker=speaker.name,
                            field=self._fields[name]._description_string(self.env),
                            low=low,
                            high=high,
                        )
                    )

    @api.constrains("zone_id", "point_ids", "active")
    def _check_rooms(self):
        for speaker in self:
            if speaker.point_ids.zone_id - speaker.zone_id:
                raise ValidationError(
                    self.env._("%s: choose rooms of its own queue zone.", speaker.name)
                )
            others = self.search(
                [("zone_id", "=", speaker.zone_id.id), ("id", "!=", speaker.id)]
            ).filtered(lambda one, mine=speaker: _overlap(one, mine))
            if speaker.active and others:
                raise ValidationError(
                    self.env._(
                        "%(one)s and %(other)s would both say the calls of the same rooms. Choose"
                        " other rooms for one of them.",
                        one=speaker.name,
                        other=others[0].name,
                    )
                )

    # -- what a call needs ------------------------------------------------------------------------
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
        times = {name: round(self[name] * 60) % _MINUTES_A_DAY for name in _TIMES}
        return channel.Gains(**shares, **times)

    # -- shown to the administrator ---------------------------------------------------------------
    @api.depends("say", "tongue", "yao", "zone_id", "point_ids", "template_ids", "times")
    def _compute_example(self):
        for speaker in self:
            speaker.example = self.env["queue.voice"]._example(speaker)

    def _compute_forecast(self):
        hours = self.env["queue.speaker.hour"]._of(self)
        for speaker in self:
            worst = [one for one in hours.get(speaker.id, ()) if one["level"] != "free"]
            speaker.forecast = "\n".join(speaker._warning(one) for one in worst) or self.env._(
                "Every call of today can be said in full."
            )

    def _warning(self, hour):
        words = {
            "once": self.env._("each call is said once"),
            "number": self.env._("numbers alone are said"),
            "over": self.env._("not every call can be said: add a loudspeaker zone"),
        }
        return self.env._(
            "%(from)s–%(to)s: about %(calls)s calls, busy %(busy)s %%; %(what)s.",
            **{
                "from": format_duration(hour["hour"]),
                "to": format_duration(hour["hour"] + 1),
                "calls": hour["calls"],
                "busy": hour["busy"],
                "what": words[hour["level"]],
            },
        )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        speakers = super().create(vals_list)
        speakers._elect()
        return speakers

    def write(self, vals):
        if set(vals) == {"speaking_id"}:
            return super().write(vals)  # no call depends on who speaks: caches stay
        self.env.registry.clear_cache()
        result = super().write(vals)
        if "device_ids" in vals or "active" in vals:
            self._elect()
        for speaker in self.sudo():
            speaker._tell()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # -- who speaks -------------------------------------------------------------------------------
    def _elect(self):
        """Let the first living device speak in each zone; tell the screens where that changed."""
        for speaker in self.sudo():
            ordered = [(one.device_id.id, one._can_speak()) for one in speaker.device_ids]
            chosen = channel.speaking(ordered) if speaker.active else None
            if (chosen or False) != speaker.speaking_id.id:
                speaker.write({"speaking_id": chosen})
                speaker._tell()

    def _tell(self):
        """Tell the zone's screens that who speaks, or how, has changed."""
        speaks = self.speaking_id.id
        payload = {"key": f"s{self.id}", "speaks": f"d{speaks}" if speaks else None}
        self.zone_id._bus_send("queue_call/speaker", payload)

    @api.model
    def _cron_elect(self):
        """Every minute: a device that fell silent hands over to the next one."""
        self.search([])._elect()

    def action_hours(self):
        """Open how busy this loudspeaker is by hour."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "queue_call.action_queue_speaker_hour"
        )
        return action | {"domain": [("speaker_id", "in", self.ids)]}


def _overlap(one, other):
    """Return whether two loudspeaker zones of a queue zone would both say a call."""
    if one.point_ids and other.point_ids:
        return one.point_ids & other.point_ids
    return not one.point_ids and not other.point_ids


class QueueSpeakerDevice(models.Model):
    """A device that may speak in a loudspeaker zone, in the order of preference."""

    _name = "queue.speaker.device"
    _description = "Speaking device"
    _order = "sequence, id"
    _check_company_auto = True

    speaker_id = fields.Many2one(
        "queue.speaker", "Loudspeaker zone", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="speaker_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    device_id = fields.Many2one(
        "maintenance.equipment",
        "Device",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('device_kind', 'in', ('hall_screen', 'door_screen'))]",
    )
    presence = fields.Selection(related="device_id.presence")

    _device_uniq = models.Constraint(
        "UNIQUE (device_id)", "This device speaks in another loudspeaker zone already."
    )

    @api.constrains("speaker_id", "device_id")
    def _check_zone(self):
        for one in self:
            if one.device_id.queue_zone_id != one.speaker_id.zone_id:
                raise ValidationError(
                    self.env._(
                        "%(device)s does not stand in the queue zone %(zone)s: it hears none of"
                        " its calls.",
                        device=one.device_id.name,
                        zone=one.speaker_id.zone_id.name,
                    )
                )

    def _can_speak(self):
        """Return whether the device is online and has not said that its sound is blocked."""
        device = self.device_id
        audio = (device.heartbeat_ids[:1].audio or "").split(" ")[0]
        return device.presence == "online" and audio not in ("blocked", "error")
