"""A secret is written and never read again, but by the gateway."""

import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..gateway import config
from .common import HisCase

SETTINGS = {
    "driver": "postgresql", "mode": "poll", "host": "h", "database": "d", "user": "u",
    "password": "${SECRET:DB}", "view": "v", "key": ["id"],
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestSecret(HisCase):
    def secret(self, value='Geheim"1'):
        values = {"interface_id": self.interface.id, "name": "DB", "value": value}
        return self.env["his.secret"].create(values)

    def kept(self, secret):
        self.env.flush_all()
        self.env.cr.execute("SELECT kept_value FROM his_secret WHERE id = %s", [secret.id])
        return self.env.cr.fetchone()[0]

    def test_it_is_kept_and_no_field_shows_it_again(self):
        secret = self.secret()
        self.env.invalidate_all()
        self.assertEqual(self.kept(secret), 'Geheim"1')
        self.assertNotIn("Geheim", json.dumps(secret.read(), default=str))
        self.assertNotIn("Geheim", str(secret.export_data(["name", "value"])))
        self.assertNotIn("kept_value", secret._fields)
        self.assertNotIn("Geheim", json.dumps(secret.copy_data(), default=str))
        self.assertEqual(secret.set_by, self.env.user)
        audit = self.env["his.audit"].search([("action", "=", "secret")], limit=1)
        self.assertEqual(audit.detail, "HIS: DB")

    def test_an_empty_box_leaves_it_and_a_new_value_replaces_it(self):
        secret = self.secret()
        secret.write({"value": ""})
        self.assertEqual(self.kept(secret), 'Geheim"1')
        secret.write({"value": "neu"})
        self.assertEqual(self.kept(secret), "neu")

    def test_settings_name_it_and_a_password_written_out_is_refused(self):
        self.interface.write({"transport": "database", "settings": json.dumps(SETTINGS)})
        with self.assertRaisesRegex(ValidationError, "SECRET"):
            self.interface.settings = json.dumps({**SETTINGS, "password": "offen"})

    def test_a_name_is_a_name_and_an_operator_sees_no_secret(self):
        with self.assertRaises(ValidationError):
            self.secret().name = "a b"
        operator = new_test_user(
            self.env, "his-op", groups="his_connector.group_his_operator",
            company_id=self.hospital.id, company_ids=[(6, 0, self.hospital.ids)],
        )  # fmt: skip
        with self.assertRaises(AccessError):
            self.env["his.secret"].with_user(operator).search([])

    def test_the_gateway_s_statement_finds_it(self):
        secret = self.secret()
        self.kept(secret)
        self.env.cr.execute(config._SECRETS)
        self.assertIn((self.interface.id, "DB", 'Geheim"1'), self.env.cr.fetchall())
