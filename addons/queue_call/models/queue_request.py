from datetime import timedelta

from odoo import api, fields, models

from .clock import now_ms

_KEEP_DAYS = 3


class QueueRequest(models.Model):
    """Requests that were carried out: one sent twice acts once.

    The row is inserted at the beginning of the work and in its transaction, so that a twin waits
    for the first to commit and then finds it; when the first fails, the twin does the work.
    """

    _name = "queue.request"
    _description = "Carried out request"
    _log_access = False

    request_id = fields.Char(required=True, index=True)
    entry_id = fields.Integer()
    at = fields.Datetime(required=True, index=True)

    _request_uniq = models.Constraint("UNIQUE (request_id)", "This request was carried out.")

    @api.model
    def _claim(self, request_id):
        """Return None when the request is new and now ours; else the entry id it led to or 0."""
        if not request_id:
            return None
        cr = self.env.cr
        cr.execute(
            "INSERT INTO queue_request (request_id, at) VALUES (%s, %s)"
            " ON CONFLICT (request_id) DO NOTHING RETURNING id",
            (request_id, now_ms()),
        )
        if cr.fetchone():
            return None
        cr.execute("SELECT entry_id FROM queue_request WHERE request_id = %s", (request_id,))
        return cr.fetchone()[0] or 0

    @api.model
    def _answer(self, request_id, entry_id):
        """Keep what the request led to."""
        self.env.cr.execute(
            "UPDATE queue_request SET entry_id = %s WHERE request_id = %s", (entry_id, request_id)
        )

    @api.autovacuum
    def _gc_requests(self):
        since = now_ms() - timedelta(days=_KEEP_DAYS)
        self.env.cr.execute("DELETE FROM queue_request WHERE at < %s", (since,))
