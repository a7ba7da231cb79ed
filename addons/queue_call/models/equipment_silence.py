from odoo import models
from odoo.tools import SQL


class MaintenanceEquipment(models.Model):
    """Whom the silence of a screen or kiosk hits."""

    _inherit = "maintenance.equipment"

    def _silence_text(self, ago):
        """Name the clinic and how many patients wait in front of this device."""
        text = super()._silence_text(ago)
        zone = self.queue_zone_id
        if not zone:
            return text
        waiting = self.env.execute_query(
            SQL(
                "SELECT count(DISTINCT e.patient_id) FROM queue_entry e"
                " JOIN queue_queue q ON q.id = e.queue_id"
                " WHERE q.zone_id = %s AND e.state IN ('waiting', 'benched', 'called')",
                zone.id,
            )
        )[0][0]
        return self.env._(
            "%(text)s. Hits: %(zone)s, %(count)s patients wait", text=text, zone=zone.name,
            count=waiting,
        )  # fmt: skip
