"""A HIS connected from samples: proposal, result, interface; only by managers."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import HisCase

CSV = "BRID,BRXM,GHXH,KSDM,THBZ\nP1,张三,R1,0301,0\nP2,李四,R2,0301,1\n"


@tagged("post_install", "-at_install")
class TestSetupWizard(HisCase):
    def setup_of(self, sample, **values):
        values = {"name": "乙 HIS", "company_id": self.hospital.id, "sample": sample, **values}
        return self.env["his.setup"].create(values)

    def test_samples_become_rows_of_commands(self):
        wizard = self.setup_of(CSV)
        wizard.action_propose()
        self.assertFalse(wizard.doubts)
        found = wizard.row_ids.mapped(lambda row: (row.command, row.mrn, row.visit))
        self.assertEqual(found, [("Register", "P1", "R1"), ("Cancel", "P2", "R2")])

    def test_a_fact_without_a_column_is_asked_for_and_then_chosen(self):
        wizard = self.setup_of(CSV.replace("KSDM", "F4"))
        wizard.action_propose()
        self.assertIn("“", wizard.doubts)
        wizard.line_ids.filtered(lambda line: line.column == "F4").target = "department"
        wizard.action_preview()
        self.assertEqual(wizard.row_ids[0].department, "0301")

    def test_an_interface_without_complete_settings_is_made_switched_off(self):
        wizard = self.setup_of(CSV)
        wizard.action_propose()
        interface = self.env["his.interface"].browse(wizard.action_create_interface()["res_id"])
        self.assertFalse(interface.active)
        self.assertEqual(json.loads(interface.settings)["format"], "csv")
        self.assertEqual(interface._plan().columns[0], "brid")

    def test_what_is_no_sample_is_told(self):
        for text in ("", "{", "MSH|^~\\&|HIS"):
            with self.subTest(text=text), self.assertRaises(UserError):
                self.setup_of(text).action_propose()

    def test_an_operator_connects_nothing(self):
        user = new_test_user(self.env, "setup-op", groups="his_connector.group_his_operator")
        with self.assertRaises(AccessError):
            self.setup_of(CSV).with_user(user).action_propose()
