"""A kiosk: for which zones it stands, which queues give numbers, and a number. No full name."""

import hmac

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import hmac as odoo_hmac

from ..core import kiosk_notices, kiosk_words
from .build import page_build
from .clock import iso, now_ms

# The sum over the zones of ``_kiosk_zones``; no row for what is no kiosk with a zone.
_SEQ = """
    SELECT (SELECT SUM(c.seq) FROM queue_zone_counter c JOIN queue_zone z ON z.id = c.zone_id
             WHERE z.active AND (
                   z.id = e.queue_zone_id
                OR e.queue_all_zones AND z.company_id = e.company_id
                OR z.id IN (SELECT queue_zone_id FROM equipment_queue_zone_rel
                             WHERE maintenance_equipment_id = e.id)))
      FROM maintenance_equipment e
     WHERE e.id = %s AND e.device_kind = 'kiosk' AND e.queue_zone_id IS NOT NULL
"""


class KioskRefused(UserError):
    """The kiosk cannot do it: ``code`` for the page, and what a patient is told, in {en, zh}."""

    def __init__(self, code, told, lang="en"):
        super().__init__(told["title"][lang])
        self.code, self.told = code, told
        self.remedy = told["remedy"][lang]


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    queue_zone_ids = fields.Many2many(
        "queue.zone",
        "equipment_queue_zone_rel",
        string="More zones",
        help="This kiosk also checks in and gives numbers for these zones",
    )
    queue_all_zones = fields.Boolean(
        "All zones", help="One kiosk for the whole hospital: every zone, also those to come"
    )
    slip_printer = fields.Selection(
        [
            ("none", "No printer"),
            ("browser", "The kiosk's own, by the browser"),
            ("network", "Slip printer in the network (ESC/POS)"),
        ],
        "Slips",
        default="none",
    )
    slip_printer_host = fields.Char("Printer address", help="Name or IP address in the network")
    slip_printer_port = fields.Integer("Printer port", default=9100)

    @api.constrains("queue_zone_ids", "company_id", "slip_printer", "slip_printer_host")
    def _check_kiosk(self):
        for device in self:
            if device.queue_zone_ids.company_id - device.company_id:
                raise ValidationError(
                    self.env._("A kiosk serves zones of its own hospital only: check “More zones”.")
                )
            if device.slip_printer == "network" and not device.slip_printer_host:
                raise ValidationError(
                    self.env._("“Printer address” is missing: enter the slip printer's address.")
                )

    # -- the page ---------------------------------------------------------------------------------
    @api.model
    def _kiosk_page(self, token):
        """Return the values of the page of the kiosk with this token. Raises DeviceRefused."""
        device = self._by_token(token)
        config = device._page_config(token) | {
            "texts": kiosk_words.texts(),
            "main_lang": device._kiosk_lang(),
            "print": device.slip_printer or "none",
        }
        return device._page_values(config)

    def _kiosk_lang(self):
        """Return the language in which the kiosk begins: "zh" or "en"."""
        return "zh" if (self._page_lang() or "").startswith("zh") else "en"

    @api.model
    def _kiosk_pulse(self, token):
        """Return {seq, build, now}; ``seq`` is the sum over the kiosk's zones: it only grows."""
        device = self._known(token)
        self.env.cr.execute(_SEQ, (device.id,))
        found = self.env.cr.fetchone()
        if not found:
            self._kiosk(token)  # says why
        return {"seq": int(found[0] or 0), "build": page_build(), "now": iso(now_ms())}

    @api.model
    def _kiosk_state(self, token):
        """Return {seq, build, now, zone, zones: [{key, name, hint}], queues: [{key, zone, name,
        waiting, open, doctor, left}]}; ``left``: numbers of the quota, None without one."""
        device = self._kiosk(token)
        zones = device._kiosk_zones()
        return {
            "seq": self._kiosk_pulse(token)["seq"],
            "build": page_build(),
            "now": iso(now_ms()),
            "bus_last": self.env["bus.bus"].sudo()._bus_last_id(),
            "zone": self._zone_json(device.queue_zone_id),
            "zones": [device._kiosk_zone_json(zone) for zone in zones],
            "queues": device._kiosk_queues_json(zones),
        }

    def _kiosk_zones(self):
        """Return the zones this kiosk stands for, its own first."""
        zones = self.queue_zone_id | self.queue_zone_ids
        if self.queue_all_zones:
            zones |= zones.search([("company_id", "=", self.company_id.id)])
        return zones.filtered("active")

    def _kiosk_zone_json(self, zone):
        langs = self.env["queue.entry"]._patient_langs()
        spoken = {lang: zone.with_context(lang=code) for lang, code in langs.items()}
        return {
            "key": f"z{zone.id}",
            "name": {lang: one.name for lang, one in spoken.items()},
            "hint": {lang: one.way_hint or "" for lang, one in spoken.items()},
        }

    def _kiosk_queues_json(self, zones):
        open_ = self._open_queues(zones)
        queues = zones.queue_ids.filtered("kiosk")
        left = self._numbers_left(queues)
        return [
            {
                "key": f"q{queue.id}",
                "zone": f"z{queue.zone_id.id}",
                "name": queue.name,
                "waiting": queue.waiting_count,
                "open": queue.id in open_,
                "doctor": queue.practitioner_id.name or "",
                "left": left.get(queue.id),
            }
            for queue in queues
        ]

    def _numbers_left(self, queues):
        """Return {queue id: numbers that may still be given here now, None without a quota}."""
        return queues._quota_left(source="kiosk") if queues else {}

    def _open_queues(self, zones):
        """Return the ids of the zones' queues that somebody serves now."""
        self.env.cr.execute(
            """
            SELECT DISTINCT r.queue_queue_id FROM queue_session s
              JOIN queue_queue_queue_session_rel r ON r.queue_session_id = s.id
             WHERE s.state != 'closed' AND s.zone_id IN %s
            """,
            (tuple(zones.ids) or (0,),),
        )
        return {queue for (queue,) in self.env.cr.fetchall()}

    # -- a number ---------------------------------------------------------------------------------
    @api.model
    def _kiosk_take(self, token, body):
        """Issue a number of a queue; {"queue": key, "request_id"} → ticket. Raises KioskRefused."""
        device = self._kiosk(token)
        queue = device._kiosk_zones().queue_ids.filtered(
            lambda one: one.kiosk and f"q{one.id}" == body.get("queue")
        )
        request_id = str(body.get("request_id") or "")
        if not queue or not 8 <= len(request_id) <= 64:
            raise device._refused("closed")
        try:
            entry = queue._issue_number(f"{device.id}:{request_id}", device)
        except KioskRefused:
            raise
        except UserError as refused:
            raise device._refused_number(refused, queue) from refused
        return device._ticket(entry, "taken")

    def _refused_number(self, refused, queue):
        if self._numbers_left(queue).get(queue.id) == 0:
            return self._refused("full")
        return self._refused_by(refused, self.env["queue.entry"])

    # -- steps ------------------------------------------------------------------------------------
    @api.model
    def _kiosk(self, token):
        """Return the kiosk with this token, speaking the hospital's language."""
        device = self._by_token(token)
        if device.device_kind != "kiosk" or not device.queue_zone_id:
            raise device._refused("no_zone")
        return device.with_context(lang=device._page_lang(), queue_device_id=device.id)

    def _refused(self, code, **params):
        """Return the KioskRefused of a code; a param is one value, or {en, zh}."""
        code = code if code in kiosk_notices.NOTICES else "refused"
        by_lang = {
            lang: {
                name: value[lang] if isinstance(value, dict) else value
                for name, value in params.items()
            }
            for lang in kiosk_words.LANGS
        }
        return KioskRefused(code, kiosk_notices.notice(code, by_lang), self._kiosk_lang())

    def _slip_key(self, entry_id):
        """Return what names an entry to this kiosk alone: nobody can make one up."""
        mark = odoo_hmac(self.env(su=True), "queue_call-slip", (self.id, entry_id))
        return f"{entry_id}.{mark[:32]}"

    def _entry_of_slip(self, key):
        """Return the entry that a ticket of this kiosk named. Raises KioskRefused."""
        number = str(key or "").partition(".")[0]
        known = number.isdecimal() and len(number) < 10 and self._slip_key(int(number))
        if not known or not hmac.compare_digest(known.encode(), str(key).encode()):
            raise self._refused("not_found")
        return self.env["queue.entry"].browse(int(number))

    def _ticket(self, entry, what):
        """Return what the kiosk shows of an entry; see ``queue.entry._told``."""
        told = entry._told()[0]
        called = told["state"] in ("called", "in_service")
        return told | {
            "what": "called" if called else what,
            "key": self._slip_key(entry.id),
            "ahead": told["ahead"] or 0,
            "late": bool(entry.late),
            "at": iso(now_ms()),
        }
