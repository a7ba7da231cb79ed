from odoo import models

_DEVICE = "queue_call.device:"
_STAFF = "queue_call.staff:"


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Swap our names for records: a device's token for its zone, a zone's id for its desk.

        A name that is refused gives no channel at all, so that guessing tells nothing.
        """
        ours = [name for name in channels if str(name).startswith((_DEVICE, _STAFF))]
        others = [name for name in channels if name not in ours]
        found = [self._queue_channel(name) for name in ours]
        return super()._build_bus_channel_list(others + [one for one in found if one])

    def _queue_channel(self, name):
        if name.startswith(_DEVICE):
            return self.env["maintenance.equipment"]._bus_zone(name.removeprefix(_DEVICE))
        return self.env["queue.zone"]._staff_channel(name.removeprefix(_STAFF))


class QueueZone(models.Model):
    _inherit = "queue.zone"

    def _staff_channel(self, zone_id):
        """Return (zone, "staff") when the user may read that zone and works in it, else None."""
        if (
            not zone_id.isdecimal()
            or not self.env.user._is_internal()
            or not self.has_access("read")
        ):
            return None
        limited = self.env.user.sudo().queue_zone_ids
        zone = self.search([("id", "=", int(zone_id))])
        return (zone, "staff") if zone and (not limited or zone in limited) else None
