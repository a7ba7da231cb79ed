"""What the caller page asks: the user's own session, one key at a time."""

from odoo import api, models
from odoo.addons.bus.websocket import WebsocketConnectionHandler
from odoo.exceptions import UserError

from ..core.keymap import DEFAULTS
from .build import page_build
from .clock import iso, now_ms

PULSE_MS = 1500
_PLACE = """
    SELECT s.zone_id, c.seq FROM queue_session s
      LEFT JOIN queue_zone_counter c ON c.zone_id = s.zone_id
     WHERE s.user_id = %s AND s.state != 'closed' LIMIT 1
"""
_ON_PATIENT = frozenset({"recall", "arrive", "no_show", "hold", "send_away", "finish"})
_VERBS = {
    "next": "_call_next",
    "undo": "_undo",
    "pause": "_pause",
    "resume": "_resume",
    "close": "_close",
}


class QueueSession(models.Model):
    _inherit = "queue.session"

    @api.model
    def _caller_page(self):
        """Return the values of the caller page of the present user."""
        self._check_staff()
        config = {
            "user": self.env.user.name,
            "uid": self.env.uid,
            "lang": self.env.lang or "en_US",
            "build": page_build(),
            "ws_version": WebsocketConnectionHandler._VERSION,
            "pulse_ms": PULSE_MS,
            "keys": self._caller_keymap(),
            "usual_keys": DEFAULTS,
            "extra": hasattr(self.env["queue.queue"], "_issue_extra"),
            "texts": self._caller_texts() | self._caller_sheet_texts(),
        }
        return self.env["maintenance.equipment"]._light_page(self.env._("Caller"), config)

    @api.model
    def _caller_pulse(self):
        """Return {seq, build, now} of the zone in which the user serves; seq 0 without."""
        return {"seq": self._place()[1], "build": page_build(), "now": iso(now_ms())}

    @api.model
    def _place(self):
        """Return (zone id, sequence) of where the user serves; (None, 0) without. No record."""
        self.flush_model(["user_id", "state", "zone_id"])
        self.env.cr.execute(_PLACE, (self.env.uid,))
        zone, seq = self.env.cr.fetchone() or (None, 0)
        return zone, seq or 0

    @api.model
    def _caller_open(self, point_id=None, queue_ids=None):
        """Open a session at a room for some queues, or at the user's usual place."""
        self._check_staff()
        return self._with_place(self._open(point_id, queue_ids))

    @api.model
    def _caller_state(self, message=None):
        """Return the StaffState of the user's session, with zone, seq and build for the page."""
        return self._with_place(self._of_user()._staff_state(message=message))

    @api.model
    def _caller_do(self, verb, request_id, entry=None):
        """Do one key's verb in the user's session; return the StaffState.

        ``entry``: on whom, where several are inside (else whoever was called last); with
        ``requeue`` whom this user sent for tests. A repeated ``request_id`` acts once. Raises
        UserError with what can be done instead.
        """
        session = self._of_user()
        if not session or verb not in {*_VERBS, *_ON_PATIENT, "requeue"}:
            message = self.env._("No room is open. Open your room first.")
            return self._caller_state(message)
        if verb == "requeue":
            return self._with_place(session._requeue(entry, request_id))
        if verb in _ON_PATIENT:
            return self._with_place(session._on_current(verb, request_id, entry))
        return self._with_place(getattr(session, _VERBS[verb])(request_id))

    def _requeue(self, entry_id, request_id):
        """Put a patient whom this user sent for tests back into the line as a revisit."""
        mine = [one["entry"] for one in self._away_json()]
        if entry_id not in mine:
            raise UserError(self.env._("This patient is not away for tests from your room."))
        entry = self.env["queue.entry"].browse(entry_id)
        entry._apply("return_from_tests", request_id=request_id)
        return self._staff_state()

    @api.model
    def _caller_extra(self, queue_id, patient, request_id):
        """Give a patient an extra number of a queue of the user's session; return the StaffState.

        ``patient``: {"mrn", "name"} as the doctor typed them.
        """
        session = self._of_user()
        queue = session.queue_ids.filtered(lambda one: one.id == queue_id)
        mrn = str(patient.get("mrn") or "").strip()
        name = str(patient.get("name") or "").strip()
        if not queue:
            raise UserError(self.env._("Choose one of the queues of your room."))
        if not mrn and not name:
            raise UserError(self.env._("Enter the patient's card number or name."))
        who = {"mrn": mrn or f"extra:{request_id}", "name": name}
        entry = queue._issue_extra(who, request_id, self.env._("Extra number by the doctor"))
        message = self.env._("Extra number %(number)s given.", number=entry.number)
        return self._with_place(session._staff_state(message=message))

    @api.model
    def _with_place(self, state):
        # The events of this transaction get their numbers at its end only: what the page may
        # already know is the number before them, and the hint that follows brings the next one.
        zone, seq = self._place()
        return state | {
            "zone": zone,
            "seq": seq,
            "keys": self._caller_keymap(),
            "bus_last": self.env["bus.bus"].sudo()._bus_last_id(),
            "build": page_build(),
        }

    @api.model
    def _caller_texts(self):
        _ = self.env._
        return self._caller_keys() | {
            "title": _("Caller"),
            "waiting": _("%(n)s waiting"),
            "nobody": _("Nobody called"),
            "nobody_hint": _("Press %(key)s to call the next patient."),
            "empty_line": _("Nobody is waiting"),
            "next_up": _("Next"),
            "called": _("Called"),
            "in_service": _("In service"),
            "called_ago": _("called %(age)s ago"),
            "recalled": _("called %(n)s times"),
            "seconds": _("%(n)s s"),
            "minutes": _("%(n)s min"),
            "pending": _("Sent to the screens…"),
            "shown": _("Shown on %(shown)s screens"),
            "shown_one": _("Shown on the screen"),
            "partial": _("Shown on %(shown)s of %(expected)s screens. Not on: %(missing)s"),
            "late": _("Not shown on: %(missing)s. Please call the patient by voice."),
            "none": _("No screen belongs to this room"),
            "undo": _("Undo: %(what)s"),
            "served": _("Served %(n)s"),
            "no_shows": _("No-show %(n)s"),
            "mean_min": _("Mean %(n)s min"),
            "longest": _("Longest wait: %(number)s, %(n)s min"),
            "hidden_name": _("name shown after the call"),
            "also_inside": _("Also inside"),
            "paused": _("Paused"),
            "lost": _("No connection to the server. Keys are off until it is back."),
            "sending": _("Waiting for the server…"),
            "unsure": _("No answer yet. The key will not act twice."),
            "logged_out": _("You have been logged out."),
            "log_in": _("Log in again"),
            "open_title": _("Open your room"),
            "open_usual": _("Open %(room)s"),
            "open_other": _("Another room"),
            "room": _("Room"),
            "queues": _("Queues"),
            "busy": _("in use"),
            "open": _("Open"),
            "open_hint": _("Enter or %(key)s opens it."),
            "no_rooms": _("There is no room you may open. Ask the queue manager."),
            "close_sure": _("Close the room? Press %(key)s again."),
            "problem": _("Please check with the desk."),
            "separator": _(", "),
        }

    @api.model
    def _caller_keys(self):
        _ = self.env._
        return {
            "key_next": _("Call next"),
            "key_recall": _("Recall"),
            "key_arrive": _("Arrived"),
            "key_no_show": _("No-show"),
            "key_hold": _("Hold"),
            "key_send_away": _("Tests"),
            "key_finish": _("Finish"),
            "key_pause": _("Pause"),
            "key_resume": _("Go on"),
            "key_undo": _("Undo"),
            "key_requeue": _("Back from tests"),
            "key_extra": _("Extra number"),
            "key_close": _("Close room"),
        }

    @api.model
    def _caller_sheet_texts(self):
        _ = self.env._
        return {
            "settings": _("Keys"),
            "settings_hint": _("Click a key, then press the one you want. Delete removes it."),
            "press_key": _("press a key"),
            "no_key": _("none"),
            "save": _("Save"),
            "back": _("Back"),
            "reset": _("Usual keys"),
            "saved": _("Keys saved."),
            "conflict": _("%(combo)s is used twice: “%(first)s” and “%(second)s”."),
            "small": _("Small window"),
            "small_hint": _("The caller is in its small window, which stays on top."),
            "small_back": _("Back here"),
            "small_blocked": _(
                "The browser blocked the small window. Allow pop-ups for this page."
            ),
            "away_title": _("Back from tests"),
            "away_hint": _("Choose who goes back into the line, by click or digit."),
            "away_none": _("Nobody from your room is away for tests."),
            "extra_title": _("Extra number"),
            "extra_mrn": _("Card or record number"),
            "extra_name": _("Name"),
            "extra_give": _("Give the number"),
        }
