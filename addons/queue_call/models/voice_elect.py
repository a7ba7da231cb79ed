"""Which device speaks in a loudspeaker zone: the first one that lives."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.voice import channel


class QueueSpeaker(models.Model):
    _inherit = "queue.speaker"

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
