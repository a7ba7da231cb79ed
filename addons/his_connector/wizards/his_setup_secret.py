from odoo import fields, models
from odoo.exceptions import UserError

from ..core.secrets import NAME, fill


class HisSetup(models.TransientModel):
    """The source's secret: written on the page, taken from another interface, or the gateway's.

    As with ``his.secret`` its value is a column that no field reads.
    """

    _inherit = "his.setup"

    secret_from = fields.Selection(
        [
            ("kept", "Written here, kept and never shown"),
            ("other", "The same as that of another interface"),
            ("env", "A variable of the gateway"),
        ],
        "Password, token or key",
        required=True,
        default="kept",
    )
    secret_name = fields.Char(
        "Name of the secret",
        default="HIS_SECRET",
        help="Settings name it, they never hold it; of a variable of the gateway, its name",
    )
    secret_value = fields.Char(
        "Secret", compute="_compute_secret_value", inverse="_inverse_secret_value"
    )
    secret_id = fields.Many2one(
        "his.secret", "Secret of", domain="[('company_id', '=', company_id)]"
    )

    def init(self):
        """The column of the value."""
        self.env.cr.execute("ALTER TABLE his_setup ADD COLUMN IF NOT EXISTS kept_value varchar")

    def _compute_secret_value(self):
        self.secret_value = False

    def _inverse_secret_value(self):
        for setup in self:
            if setup.secret_value:
                self.env.cr.execute(
                    "UPDATE his_setup SET kept_value = %s WHERE id = %s",
                    [setup.secret_value, setup.id],
                )
        self.invalidate_recordset(["secret_value"])

    def _secret_place(self):
        """What stands in the settings in place of the secret; "" when there is none."""
        name = (self.secret_name or "").strip()
        if self.secret_from == "env":
            return f"${{ENV:{name}}}" if name else ""
        if not self._kept_secret():
            return ""
        if not NAME.fullmatch(name):
            raise UserError(self.env._("A secret's name is letters, digits and “_”: %s", name))
        return f"${{SECRET:{name}}}"

    def _kept_secret(self):
        """The value that was written here or is kept for the chosen interface, "" without one."""
        self.ensure_one()
        self.check_access("write")
        if self.secret_from == "env":
            return ""
        query = "SELECT kept_value FROM his_setup WHERE id = %s"
        number = self.id
        if self.secret_from == "other":
            self.secret_id.check_access("read")
            query, number = "SELECT kept_value FROM his_secret WHERE id = %s", self.secret_id.id
        self.env.cr.execute(query, [number or 0])
        found = self.env.cr.fetchone()
        return (found and found[0]) or ""

    def _with_secret(self, settings):
        """The settings as the gateway will use them; only ever handed to the trial."""
        value = self._kept_secret()
        return fill(settings, {self.secret_name.strip(): value}) if value else settings

    def _keep_secret(self, interface):
        """Give the new interface its secret, and forget it here."""
        value = self._kept_secret()
        if value and f"${{SECRET:{self.secret_name.strip()}}}" in (interface.settings or ""):
            self.env["his.secret"].create(
                {"interface_id": interface.id, "name": self.secret_name.strip(), "value": value}
            )
        self._forget_secret()

    def _forget_secret(self):
        self.env.cr.execute("UPDATE his_setup SET kept_value = NULL WHERE id = ANY(%s)", [self.ids])
