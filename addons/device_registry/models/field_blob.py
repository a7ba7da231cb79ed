import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.field import is_id
from .photo import clean_photo

KEPT_DAYS = 30


class FieldBlob(models.Model):
    """A picture that a phone sent ahead of the entry it belongs to; nobody reads it by itself."""

    _name = "field.blob"
    _description = "Picture of a phone"
    _order = "id desc"

    client_id = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    received_at = fields.Datetime(required=True, readonly=True)
    sha256 = fields.Char("SHA-256", readonly=True)
    data = fields.Binary(attachment=True, readonly=True)

    _client_uniq = models.Constraint("UNIQUE (client_id)", "This picture has come already.")

    @api.model
    def _keep(self, client_id, data, form="JPEG"):
        """Keep a picture once; a second delivery changes nothing. Raises ValidationError."""
        if not is_id(client_id):
            raise ValidationError(self.env._("The picture has no id of a phone."))
        blobs = self.sudo()
        if blobs.search_count([("client_id", "=", client_id)], limit=1):
            return
        clean = clean_photo(self.env, data, 1600, "PNG" if form == "PNG" else "JPEG")
        self.env.cr.execute(
            "INSERT INTO field_blob (client_id, user_id, received_at, sha256)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (client_id) DO NOTHING RETURNING id",
            (client_id, self.env.uid, fields.Datetime.now(), hashlib.sha256(clean).hexdigest()),
        )
        for (new,) in self.env.cr.fetchall():
            blobs.browse(new).data = base64.b64encode(clean)

    @api.model
    def _take_out(self, client_id):
        """Return the picture as base64 and forget it here: it stands with its entry from now.

        Raises ValidationError when it is not there.
        """
        blob = self.sudo().search(
            [("client_id", "=", client_id), ("user_id", "=", self.env.uid)], limit=1
        )
        data = blob.data
        if not data:
            raise ValidationError(self.env._("The picture of this entry is not there."))
        blob.data = False
        return data

    @api.autovacuum
    def _gc_forgotten(self):
        """Pictures whose entry never came go after a month."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.sudo().search([("received_at", "<", since)], limit=1000).unlink()
