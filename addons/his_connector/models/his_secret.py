from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.secrets import NAME


class HisSecret(models.Model):
    """A password or key of an interface: written here, read by the gateway alone.

    The value is a column that no field reads: neither the interface, nor an export, nor the
    database's log of changes shows it again. Settings name it as ``${SECRET:NAME}``.
    """

    _name = "his.secret"
    _description = "Secret of a HIS interface"
    _order = "interface_id, name"

    interface_id = fields.Many2one("his.interface", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="interface_id.company_id", store=True, index=True)
    name = fields.Char(required=True, help="Settings name it as ${SECRET:NAME}")
    value = fields.Char(
        "New value",
        compute="_compute_value",
        inverse="_inverse_value",
        help="Is kept and never shown again",
    )
    set_at = fields.Datetime("Set", readonly=True)
    set_by = fields.Many2one("res.users", "Set by", readonly=True)

    _name_uniq = models.UniqueIndex("(interface_id, name)", "This interface has that secret.")

    def init(self):
        """The column of the value."""
        self.env.cr.execute("ALTER TABLE his_secret ADD COLUMN IF NOT EXISTS kept_value varchar")

    @api.depends("name", "interface_id.name")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.interface_id.name}: {one.name}"

    @api.constrains("name")
    def _check_name(self):
        for one in self:
            if not NAME.fullmatch(one.name):
                raise ValidationError(
                    self.env._("A secret's name is letters, digits and “_”: %s", one.name)
                )

    def _compute_value(self):
        self.value = False

    def _inverse_value(self):
        for one in self:
            if not one.value:
                continue  # an empty box means: as it was
            self.env.cr.execute(
                "UPDATE his_secret SET kept_value = %s WHERE id = %s", [one.value, one.id]
            )
            one.write({"set_at": fields.Datetime.now(), "set_by": self.env.uid})
            self.env["his.audit"]._note_range(
                "secret", one.company_id, f"{one.interface_id.name}: {one.name}"[:200]
            )
        self.invalidate_recordset(["value"])

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["his.interface"]._tell_gateway()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env["his.interface"]._tell_gateway()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["his.interface"]._tell_gateway()
        return result


class HisInterface(models.Model):
    """The secrets of an interface."""

    _inherit = "his.interface"

    secret_ids = fields.One2many(
        "his.secret", "interface_id", "Secrets", groups="his_connector.group_his_manager"
    )
