from odoo import api, fields, models


class QueueMediaFile(models.Model):
    """A file that boxes may fetch, named after its content. Written by uploads and workers only."""

    _name = "queue.media.file"
    _description = "Media file"
    _order = "id desc"
    _rec_name = "sha256"

    sha256 = fields.Char("Content", required=True, readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, readonly=True, index=True
    )
    mime = fields.Char("Type", required=True, readonly=True)
    size = fields.Integer("Bytes", readonly=True)
    width = fields.Integer(readonly=True)
    height = fields.Integer(readonly=True)
    seconds = fields.Float(readonly=True)

    _once = models.Constraint(
        "UNIQUE (company_id, sha256)", "This file is in the library of the hospital already."
    )

    @api.model
    def _take(self, path, company, mime, **facts):
        """Move a file into the store; return its record, the old one for what is known."""
        size = path.stat().st_size
        sha256 = self.env["queue.media.store"]._keep(path)
        domain = [("sha256", "=", sha256), ("company_id", "=", company.id)]
        found = self.sudo().search(domain)
        values = {"sha256": sha256, "company_id": company.id, "mime": mime, "size": size}
        return found or self.sudo().create(values | facts)

    @api.model
    def _readable(self, sha256, company_ids):
        """Return (path, mime, size) of a file of one of these hospitals, or None."""
        if len(sha256) != 64 or not sha256.isalnum():
            return None
        self.env.cr.execute(
            "SELECT mime, size FROM queue_media_file"
            " WHERE sha256 = %s AND company_id = ANY(%s) LIMIT 1",
            (sha256, list(company_ids)),
        )
        row = self.env.cr.fetchone()
        path = self.env["queue.media.store"]._path(sha256) if row else None
        return (str(path), *row) if path and path.exists() else None

    @api.model
    def _readable_by_token(self, sha256, token):
        """Return what the device with this token may fetch. Raises DeviceRefused."""
        device = self.env["maintenance.equipment"]._by_token(token)
        return self._readable(sha256, device.company_id.ids)

    @api.model
    def _readable_by_user(self, sha256):
        """Return what this user may look at: files of his hospitals, for the queue's staff."""
        if not self.has_access("read"):
            return None
        return self._readable(sha256, self.env.companies.ids)

    @api.autovacuum
    def _gc_unused(self):
        """Forget files that no media names any more, two days after they came."""
        self.env.cr.execute(
            """
            DELETE FROM queue_media_file f
             WHERE f.create_date < now() AT TIME ZONE 'utc' - interval '2 days'
               AND NOT EXISTS (SELECT FROM queue_media m WHERE m.file_id = f.id)
               AND NOT EXISTS (SELECT FROM queue_media_page p WHERE p.file_id = f.id)
            RETURNING f.sha256
            """
        )
        gone = {sha for (sha,) in self.env.cr.fetchall()}
        self.env.cr.execute(
            "SELECT sha256 FROM queue_media_file WHERE sha256 = ANY(%s)", (list(gone),)
        )
        gone -= {sha for (sha,) in self.env.cr.fetchall()}
        store = self.env["queue.media.store"]
        self.env.cr.postcommit.add(
            lambda: [store._path(sha).unlink(missing_ok=True) for sha in gone]
        )
