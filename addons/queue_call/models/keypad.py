"""Physical callers on a gateway: a key on the wall leaves the same log as a key on the page."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..core import keypad as rules
from .clock import iso, now_ms

MOST = 50  # presses in one message
VERDICTS = [
    ("done", "Done"),
    ("refused", "Refused"),
    ("late", "Too late"),
    ("closed", "No room open"),
    ("unknown", "Unknown pad or key"),
]
_ON_PATIENT = ("recall", "arrive", "no_show", "hold", "finish")


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    gateway_id = fields.Many2one(
        "maintenance.equipment",
        "Gateway",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The small PC on whose line this keypad hangs",
    )
    keypad_address = fields.Integer(help="Its number on the line, 1 to 247")
    keypad_sign = fields.Integer("Sign on the line", help="Number of its sign; 0: none")
    keypad_ids = fields.One2many("maintenance.equipment", "gateway_id", "Keypads")

    _keypad_once = models.UniqueIndex(
        "(gateway_id, keypad_address) WHERE gateway_id IS NOT NULL",
        "This address is used on the line already: give each keypad its own.",
    )

    @api.constrains("gateway_id", "keypad_address", "keypad_sign")
    def _check_keypad(self):
        for pad in self.filtered("gateway_id"):
            if not 1 <= pad.keypad_address <= 247:
                raise ValidationError(self.env._("Keypad address: 1 to 247."))
            if not 0 <= pad.keypad_sign <= 255:
                raise ValidationError(self.env._("Sign on the line: 0 to 255."))
            if pad.gateway_id == pad:
                raise ValidationError(self.env._("A gateway is not its own keypad."))

    # -- the gateway's doors ----------------------------------------------------------------------
    @api.model
    def _gateway_state(self, token, seq=None):
        """Return what the gateway with this token shows: {now, seq, pads}.

        ``seq``: what the gateway knows already; nothing has happened since: ``pads`` is None, and
        the question was a cheap one. Raises DeviceRefused.
        """
        gateway = self._by_token(token)
        present = gateway._pads_seq()
        pads = None
        if str(present) != str(seq):
            pads = [pad._pad_state() for pad in gateway._pads()]
        return {"now": iso(now_ms()), "seq": present, "pads": pads}

    @api.model
    def _gateway_press(self, token, presses):
        """Take the presses of a gateway, each once; returns {now, seq, results, pads}.

        ``presses``: [{id, address, key, age_ms}], oldest first. Raises DeviceRefused.
        """
        gateway = self._by_token(token)
        presses = presses[:MOST] if isinstance(presses, list) else []
        results = [gateway._press(one) for one in presses if isinstance(one, dict)]
        return {"results": results} | self._gateway_state(token)

    def _pads_seq(self):
        """Return a number that grows with whatever happens where these keypads hang."""
        return self.env.execute_query(
            SQL(
                "SELECT COALESCE(sum(c.seq), 0) FROM queue_zone_counter c WHERE c.zone_id IN ("
                "SELECT p.zone_id FROM queue_service_point p WHERE p.id IN %s)",
                tuple(self.keypad_ids.queue_point_ids.ids) or (0,),
            )
        )[0][0]

    def _pads(self):
        return self.keypad_ids.filtered("keypad_address").sorted("keypad_address")

    def _pad_session(self):
        """Return the open session of this keypad's room, as whoever serves there; or none."""
        session = self.env["queue.session"].search(
            [("point_id", "in", self.queue_point_ids.ids), ("state", "!=", "closed")], limit=1
        )
        user = session.user_id
        return session.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def _pad_state(self):
        """Return what a keypad and its sign show. No name: the line is open to who holds it."""
        session = self._pad_session()
        state = session._staff_state() if session else {}
        current = state.get("current") or {}
        return {
            "address": self.keypad_address,
            "sign": self.keypad_sign,
            "room": self.queue_point_ids[:1].name or "",
            "open": session.state == "open" if session else False,
            "number": current.get("number") or "",
            "waiting": state.get("waiting") or 0,
        }

    def _press(self, told):
        """Act on one press; what becomes of it is kept, whatever it is."""
        ident = str(told.get("id") or "")[:64]
        address, key = told.get("address"), told.get("key")
        before = self.env["queue.keypad.press"].search([("request_id", "=", ident)], limit=1)
        if before:
            return {"id": ident, "verdict": before.verdict, "message": before.message or ""}
        pad = self.keypad_ids.filtered(lambda one: one.keypad_address == address)[:1]
        verb = rules.verb_of(key, None)
        verdict, message = self._judge_press(pad, verb, told, ident)
        self.env["queue.keypad.press"].create(
            {
                "gateway_id": self.id,
                "device_id": pad.id,
                "request_id": ident,
                "address": address if _is_number(address) else 0,
                "key": key if _is_number(key) else 0,
                "verb": verb or "",
                "age_ms": told.get("age_ms") if _is_number(told.get("age_ms")) else 0,
                "at": fields.Datetime.now(),
                "verdict": verdict,
                "message": message,
            }
        )
        return {"id": ident, "verdict": verdict, "message": message}

    def _judge_press(self, pad, verb, told, ident):
        if not ident or not pad or not verb:
            self._raise_alarm("fault", self._unknown_pad(told))
            return "unknown", ""
        if rules.is_late(told.get("age_ms")):
            return "late", ""
        session = pad._pad_session()
        if not session:
            return "closed", ""
        try:
            with self.env.cr.savepoint():
                session.with_context(queue_device_id=pad.id)._keypad_do(verb, ident)
        except UserError as error:
            return "refused", str(error)
        return "done", ""

    def _unknown_pad(self, told):
        return self.env._(
            "A keypad that is not entered spoke: address %(address)s, key %(key)s",
            address=str(told.get("address"))[:8],
            key=str(told.get("key"))[:8],
        )


class QueueSession(models.Model):
    _inherit = "queue.session"

    def _keypad_do(self, verb, request_id):
        """Do a key's verb as the page does it."""
        if verb in _ON_PATIENT:
            return self._on_current(verb, request_id)
        if verb == "pause" and self.state == "paused":
            return self._resume(request_id)
        return {"next": self._call_next, "pause": self._pause, "undo": self._undo}[verb](request_id)


class QueueKeypadPress(models.Model):
    """What became of each press of a physical caller, for who looks after them."""

    _name = "queue.keypad.press"
    _description = "Press of a keypad"
    _log_access = False
    _order = "id desc"
    _rec_name = "verb"

    gateway_id = fields.Many2one(
        "maintenance.equipment", "Gateway", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="gateway_id.company_id", store=True, index=True)
    device_id = fields.Many2one("maintenance.equipment", "Keypad", index=True, ondelete="cascade")
    request_id = fields.Char(required=True)
    address = fields.Integer()
    key = fields.Integer()
    verb = fields.Char()
    age_ms = fields.Integer("On its way (ms)")
    at = fields.Datetime("Received", required=True, index=True)
    verdict = fields.Selection(VERDICTS, required=True)
    message = fields.Char("Why")

    _request_uniq = models.UniqueIndex("(request_id)")

    @api.autovacuum
    def _gc(self):
        """Presses are kept for a month."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        self.sudo().search([("at", "<", before)], limit=10_000).unlink()


def _is_number(value):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31
