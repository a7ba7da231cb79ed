from odoo import _, fields, models


class DevicePair(models.TransientModel):
    """The administrator types the code that a screen shows."""

    _name = "device.pair"
    _description = "Pair a device"

    device_id = fields.Many2one(
        "maintenance.equipment",
        string="Device",
        required=True,
        domain="[('device_kind', '!=', False)]",
    )
    device_state = fields.Selection(related="device_id.device_state")
    code = fields.Char(string="Code on the screen", required=True)

    def action_pair(self):
        """Give the browser that shows the code this device's token."""
        self.env["device.pairing"]._waiting_with(self.code)._confirm(self.device_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": _("%s is paired; its page opens within seconds.", self.device_id.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
