"""Devices of a zone: hall and door screens and kiosks, known by their token alone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup
from odoo import api, fields, models
from odoo.addons.bus.websocket import WebsocketConnectionHandler
from odoo.addons.device_registry.core.token import plausible, token_hash
from odoo.exceptions import ValidationError
from odoo.tools.json import scriptsafe

from ..core import board
from .build import page_build
from .clock import aware, iso, now_ms

PULSE_MS = 2000
_KINDS = {"hall_screen": "hall", "door_screen": "door", "kiosk": "kiosk"}
_PATHS = {"hall": "/queue/screen/%s", "door": "/queue/screen/%s", "kiosk": "/queue/kiosk/%s"}
_NIGHT_HOUR = 3  # local hour in which a screen that runs for long loads its page afresh


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    queue_zone_id = fields.Many2one(
        "queue.zone", "Queue zone", index=True, check_company=True, ondelete="restrict"
    )
    queue_point_ids = fields.Many2many(
        "queue.service.point", string="Rooms", help="A door screen shows these rooms only"
    )

    @api.constrains("queue_zone_id", "queue_point_ids")
    def _check_queue_points(self):
        for device in self:
            if device.queue_point_ids.zone_id - device.queue_zone_id:
                raise ValidationError(
                    self.env._(
                        "A screen shows rooms of its own zone: %s.", device.queue_zone_id.name
                    )
                )

    def _device_home_url(self):
        kind = self._queue_kind()
        if kind and self.device_token:
            return _PATHS[kind] % self.device_token
        return super()._device_home_url()

    def _queue_kind(self):
        """Return "hall", "door", "kiosk", or None for other devices."""
        self.ensure_one()
        return _KINDS.get(self.device_kind)

    # -- the page ---------------------------------------------------------------------------------
    @api.model
    def _screen_page(self, token):
        """Return the values of the page of the device with this token. Raises DeviceRefused."""
        device = self._by_token(token)
        config = device._page_config(token) | {"texts": device._bilingual("_screen_texts")}
        return device._page_values(config)

    def _page_values(self, config):
        """Return the values of a device page's template; ``ready`` is False without a zone."""
        ready = bool(self.queue_zone_id and self._queue_kind())
        return self._light_page(self.name, config) | {"device": self.name, "ready": ready}

    @api.model
    def _light_page(self, title, config):
        """Return what every light page's template needs; ``config`` is read by its script."""
        return {"title": title, "config": Markup(scriptsafe.dumps(config))}

    def _page_config(self, token):
        """Return what a device's page has to know before its first question."""
        zone = self.queue_zone_id
        return {
            "token": token,
            "key": f"d{self.id}",
            "kind": self._queue_kind(),
            "zone": zone.name or "",
            "lang": self.env.lang or "en_US",
            "tz": self.company_id.queue_tz or "Asia/Shanghai",
            "build": page_build(),
            "ws_version": WebsocketConnectionHandler._VERSION,
            "pulse_ms": PULSE_MS,
            "night_hour_utc": self._night_hour_utc(),
        }

    def _night_hour_utc(self):
        zone = ZoneInfo(self.company_id.queue_tz or "Asia/Shanghai")
        offset = aware(now_ms()).astimezone(zone).utcoffset() or timedelta(0)
        return int(_NIGHT_HOUR - offset.total_seconds() // 3600) % 24

    def _bilingual(self, method):
        """Return {key: {local, en}} of a method that returns {key: words} in the env's language."""
        local = getattr(self, method)()
        english = getattr(self.with_context(lang="en_US"), method)()
        return {key: {"local": local[key], "en": english[key]} for key in local}

    def _screen_texts(self):
        _ = self.env._
        return {
            "room": _("Room"),
            "doctor": _("Doctor"),
            "now": _("Now"),
            "next": _("Next"),
            "waiting": _("Waiting"),
            "people": _("people"),
            "passed": _("Passed"),
            "free": _("Free"),
            "paused": _("Paused"),
            "closed": _("Closed"),
            "suspended": _("Clinic stopped"),
            "bench": _("Please wait at this door"),
            "called": _("Please come in"),
            "in_service": _("In service"),
            "please": _("Please"),
            "go_to": _("Please go to %(room)s"),
            "nobody": _("No room is open at present"),
            "age_s": _("Data %(value)s s old, reconnecting"),
            "age_min": _("Data %(value)s min old, reconnecting"),
            "age_h": _("Data %(value)s h old, reconnecting"),
            "connecting": _("Connecting"),
            "live": _("Live"),
            "lost": _("Connection lost"),
        }

    # -- pulse and snapshot -----------------------------------------------------------------------
    @api.model
    def _screen_pulse(self, token):
        """Return {seq, build, media, speaks, now}: one indexed query, no record.

        Raises DeviceRefused.
        """
        row = None
        if plausible(token):
            self.env.cr.execute(
                """
                SELECT COALESCE(c.seq, 0), e.media_hash, EXISTS (
                         SELECT 1 FROM queue_speaker s WHERE s.speaking_id = e.id AND s.active)
                  FROM maintenance_equipment e
                  LEFT JOIN queue_zone_counter c ON c.zone_id = e.queue_zone_id
                 WHERE e.device_token_hash = %s AND e.active
                """,
                (token_hash(token),),
            )
            row = self.env.cr.fetchone()
        if not row:
            self._by_token(token)  # says why
        seq, media, speaks = row or (0, None, False)
        return {
            "seq": seq,
            "build": page_build(),
            "media": media,
            "speaks": speaks,
            "now": iso(now_ms()),
        }

    @api.model
    def _screen_state(self, token):
        """Return the snapshot for the device with this token. Raises DeviceRefused."""
        device = self._by_token(token)
        return device.with_context(lang=device._page_lang())._screen_snapshot()

    def _screen_snapshot(self):
        """Return all that this screen shows, as of now; see the contract of the screens.

        The sequence is read first: rows may be newer than it, never older.
        """
        self.ensure_one()
        zone = self.queue_zone_id
        points = self._screen_points()
        return {
            "v": 1,
            "seq": zone._seq() if zone else 0,
            "bus_last": self.env["bus.bus"].sudo()._bus_last_id(),
            "build": page_build(),
            "server_time": iso(now_ms()),
            "pulse_ms": PULSE_MS,
            "lang": self.env.lang or "en_US",
            "zone": self._zone_json(zone),
            "media": self.media_hash or None,
            "notices": zone._notices() if zone else [],
            "screen": {
                "key": f"d{self.id}",
                "name": self.name,
                "kind": self._queue_kind(),
                "points": None
                if points is None
                else [board.point_code(point) for point in sorted(points)],
            },
            "rows": zone._board(points) if zone and points != set() else [],
            "calls": [board.call(view) for view in self._recent_calls(zone, points)],
        }

    @api.model
    def _zone_json(self, zone):
        return {
            "key": f"z{zone.id}",
            "name": zone.name or "",
            "name_en": zone.with_context(lang="en_US").name or "",
            "mask": zone.mask_mode,
        }

    def _screen_points(self):
        """Return the ids of the rooms this screen is bound to; None for the whole zone."""
        return set(self.queue_point_ids.ids) if self.device_kind == "door_screen" else None

    @api.model
    def _recent_calls(self, zone, points):
        """Return the core's views of the calls that a screen still has to announce."""
        now = now_ms()
        self.env.cr.execute(
            """
            SELECT c.id, c.point_id, c.number, c.shown_name, c.attempt, c.kind, c.at, p.name,
                   CASE WHEN p.chairs > 1 THEN c.chair END, c.speech
              FROM queue_call c JOIN queue_service_point p ON p.id = c.point_id
             WHERE c.zone_id = %s AND c.at >= %s AND c.withdrawn_at IS NULL
            """,
            (zone.id or 0, now - timedelta(seconds=board.CALL_AGE_S)),
        )
        rows = [row for row in self.env.cr.fetchall() if points is None or row[1] in points]
        return board.recent((self._call_of(row) for row in rows), aware(now))

    @api.model
    def _call_of(self, row):
        call, point, number, name, attempt, kind, at, room, chair, speech = row
        person = board.Person(number, name or "")
        if chair:
            room = f"{room} {self.env._('chair %s', chair)}"
        proof = self.env["queue.call"]._proof(call)
        return board.CallView(
            call, person, point, room, aware(at), attempt, kind, speech=speech, proof=proof
        )

    # -- the bus ----------------------------------------------------------------------------------
    @api.model
    def _bus_zone(self, token):
        """Return the zone whose messages this token may hear; none for a token that is refused."""
        zones = self.env["queue.zone"].sudo()
        self.env.cr.execute(
            "SELECT queue_zone_id FROM maintenance_equipment"
            " WHERE device_token_hash = %s AND active AND queue_zone_id IS NOT NULL",
            (token_hash(token),),
        )
        found = self.env.cr.fetchone() if plausible(token) else None
        return zones.browse(found)
