"""What screens have acknowledged: a call counts as shown when the screen says it was painted."""

from datetime import datetime, timezone

from odoo import api, fields, models

from ..core import board, delivery
from .clock import aware, iso, now_ms

MAX_BATCH = 50
_SHOWING = ("hall_screen", "door_screen")


class QueueCallAck(models.Model):
    """One screen has shown one call. Written by screens only, once each."""

    _name = "queue.call.ack"
    _description = "Call shown by a screen"
    _log_access = False
    _order = "call_id desc, shown_at"

    call_id = fields.Many2one("queue.call", required=True, readonly=True, ondelete="cascade")
    device_id = fields.Many2one(
        "maintenance.equipment", "Screen", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="call_id.company_id")
    shown_at = fields.Datetime(required=True, readonly=True)
    received_at = fields.Datetime(required=True, readonly=True)

    _once = models.Constraint("UNIQUE (call_id, device_id)", "A screen shows a call once.")


class QueueCall(models.Model):
    _inherit = "queue.call"

    ack_ids = fields.One2many("queue.call.ack", "call_id", "Shown on", readonly=True)

    def _delivery(self):
        """Return {call, state, shown, expected, missing: [names]}: who has shown this call."""
        self.ensure_one()
        self.env.cr.execute("SELECT device_id FROM queue_call_ack WHERE call_id = %s", (self.id,))
        shown = {device for (device,) in self.env.cr.fetchall()}
        call = {"id": self.id, "at": self.at, "zone_id": self.zone_id.id}
        return self._delivery_of(call | {"point_id": self.point_id.id}, shown)

    @api.model
    def _delivery_of(self, call, shown=()):
        """Return the delivery of a call given as a dict; ``shown``: the screens that have it."""
        names = self._expected_screens(call["zone_id"], call["point_id"])
        found = delivery.verdict(aware(call["at"]), set(names), set(shown), aware(now_ms()))
        return {
            "call": call["id"],
            "state": found.state,
            "shown": found.shown_n,
            "expected": found.expected_n,
            "missing": [names[key] for key in found.missing],
        }

    @api.model
    def _expected_screens(self, zone_id, point_id):
        """Return {id: name} of the screens that should show a call: halls, the room's door."""
        lang = self.env.lang or "en_US"
        self.env.cr.execute(
            """
            SELECT e.id, COALESCE(e.name ->> %s, e.name ->> 'en_US') FROM maintenance_equipment e
             WHERE e.queue_zone_id = %s AND e.active AND e.device_token_hash IS NOT NULL
               AND (e.device_kind = 'hall_screen' OR e.device_kind = 'door_screen' AND EXISTS (
                    SELECT FROM maintenance_equipment_queue_service_point_rel r
                     WHERE r.maintenance_equipment_id = e.id AND r.queue_service_point_id = %s))
             ORDER BY e.id
            """,
            (lang, zone_id, point_id),
        )
        return dict(self.env.cr.fetchall())


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    @api.model
    def _screen_ack(self, token, body):
        """Take {"shown": [{call, at}]} from the screen with this token; returns {ok, now}.

        The same acknowledgement may come again; it counts once. Raises DeviceRefused.
        """
        device, now = self._by_token(token), now_ms()
        if device.device_kind in _SHOWING:
            calls = device._keep_acks(_plain(body.get("shown")), now)
            if calls:
                zone = device.queue_zone_id
                hint = board.staff_hint(zone.id, zone._seq(), calls=calls)
                zone._bus_send("queue_call/staff", hint, subchannel="staff")
        return {"ok": True, "now": iso(now)}

    def _keep_acks(self, shown, now):
        """Insert what is new of {call id: moment}; return the ids of those calls, all of our zone.

        A screen's clock may be wrong: a call was not shown before it was made nor after now.
        """
        if not shown:
            return []
        values = [
            (call, self.id, min(max(shown[call] or now, at), now), now)
            for call, at in self._own_calls(list(shown))
        ]
        if not values:
            return []
        return [
            call
            for (call,) in self.env.cr.execute_values(
                "INSERT INTO queue_call_ack (call_id, device_id, shown_at, received_at) VALUES %s"
                " ON CONFLICT (call_id, device_id) DO NOTHING RETURNING call_id",
                values,
                fetch=True,
            )
        ]

    def _own_calls(self, ids):
        self.env.cr.execute(
            "SELECT id, at FROM queue_call WHERE id = ANY(%s) AND zone_id = %s",
            (ids, self.queue_zone_id.id),
        )
        return self.env.cr.fetchall()


def _plain(shown):
    """Return {call id: naive UTC moment or None} of a list from outside; nonsense is left out."""
    result = {}
    for item in shown[:MAX_BATCH] if isinstance(shown, list) else ():
        call = item.get("call") if isinstance(item, dict) else None
        if isinstance(call, int) and not isinstance(call, bool) and 0 < call < 2**31:
            result[call] = _moment(item.get("at"))
    return result


def _moment(text):
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
