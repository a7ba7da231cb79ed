import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.signing import manifest
from ..report.pages import digest
from .clock import naive, utc_now

KEY = "JIAOHAO_RELEASE_KEY"


class ServiceRelease(models.Model):
    """A release of our software: notes, signed packages with checksums (tender item B7)."""

    _name = "service.release"
    _description = "Release"
    _inherit = ["mail.thread"]
    _order = "published_at desc, id desc"

    name = fields.Char("Version", required=True, copy=False)
    title = fields.Char(required=True)
    notes = fields.Html("What is new", required=True)
    known = fields.Text("Known limits", help="What the hospital should know before it upgrades")
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    published_at = fields.Datetime("Published", readonly=True, copy=False)
    withdrawn_because = fields.Char(copy=False, tracking=True)
    file_ids = fields.One2many("service.release.file", "release_id", "Packages", copy=False)
    delivery_ids = fields.One2many("service.delivery", "release_id", "Hospitals", copy=False)
    signature = fields.Char("Signature (Ed25519)", readonly=True, copy=False)
    public_key = fields.Text(readonly=True, copy=False)

    _name_uniq = models.Constraint("UNIQUE (name)", "This version exists already.")

    def write(self, vals):
        """Refuse changes of what hospitals have already."""
        fixed = {"name", "title", "notes", "file_ids", "state", "signature", "public_key"}
        if not self.env.su and fixed & set(vals):
            if any(one.state != "draft" for one in self):
                raise UserError(
                    self.env._("A published release is not changed: make the next one.")
                )
            if {"state", "signature", "public_key"} & set(vals):
                raise UserError(self.env._("Press Publish: it signs the packages."))
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        """A release begins as a draft without a signature."""
        mine = ("state", "signature", "public_key", "published_at")
        return super().create(
            [{key: value for key, value in vals.items() if key not in mine} for vals in vals_list]
        )

    def unlink(self):
        """A draft may go; what was published stays."""
        if any(one.state != "draft" for one in self):
            raise UserError(self.env._("A published release is withdrawn, not deleted."))
        return super().unlink()

    def action_publish(self):
        """Sign the list of packages and show the release to the hospitals chosen."""
        for release in self:
            release.check_access("write")
            if release.state != "draft":
                raise UserError(self.env._("%s is published already.", release.name))
            if not release.file_ids:
                raise ValidationError(self.env._("Add one package at least."))
            key = release._key()
            release.sudo().write(
                {
                    "signature": key.sign(release._manifest()).hex(),
                    "public_key": _pem(key.public_key()),
                    "state": "published",
                    "published_at": naive(utc_now()),
                }
            )

    def action_withdraw(self):
        """Hospitals see it no more; what is on their devices stays."""
        for release in self:
            release.check_access("write")
            if not release.withdrawn_because:
                raise ValidationError(self.env._("Write why it is withdrawn."))
            release.sudo().state = "withdrawn"

    def _manifest(self):
        return manifest(self.name, {one.name: one.sha256 for one in self.file_ids})

    def _key(self):
        path = os.environ.get(KEY)
        if not path or not Path(path).is_file():
            raise UserError(
                self.env._(
                    "Packages cannot be signed: let %s name a file with an Ed25519 key (openssl"
                    " genpkey -algorithm ed25519).",
                    KEY,
                )
            )
        return serialization.load_pem_private_key(Path(path).read_bytes(), None)

    def _verify(self):
        """Return whether packages, checksums and signature belong together."""
        self.ensure_one()
        key = serialization.load_pem_public_key((self.public_key or "").encode())
        try:
            key.verify(bytes.fromhex(self.signature), self._manifest())
        except InvalidSignature:
            return False
        return all(one._is_whole() for one in self.file_ids)

    def _bundle(self):
        """Return {file name: bytes} as a hospital gets it: packages, checksums, signature, key."""
        self.ensure_one()
        if not self._verify():
            raise UserError(self.env._("A package of %s is not what was signed.", self.name))
        packages = {one.name: base64.b64decode(one.data) for one in self.file_ids}
        return packages | {
            "SHA256SUMS": self._manifest(),
            "SHA256SUMS.sig": bytes.fromhex(self.signature),
            "release.pub.pem": self.public_key.encode(),
        }


class ServiceReleaseFile(models.Model):
    """A package of a release."""

    _name = "service.release.file"
    _description = "Package of a release"
    _order = "name"

    release_id = fields.Many2one("service.release", required=True, index=True, ondelete="cascade")
    name = fields.Char("File", required=True)
    data = fields.Binary("Package", required=True, attachment=True)
    size = fields.Integer("Bytes", readonly=True)
    sha256 = fields.Char("SHA-256", readonly=True)

    _name_uniq = models.Constraint("UNIQUE (release_id, name)", "The release has such a file.")

    @api.constrains("name")
    def _check_name(self):
        for one in self:
            plain = one.name.replace("-", "").replace("_", "").replace(".", "")
            if not plain.isascii() or not plain.isalnum() or one.name.startswith("."):
                raise ValidationError(
                    self.env._("%s: use letters, digits, point, dash and underscore.", one.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Compute size and checksum."""
        return super().create([self._measured(vals) for vals in vals_list])

    def write(self, vals):
        """Compute size and checksum anew; a published package is not changed."""
        self._refuse_published()
        return super().write(self._measured(vals))

    def unlink(self):
        """A published package stays."""
        self._refuse_published()
        return super().unlink()

    def _refuse_published(self):
        if not self.env.su and any(one.release_id.state != "draft" for one in self):
            raise UserError(self.env._("A published release is not changed: make the next one."))

    @api.model
    def _measured(self, vals):
        vals = {key: value for key, value in vals.items() if key not in ("size", "sha256")}
        if not vals.get("data"):
            return vals
        data = base64.b64decode(vals["data"])
        return vals | {"size": len(data), "sha256": digest(data)}

    def _is_whole(self):
        return digest(base64.b64decode(self.data)) == self.sha256


def _pem(key):
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()
