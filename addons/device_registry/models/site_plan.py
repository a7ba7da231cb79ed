from odoo import _, fields, models
from odoo.exceptions import UserError

from ..core.plan import inside


class DeviceSite(models.Model):
    _inherit = "device.site"

    plan = fields.Image(
        "Floor picture",
        max_width=2400,
        max_height=2400,
        help="A floor plan as a picture: devices are dragged to where they hang.",
    )

    def plan_data(self):
        """Return the picture's address and the devices that stand here or deeper in the tree.

        Devices without a point come too: they wait beside the picture to be dragged onto it.
        """
        self.ensure_one()
        self.check_access("read")
        stamp = int(self.write_date.timestamp()) if self.write_date else 0
        devices = self.env["maintenance.equipment"].search(
            [("site_id", "child_of", self.id), ("device_kind", "!=", False)], order="name, id"
        )
        return {
            "picture": f"/web/image/device.site/{self.id}/plan?unique={stamp}"
            if self.plan
            else False,
            "editable": devices.has_access("write"),
            "devices": [device._plan_mark() for device in devices],
        }

    def plan_place(self, device_id, x, y):
        """A person dropped a device on this picture at these parts of its sides."""
        self.ensure_one()
        device = self.env["maintenance.equipment"].search(
            [("id", "=", device_id), ("site_id", "child_of", self.id)]
        )
        if not device:
            raise UserError(_("This device does not stand on this floor any more: load again."))
        device._place(x, y)
        return device._plan_mark()


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    plan_x = fields.Float("Across the floor picture", copy=False, readonly=True)
    plan_y = fields.Float("Down the floor picture", copy=False, readonly=True)
    on_plan = fields.Boolean("On the floor picture", copy=False, readonly=True)

    def _place(self, x, y):
        """Put this device at a point of its floor's picture; None takes it off."""
        self.check_access("write")
        if x is None or y is None:
            self.write({"on_plan": False})
        else:
            x, y = inside(float(x), float(y))
            self.write({"plan_x": x, "plan_y": y, "on_plan": True})

    def _plan_mark(self):
        """What the picture shows of a device."""
        return {
            "id": self.id,
            "name": self.name or "",
            "site": self.site_id.name or "",
            "kind": self.device_kind or "other",
            "presence": self.presence or "unpaired",
            "at": [self.plan_x, self.plan_y] if self.on_plan else None,
        }
