from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ServiceDeliveryPlace(models.Model):
    """A file server of a hospital."""

    _name = "service.delivery.place"
    _description = "File server of a hospital"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    way = fields.Selection(
        [("ftp", "FTP"), ("ftps", "FTPS"), ("sftp", "SFTP")], default="sftp", required=True
    )
    host = fields.Char(required=True)
    port = fields.Integer(help="0: the usual one")
    user = fields.Char()
    password = fields.Char(
        groups="maintenance_contract.group_service_manager",
        help="Better ${ENV:NAME}: read from the environment of the server",
    )
    folder = fields.Char(default="/", required=True)
    certificate = fields.Text("Certificate (PEM)", help="FTPS with an authority of the hospital")
    host_key = fields.Char(help="SFTP: public key of the server, as ssh-keyscan prints it")

    key_file = fields.Char(
        "Private key", help="SFTP without password: path of the key on this server"
    )

    @api.constrains("way", "host_key")
    def _check_host_key(self):
        for one in self:
            if one.way == "sftp" and not one.host_key:
                raise ValidationError(self.env._("Enter the SFTP server's host key (ssh-keyscan)."))

    def _settings(self):
        names = ("way", "host", "port", "user", "password", "folder", "certificate", "host_key",
                 "key_file")  # fmt: skip
        return {name: self[name] for name in names}
