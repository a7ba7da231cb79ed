from odoo import fields, models
from odoo.exceptions import UserError


class DeviceSwap(models.Model):
    """A serial number that gave way to another: of a whole device, or of a part of it."""

    _name = "device.swap"
    _description = "Swapped serial number"
    _order = "at desc, id desc"
    _rec_name = "new_serial"

    device_id = fields.Many2one(
        "maintenance.equipment", "Device", required=True, readonly=True, index=True,
        ondelete="cascade",
    )  # fmt: skip
    company_id = fields.Many2one(related="device_id.company_id", store=True, index=True)
    part = fields.Char(readonly=True, help="Empty: the whole device was exchanged")
    old_serial = fields.Char("Serial number before", readonly=True)
    new_serial = fields.Char("Serial number now", required=True, readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="restrict")
    origin = fields.Char("On occasion of", readonly=True)

    def write(self, vals):
        """Refuse: what was exchanged stays written."""
        if self.env.su and not set(vals) - {"company_id"}:
            return super().write(vals)
        raise UserError(self.env._("The history of a device is not changed: enter another swap."))


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    swap_ids = fields.One2many("device.swap", "device_id", "Swapped serial numbers")

    def _swap_serial(self, new, at, origin="", part="", old=""):
        """Note that a serial number gave way to ``new``; of the whole device without ``part``.

        Returns the device that bears the number already, if another one does: then the history is
        written, but the registry keeps what it had, because one of the two is wrong.
        """
        self.ensure_one()
        self._note_swap(new, at, origin, part, old if part else self.serial_no or old)
        if part:
            return self.browse()
        bearer = self._bearer_of(new) - self
        if not bearer:
            self.sudo().serial_no = new
        return bearer

    def _note_swap(self, new, at, origin="", part="", old=None):
        self.env["device.swap"].sudo().create(
            {
                "device_id": self.id,
                "part": part,
                "old_serial": self.serial_no if old is None else old,
                "new_serial": new,
                "at": at,
                "user_id": self.env.uid,
                "origin": origin,
            }
        )

    def _bearer_of(self, serial):
        domain = [("serial_no", "=", serial), ("maker", "=", self.maker)]
        return self.sudo().with_context(active_test=False).search(domain, limit=1)
