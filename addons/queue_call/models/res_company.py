from zoneinfo import ZoneInfo, available_timezones

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.halfday import service_half_day
from .clock import aware, now_ms


class ResCompany(models.Model):
    """A hospital. Its wall clock decides to which half-day a moment belongs."""

    _inherit = "res.company"

    queue_tz = fields.Char(
        "Hospital time zone", default="Asia/Shanghai", required=True, help="IANA name"
    )
    queue_noon = fields.Float(
        "Afternoon begins", default=12.0, required=True, help="Local hour, 12.5 is 12:30"
    )

    @api.constrains("queue_tz", "queue_noon")
    def _check_queue_clock(self):
        for company in self:
            if company.queue_tz not in available_timezones():
                raise ValidationError(
                    self.env._(
                        "“%s” is not a time zone. Write one like Asia/Shanghai.", company.queue_tz
                    )
                )
            if not 0 <= company.queue_noon < 24:
                raise ValidationError(self.env._("The afternoon begins at an hour from 0 to 24."))

    def _queue_half_day(self, now=None):
        """Return (local date, "am" or "pm") of ``now`` (naive UTC; default: the present)."""
        self.ensure_one()
        return service_half_day(aware(now or now_ms()), self.queue_tz, self.queue_noon)

    def _queue_wall_clock(self, moment):
        """Return a naive UTC moment as the hospital's local ``HH:MM``."""
        return aware(moment).astimezone(ZoneInfo(self.queue_tz)).strftime("%H:%M")
