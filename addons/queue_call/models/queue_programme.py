from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.media.programme import Programme, Times, clashes, hour_text, wrong_times

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SCREENS = ("hall_screen", "door_screen")


class QueueProgramme(models.Model):
    """What plays where and when: media in their order, times of the week, zones and screens."""

    _name = "queue.programme"
    _description = "Programme"
    _order = "priority desc, sequence, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    priority = fields.Selection(
        [("0", "Usual"), ("1", "Preferred"), ("2", "Important")], default="0", required=True
    )
    zone_ids = fields.Many2many(
        "queue.zone", string="Zones", check_company=True, help="Empty: all zones"
    )
    device_ids = fields.Many2many(
        "maintenance.equipment",
        string="Screens",
        domain="[('device_kind', 'in', ('hall_screen', 'door_screen'))]",
        help="Empty: all screens of the zones",
    )
    date_from = fields.Date("From")
    date_to = fields.Date("To", help="The last day on which it plays")
    time_ids = fields.One2many("queue.programme.time", "programme_id", "Times", copy=True)
    item_ids = fields.One2many("queue.programme.item", "programme_id", "Media", copy=True)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for programme in self:
            if (
                programme.date_from
                and programme.date_to
                and (programme.date_to < programme.date_from)
            ):
                raise ValidationError(
                    self.env._("%s ends before it begins. Change one day.", programme.name)
                )

    @api.constrains("time_ids")
    def _check_times(self):
        for programme in self:
            for clash in clashes([line._core() for line in programme.time_ids]):
                raise ValidationError(programme._clash_text(clash))

    def _clash_text(self, clash):
        """Return what is said about a programme that would be on twice at once."""
        days = "、".join(self.env["queue.programme.time"]._day_names()[n] for n in clash.weekdays)
        return self.env._(
            "%(name)s overlaps itself: %(one)s and %(two)s both hold on %(days)s from %(start)s to"
            " %(end)s. Shorten one of them.",
            name=self.name,
            one=f"{hour_text(clash.one.start)}–{hour_text(clash.one.end)}",
            two=f"{hour_text(clash.two.start)}–{hour_text(clash.two.end)}",
            days=days,
            start=hour_text(clash.start),
            end=hour_text(clash.end),
        )

    def _core(self):
        """Return the core's view of this programme."""
        return Programme(
            self.id,
            int(self.priority),
            self.sequence,
            [line._core() for line in self.time_ids],
            self.date_from or None,
            self.date_to or None,
        )

    def _concerns(self, device):
        """Return the programmes of ``self`` that play on a screen."""
        return self.filtered(
            lambda one: (
                (not one.zone_ids or device.queue_zone_id in one.zone_ids)
                and (not one.device_ids or device in one.device_ids)
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env["maintenance.equipment"]._media_changed()
        return made

    def write(self, vals):
        result = super().write(vals)
        self.env["maintenance.equipment"]._media_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["maintenance.equipment"]._media_changed()
        return result


class QueueProgrammeTime(models.Model):
    """One line of a programme's timetable."""

    _name = "queue.programme.time"
    _description = "Times of a programme"
    _order = "programme_id, start, id"

    programme_id = fields.Many2one("queue.programme", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="programme_id.company_id", store=True, index=True)
    start = fields.Float("From", default=7.0, required=True)
    end = fields.Float("To", default=20.0, required=True)
    mon = fields.Boolean("Mon", default=True)
    tue = fields.Boolean("Tue", default=True)
    wed = fields.Boolean("Wed", default=True)
    thu = fields.Boolean("Thu", default=True)
    fri = fields.Boolean("Fri", default=True)
    sat = fields.Boolean("Sat", default=True)
    sun = fields.Boolean("Sun", default=True)

    @api.model
    def _day_names(self):
        words = self.fields_get(DAYS, ["string"])
        return [words[day]["string"] for day in DAYS]

    def _core(self):
        """Return the core's view of this line."""
        days = frozenset(n for n, day in enumerate(DAYS) if self[day])
        return Times(days, round(self.start * 60), round(self.end * 60))

    @api.constrains("start", "end", *DAYS)
    def _check_line(self):
        for line in self:
            if wrong_times(line._core()):
                raise ValidationError(
                    self.env._(
                        "%(name)s: choose weekdays, and a time that ends after it begins and not"
                        " after 24:00. For a night make two lines.",
                        name=line.programme_id.name,
                    )
                )
        self.programme_id._check_times()


class QueueProgrammeItem(models.Model):
    """One media in a programme."""

    _name = "queue.programme.item"
    _description = "Media of a programme"
    _order = "programme_id, sequence, id"

    programme_id = fields.Many2one("queue.programme", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="programme_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    media_id = fields.Many2one(
        "queue.media", required=True, index=True, ondelete="restrict", check_company=True
    )
    kind = fields.Selection(related="media_id.kind")
    state = fields.Selection(related="media_id.state")
    preview = fields.Char(related="media_id.preview")
    seconds = fields.Integer("Shown for (s)", help="Empty: as long as the media says")


class QueueMediaVolume(models.Model):
    """How loud films are at a time of the day."""

    _name = "queue.media.volume"
    _description = "Volume by time of day"
    _order = "company_id, start"

    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    zone_id = fields.Many2one("queue.zone", "Zone", check_company=True, help="Empty: all zones")
    start = fields.Float("From", required=True)
    end = fields.Float("To", required=True)
    percent = fields.Integer("Volume (%)", default=50, required=True)

    @api.constrains("start", "end", "percent")
    def _check_line(self):
        for line in self:
            if not 0 <= line.start < line.end <= 24 or not 0 <= line.percent <= 100:
                raise ValidationError(
                    self.env._("A volume is from 0 to 100 %, from an earlier to a later hour.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env["maintenance.equipment"]._media_changed()
        return made

    def write(self, vals):
        result = super().write(vals)
        self.env["maintenance.equipment"]._media_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["maintenance.equipment"]._media_changed()
        return result
