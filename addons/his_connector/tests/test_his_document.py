"""The interface document of real interfaces: a PDF, by operators too, without a secret in it."""

import json

from odoo.addons.device_registry.report import paper
from odoo.tests import new_test_user, tagged

from ..core.presets import PRESETS
from .common import HisCase


@tagged("post_install", "-at_install")
class TestHisDocument(HisCase):
    def setUp(self):
        super().setUp()
        try:
            paper.font()
        except paper.NoFont as error:
            self.skipTest(str(error))

    def test_an_operator_downloads_the_document_of_an_interface(self):
        user = new_test_user(
            self.env, "document-op", groups="his_connector.group_his_operator",
            company_id=self.hospital.id, company_ids=[(6, 0, self.hospital.ids)],
        )  # fmt: skip
        interface = self.env["his.interface"].search([("company_id", "=", self.hospital.id)])[:1]
        action = interface.with_user(user).action_document()
        number = int(action["url"].split("/")[3].partition("?")[0])
        attachment = self.env["ir.attachment"].with_user(user).browse(number)
        self.assertTrue(attachment.raw.startswith(b"%PDF"))

    def test_a_mapped_interface_prints_its_fields_and_no_secret(self):
        preset = PRESETS["asmx_strings"]
        settings = {"auth": "basic", "user": "q", "password": "${ENV:HUSH}", **preset["settings"]}
        interface = self.env["his.interface"].create({
            "name": "示例", "company_id": self.hospital.id, "transport": "soap", "active": False,
            "settings": json.dumps(settings), "mapping": json.dumps(preset["mapping"]),
        })  # fmt: skip
        self.assertTrue(interface._document().startswith(b"%PDF"))
        self.assertNotIn("HUSH", str(interface._document_parts()))
