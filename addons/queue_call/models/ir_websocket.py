from odoo import models
from odoo.addons.bus.models.bus import channel_with_db, json_dump
from odoo.addons.bus.websocket import wsrequest
from odoo.addons.device_registry.core.token import token_hash

from .bus_beat import beat
from .bus_feed import feeds

_DEVICE = "queue_call.device:"
_STAFF = "queue_call.staff:"
_BEAT = "queue_call.beat:"


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Swap our names for records: a device's token for its zone, a zone's id for its desk.

        A name that is refused gives no channel at all, so that guessing tells nothing. A page of a
        device hears its zone and nothing else: it has no use for what Odoo tells web clients.
        """
        ours = [name for name in channels if str(name).startswith((_DEVICE, _STAFF, _BEAT))]
        others = [name for name in channels if name not in ours]
        found = [one for one in map(self._queue_channel, ours) if one]
        if ours and not others and all(name.startswith(_DEVICE) for name in ours):
            if len(found) == len(ours) == 1:
                self._queue_follow(found[0], ours[0].removeprefix(_DEVICE))
            return found
        return super()._build_bus_channel_list(others + found)

    def _queue_channel(self, name):
        if name.startswith(_DEVICE):
            return self.env["maintenance.equipment"]._bus_zone(name.removeprefix(_DEVICE))
        if name.startswith(_BEAT):
            return self._queue_beat(name.removeprefix(_BEAT))
        return self.env["queue.zone"]._staff_channel(name.removeprefix(_STAFF))

    def _queue_follow(self, zone, token):
        """The socket of this request shares what is read for its zone, see ``bus_feed``."""
        socket = wsrequest.ws if wsrequest else None
        if socket:
            channel = channel_with_db(self.env.cr.dbname, zone)
            feeds.follow(socket, json_dump(channel))
            beat.join_in(socket, zone.id, token_hash(token))

    def _queue_beat(self, zone_id):
        """The socket of this request is told how far the zone is; that is no channel."""
        socket = wsrequest.ws if wsrequest else None
        channel = socket and self.env["queue.zone"]._staff_channel(zone_id)
        if channel:
            beat.join_in(socket, channel[0].id)
        return None


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
