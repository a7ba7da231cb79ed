"""Where media files lie: beside Odoo's attachments, named after their content.

``<filestore>/queue_media/ab/<sha256>`` is complete and never changes; ``parts/<number>`` is being
uploaded. A backup of the filestore carries both.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from odoo import api, models, tools
from odoo.exceptions import UserError

SPARE = 1 << 30  # bytes of the disk that media never fill
_BLOCK = 1 << 20


class QueueMediaStore(models.AbstractModel):
    _name = "queue.media.store"
    _description = "Store of media files"

    @api.model
    def _folder(self, *names):
        """Return a folder of the store, made when it is missing."""
        folder = Path(tools.config.filestore(self.env.cr.dbname), "queue_media", *names)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @api.model
    def _path(self, sha256):
        """Return where a file of this content lies or would lie."""
        return self._folder(sha256[:2]) / sha256

    @api.model
    def _part(self, number):
        """Return where the upload of this number lies."""
        return self._folder("parts") / str(int(number))

    @api.model
    def _scratch(self):
        """Return a folder for what a conversion makes; the caller removes it."""
        return Path(tempfile.mkdtemp(prefix="work", dir=self._folder()))

    @api.model
    def _keep(self, path):
        """Move a complete file into the store; return its content's name. Twice is once."""
        sha256 = digest(path)
        target = self._path(sha256)
        if target.exists():
            Path(path).unlink()
        else:
            os.replace(path, target)
        return sha256

    @api.model
    def _check_room(self, size):
        """Raise UserError when the disk has no room for ``size`` more bytes."""
        free = shutil.disk_usage(self._folder()).free
        if free < size + SPARE:
            raise UserError(
                self.env._(
                    "The server's disk has %(free)s GB left, too little for this file. Delete"
                    " media that nobody uses, or ask IT for more room.",
                    free=round(free / (1 << 30), 1),
                )
            )


def digest(path):
    """Return the SHA-256 of a file's content, read block by block."""
    summed = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            summed.update(block)
    return summed.hexdigest()
