"""Interfaces on foreign sources: settings that can work, rows that become patients, decisions."""

import json

import psycopg2
from odoo.addons.his_connector.core import own_stage, rows
from odoo.addons.his_connector.core.presets import PRESETS
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import INSERT, NOW, HisCase

GOOD = {
    "driver": "postgresql",
    "mode": "poll",
    "host": "127.0.0.1",
    "database": "his",
    "user": "queue",
    "password": "${ENV:HIS_PASSWORD}",
    "view": "patient_queue",
    "key": ["register_id"],
}


@tagged("post_install", "-at_install")
class TestSource(HisCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mapping = json.loads(json.dumps(PRESETS["four_views"]["mapping"]))
        cls.views = cls.env["his.interface"].create(
            {
                "name": "四视图",
                "transport": "database",
                "company_id": cls.hospital.id,
                "settings": json.dumps(GOOD),
                "mapping": json.dumps(mapping),
            }
        )
        for line in cls.interface.code_ids:
            line.copy({"interface_id": cls.views.id})

    def take(self, deleted=False, **more):
        """A row as the gateway stores it, applied; its message."""
        self.env.flush_all()
        profile, codes = self.views._profile(), self.views._codes()
        texts = {
            "patient_id": "P9", "patient_name": "李四", "register_id": "88",
            "queue_type_source_id": "0301", "queue_num": "5", "is_deleted": "0",
            "fre_date": NOW.date().isoformat(), "queue_type_source_id$name": "内科", **more,
        }  # fmt: skip
        body = rows.encode_row(texts, "patient_queue", deleted)
        key = rows.item_key(profile, texts, deleted)
        item = rows.judge_row(body, key, "88", profile, codes, NOW)
        facts, code = item.facts(), item.unmapped[0] if item.unmapped else None
        values = self._row(item, facts, None if item.accepted else code)
        self.env.cr.execute(INSERT, {**values, "interface": self.views.id})
        message = self.env["his.message"].browse(self.env.cr.fetchone())
        self.apply()
        return message

    def test_settings_that_cannot_work_say_what_to_write(self):
        for change, word in (
            ({"view": "a; DROP TABLE b"}, "SQL"),
            ({"password": "secret"}, "ENV"),
            ({"host": ""}, "host"),
            ({"driver": "db2"}, "driver"),
            ({"mode": "staging"}, "status"),
        ):
            with self.subTest(change=change), self.assertRaisesRegex(ValidationError, word):
                self.views.settings = json.dumps({**GOOD, **change})

    def test_a_mapping_that_cannot_work_is_refused(self):
        with self.assertRaises(ValidationError):
            self.views.mapping = json.dumps({"rules": [{"target": "nobody", "source": "a"}]})

    def test_several_interfaces_without_a_port_live_together(self):
        self.assertTrue(self.views.copy({"name": "二"}))

    def test_an_operator_does_not_read_the_settings(self):
        operator = new_test_user(
            self.env, "his-op2", groups="his_connector.group_his_operator",
            company_id=self.hospital.id, company_ids=[(6, 0, self.hospital.ids)],
        )  # fmt: skip
        with self.assertRaises(AccessError):
            self.views.with_user(operator).read(["settings"])

    def test_a_row_of_a_view_becomes_a_patient_and_its_loss_a_cancellation(self):
        message = self.take()
        self.assertEqual(message.state, "done", message.cause)
        entry = self.entries("88")
        self.assertEqual(entry.patient_id.name, "李四")
        self.assertEqual(entry.queue_id, self.queues["heart"])
        gone = self.take(deleted=True)
        self.assertEqual(gone.state, "done", gone.cause)
        self.assertEqual(entry.state, "cancelled")

    def test_a_row_of_an_unknown_department_waits_for_its_code(self):
        message = self.take(queue_type_source_id="0999", patient_id="P10", register_id="89")
        self.assertEqual((message.state, message.code), ("failed", "0999"))

    def test_an_operator_decides_about_a_source_that_went_back(self):
        self.env.cr.execute(
            "INSERT INTO his_source (interface_id, company_id, state, cause, detail)"
            " VALUES (%s, %s, 'stopped', 'source_went_back', 'missing 30') RETURNING id",
            [self.views.id, self.hospital.id],
        )
        source = self.env["his.source"].browse(self.env.cr.fetchone()[0])
        chinese = source.with_context(lang="zh_CN")
        self.assertIn("missing 30", chinese.reason)
        self.assertIn("未做任何改动", chinese.remedy)
        source.action_keep_ours()
        self.assertEqual(source.decision, "keep")


@tagged("post_install", "-at_install")
class TestOwnStage(HisCase):
    """The schema his_stage as a hospital's login sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("CREATE ROLE his_test_login LOGIN")
        for statement in own_stage.opening("his_test_login"):
            cls.env.cr.execute(statement)

    def as_hospital(self, query, *parameters):
        self.env.flush_all()
        with self.env.cr.savepoint():
            self.env.cr.execute("SET LOCAL ROLE his_test_login")
            self.env.cr.execute(query, parameters)
            rows = self.env.cr.fetchall() if self.env.cr.description else []
            self.env.cr.execute("RESET ROLE")
            return rows

    def refused(self, query):
        with self.assertRaises(psycopg2.Error), mute_logger("odoo.sql_db"):
            self.as_hospital(query)

    def test_the_hospital_writes_rows_that_are_new_whatever_it_says(self):
        self.as_hospital(
            "INSERT INTO his_stage.mid_register (patient_id, visit_no, status, err_msg)"
            " VALUES ('P1', 'V1', '1', 'x')"
        )
        rows = self.as_hospital("SELECT status, err_msg FROM his_stage.mid_register")
        self.assertEqual(rows, [("0", None)])

    def test_a_row_in_hand_cannot_be_changed_and_a_failed_one_comes_again(self):
        self.as_hospital("INSERT INTO his_stage.mid_register (patient_id) VALUES ('P1')")
        change = "UPDATE his_stage.mid_register SET patient_id = 'P2', status = '1'"
        for status in ("9", "1"):
            self.env.cr.execute("UPDATE his_stage.mid_register SET status = %s", [status])
            self.refused(change)
        self.env.cr.execute("UPDATE his_stage.mid_register SET status = '2', err_msg = 'x'")
        self.as_hospital(change)
        rows = self.as_hospital("SELECT patient_id, status, err_msg FROM his_stage.mid_register")
        self.assertEqual(rows, [("P2", "0", None)])

    def test_it_reads_the_queue_by_views_and_no_table_of_ours(self):
        self.process(self.adt())
        self.env.cr.execute("UPDATE queue_entry SET service_date = current_date")
        rows = self.as_hospital(
            "SELECT queue_code, state FROM his_stage.v_queue_state WHERE visit_no = 'V1'"
        )
        self.assertEqual(rows, [(self.queues["heart"].code, self.entries().state)])
        self.env["his.source"].init()  # as an update of the add-on does
        self.as_hospital("SELECT * FROM his_stage.v_queue_event")
        for query in (
            "SELECT * FROM public.queue_entry",
            "SELECT * FROM public.queue_patient",
            "SELECT * FROM public.his_inbox",
            "SELECT * FROM public.res_users",
            "DELETE FROM his_stage.mid_register",
            "CREATE TABLE his_stage.mine (a int)",
        ):
            with self.subTest(query=query):
                self.refused(query)
