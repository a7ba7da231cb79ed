from odoo import models

from ..core.figures import figures
from .clock import aware, utc_now


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _last_figures(self):
        """Return what the device told of itself last: {name: (value, unit, when)}, aware UTC.

        Names: see ``core.figures``. Empty when it has never reported. An inspection takes its
        form's known figures from here.
        """
        self.ensure_one()
        beat = self.sudo().heartbeat_ids[:1]
        if not beat:
            return {}
        return figures(beat._told(), aware(beat.last_seen), utc_now())
