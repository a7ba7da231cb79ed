from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..core import life as rules
from ..core import sheet

STATES = [
    ("stock", "In stock"),
    ("installed", "Installed"),
    ("repair", "In repair"),
    ("replaced", "Replaced"),
    ("retired", "Retired"),
]
STEPS = [
    ("install", "Install"),
    ("repair", "Send to repair"),
    ("store", "Put into stock"),
    ("replace", "Replace by another"),
    ("retire", "Retire (scrapped, stolen or lost)"),
]


class DeviceLife(models.Model):
    """A step in the life of a device: from which state to which, when, by whom and why."""

    _name = "device.life"
    _description = "Step in a device's life"
    _order = "at desc, id desc"
    _rec_name = "reason"

    device_id = fields.Many2one(
        "maintenance.equipment", "Device", required=True, readonly=True, index=True,
        ondelete="cascade",
    )  # fmt: skip
    company_id = fields.Many2one(related="device_id.company_id", store=True, index=True)
    state_from = fields.Selection(STATES, "From", required=True, readonly=True)
    state_to = fields.Selection(STATES, "To", required=True, readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="restrict")
    reason = fields.Char("Why", readonly=True)
    site_id = fields.Many2one("device.site", "Site", readonly=True, ondelete="set null")
    successor_id = fields.Many2one(
        "maintenance.equipment", "Replaced by", readonly=True, ondelete="set null"
    )


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    maker = fields.Char(help="Who built it: maker and serial number together name one box.")
    ip_address = fields.Char("IP address")
    mac_address = fields.Char("MAC address")
    network_port = fields.Char("Switch and port", help="Where its cable ends, e.g. SW-2F-01/12.")
    life_state = fields.Selection(
        STATES, "Life cycle", default="stock", required=True, readonly=True, copy=False, index=True
    )
    life_ids = fields.One2many("device.life", "device_id", "Life", readonly=True)

    # Stands for Odoo's rule, which knows no makers.
    _serial_no = models.Constraint(
        "unique(maker, serial_no)", "Another device of this maker has this serial number already."
    )
    _serial_without_maker = models.UniqueIndex(
        "(serial_no) WHERE maker IS NULL",
        "Another device without a maker has this serial number already: enter the maker.",
    )

    @api.constrains("ip_address", "mac_address")
    def _check_network(self):
        for device in self:
            if device.ip_address and not sheet.ipv4(device.ip_address):
                raise UserError(_("%s is no IP address, e.g. 10.20.3.14.", device.ip_address))
            if device.mac_address and not sheet.mac(device.mac_address):
                raise UserError(
                    _("%s is no MAC address, e.g. 00:1A:2B:3C:4D:5E.", device.mac_address)
                )

    def write(self, vals):
        """Refuse a state that was not reached by a step."""
        if "life_state" in vals and not self.env.su:
            raise UserError(_("The life of a device goes on by its steps: press Life cycle."))
        return super().write(vals)

    def _life_step(self, step, reason="", site=None, successor=None):
        """Take each device one step on, and note it. What leaves its place shows nothing more.

        Raises UserError when a device cannot take the step.
        """
        self.check_access("write")
        for device in self:
            state, before = rules.after(device.life_state, step), device.life_state
            if not state:
                raise UserError(
                    _(
                        "%(device)s is “%(state)s”: this step is not possible.",
                        device=device.name,
                        state=dict(self._fields["life_state"]._description_selection(self.env))[
                            before
                        ],
                    )
                )
            where = site or device.site_id
            device._note_step(before, state, reason, where, successor)
            device.sudo().write({"life_state": state, "site_id": where.id})
        self.filtered(lambda one: not rules.keeps_token(one.life_state)).sudo()._revoke_token()

    def _note_step(self, before, after, reason, site, successor):
        self.env["device.life"].sudo().create(
            {
                "device_id": self.id,
                "state_from": before,
                "state_to": after,
                "at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "reason": reason,
                "site_id": site.id if site else False,
                "successor_id": successor.id if successor else False,
            }
        )

    def _replace_by(self, successor, reason=""):
        """``successor`` takes this device's place; both lives and the serial numbers are noted."""
        self.ensure_one()
        if successor == self:
            raise UserError(_("%s cannot replace itself.", self.name))
        place = self.site_id
        self._life_step("replace", reason, successor=successor)
        successor._life_step("install", reason, site=place)
        if successor.serial_no:
            self._note_swap(successor.serial_no, fields.Datetime.now(), reason)

    def _pair(self):
        for device in self:
            if not rules.may_be_paired(device.life_state):
                raise UserError(
                    _("%s was replaced or retired: it is not paired any more.", device.name)
                )
        result = super()._pair()
        # Whatever shows a page hangs somewhere, whether or not somebody noted it.
        for device in self.filtered(lambda one: one.life_state != rules.AT_WORK):
            device._life_step("install", _("Paired"))
        return result
