"""Uploads in pieces: a large film goes on where the network broke, and is checked at its end."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.media.facts import Damaged
from ..core.media.fitness import MB, findings, fit, mendable
from ..core.media.sniff import read_facts

CHUNK = 4 * MB
LARGEST = 2048 * MB


class QueueMediaUpload(models.Model):
    """One file on its way; it belongs to its user, and is forgotten after three days."""

    _name = "queue.media.upload"
    _description = "Upload of media"

    name = fields.Char(required=True, readonly=True)
    mark = fields.Char(required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    size = fields.Float("Bytes", digits=(16, 0), required=True, readonly=True)
    received = fields.Float(digits=(16, 0), readonly=True, default=0)

    @api.model
    def _begin(self, name, size, mark):
        """Return {upload, received, chunk}: a new upload, or where this very file had stopped."""
        self.env["queue.media"].check_access("create")
        if not isinstance(size, int) or not 0 < size <= LARGEST:
            raise UserError(self.env._("A file has from 1 byte to %s MB.", LARGEST // MB))
        found = self._mine([("mark", "=", f"{mark}"[:200]), ("size", "=", size)])
        if not found:
            self.env["queue.media.store"]._check_room(size)
            found = self.sudo().create(
                {
                    "name": f"{name}"[:200],
                    "mark": f"{mark}"[:200],
                    "user_id": self.env.uid,
                    "company_id": self.env.company.id,
                    "size": size,
                }
            )
        return {"upload": found.id, "received": int(found.received), "chunk": CHUNK}

    def _mine(self, domain):
        own = [("user_id", "=", self.env.uid), ("company_id", "=", self.env.company.id)]
        return self.sudo().search([*own, *domain], limit=1)

    @api.model
    def _add(self, number, offset, data):
        """Take a piece that begins at ``offset``; return {received}. A repeat changes nothing."""
        upload = self._mine([("id", "=", number)])
        if not upload:
            raise AccessError(self.env._("This upload has ended. Choose the file again."))
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT coalesce(received, 0)::bigint FROM queue_media_upload WHERE id = %s FOR UPDATE",
            (number,),
        )
        (received,) = self.env.cr.fetchone()
        if offset == received and len(data) <= min(CHUNK, int(upload.size) - received):
            path = self.env["queue.media.store"]._part(number)
            with open(path, "r+b" if path.exists() else "wb") as file:
                file.seek(offset)
                file.write(data)
                file.truncate()
            received += len(data)
            upload.received = received
        return {"received": received}

    @api.model
    def _finish(self, number):
        """Make a draft of the complete file; return {media, name, fit, convert, text}."""
        upload = self._mine([("id", "=", number)])
        path = self.env["queue.media.store"]._part(number)
        if not upload or not path.exists() or path.stat().st_size != int(upload.size):
            raise UserError(self.env._("The file is not complete. Choose it again to go on."))
        name = upload.name
        upload.unlink()
        return self._verdict(path, name)

    @api.model
    def _verdict(self, path, name):
        """Check a complete file; keep it as a draft, or throw it away and say why."""
        words, media = self.env["queue.media.words"], self.env["queue.media"]
        try:
            with path.open("rb") as file:
                facts = read_facts(file)
        except Damaged as error:
            path.unlink()
            return _answer(name, words._damaged(error))
        found = findings(facts)
        able = fit(found)
        convert = not able and facts.kind == "video" and mendable(found)
        text = words._findings(found)
        if convert and not media._converter():
            text += "\n" + words._how_to_convert()
        if not able and not (convert and media._converter()):
            path.unlink()
            return _answer(name, text)
        made = media._from_file(path, name, facts, text, convert)
        return _answer(name, text, made.id, able, convert)

    @api.autovacuum
    def _gc_uploads(self):
        """Throw away what nobody went on with."""
        old = self.sudo().search([("write_date", "<", fields.Datetime.subtract(
            fields.Datetime.now(), days=3))])  # fmt: skip
        paths = [self.env["queue.media.store"]._part(number) for number in old.ids]
        old.unlink()
        self.env.cr.postcommit.add(lambda: [path.unlink(missing_ok=True) for path in paths])


def _answer(name, text, media=False, able=False, convert=False):
    return {"media": media, "name": name, "fit": able, "convert": convert, "text": text}
