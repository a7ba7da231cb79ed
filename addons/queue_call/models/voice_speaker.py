"""Loudspeaker zones: what of a queue zone one loudspeaker says, and how."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_duration

TIMES = ("lunch_from", "lunch_to", "night_from", "night_to")


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

    @api.constrains("volume", "day_gain", "lunch_gain", "night_gain", *TIMES)
    def _check_volume(self):
        gains = dict.fromkeys(("volume", "day_gain", "lunch_gain", "night_gain"), (0, 100))
        self._check_limits(gains | dict.fromkeys(TIMES, (0, 24)))

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
