"""A HIS connected from samples: proposal, result, interface; only by managers."""

import contextlib
import json
from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..core.soap import write_wsdl
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
        self.assertEqual(
            found, [("Registration", "P1", "R1"), ("Cancelled registration", "P2", "R2")]
        )

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
        for text in ("", "{"):
            with self.subTest(text=text), self.assertRaises(UserError):
                self.setup_of(text).action_propose()

    def test_an_operator_connects_nothing(self):
        user = new_test_user(self.env, "setup-op", groups="his_connector.group_his_operator")
        with self.assertRaises(AccessError):
            self.setup_of(CSV).with_user(user).action_propose()

    def test_hl7_messages_need_no_mapping_and_show_what_they_ask_for(self):
        message = (
            "MSH|^~\\&|HIS|H|Q|H|20261123083000||ADT^A04|1|P|2.5\rEVN|A04|20261123083000\r"
            "PID|1||P1^^^H||张^三\rPV1|1|O|0301^^^||||||||||||||||V1\r"
        )
        wizard = self.setup_of(message.replace("\r", "\n") + "\nMSH|^~\\&|HIS|H|Q|H||ADT^A04|2|P")
        wizard.action_propose()
        self.assertEqual(wizard.transport, "mllp")
        self.assertEqual((wizard.row_ids[0].mrn, wizard.row_ids[0].department), ("P1", "0301"))
        self.assertTrue(wizard.row_ids[1].problem)
        interface = self.env["his.interface"].browse(wizard.action_switch_on()["res_id"])
        self.assertTrue(interface.active)

    def test_departments_get_the_queue_of_their_name_and_become_a_code_map(self):
        queue = self.env["queue.queue"].search([("company_id", "=", self.hospital.id)], limit=1)
        sample = (
            CSV.replace("THBZ", "KSMC").replace(",0\n", f",{queue.name}\n").replace(",1\n", ",\n")
        )
        wizard = self.setup_of(sample)
        wizard.action_propose()
        self.assertEqual(
            wizard.code_ids.mapped(lambda one: (one.code, one.queue_id)), [("0301", queue)]
        )
        interface = self.env["his.interface"].browse(wizard.action_create_interface()["res_id"])
        self.assertEqual(interface.code_ids.queue_id, queue)

    def test_a_view_becomes_an_interface_that_polls_it_by_its_own_columns(self):
        rows = [{"ghxh": "R1", "brid": "P1", "brxm": "张三", "ksdm": "0301", "ghrq": "20261123"}]
        wizard = self.setup_of("", source="view", driver="mysql", host="his", database="his",
                               user="queue", secret_from="env", secret_name="HIS_DB",
                               view_name="v_reg")  # fmt: skip
        with self.probed({"rows": rows}, {"steps": [{"step": "connect", "ok": True, "said": "8"}]}):
            wizard.action_read_source()
            wizard.action_try()
        self.assertEqual(wizard.step_ids.mapped("good"), [True])
        interface = self.env["his.interface"].browse(wizard.action_switch_on()["res_id"])
        settings = json.loads(interface.settings)
        told = [settings[name] for name in ("key", "day", "day_format", "password", "view")]
        self.assertEqual(told, [["ghxh"], "ghrq", "%Y%m%d", "${ENV:HIS_DB}", "v_reg"])
        self.assertTrue(interface.active)

    def view_with(self, **secret):
        """A page that has read a view with a secret, and the settings that were tried."""
        wizard = self.setup_of("", source="view", driver="mysql", host="his", database="his",
                               user="queue", view_name="v_reg", **secret)  # fmt: skip
        told = []

        def run(_words, **options):
            told.append(json.loads(options["input"]))
            rows = [{"ghxh": "R1", "brid": "P1", "brxm": "张三", "ksdm": "0301"}]
            return SimpleNamespace(stdout=json.dumps({"rows": rows}))

        with patch("odoo.addons.his_connector.wizards.his_setup_source.subprocess.run", run):
            wizard.action_read_source()
        return wizard, told[0]["settings"]

    def test_a_secret_that_is_written_is_tried_kept_for_the_interface_and_shown_nowhere(self):
        wizard, tried = self.view_with(secret_value="Geheim1", secret_name="DB")
        self.assertEqual(tried["password"], "Geheim1")
        self.env.invalidate_all()
        self.assertNotIn("Geheim1", json.dumps(wizard.read(), default=str))
        interface = self.env["his.interface"].browse(wizard.action_create_interface()["res_id"])
        self.assertEqual(json.loads(interface.settings)["password"], "${SECRET:DB}")
        self.assertEqual(interface.secret_ids.mapped("name"), ["DB"])
        self.env.cr.execute("SELECT kept_value FROM his_secret WHERE id = %s",
                            interface.secret_ids.ids)  # fmt: skip
        self.assertEqual(self.env.cr.fetchone()[0], "Geheim1")
        self.env.cr.execute("SELECT kept_value FROM his_setup WHERE id = %s", [wizard.id])
        self.assertFalse(self.env.cr.fetchone()[0])

    def test_the_secret_of_another_interface_of_the_hospital_may_be_taken(self):
        other = self.env["his.secret"].create(
            {"interface_id": self.interface.id, "name": "OLD", "value": "Geheim2"}
        )
        wizard, tried = self.view_with(secret_from="other", secret_id=other.id)
        self.assertEqual(tried["password"], "Geheim2")
        interface = self.env["his.interface"].browse(wizard.action_create_interface()["res_id"])
        self.assertEqual(json.loads(interface.settings)["password"], "${SECRET:HIS_SECRET}")
        self.assertEqual(interface.secret_ids.mapped("name"), ["HIS_SECRET"])

    def test_the_queues_own_database_is_no_foreign_one(self):
        wizard = self.setup_of("", source="view", driver="postgresql", host="x", user="u",
                               database=self.env.cr.dbname, view_name="res_users")  # fmt: skip
        with self.assertRaises(UserError):
            wizard.action_read_source()

    def test_a_wsdl_offers_methods_and_one_is_asked_for_samples(self):
        text = write_wsdl({"method": "GetReg", "arguments": ["beginDate"]}, "http://his/q")
        wizard = self.setup_of("", source="wsdl", url="http://his/q?wsdl")
        answer = "<R><i><brid>P1</brid><ghxh>R1</ghxh><ksdm>1</ksdm></i><i><brid>P2</brid></i></R>"
        with self.probed({"text": text}, {"text": answer}) as asked:
            wizard.action_read_source()
            wizard.operation_ids.filtered(lambda one: one.name == "GetReg").action_use()
        self.assertEqual(asked[1]["settings"]["arguments"], {"beginDate": "$day"})
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 1))
        interface = self.env["his.interface"].browse(wizard.action_create_interface()["res_id"])
        settings = json.loads(interface.settings)
        self.assertEqual([settings[name] for name in ("format", "records", "row_key")],
                         ["xml", "i", ["ghxh"]])  # fmt: skip

    def test_a_source_without_a_key_says_which_box_to_tick(self):
        wizard = self.setup_of("", source="rest", url="http://his/reg")
        rows = json.dumps([{"brid": "P1", "ksdm": "0301"}, {"brid": "P2", "ksdm": "0301"}])
        with self.probed({"text": rows}):
            wizard.action_read_source()
            with self.assertRaisesRegex(UserError, "Tells rows apart"):
                wizard.action_try()

    def test_what_lacks_is_told_before_it_is_switched_on(self):
        wizard = self.setup_of(CSV)
        wizard.action_propose()
        with self.assertRaises(UserError):
            wizard.action_switch_on()
        self.assertFalse(self.env["his.interface"].search([("name", "=", wizard.name)]))

    def test_the_trial_is_a_program_of_its_own_that_tells_what_is_wrong(self):
        wizard = self.setup_of("", source="rest", url="http://127.0.0.1:9/reg")
        with self.assertRaises(UserError) as told:
            wizard.action_read_source()
        self.assertIn("lost", str(told.exception))

    @contextlib.contextmanager
    def probed(self, *answers):
        """The program that tries things answers these, in turn; yields what it was asked."""
        asked, left = [], list(answers)

        def probe(_wizard, op, settings):
            asked.append({"op": op, "settings": settings})
            return left.pop(0)

        with patch.object(type(self.env["his.setup"]), "_probe", probe):
            yield asked
