"""What screens report: a call counts as shown when it was painted, as spoken when it was heard."""

from odoo import api, fields, models
from odoo.addons.device_registry.core.token import plausible, token_hash

from ..core import acks, board
from .clock import aware, iso, now_ms

_SHOWING = ("hall_screen", "door_screen")
_DEVICE = """
    SELECT e.id, e.device_kind, e.queue_zone_id,
           ARRAY(SELECT queue_service_point_id FROM maintenance_equipment_queue_service_point_rel
                  WHERE maintenance_equipment_id = e.id)
      FROM maintenance_equipment e WHERE e.device_token_hash = %s AND e.active
"""
_SHOWN = """
    INSERT INTO queue_call_ack (call_id, device_id, shown_at, received_at, shown_ms) VALUES %s
        ON CONFLICT (call_id, device_id) DO UPDATE
       SET shown_at = EXCLUDED.shown_at, received_at = EXCLUDED.received_at,
           shown_ms = EXCLUDED.shown_ms
     WHERE queue_call_ack.shown_at IS NULL
 RETURNING call_id
"""
_SPOKEN = """
    INSERT INTO queue_call_ack (call_id, device_id, received_at, spoken_at, spoken_until, how,
                                engine, first_ms, spoken_ms) VALUES %s
        ON CONFLICT (call_id, device_id) DO UPDATE
       SET spoken_at = EXCLUDED.spoken_at, spoken_until = EXCLUDED.spoken_until,
           how = EXCLUDED.how, engine = EXCLUDED.engine, first_ms = EXCLUDED.first_ms,
           spoken_ms = EXCLUDED.spoken_ms
     WHERE queue_call_ack.spoken_at IS NULL
 RETURNING call_id
"""


class QueueCallAck(models.Model):
    """One device has shown or spoken one call. Written by devices only, once each."""

    _name = "queue.call.ack"
    _description = "Call shown and spoken"
    _log_access = False
    _order = "call_id desc, shown_at"

    call_id = fields.Many2one("queue.call", required=True, readonly=True, ondelete="cascade")
    device_id = fields.Many2one(
        "maintenance.equipment", "Screen", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="call_id.company_id")
    received_at = fields.Datetime(required=True, readonly=True)
    shown_at = fields.Datetime(readonly=True)
    shown_ms = fields.Integer("Shown after (ms)", readonly=True, aggregator="avg")
    spoken_at = fields.Datetime("Spoken from", readonly=True)
    spoken_until = fields.Datetime("Spoken to", readonly=True)
    spoken_ms = fields.Integer("Spoken after (ms)", readonly=True, aggregator="avg")
    how = fields.Char("Spoken as", readonly=True)
    engine = fields.Char("Voice", readonly=True)
    first_ms = fields.Integer(
        "First sound (ms)", readonly=True, help="From the arrival of the call in the box"
    )

    _once = models.Constraint("UNIQUE (call_id, device_id)", "A screen shows a call once.")


class QueueCall(models.Model):
    _inherit = "queue.call"

    ack_ids = fields.One2many("queue.call.ack", "call_id", "Shown on", readonly=True)

    @api.model
    def _proof(self, call_id):
        """Return what a screen must send back with its report of this call."""
        return acks.proof(self._proof_secret(), call_id)

    @api.model
    def _proof_secret(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    @api.model
    def _screen_ack(self, token, body, address=""):
        """Take {shown, spoken, said, played, skew_ms, page} of the screen with this token.

        Each a list, see ``core.acks``. The same report may come again; it counts once. Returns
        {ok, now}. Raises DeviceRefused. Asked some times a call, so few queries and no record.
        """
        found = None
        if plausible(token):
            self.env.cr.execute(_DEVICE, (token_hash(token),))
            found = self.env.cr.fetchone()
        now = now_ms()
        if not found:
            self._by_token(token)  # says why
            return {"ok": True, "now": iso(now)}
        device, kind, zone, points = self.sudo().browse(found[0]), *found[1:]
        if kind in _SHOWING:
            bound = set(points) if kind == "door_screen" else None
            device._keep_acks(body, zone, bound, now)
            for other in ("said", "played"):
                if body.get(other):
                    device._keep_reports(other, body[other], now)
        if body.get("page"):
            self.env["device.heartbeat"].sudo()._watch(device, aware(now), body, address)
        return {"ok": True, "now": iso(now)}

    def _keep_reports(self, kind, items, now):
        """Seam: keep what a screen reports beside its calls; unknown kinds are dropped."""

    def _keep_acks(self, body, zone_id, points, now):
        """Keep what is new and true of the reports; tell staff of calls that all have shown."""
        shown, spoken = acks.shown(body.get("shown")), acks.spoken(body.get("spoken"))
        if not shown and not spoken:
            return
        made = self._made({*shown, *spoken})
        secret = self.env["queue.call"]._proof_secret()
        for told in (shown, spoken):
            lies = acks.false_claims(told, made, zone_id, points, secret)
            for call in lies:
                del told[call]
            if lies:
                self._on_false_claim(lies)
        fresh = self._insert(_SHOWN, self._shown_values(shown, made, now))
        self._insert(_SPOKEN, self._spoken_values(spoken, made, now))
        if fresh:
            self._on_shown(zone_id, fresh)

    def _made(self, ids):
        self.env.cr.execute(
            "SELECT id, at, zone_id, point_id FROM queue_call WHERE id = ANY(%s)", (list(ids),)
        )
        return {row[0]: acks.Made(aware(row[1]), *row[2:]) for row in self.env.cr.fetchall()}

    def _insert(self, query, values):
        if not values:
            return []
        rows = self.env.cr.execute_values(query, values, fetch=True)
        self.env["queue.call.ack"].invalidate_model()
        return [call for (call,) in rows]

    def _shown_values(self, shown, made, now):
        values = []
        for call, one in shown.items():
            at = acks.between(one.at, made[call].at, aware(now))
            values.append((call, self.id, _naive(at), now, _ms(at - made[call].at)))
        return values

    def _spoken_values(self, spoken, made, now):
        values = []
        for call, one in spoken.items():
            start, end = acks.span(one, made[call].at, aware(now))
            after = _ms(start - made[call].at)
            values.append(
                (call, self.id, now, _naive(start), _naive(end), one.how or None,
                 one.engine or None, one.first_ms, after)
            )  # fmt: skip
        return values

    def _on_false_claim(self, calls):
        """A screen reports calls that it cannot have got: refused, counted, told."""
        env = self.with_context(lang=self._page_lang()).env
        text = env._("It reports calls that it never got, e.g. no. %s", min(calls))
        self._raise_alarm("claims", text, times=len(calls))

    def _on_shown(self, zone_id, calls):
        """Tell staff, once a call: when all screens have it (or one that was late has it)."""
        whole = self.env["queue.call"]._settled(calls)
        if whole:
            zone = self.env["queue.zone"].sudo().browse(zone_id)
            hint = board.staff_hint(zone_id, zone._seq(), calls=whole)
            made = self.env["queue.call"].sudo().browse(whole)
            hint["deliveries"] = [call._delivery() for call in made]
            zone._bus_send("queue_call/staff", hint, subchannel="staff")


def _naive(moment):
    return moment.replace(tzinfo=None)


def _ms(duration):
    return round(duration.total_seconds() * 1000)
