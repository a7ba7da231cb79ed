"""What a kiosk asks: which queues there are, a number, a check-in. It knows no full name."""

from odoo import api, models
from odoo.exceptions import UserError

from ..core.announcement import mask_name
from ..core.states import AT_POINT, IN_LINE
from .build import page_build
from .clock import iso, now_ms


class KioskRefused(UserError):
    """The kiosk cannot do it: ``code`` for the page, a sentence, and a remedy for people."""

    def __init__(self, code, message, remedy=""):
        super().__init__(message)
        self.code, self.remedy = code, remedy


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    @api.model
    def _kiosk_page(self, token):
        """Return the values of the page of the kiosk with this token. Raises DeviceRefused."""
        device = self._by_token(token)
        config = device._page_config(token) | {"texts": device._bilingual("_kiosk_texts")}
        return device._page_values(config)

    @api.model
    def _kiosk_state(self, token):
        """Return {seq, build, now, zone, queues: [{key, name, waiting, open, doctor}]}."""
        device = self._kiosk(token)
        zone = device.queue_zone_id
        seq = zone._seq()
        open_ = device._open_queues()
        queues = zone.queue_ids.filtered("kiosk")
        return {
            "seq": seq,
            "build": page_build(),
            "now": iso(now_ms()),
            "bus_last": self.env["bus.bus"].sudo()._bus_last_id(),
            "zone": self._zone_json(zone),
            "queues": [
                {
                    "key": f"q{queue.id}",
                    "name": queue.name,
                    "waiting": queue.waiting_count,
                    "open": queue.id in open_,
                    "doctor": queue.practitioner_id.name or "",
                }
                for queue in queues
            ],
        }

    @api.model
    def _kiosk_take(self, token, body):
        """Issue a number of a queue; {"queue": key, "request_id"} → ticket. Raises KioskRefused."""
        device = self._kiosk(token)
        queue = device.queue_zone_id.queue_ids.filtered(
            lambda one: one.kiosk and f"q{one.id}" == body.get("queue")
        )
        request_id = str(body.get("request_id") or "")
        if not queue or not 8 <= len(request_id) <= 64:
            raise KioskRefused(
                "closed", self.env._("This queue gives no numbers now."), self._ask_the_desk()
            )
        entry = queue._issue_number(f"{device.id}:{request_id}", device)
        return device._ticket(entry, "taken")

    @api.model
    def _kiosk_check_in(self, token, body):
        """Check in whoever has this card, visit or patient number; {"code", "entry"?} → ticket.

        Several registrations of one patient: {"choice": [{key, number, queue}]}; the kiosk sends
        the code again with the key chosen. Raises KioskRefused with what to do instead.
        """
        device = self._kiosk(token)
        code = str(body.get("code") or "").strip()[:64]
        found = device._entries_of_code(code)
        if body.get("entry"):
            found = found.filtered(lambda one: f"e{one.id}" == body["entry"])
        elif len(found) > 1:
            return {"choice": [device._short(entry) for entry in found]}
        return device._check_in_one(found, code)

    # -- steps ------------------------------------------------------------------------------------
    @api.model
    def _kiosk(self, token):
        """Return the kiosk with this token, speaking the hospital's language."""
        device = self._by_token(token)
        if device.device_kind != "kiosk" or not device.queue_zone_id:
            raise KioskRefused("no_zone", self.env._("This device is no kiosk of a queue zone."))
        return device.with_context(lang=device._page_lang(), queue_device_id=device.id)

    def _open_queues(self):
        """Return the ids of the zone's queues that somebody serves now."""
        self.env.cr.execute(
            """
            SELECT DISTINCT r.queue_queue_id FROM queue_session s
              JOIN queue_queue_queue_session_rel r ON r.queue_session_id = s.id
             WHERE s.state != 'closed' AND s.zone_id = %s
            """,
            (self.queue_zone_id.id,),
        )
        return {queue for (queue,) in self.env.cr.fetchall()}

    def _entries_of_code(self, code):
        """Return the entries of one patient that this code can check in here; may raise."""
        entries = self.env["queue.entry"]
        company = self.queue_zone_id.company_id
        found = entries._find_for_check_in(code, company) if len(code) >= 3 else entries
        if not found:
            raise KioskRefused(
                "not_found",
                self.env._("No registration for today was found."),
                self.env._("Check the number, or go to the desk with your card."),
            )
        if len(found.patient_id) > 1:
            raise KioskRefused(
                "shared",
                self.env._("This number belongs to more than one patient."),
                self._ask_the_desk(),
            )
        here = found.filtered(lambda one: one.zone_id == self.queue_zone_id)
        if not here:
            zones = ", ".join(found.zone_id.mapped("name"))
            raise KioskRefused(
                "elsewhere",
                self.env._("You are registered in another zone."),
                self.env._("Please go to: %s", zones),
            )
        return here.filtered(lambda one: one.state in ("registered", "away")) or here

    def _check_in_one(self, entry, code):
        if len(entry) != 1:
            raise KioskRefused(
                "not_found",
                self.env._("No registration for today was found."),
                self._ask_the_desk(),
            )
        if entry.state == "registered":
            entry._check_in()
            return self._ticket(entry, "checked_in")
        if entry.state == "away":
            entry._return_from_tests()
            return self._ticket(entry, "checked_in")
        if entry.state in IN_LINE | AT_POINT:
            return self._ticket(entry, "known")
        raise KioskRefused(
            entry.state,
            self.env._("%s cannot be checked in here.", entry.number),
            self._ask_the_desk(),
        )

    @api.model
    def _ask_the_desk(self):
        return self.env._("Please ask at the nurse's desk.")

    def _short(self, entry):
        return {"key": f"e{entry.id}", "number": entry.number, "queue": entry.queue_id.name}

    def _ticket(self, entry, what):
        """Return what a ticket says: {what, number, name (masked), queue, ahead, room, at}."""
        zone = self.queue_zone_id
        called = entry.state in AT_POINT
        return {
            "what": "called" if called else what,
            "number": entry.number,
            "name": mask_name(entry.patient_id.name or "", zone.mask_mode),
            "queue": entry.queue_id.name,
            "ahead": 0 if called else entry.queue_id._ahead(entry),
            "room": entry.point_id.name if called else "",
            "at": iso(now_ms()),
        }

    def _kiosk_texts(self):
        _ = self.env._
        return {
            "take": _("Take a number"),
            "take_hint": _("Touch the queue you want to join"),
            "check_in": _("Check in"),
            "check_in_hint": _("Hold your card to the reader, scan your slip, or type its number"),
            "waiting": _("%(n)s waiting"),
            "not_open": _("Not open yet"),
            "your_number": _("Your number"),
            "taken": _("Please wait until your number is called"),
            "checked_in": _("You are checked in. Please wait until you are called"),
            "known": _("You were checked in already. Please wait until you are called"),
            "called": _("You have been called. Please go to %(room)s"),
            "ahead": _("%(n)s before you"),
            "ahead_none": _("You are next"),
            "choose": _("For which visit do you check in?"),
            "done": _("Done"),
            "back": _("Back"),
            "clear": _("Clear"),
            "busy": _("One moment…"),
            "offline": _("The kiosk has no connection. Please go to the desk."),
            "no_queues": _("No numbers are given here now"),
            "failed": _("That did not work. Please try again, or ask at the desk."),
            "connecting": _("Connecting"),
        }
