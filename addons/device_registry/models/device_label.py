from odoo import _, api, models
from odoo.exceptions import UserError

from ..report import labels

MOST = 480  # twenty sheets


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _label_url(self):
        """The address that a phone opens from the label; it asks for a login."""
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/devices/{self.id}"

    @api.model
    def _labels_of(self, ids):
        """Return the sheet of labels of those devices; AccessError for one not to be seen."""
        devices = self.browse(ids[:MOST]).exists()
        devices.check_access("read")
        return devices._labels_pdf()

    def _labels_pdf(self):
        """Return a sheet of labels, in the order of the places."""
        devices = self.sorted(lambda one: (one.site_id.complete_name or "", one.name or "", one.id))
        return labels.sheet([device._label() for device in devices], _("Device labels"))

    def _label(self):
        lines = [self.site_id.complete_name or "", " ".join(filter(None, (self.maker, self.model)))]
        serial = self.serial_no and _("No. %s", self.serial_no)
        return labels.Label(self._label_url(), self.name or "", [*lines, serial or ""])

    def action_device_labels(self):
        """Open the printed sheet of labels of the chosen devices."""
        if len(self) > MOST:
            raise UserError(_("Print at most %s labels at once.", MOST))
        ids = ",".join(map(str, self.ids))
        return {"type": "ir.actions.act_url", "url": f"/registry/labels/{ids}", "target": "new"}
