from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core import presence as rules
from ..core.token import DeviceRefused, new_token, plausible, token_hash
from .clock import aware, utc_now

MANAGER = "device_registry.group_device_manager"
KINDS = [
    ("hall_screen", "Hall screen"),
    ("door_screen", "Door screen"),
    ("kiosk", "Kiosk"),
    ("caller", "Caller"),
    ("printer", "Printer"),
    ("led", "LED sign"),
    ("reader", "Reader"),
    ("server", "Server"),
    ("software", "Software"),
    ("other", "Other"),
]


class MaintenanceEquipment(models.Model):
    """Equipment that can be a device: it stands at a site and is known by a token.

    Whether a token opens anything is decided by its hash alone; ``device_state`` only tells.
    """

    _inherit = "maintenance.equipment"

    device_kind = fields.Selection(KINDS, string="Device kind", index=True)
    site_id = fields.Many2one(
        "device.site", string="Site", index=True, ondelete="restrict", check_company=True
    )
    device_token = fields.Char(string="Token", copy=False, readonly=True, groups=MANAGER)
    device_token_hash = fields.Char(copy=False, readonly=True, groups=MANAGER)
    revoked_token_hash = fields.Char(copy=False, readonly=True, index=True, groups=MANAGER)
    device_state = fields.Selection(
        [("new", "Not paired"), ("paired", "Paired"), ("revoked", "Revoked")],
        string="State",
        compute="_compute_device_state",
        compute_sudo=True,
        store=True,
        index=True,
    )
    paired_at = fields.Datetime(copy=False, readonly=True)
    last_seen = fields.Datetime(compute="_compute_presence")
    seen_ago = fields.Char(string="Last sign of life", compute="_compute_presence")
    online = fields.Boolean(compute="_compute_presence", search="_search_online")
    presence = fields.Selection(
        [("never", "Never seen"), ("online", "Online"), ("late", "Late"), ("lost", "Lost")],
        compute="_compute_presence",
    )
    heartbeat_ids = fields.One2many("device.heartbeat", "device_id", string="Last report")

    _token_hash_unique = models.UniqueIndex("(device_token_hash)", "This token is taken.")

    @api.depends("device_token_hash", "revoked_token_hash")
    def _compute_device_state(self):
        for device in self:
            if device.device_token_hash:
                device.device_state = "paired"
            else:
                device.device_state = "revoked" if device.revoked_token_hash else "new"

    @api.depends("heartbeat_ids.last_seen", "device_state")
    @api.depends_context("lang")
    def _compute_presence(self):
        seen, now = self.env["device.heartbeat"]._last_seen(self.ids), utc_now()
        for device in self:
            device.last_seen = seen.get(device.id, False)
            # A device that was signed off is not online, however lately it spoke.
            paired = device.device_state == "paired"
            device.presence = paired and rules.presence(aware(device.last_seen), now)
            device.online = device.presence == "online"
            device.seen_ago = self._ago_text(aware(device.last_seen), now)

    @api.model
    def _ago_text(self, last_seen, now):
        if not last_seen:
            return _("never")
        number, unit = rules.ago(last_seen, now)
        return {
            "second": _("%s s ago", number),
            "minute": _("%s min ago", number),
            "hour": _("%s h ago", number),
            "day": _("%s days ago", number),
        }[unit]

    def _search_online(self, operator, value):
        if operator != "in":
            return NotImplemented
        since = (utc_now() - rules.ONLINE).replace(tzinfo=None)
        domain = Domain("heartbeat_ids.last_seen", ">=", since) & Domain(
            "device_state", "=", "paired"
        )
        return domain if True in value else ~domain

    # ------------------------------------------------------------------ tokens

    @api.model
    def _by_token(self, token):
        """The one device that owns this token, as superuser. Raises DeviceRefused.

        ``revoked``: the token was taken back, or its device is archived; ``unknown``: anything
        else.
        """
        if not plausible(token):
            raise DeviceRefused("unknown")
        wanted, devices = token_hash(token), self.sudo().with_context(active_test=False)
        device = devices.search([("device_token_hash", "=", wanted)])
        if device and device.active:
            return device.with_context(active_test=True)
        if device or devices.search_count([("revoked_token_hash", "=", wanted)], limit=1):
            raise DeviceRefused("revoked")
        raise DeviceRefused("unknown")

    @api.model
    def _known(self, token):
        """As ``_by_token``, without reading more of the device than that it is one."""
        if plausible(token):
            self.env.cr.execute(
                "SELECT id FROM maintenance_equipment WHERE device_token_hash = %s AND active",
                (token_hash(token),),
            )
            if found := self.env.cr.fetchone():
                return self.sudo().browse(found[0])
        return self._by_token(token)

    def _pair(self):
        """Issue a token to each device; what it had before is revoked."""
        for device in self:
            if not device.device_kind:
                raise UserError(
                    _("%s is no device yet: say first what kind of device it is.", device.name)
                )
            token = new_token()
            device.write(
                {
                    "device_token": token,
                    "device_token_hash": token_hash(token),
                    # The box that ran as this device before is told that it was signed off.
                    "revoked_token_hash": device.device_token_hash or device.revoked_token_hash,
                    "paired_at": fields.Datetime.now(),
                }
            )
        # What the box before said tells nothing about the one that runs now.
        self.env["device.heartbeat"]._forget(self)

    def _revoke_token(self):
        """Take the tokens back: the devices are told so, and how to be paired again."""
        for device in self.filtered("device_token_hash"):
            device.write(
                {
                    "revoked_token_hash": device.device_token_hash,
                    "device_token_hash": False,
                    "device_token": False,
                }
            )

    def _rotate_token(self):
        """Replace the tokens; the devices must be opened or paired anew."""
        self._pair()

    def _device_home_url(self):
        """The path of the page this device shows, or False while it has no token.

        Seam: an add-on that brings pages for a kind of device overrides this.
        """
        self.ensure_one()
        return self.device_token and f"/device/home/{self.device_token}"

    @api.model
    def _page_lang(self):
        """The language of pages that nobody is logged in to: the hospital's, if installed."""
        company = self.sudo().company_id[:1] or self.env.company.sudo()
        company = company or company.search([], limit=1)  # nobody is logged in, no device is known
        lang = company.partner_id.lang
        return self.env["res.lang"]._get_data(code=lang).code or self.env.lang

    @api.model
    def _refusal(self, code):
        """What a refused device is told: {code, message, remedy}."""
        messages = {
            "revoked": _("This device has been signed off by the hospital."),
            "unknown": _("This device is not known here."),
        }
        return {
            "code": code,
            "message": messages[code],
            "remedy": _(
                "Open /device/pair on it and tell the code it shows to the hospital's IT, "
                "who enter it under Devices."
            ),
        }

    @api.model
    def _home(self, token):
        """What the plain page of a device shows. Raises DeviceRefused."""
        device = self._by_token(token)
        return {"name": device.name, "site": device.site_id.complete_name or "", "token": token}

    # ----------------------------------------------------------------- buttons

    def action_device_revoke(self):
        self._revoke_token()

    def action_device_rotate(self):
        self._rotate_token()

    def action_device_open(self):
        """Open the page of the device in a new tab."""
        url = self._device_home_url()
        if not url:
            raise UserError(_("%s is not paired: pair it first.", self.name))
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}
