import logging
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core import field as rules
from .clock import iso, precise_now

_logger = logging.getLogger(__name__)

MAX_BATCH = 200
_BAD_FORM = (KeyError, TypeError, ValueError, AttributeError)


class FieldOp(models.Model):
    """One entry that a person made on a phone, perhaps without a network: taken exactly once.

    Seam: an add-on names its kinds of work in ``_field_subjects`` and gives their models
    ``_field_find(key)``, ``_field_apply(verb, args, told)`` and ``_field_day()``.
    """

    _name = "field.op"
    _description = "Entry of a phone"
    _order = "id desc"
    _rec_name = "client_id"

    client_id = fields.Char(required=True, readonly=True)
    phone = fields.Char(readonly=True, index=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", "Hospital", readonly=True, index=True)
    subject = fields.Char(readonly=True)
    key = fields.Char("Number", readonly=True, index=True)
    verb = fields.Char("What", readonly=True)
    args = fields.Json(readonly=True)
    at = fields.Datetime("When", readonly=True)
    device_at = fields.Datetime("By the phone's clock", readonly=True)
    received_at = fields.Datetime("Received", readonly=True)
    skew_ms = fields.Integer("Phone ahead by (ms)", readonly=True)
    doubtful = fields.Boolean(
        "Clock was set", readonly=True, help="The phone's clock was changed before it was sent"
    )
    state = fields.Selection([("taken", "Taken"), ("refused", "Refused")], readonly=True)
    reason = fields.Char(readonly=True)

    _client_uniq = models.Constraint("UNIQUE (client_id)", "This entry has come already.")

    @api.model
    def _field_subjects(self):
        """Return {kind of work: model}; extended by the add-ons that have work on a phone."""
        return {}

    @api.model
    def _field_day(self):
        """Return what the phone keeps: the work of this user, by kind, and the server's time."""
        work = {
            kind: self.env[model]._field_day() for kind, model in self._field_subjects().items()
        }
        return {
            "now": iso(precise_now()),
            "uid": self.env.uid,
            "user": self.env.user.name,
            "work": work,
        }

    @api.model
    def _field_take(self, batch):
        """Take what a phone sends: {phone, sent_at, ops} → {now, results: [{id, verdict, …}]}."""
        received = precise_now()
        try:
            sent = _moment(batch.get("sent_at"))
            ops = list(batch.get("ops") or [])[:MAX_BATCH]
        except _BAD_FORM:
            return {"now": iso(received), "results": []}
        phone = str(batch.get("phone") or "")[:64]
        return {
            "now": iso(received),
            "results": [self._field_take_one(op, phone, sent, received) for op in ops],
        }

    @api.model
    def _field_take_one(self, op, phone, sent, received):
        op = op if isinstance(op, dict) else {}
        entry = rules.Entry(op.get("id") or "", op.get("after") or "", op.get("blob") or "")
        verdict = rules.verdict(entry, self._field_known(entry), self._field_blobs(entry))
        if verdict != "take":
            return {"id": entry.id, "verdict": verdict} | self._field_told(entry, verdict)
        try:
            told = self._field_moment(op, sent, received)
        except _BAD_FORM:
            return {"id": entry.id, "verdict": "bad"}
        row = self._field_claim(op, phone, told, received)
        if not row:
            return {"id": entry.id, "verdict": "known"}
        reason = self._field_try(op, told, row)
        row.write({"state": "refused" if reason else "taken", "reason": reason})
        verdict = "refused" if reason else "taken"
        return {"id": entry.id, "verdict": verdict, "message": reason}

    def _field_known(self, entry):
        ids = [one for one in (entry.id, entry.after) if rules.is_id(one)]
        return set(self.sudo().search([("client_id", "in", ids)]).mapped("client_id"))

    def _field_blobs(self, entry):
        found = self.env["field.blob"].sudo().search([("client_id", "=", entry.blob or "-")])
        return set(found.mapped("client_id"))

    def _field_told(self, entry, verdict):
        """What became of an entry that came before: the phone may have missed the answer."""
        if verdict != "known":
            return {}
        row = self.sudo().search([("client_id", "=", entry.id)])
        return {"message": row.reason or ""} if row.state == "refused" else {}

    @staticmethod
    def _field_moment(op, sent, received):
        skew = op.get("skew_ms")
        known = timedelta(milliseconds=int(skew)) if skew is not None else None
        return rules.happened(_moment(op["at"]), sent, received, known)

    @api.model
    def _field_claim(self, op, phone, told, received):
        """Write the entry's row; empty when another request was faster with the same entry."""
        self.env.cr.execute(
            "INSERT INTO field_op (client_id, phone, user_id, at, device_at, received_at, skew_ms,"
            " doubtful, subject, key, verb)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (client_id) DO NOTHING RETURNING id",
            (
                op["id"],
                phone,
                self.env.uid,
                *(_stored(one) for one in (told.at, told.at + told.skew, received)),
                int(told.skew / timedelta(milliseconds=1)),
                told.doubtful,
                *(str(op.get(name) or "")[:64] for name in ("subject", "key", "verb")),
            ),
        )
        return self.sudo().browse([new for (new,) in self.env.cr.fetchall()])

    def _field_try(self, op, told, row):
        """Apply an entry; returns why it was refused, "" when it was taken."""
        args = op["args"] if isinstance(op.get("args"), dict) else {}
        row.args = args
        model = self._field_subjects().get(row.subject)
        record = self.env[model]._field_find(row.key) if model else None
        if not record:
            return self.env._("%s is not (or no longer) among your work.", row.key)
        row.company_id = record.company_id
        try:
            with self.env.cr.savepoint():
                record._field_apply(row.verb, dict(args, blob=op.get("blob") or ""), row)
        except (UserError, AccessError) as error:
            return str(error)
        except _BAD_FORM:
            _logger.info("entry %s (%s) cannot be read", row.client_id, row.verb, exc_info=True)
            return self.env._("The phone sent something that cannot be read.")
        return ""


def _moment(text):
    """Read a phone's time: ISO 8601 with an offset or Z."""
    value = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    if value.tzinfo is None:
        raise ValueError("no time zone")
    return value


def _stored(moment):
    """Return a moment as the database keeps it: naive UTC, whole seconds."""
    return fields.Datetime.to_string(_naive(moment))


def _naive(moment):
    """Return a moment in UTC without its zone, as fields hold it."""
    return (moment - moment.utcoffset()).replace(tzinfo=None, microsecond=0)
