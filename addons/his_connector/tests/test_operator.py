"""What an operator sees and can do about messages that need a person."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import HisCase


@tagged("post_install", "-at_install")
class TestOperator(HisCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env,
            "his-op",
            groups="his_connector.group_his_operator",
            company_id=cls.hospital.id,
            company_ids=[(6, 0, cls.hospital.ids)],
        )

    def as_operator(self, record):
        return record.with_user(self.operator).with_context(lang="en_US")

    def test_a_refused_message_says_why_and_what_to_do(self):
        message = self.as_operator(self.receive(self.adt(dept="0999")))
        self.assertEqual((message.state, message.ack, message.code), ("failed", "AE", "0999"))
        self.assertEqual(message.reason, "Department code 0999 is not mapped")
        self.assertTrue(message.remedy)
        self.assertEqual(message.with_context(lang="zh_CN").reason, "科室代码 0999 尚未对照")

    def test_a_message_is_replayed_by_itself_once_its_code_is_mapped(self):
        message = self.receive(self.adt(dept="0999"))
        other = self.receive(self.adt(control="M2", visit="V2", mrn="P2"))
        self.apply()
        self.assertEqual((message.state, other.state), ("failed", "done"))
        self.as_operator(self.env["his.code.map"]).create(
            {
                "interface_id": self.interface.id,
                "kind": "department",
                "code": "0999",
                "queue_id": self.queues["lung"].id,
            }
        )
        self.apply()
        self.assertEqual(message.state, "done")
        self.assertEqual(self.entries().queue_id, self.queues["lung"])

    def test_a_refused_message_that_was_replayed_is_a_duplicate_when_sent_again(self):
        self.receive(self.adt(dept="0999"))
        self._map("department", "0999", queue_id=self.queues["lung"].id)
        self.apply()
        self.assertFalse(self.receive(self.adt(dept="0999")))

    def test_a_corrected_message_is_applied_as_corrected_and_keeps_what_was_received(self):
        message = self.receive(self.adt(mrn=""))
        self.assertEqual(message.cause, "missing_field")
        viewer = self.viewer(message)
        self.assertIn("张三", viewer.received)
        viewer.text = viewer.text.replace("PID|1||^^^H1^MR", "PID|1||P7^^^H1^MR")
        self.assertIn("P7", viewer.understood)
        viewer.action_replay()
        self.apply()
        self.assertEqual(message.state, "done")
        self.assertEqual(self.entries().patient_id.mrn, "P7")
        self.assertNotIn("P7", message._received_text())

    def test_every_look_correction_and_replay_is_logged(self):
        message = self.receive(self.adt(dept="0999"))
        viewer = self.viewer(message)
        viewer.text = viewer.text.replace("0999", "0301")
        viewer.action_replay()
        log = self.env["his.audit"].search([("message_id", "=", message.id)], order="id")
        self.assertEqual(log.mapped("action"), ["look", "correct", "replay"])
        self.assertEqual(log.user_id, self.operator)
        self.assertEqual(set(log.mapped("mrn")), {"P1"})

    def test_the_message_stands_beside_what_was_understood_and_what_it_means_here(self):
        viewer = self.viewer(self.receive(self.adt(doctor="1001^李建国")))
        self.assertIn(
            '<span class="o_his_fact" title="PID-5 Patient name">张三</span>', viewer.shown
        )
        for text in ("张三", "0301", self.queues["heart"].name, "1001", self.queues["expert"].name):
            self.assertIn(text, viewer.understood)
        unknown = self.viewer(self.receive(self.adt(control="M2", dept="0999")))
        self.assertIn("not mapped", unknown.understood)

    def test_the_place_of_the_cause_is_marked(self):
        viewer = self.viewer(self.receive(self.adt(mrn="")))
        self.assertIn(
            '<span class="o_his_wrong" title="PID-3 Patient number">^^^H1^MR</span>', viewer.shown
        )
        self.assertIn("Required field PID-3 is empty", viewer.understood)
        viewer.text = viewer.text.replace("PID|1||^^^H1^MR", "PID|1||P7^^^H1^MR")
        self.assertNotIn("o_his_wrong", viewer.shown)
        viewer.action_save()
        viewer.action_as_received()
        self.assertIn("o_his_wrong", viewer.shown)

    def test_a_body_is_shown_as_text_and_never_as_a_page(self):
        viewer = self.viewer(self.receive(self.adt(name="<script>alert(1)</script>")))
        self.assertNotIn("<script>", viewer.shown + viewer.understood)

    def test_messages_of_the_same_visit_are_listed(self):
        first = self.receive(self.adt())
        second = self.receive(self.adt("A11", control="M2"))
        self.receive(self.adt(control="M3", visit="V2", mrn="P2"))
        self.assertEqual(self.viewer(first).other_ids, second)

    def test_a_message_set_aside_leaves_the_list_and_can_come_back(self):
        message = self.receive(self.adt(dept="0999"))
        self.as_operator(message).action_set_aside()
        self.assertEqual((message.state, message.cause), ("ignored", "set_aside"))
        self._map("department", "0999", queue_id=self.queues["lung"].id)
        self.apply()
        self.assertFalse(self.entries())
        self.as_operator(message).action_replay()
        self.apply()
        self.assertEqual(message.state, "done")

    def test_a_range_is_applied_again_behind_what_is_live_and_changes_nothing_newer(self):
        old, failed = self.process(self.adt()), self.receive(self.adt(control="M2", dept="0999"))
        self.process(self.adt("A11", control="M3", at="20260302090000"))
        wizard = self.resync(what="all")
        self.assertEqual(wizard.count, 3)
        wizard.action_run()
        self.env.invalidate_all()
        self.assertEqual({old.lane, failed.lane}, {"bulk"})
        self.apply()
        self.assertEqual(self.entries().mapped("state"), ["cancelled"])
        self.assertEqual((old.state, failed.state), ("ignored", "failed"))
        log = self.env["his.audit"].search([("action", "=", "resync")])
        self.assertEqual((log.user_id, log.company_id), (self.operator, self.hospital))

    def test_only_what_is_to_be_worked_on_is_applied_again_if_so_wanted(self):
        done, failed = self.process(self.adt()), self.receive(self.adt(control="M2", dept="0999"))
        wizard = self.resync(what="failed")
        self.assertEqual(wizard.count, 1)
        wizard.action_run()
        self.assertEqual((done.state, failed.state), ("done", "new"))
        outside = self.resync(what="all", begin="2026-03-03", end="2026-03-04")
        self.assertEqual(outside.count, 0)

    def test_a_range_of_a_database_is_read_again(self):
        self.assertEqual(self.days_read_again(), ("2026-03-02", "2026-03-02"))

    def test_the_days_read_again_are_those_of_the_hospital(self):
        night = {"begin": "2026-03-02 17:00:00", "end": "2026-03-03 20:00:00"}  # 01:00 to 04:00
        self.assertEqual(self.days_read_again(**night), ("2026-03-03", "2026-03-04"))

    def days_read_again(self, **span):
        self.env.cr.execute("UPDATE his_interface SET transport = 'database'")
        self.interface.invalidate_recordset()
        self.env.cr.execute(
            "INSERT INTO his_source (interface_id, company_id) VALUES (%s, %s)",
            [self.interface.id, self.hospital.id],
        )
        self.resync(what="all", **span).action_run()
        self.env.cr.execute(
            "SELECT resync_from::text, resync_to::text FROM his_source WHERE interface_id = %s",
            [self.interface.id],
        )
        return self.env.cr.fetchone()

    def resync(self, begin="2026-03-02 00:00:00", end="2026-03-02 12:00:00", **values):
        values |= {"interface_id": self.interface.id, "begin": begin, "end": end}
        return self.as_operator(self.env["his.resync"]).create(values)

    def test_what_is_still_to_be_applied_is_neither_replayed_nor_corrected(self):
        message = self.receive(self.adt())
        with self.assertRaises(UserError):
            self.as_operator(message).action_replay()
        with self.assertRaises(UserError):
            self.viewer(message).action_save()

    def test_a_replayed_message_has_no_second_effect(self):
        message = self.process(self.adt())
        self.as_operator(message).action_replay()
        self.apply()
        self.assertEqual(message.state, "done")
        self.assertEqual(len(self.entries()), 1)

    def test_an_old_message_replayed_late_does_not_overwrite_what_came_since(self):
        message = self.receive(self.adt(dept="0999"))
        self.process(self.adt("A11", control="M2", at="20260302090000"))
        self._map("department", "0999", queue_id=self.queues["lung"].id)
        self.apply()
        self.assertEqual((message.state, message.cause), ("ignored", "visit_cancelled"))

    def test_unmapped_codes_are_listed_with_a_suggestion_and_their_messages(self):
        self.queues["lung"].name = "呼吸内科普通"
        self.receive(self.adt(dept="0999"))
        self.note_unmapped("department", "0999", "呼吸内科")
        line = self.as_operator(self.env["his.unmapped"].search(self.mine("0999")))
        self.assertEqual((line.suggested, line.waiting_count), ("呼吸内科普通", 1))
        context = line.action_map()["context"]
        self.assertEqual(context["default_queue_id"], self.queues["lung"].id)
        self._map("department", "0999", queue_id=self.queues["lung"].id)
        self.assertFalse(self.env["his.unmapped"].search(self.mine("0999")))

    def test_codes_for_which_patients_wait_stand_on_top(self):
        self.note_unmapped("class", "VIP", "")
        self.note_unmapped("department", "0999", "呼吸内科")
        self.receive(self.adt(dept="0999"))
        self.env.cr.execute(
            "UPDATE his_unmapped SET last_at = last_at + interval '1 day' WHERE code = 'VIP'"
        )
        lines = self.env["his.unmapped"].search([("interface_id", "=", self.interface.id)])
        self.assertEqual(lines.mapped("code"), ["0999", "VIP"])

    def test_an_accepted_suggestion_maps_the_code_and_lets_its_patients_in(self):
        self.queues["lung"].name = "呼吸内科"
        message = self.receive(self.adt(dept="0999"))
        self.note_unmapped("department", "0999", "呼吸内科")
        self.as_operator(self.env["his.unmapped"].search(self.mine("0999"))).action_accept()
        self.apply()
        self.assertEqual((message.state, message.entry_id.queue_id), ("done", self.queues["lung"]))
        self.assertFalse(self.env["his.unmapped"].search(self.mine("0999")))

    def test_many_are_accepted_only_where_the_suggestion_is_sure(self):
        self.queues["lung"].name, self.queues["heart"].name = "呼吸内科", "心血管内科"
        self.note_unmapped("department", "0999", "呼吸内科")
        self.note_unmapped("department", "0998", "内科")
        lines = self.env["his.unmapped"].search([("interface_id", "=", self.interface.id)])
        self.as_operator(lines).action_accept()
        left = self.env["his.unmapped"].search([("interface_id", "=", self.interface.id)])
        self.assertEqual(left.mapped("code"), ["0998"])
        self.note_unmapped("department", "0997", "内科")
        left |= self.env["his.unmapped"].search(self.mine("0997"))
        with self.assertRaisesRegex(UserError, "one by one|逐"):
            self.as_operator(left).action_accept()

    def viewer(self, message):
        action = self.as_operator(message).action_view()
        return self.as_operator(self.env["his.message.viewer"].browse(action["res_id"]))

    def mine(self, code):
        return [("interface_id", "=", self.interface.id), ("code", "=", code)]

    def note_unmapped(self, kind, code, name):
        self.env.cr.execute(
            "INSERT INTO his_unmapped (interface_id, company_id, kind, code, name, first_at,"
            " last_at) VALUES (%s, %s, %s, %s, %s, now(), now())",
            [self.interface.id, self.hospital.id, kind, code, name],
        )
