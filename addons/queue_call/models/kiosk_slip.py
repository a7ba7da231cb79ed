"""A kiosk's slip: for its browser, or as bytes for its printer in the network."""

from odoo import api, models


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    @api.model
    def _kiosk_slip(self, token, body):
        """Return ({"slip", "print"}, job) of a ticket; {"key", "lang"?}. Raises KioskRefused.

        ``job``: (host, port, bytes) for ``slip_printer.print_slip``, or None; to be sent after
        the commit, when no transaction waits for a printer. Asked again, it prints again.
        """
        device = self._kiosk(token)
        entry = device._entry_of_slip(body.get("key"))
        lang = "en" if body.get("lang") == "en" else "zh"
        how = device.slip_printer or "none"
        job = None
        if how == "network" and body.get("print"):
            address = device.slip_printer_host, device.slip_printer_port or 9100
            job = (*address, entry._slip_bytes(lang))
        return {"slip": entry._slip(lang), "print": how}, job
