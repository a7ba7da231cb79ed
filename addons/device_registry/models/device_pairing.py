import secrets

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..core import limits
from ..core import pairing as rules
from ..core.token import new_token, plausible, token_hash
from .clock import aware, utc_now
from .maintenance_equipment import KINDS


class DevicePairing(models.Model):
    """A browser that shows a code and waits for an administrator to say which device it is."""

    _name = "device.pairing"
    _description = "Device waiting to be paired"
    _order = "started_at desc, id desc"
    _rec_name = "code_shown"

    code = fields.Char(
        string="Plain code",
        required=True,
        readonly=True,
        groups="device_registry.group_device_manager",
    )
    code_shown = fields.Char(
        string="Code",
        compute="_compute_code_shown",
        groups="device_registry.group_device_manager",
    )
    kind = fields.Selection(KINDS, string="Asked for", readonly=True)
    address = fields.Char(string="Network address", readonly=True, index=True)
    started_at = fields.Datetime(required=True, readonly=True, index=True)
    device_id = fields.Many2one("maintenance.equipment", readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="device_id.company_id", store=True, index=True)
    # By its secret the browser that shows the code is known again; the token's hash ties the
    # answer to the very pairing that was confirmed, should the device be paired anew meanwhile.
    secret_hash = fields.Char(required=True, readonly=True, groups="base.group_system")
    token_hash = fields.Char(readonly=True, groups="base.group_system")

    _code_unique = models.Constraint("unique(code)", "This code is taken.")
    _secret_unique = models.Constraint("unique(secret_hash)", "This browser waits already.")

    @api.depends("code")
    def _compute_code_shown(self):
        for waiting in self:
            waiting.code_shown = rules.shown(waiting.code)

    @api.model
    def _start(self, kind, address):
        """A new code for a browser at ``address`` → {code, secret, expires_in}.

        None when too many codes wait to be confirmed. The secret is told only here. A ``kind``
        that is none is forgotten: it came with the address of a page.
        """
        alive = self.sudo()._forget_expired()
        open_ = alive.filtered(lambda waiting: not waiting.device_id)
        here = open_.filtered(lambda waiting: waiting.address == address)
        if not limits.may_start(len(here), len(open_)):
            return None
        secret, now = new_token(), utc_now()
        waiting = alive.create(
            {
                "code": self._free_code(alive),
                "kind": kind if kind in dict(KINDS) else False,
                "address": address,
                "started_at": now.replace(tzinfo=None),
                "secret_hash": token_hash(secret),
            }
        )
        return {
            "code": rules.shown(waiting.code),
            "secret": secret,
            "expires_in": rules.seconds_left(now, now),
        }

    @api.model
    def _free_code(self, alive):
        taken = set(alive.mapped("code"))
        code = rules.new_code(secrets.choice)
        while code in taken:
            code = rules.new_code(secrets.choice)
        return code

    @api.model
    def _poll(self, secret):
        """What became of the browser with this secret: {state: waiting | paired | expired}.

        Paired comes with the ``url`` to go to; until the code's end it may be asked again.
        """
        waiting = self.sudo().search(
            [("secret_hash", "=", token_hash(secret))] if plausible(secret) else [(0, "=", 1)]
        )
        left = rules.seconds_left(aware(waiting.started_at), utc_now()) if waiting else 0
        if not left:
            return {"state": "expired"}
        if not waiting.device_id:
            return {"state": "waiting", "expires_in": left}
        if waiting.device_id.device_token_hash != waiting.token_hash:
            return {"state": "expired"}
        return {"state": "paired", "url": waiting.device_id._device_home_url()}

    @api.model
    def _waiting_with(self, typed):
        """The browser that shows the code an administrator typed. UserError says what to do."""
        try:
            code = rules.normalise(typed)
        except rules.BadCode as error:
            raise UserError(
                _("A pairing code has six letters and digits, as shown on the screen.")
            ) from error
        waiting = self.search([("code", "=", code), ("device_id", "=", False)])
        if not waiting or not rules.seconds_left(aware(waiting.started_at), utc_now()):
            raise UserError(
                _(
                    "No screen shows the code %s now. Codes live ten minutes: "
                    "type the one that the screen shows at this moment.",
                    rules.shown(code),
                )
            )
        return waiting

    @api.model
    def _too_many(self):
        return {
            "code": "too_many",
            "message": _("Too many screens are waiting to be paired."),
            "remedy": _("Pair those that show a code, or wait ten minutes."),
        }

    def _confirm(self, device):
        """This browser is that device: it gets a token and is sent to its page."""
        device._pair()
        self.sudo().write({"device_id": device.id, "token_hash": device.device_token_hash})

    @api.autovacuum
    def _forget_expired(self):
        """Delete the codes that are over; returns those that are alive."""
        oldest = (utc_now() - rules.LIFETIME).replace(tzinfo=None)
        self.search([("started_at", "<=", oldest)]).unlink()
        return self.search([])
