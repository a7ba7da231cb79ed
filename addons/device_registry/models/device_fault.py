from odoo import api, models


class DeviceFault(models.AbstractModel):
    """Seam between those who notice that something which is no device is wrong (an interface to
    the hospital's systems) and those who look after faults. The two do not know each other."""

    _name = "device.fault"
    _description = "Fault that is noticed by the system"

    @api.model
    def _raised(self, company, source, title, text=""):
        """Something is wrong. ``source`` names it for good, such as ``his.interface,3,silence``;
        told again while it stands, it is the same fault. ``text`` names no patient."""

    @api.model
    def _over(self, company, source):
        """What ``source`` names is well again."""
