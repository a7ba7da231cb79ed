import ipaddress
import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import reach, transports
from ..core.presets import PRESETS


class HisInterface(models.Model):
    """How an interface reaches its source when that is not the port of its own."""

    _inherit = "his.interface"

    transport = fields.Selection(
        [
            ("mllp", "HL7 v2 by MLLP"),
            ("database", "Database: view, staging table, procedure"),
            ("files", "Files: folder, FTP, SFTP"),
            ("dicom", "DICOM worklist and MPPS"),
            ("frames", "TCP with private frames"),
            ("rest", "REST: JSON, XML"),
            ("soap", "SOAP service"),
            ("fhir", "FHIR R4"),
            ("dll", "Vendor's library (DLL, .so)"),
        ],
        required=True,
        default="mllp",
    )
    settings = fields.Text(
        groups="his_connector.group_his_manager",
        help="JSON; what stands in it depends on the transport."
        " Secrets as ${SECRET:NAME} or ${ENV:NAME}",
    )

    @api.constrains("transport", "settings", "active")
    def _check_settings(self):
        """An interface that is switched on has settings that can work."""
        for interface in self:
            try:
                settings = interface._settings_json()
            except ValueError as error:
                raise ValidationError(
                    self.env._("The settings cannot be read: %s", error)
                ) from error
            problems = transports.check(interface.transport, settings) if interface.active else []
            interface._check_reach(settings)
            if problems:
                chinese = (self.env.lang or "").startswith("zh")
                words = [one.remedy_zh if chinese else one.remedy for one in problems]
                raise ValidationError("\n".join(words))

    @api.model
    def _reachable(self):
        """The networks that may be called, as the administrator wrote them; "" for all."""
        return self.env["ir.config_parameter"].sudo().get_param(reach.PARAMETER) or ""

    def _check_reach(self, settings):
        """Refuse an address outside; names are resolved by whoever calls them."""
        allowed = reach.networks(self._reachable())
        addresses = [one for one in reach.hosts(settings) if _is_address(one)]
        if wrong := reach.outside(addresses, allowed):
            raise ValidationError(
                self.env._(
                    "%s is not among the addresses that may be called. The administrator of the"
                    " server keeps that list.",
                    ", ".join(wrong),
                )
            )

    @api.onchange("preset")
    def _onchange_preset_settings(self):
        preset = PRESETS.get(self.preset)
        if preset and preset["transport"] == self.transport:
            given = {**preset["settings"], **self._settings_json()}
            self.settings = json.dumps(given, ensure_ascii=False, indent=1)

    def _settings_json(self):
        """The settings as a dict. Raises ValueError."""
        self.ensure_one()
        settings = json.loads(self.sudo().settings or "{}")
        if not isinstance(settings, dict):
            raise ValueError("{}")
        return settings


def _is_address(text):
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
