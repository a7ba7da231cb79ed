from odoo import api, fields, models

from ..core import life as rules
from ..models.maintenance_life import STEPS


class DeviceStep(models.TransientModel):
    """A person takes devices one step on in their life."""

    _name = "device.step"
    _description = "Life cycle step"

    device_ids = fields.Many2many("maintenance.equipment", string="Devices", required=True)
    step = fields.Selection(STEPS, string="What happens", required=True)
    possible = fields.Char(compute="_compute_possible")
    ends_token = fields.Boolean(compute="_compute_ends_token")
    site_id = fields.Many2one("device.site", string="Where")
    successor_id = fields.Many2one(
        "maintenance.equipment",
        string="Replaced by",
        domain="[('life_state', '=', 'stock'), ('device_kind', '!=', False)]",
    )
    reason = fields.Char("Why", required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "maintenance.equipment":
            values.setdefault("device_ids", self.env.context.get("active_ids") or [])
        return values

    @api.depends("device_ids.life_state")
    def _compute_possible(self):
        names = dict(self._fields["step"]._description_selection(self.env))
        for wizard in self:
            states = wizard.device_ids.mapped("life_state")
            common = [one for one in rules.STEPS if all(rules.after(s, one) for s in states)]
            wizard.possible = " · ".join(names[one] for one in common)

    @api.depends("step", "device_ids.device_state")
    def _compute_ends_token(self):
        for wizard in self:
            paired = "paired" in wizard.device_ids.mapped("device_state")
            wizard.ends_token = paired and wizard.step not in (False, "install")

    def action_go(self):
        """Take the step; a replacement takes the place of the one device."""
        if self.step == "replace":
            self.device_ids._replace_by(self.successor_id, self.reason)
        else:
            place = self.site_id if self.step == "install" else None
            self.device_ids._life_step(self.step, self.reason, place)
        return {"type": "ir.actions.act_window_close"}
