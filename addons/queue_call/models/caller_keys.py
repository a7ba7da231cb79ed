"""The keys of the caller as each user chose them, kept on the server."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.keymap import DEFAULTS, KeymapError, checked, keymap


class ResUsers(models.Model):
    _inherit = "res.users"

    queue_caller_keys = fields.Json("Keys of the caller", copy=False)


class QueueSession(models.Model):
    _inherit = "queue.session"

    @api.model
    def _caller_keymap(self):
        """Return {verb: key} of the present user; asked with every look, so no whole user."""
        self.env["res.users"].flush_model(["queue_caller_keys"])
        self.env.cr.execute(
            "SELECT queue_caller_keys FROM res_users WHERE id = %s", (self.env.uid,)
        )
        return keymap(self.env.cr.fetchone()[0])

    @api.model
    def _caller_save_keys(self, keys):
        """Keep the user's own keys (None: the usual ones again); return {verb: key}.

        Raises UserError that names both verbs where two have the same key.
        """
        self._check_staff()
        kept = None
        if keys:
            try:
                kept = checked({verb: str(keys[verb] or "") for verb in DEFAULTS if verb in keys})
            except KeymapError as refused:
                raise UserError(self._keymap_words(refused)) from refused
        # The user's own preference, found by the session and by no id of the request.
        self.env.user.sudo().queue_caller_keys = kept
        return self._caller_keymap()

    @api.model
    def _keymap_words(self, refused):
        names = self._caller_keys()
        words = {**refused.params}
        for side in ("first", "second"):
            if side in words:
                words[side] = names[f"key_{words[side]}"]
        if refused.key == "taken":
            return self.env._(
                "%(combo)s is the key of “%(first)s” already. Choose another key for"
                " “%(second)s”, or change “%(first)s” first.",
                **words,
            )
        if refused.key == "browser":
            return self.env._("%(combo)s belongs to the browser. Choose another key.", **words)
        return self.env._(
            "%(combo)s cannot be used. Choose F1 to F12, or hold Ctrl or Alt with a letter.",
            **words,
        )
