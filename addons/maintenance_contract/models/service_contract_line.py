from odoo import api, fields, models
from odoo.addons.device_registry.models.maintenance_equipment import KINDS
from odoo.exceptions import ValidationError

from ..core import entitlement

SERVICES = [
    ("consult", "Consulting by telephone"),
    ("phone", "Telephone support"),
    ("remote", "Remote support"),
    ("onsite", "On-site support"),
    ("emergency", "Emergency fault handling"),
    ("install", "Installation"),
    ("patch", "Software patches and upgrades"),
    ("planning", "Consulting on information systems"),
    ("inspection", "Inspection"),
    ("training", "Training"),
    ("other", "Other service"),
]


class ServiceContractLine(models.Model):
    """One service of a contract: for which devices, in which hours, with which promises."""

    _name = "service.contract.line"
    _description = "Service of a contract"
    _check_company_auto = True
    _order = "contract_id, sequence, id"

    contract_id = fields.Many2one("service.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    item = fields.Char("Tender item", help="Where the tender demands it, such as B5")
    service_ids = fields.One2many("service.contract.service", "line_id", "Includes", copy=True)
    window_id = fields.Many2one("service.window", "Service window", required=True)
    scope = fields.Selection(
        [("all", "Everything"), ("kinds", "Kinds of devices"), ("devices", "Named devices")],
        "Covers",
        required=True,
        default="all",
    )
    kind_ids = fields.One2many("service.contract.kind", "line_id", "Kinds of devices", copy=True)
    device_ids = fields.Many2many("maintenance.equipment", string="Devices", check_company=True)
    excluded_cause_ids = fields.Many2many("service.cause", string="Not covered when caused by")
    quota = fields.Integer("Times a year", help="0: as often as needed")
    used = fields.Integer("Used this year", compute="_compute_used")
    target_ids = fields.One2many("service.target", "line_id", "Promises", copy=True)

    _quota_not_negative = models.Constraint(
        "CHECK (quota >= 0)", "Times a year: 0 (as often as needed) or more."
    )

    def _compute_used(self):
        for line in self:
            line.used = line._used_in(fields.Date.context_today(self).year)

    def _used_in(self, year):
        """Return how often the service was used in a year; inspections extend it."""
        self.ensure_one()
        return self.env["service.ticket"].search_count(
            [
                ("line_id", "=", self.id),
                ("covered", "=", True),
                ("state", "!=", "cancelled"),
                ("reported_at", ">=", f"{year}-01-01"),
                ("reported_at", "<", f"{year + 1}-01-01"),
            ]
        )

    def _check_promises(self):
        """Raise ValidationError for a line that could not be kept or judged."""
        self.ensure_one()
        if not self.service_ids:
            raise ValidationError(self.env._("%s: say which services it includes.", self.name))
        if self.scope == "kinds" and not self.kind_ids:
            raise ValidationError(self.env._("%s: name the kinds of devices.", self.name))
        if self.scope == "devices" and not self.device_ids:
            raise ValidationError(self.env._("%s: name the devices.", self.name))

    def _core_line(self, day):
        """Return the core's view of this line for a report on ``day``."""
        self.ensure_one()
        contract = self.contract_id
        return entitlement.Line(
            key=self.id,
            first=contract.first_day,
            last=contract.last_day,
            services=frozenset(self.service_ids.mapped("service")),
            devices=frozenset(self.device_ids.ids) if self.scope == "devices" else None,
            kinds=frozenset(self.kind_ids.mapped("kind")) if self.scope == "kinds" else None,
            sites=frozenset(contract.site_ids.ids) if contract.site_ids else None,
            excluded_causes=frozenset(self.excluded_cause_ids.mapped("code")),
            quota_left=max(self.quota - self._used_in(day.year), 0) if self.quota else None,
            suspended=contract.state == "suspended",
        )


class ServiceContractService(models.Model):
    """A kind of service that a contract line includes."""

    _name = "service.contract.service"
    _description = "Service included"
    _rec_name = "service"

    line_id = fields.Many2one(
        "service.contract.line", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    service = fields.Selection(SERVICES, required=True)

    _service_uniq = models.Constraint("UNIQUE (line_id, service)", "Each service once.")


class ServiceContractKind(models.Model):
    """A kind of device that a contract line covers."""

    _name = "service.contract.kind"
    _description = "Kind of device covered"
    _rec_name = "kind"

    line_id = fields.Many2one(
        "service.contract.line", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    kind = fields.Selection(KINDS, "Kind of device", required=True)

    _kind_uniq = models.Constraint("UNIQUE (line_id, kind)", "Each kind of device once.")


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    service_line_ids = fields.Many2many("service.contract.line", string="Named in contracts")
    service_covered = fields.Char("Contract coverage", compute="_compute_service_covered")

    @api.depends_context("lang")
    def _compute_service_covered(self):
        day = fields.Date.context_today(self)
        for device in self:
            verdict, line = self.env["service.ticket"]._entitlement(
                device.company_id, "onsite", day, device=device
            )
            device.service_covered = self.env["service.ticket"]._verdict_words(verdict, line)
