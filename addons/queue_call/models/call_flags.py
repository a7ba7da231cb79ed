"""What staff see when a screen fails: calls that were not shown, alarms of their zone's devices."""

from odoo import api, models

from ..core import board
from .call_delivery import FLAGGED
from .clock import iso, now_ms

_SHOWN_ALARMS = ("silent", "twin", "claims", "sound", "fault")


class QueueDesk(models.AbstractModel):
    _inherit = "queue.desk"

    @api.model
    def desk_state(self, zone_ids=None):
        """Return the state of the desk, with what screens and boxes fail to do."""
        state = super().desk_state(zone_ids)
        zones = self.env["queue.zone"].browse(state["shown"])
        return state | {"unshown": zones._unshown_calls(), "alarms": zones._device_alarms()}


class QueueZone(models.Model):
    _inherit = "queue.zone"

    def _unshown_calls(self):
        """Return [{call, number, room, at, screens}]: what some screen has not shown in time."""
        now = now_ms()
        calls = self.env["queue.call"]
        late = calls._unshown(now - FLAGGED, now - calls._show_limit(), self.ids)
        names = {
            one.id: one.name
            for one in self.env["maintenance.equipment"]
            .sudo()
            .browse({device for call in late for device in call["missing"]})
        }
        return [
            {
                "call": one["call"],
                "number": one["number"],
                "room": one["room"],
                "at": iso(one["at"]),
                "screens": [names[device] for device in one["missing"]],
            }
            for one in late
        ]

    def _device_alarms(self):
        """Return [{id, device, text, remedy}] of the alarms that stand for the zones' devices."""
        alarms = (
            self.env["device.alarm"]
            .sudo()
            .search(
                [
                    ("device_id.queue_zone_id", "in", self.ids),
                    ("until", "=", False),
                    ("kind", "in", _SHOWN_ALARMS),
                ]
            )
        )
        return [
            {"id": one.id, "device": one.device_id.name, "text": one.text, "remedy": one.remedy}
            for one in alarms
        ]


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _on_alarm(self, alarm):
        """Let the desk of the zone look again."""
        result = super()._on_alarm(alarm)
        zone = alarm.device_id.queue_zone_id
        if zone:
            hint = board.staff_hint(zone.id, zone._seq())
            zone._bus_send("queue_call/staff", hint, subchannel="staff")
        return result
