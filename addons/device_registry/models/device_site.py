from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..core import site as rules


class DeviceSite(models.Model):
    """A place of a hospital: campus, building, floor, room or window, as a tree."""

    _name = "device.site"
    _description = "Site"
    _parent_store = True
    _check_company_auto = True
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _order = "complete_name, id"

    name = fields.Char(required=True)
    code = fields.Char(help="Short code used on plans and in other systems.")
    kind = fields.Selection(
        [
            ("campus", "Campus"),
            ("building", "Building"),
            ("floor", "Floor"),
            ("room", "Room"),
            ("window", "Window"),
        ],
        required=True,
        default="room",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        string="Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    parent_id = fields.Many2one(
        "device.site", string="Part of", index=True, ondelete="restrict", check_company=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("device.site", "parent_id", string="Contains")
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True, store=True)
    device_ids = fields.One2many("maintenance.equipment", "site_id", string="Devices")
    device_count = fields.Integer(compute="_compute_device_count")
    online_n = fields.Integer("Alive", compute="_compute_presence_counts")
    late_n = fields.Integer("Late", compute="_compute_presence_counts")
    lost_n = fields.Integer("Lost", compute="_compute_presence_counts")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for site in self:
            above = site.parent_id.complete_name
            site.complete_name = f"{above} / {site.name}" if above else site.name

    @api.depends("device_ids")
    def _compute_device_count(self):
        for site in self:
            site.device_count = self.env["maintenance.equipment"].search_count(
                [("site_id", "child_of", site._origin.id)]
            )

    @api.constrains("parent_id")
    def _check_no_ring(self):
        if self._has_cycle():
            raise ValidationError(_("A site cannot lie inside itself."))

    @api.constrains("parent_id", "kind")
    def _check_levels(self):
        for site in self | self.with_context(active_test=False).child_ids:
            if not rules.fits(site.parent_id.kind or None, site.kind):
                raise ValidationError(
                    _(
                        "%(child)s cannot lie in %(parent)s: a campus holds buildings, "
                        "these hold floors, these rooms and windows.",
                        child=site.name,
                        parent=site.parent_id.name,
                    )
                )

    @api.constrains("company_id")
    def _check_what_lies_here(self):
        """What lies in a site that changes hospital must not stay behind."""
        everything = self.with_context(active_test=False)
        everything.child_ids._check_company(["parent_id"])
        everything.device_ids._check_company(["site_id"])

    @api.depends("device_ids")
    def _compute_presence_counts(self):
        """How many paired devices here and deeper are alive, late, lost."""
        kinds = [("device_kind", "!=", False), ("device_state", "=", "paired")]
        for site in self:
            devices = self.env["maintenance.equipment"].search(
                [("site_id", "child_of", site._origin.id), *kinds]
            )
            found = devices.mapped("presence")
            site.online_n, site.late_n = found.count("online"), found.count("late")
            site.lost_n = found.count("lost") + found.count("never")

    def action_devices(self):
        """The devices that stand here or deeper in the tree."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "device_registry.maintenance_equipment_action"
        )
        return action | {
            "domain": [("site_id", "child_of", self.ids)],
            "context": {"default_site_id": self.id, "default_device_kind": "hall_screen"},
        }
