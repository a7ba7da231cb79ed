"""Who should show and speak a call, who has, and which calls are late."""

from datetime import timedelta

from odoo import api, models

from ..core import board, delivery
from .clock import aware, now_ms

# The screens that should show a call: the halls of its zone, the doors of its room.
EXPECTED = """
    e.queue_zone_id = c.zone_id AND e.active AND e.device_token_hash IS NOT NULL
    AND (e.device_kind = 'hall_screen' OR e.device_kind = 'door_screen' AND EXISTS (
         SELECT FROM maintenance_equipment_queue_service_point_rel r
          WHERE r.maintenance_equipment_id = e.id AND r.queue_service_point_id = c.point_id))
"""
_LATE = f"""
    SELECT c.id, c.zone_id, c.number, p.name, c.at,
           array_agg(e.id ORDER BY e.id) FILTER (WHERE a.id IS NULL) AS missing, count(a.id)
      FROM queue_call c
      JOIN queue_service_point p ON p.id = c.point_id
      JOIN maintenance_equipment e ON {EXPECTED}
      LEFT JOIN queue_call_ack a ON a.call_id = c.id AND a.device_id = e.id
            AND a.shown_at IS NOT NULL
     WHERE c.at > %(since)s AND c.at <= %(until)s AND c.withdrawn_at IS NULL
       AND (%(zones)s IS NULL OR c.zone_id = ANY(%(zones)s))
     GROUP BY c.id, c.zone_id, c.number, p.name, c.at
    HAVING count(a.id) < count(*)
     ORDER BY c.at DESC
"""  # noqa: S608 - constants of this module
ALARM_S = 10  # a screen that has not shown a call by then becomes an alarm
FLAGGED = timedelta(minutes=5)  # so long the desk shows a call that some screen never showed


class QueueCall(models.Model):
    _inherit = "queue.call"

    def _delivery(self):
        """Return {call, state, shown, expected, missing: [names], spoken, speakers, mute: [names]}.

        Who has shown this call, and who has spoken it.
        """
        self.ensure_one()
        self.env.cr.execute(
            "SELECT device_id, shown_at IS NOT NULL, spoken_at IS NOT NULL"
            " FROM queue_call_ack WHERE call_id = %s",
            (self.id,),
        )
        rows = self.env.cr.fetchall()
        call = {"id": self.id, "at": self.at, "zone_id": self.zone_id.id}
        return self._delivery_of(
            call | {"point_id": self.point_id.id},
            {device for device, shown, _spoken in rows if shown},
            {device for device, _shown, spoken in rows if spoken},
        )

    @api.model
    def _delivery_of(self, call, shown=(), spoken=()):
        """Return the delivery of a call given as a dict; who has shown it, who has spoken it."""
        now, at = aware(now_ms()), aware(call["at"])
        names = self._expected_screens(call["zone_id"], call["point_id"])
        found = delivery.verdict(at, set(names), set(shown), now)
        speakers = self._expected_speakers(call["zone_id"], call["point_id"])
        # Whoever spoke it has spoken it: meanwhile another device may have taken over.
        heard = delivery.heard(at, set(speakers), set(speakers) if spoken else set(), now)
        return {
            "call": call["id"],
            "state": found.state,
            "shown": found.shown_n,
            "expected": found.expected_n,
            "missing": [names[key] for key in found.missing],
            "spoken": heard.shown_n,
            "speakers": heard.expected_n,
            "mute": [speakers[key] for key in heard.missing if heard.state in ("late", "partial")],
        }

    @api.model
    def _expected_screens(self, zone_id, point_id):
        """Return {id: name} of the screens that should show a call: halls, the room's door."""
        lang = self.env.lang or "en_US"
        self.env.cr.execute(
            f"""
            SELECT e.id, COALESCE(e.name ->> %s, e.name ->> 'en_US') FROM maintenance_equipment e,
                   (SELECT %s::int AS zone_id, %s::int AS point_id) c
             WHERE {EXPECTED} ORDER BY e.id
            """,  # noqa: S608 - a constant of this module
            (lang, zone_id, point_id),
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _expected_speakers(self, zone_id, point_id):
        """Return {id: name} of the device that should speak a call now; {} where nothing speaks."""
        speaker = self.env["queue.speaker"]._of_zone(zone_id).at(point_id)
        if speaker is None:
            return {}
        device = self.env["queue.speaker"].sudo().browse(int(speaker.key[1:])).speaking_id
        return {device.id: device.name} if device else {}

    @api.model
    def _show_limit(self):
        """Return how long a screen has."""
        return timedelta(seconds=delivery.LIMIT_S)

    # -- calls that are late ----------------------------------------------------------------------
    @api.model
    def _unshown(self, since, until, zones=None):
        """Return what screens have not shown, of the calls made after ``since`` until ``until``.

        [{call, zone, number, room, at, missing: [device ids], state}], newest first.
        """
        zones = None if zones is None else list(zones)
        self.env.cr.execute(_LATE, {"since": since, "until": until, "zones": zones})
        return [
            {
                "call": call, "zone": zone, "number": number, "room": room, "at": at,
                "missing": missing, "state": "partial" if shown else "late",
            }
            for call, zone, number, room, at, missing, shown in self.env.cr.fetchall()
        ]  # fmt: skip

    @api.model
    def _settled(self, calls):
        """Return those calls that no expected screen lacks any more."""
        self.env.cr.execute(
            f"""
            SELECT c.id FROM queue_call c WHERE c.id = ANY(%s) AND NOT EXISTS (
                SELECT FROM maintenance_equipment e WHERE {EXPECTED} AND NOT EXISTS (
                    SELECT FROM queue_call_ack a WHERE a.call_id = c.id AND a.device_id = e.id
                       AND a.shown_at IS NOT NULL))
            """,  # noqa: S608 - a constant of this module
            (list(calls),),
        )
        return [call for (call,) in self.env.cr.fetchall()]

    @api.model
    def _flag_late(self, since, until):
        """Flag the calls whose time ran out between two moments; returns how many.

        After three seconds doctor and nurse are told, after ten the screens become alarms.
        """
        limit = self._show_limit()
        late = self._unshown(since - limit, until - limit)
        for zone_id in sorted({one["zone"] for one in late}):
            zone = self.env["queue.zone"].sudo().browse(zone_id)
            ids = [one["call"] for one in late if one["zone"] == zone_id]
            hint = board.staff_hint(zone_id, zone._seq(), calls=ids)
            zone._bus_send("queue_call/staff", hint, subchannel="staff")
        grace = timedelta(seconds=ALARM_S)
        for one in self._unshown(since - grace, until - grace):
            for device in self.env["maintenance.equipment"].sudo().browse(one["missing"]):
                env = device.with_context(lang=device._page_lang()).env
                text = env._("Call %(number)s was not shown", number=one["number"])
                device._raise_alarm("unshown", text)
        return len(late)
