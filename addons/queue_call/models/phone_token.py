"""The address at which a patient follows one visit on the phone.

The token is made of a random salt and a secret of the database, and found by its hash: neither
the id of a visit nor a copy of this table opens a page.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.device_registry.core.token import plausible, token_hash

from ..core.halfday import half_day_span
from .clock import now_ms

GRACE = timedelta(hours=6)  # after the end of the visit's last day
_KEEP = timedelta(days=3)


class QueuePhone(models.Model):
    """One address per visit, until the visit's day is over."""

    _name = "queue.phone"
    _description = "Phone page of a visit"
    _log_access = False
    _rec_name = "visit_id"

    visit_id = fields.Many2one("queue.visit", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id")
    salt = fields.Char(required=True)
    token_hash = fields.Char(required=True)
    until = fields.Datetime(required=True)

    _visit_uniq = models.Constraint("UNIQUE (visit_id)", "A visit has one phone page.")
    _token_uniq = models.Constraint("UNIQUE (token_hash)", "This token is taken.")
    _until_idx = models.Index("(until)")

    @api.model
    def _token(self, salt):
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        mac = hmac.new(secret.encode(), f"queue.phone:{salt}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(mac.digest()).decode().rstrip("=")

    @api.model
    def _of_visit(self, visit_id, until):
        """Return the token of a visit, made when it is first wanted, and valid until ``until``."""
        salt = secrets.token_hex(16)
        self.env.cr.execute(
            """
            INSERT INTO queue_phone AS p (visit_id, salt, token_hash, until)
            VALUES (%s, %s, %s, %s)
            ON CONFLICT (visit_id) DO UPDATE SET until = GREATEST(p.until, excluded.until)
            RETURNING salt
            """,
            (visit_id, salt, token_hash(self._token(salt)), until),
        )
        return self._token(self.env.cr.fetchone()[0])

    @api.model
    def _visit_of(self, token):
        """Return the id of the visit that this token opens now, or None."""
        if not plausible(token):
            return None
        self.env.cr.execute(
            "SELECT visit_id FROM queue_phone WHERE token_hash = %s AND until > %s",
            (token_hash(token), now_ms()),
        )
        row = self.env.cr.fetchone()
        return row and row[0]

    @api.autovacuum
    def _gc_phones(self):
        self.env.cr.execute("DELETE FROM queue_phone WHERE until < %s", (now_ms() - _KEEP,))


class QueueVisit(models.Model):
    _inherit = "queue.visit"

    def _phone_token(self):
        """Return the secret of this visit's phone page; the same one until its day is over."""
        self.ensure_one()
        visit = self.sudo()
        days = visit.entry_ids.mapped("service_date")
        company = visit.company_id
        today, _half = company._queue_half_day()
        last = max([*days, today])
        _start, end = half_day_span(last, "pm", company.queue_tz, company.queue_noon)
        return self.env["queue.phone"]._of_visit(self.id, end.replace(tzinfo=None) + GRACE)

    def _phone_url(self):
        """Return the address of this visit's phone page, as it stands in the slip's QR code."""
        base = self.env["ir.config_parameter"].sudo().get_param("queue_call.phone_base_url")
        return f"{(base or self.get_base_url()).rstrip('/')}/queue/place/{self._phone_token()}"
