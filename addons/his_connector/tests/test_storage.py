"""Days of the inbox: made ahead, emptied of bodies, dropped."""

from datetime import date, timedelta

from freezegun import freeze_time
from odoo.tests import tagged

from ..core.storage import AHEAD, day_table
from .common import NOW, HisCase

DAY = date(2026, 3, 2)


@tagged("post_install", "-at_install")
class TestStorage(HisCase):
    def setUp(self):
        super().setUp()
        self.storage = self.env["his.storage"]

    def test_a_message_lies_in_the_partition_of_its_day(self):
        message = self.receive(self.adt())
        self.assertEqual(self.place(message), "his_inbox_rest")
        with freeze_time(NOW):
            self.storage._make_days()
        self.assertEqual(self.place(message), day_table(DAY))
        self.assertIn(day_table(DAY + timedelta(days=AHEAD)), self.storage._days())

    def test_bodies_leave_first_and_then_the_day(self):
        done, failed = self.process(self.adt()), self.receive(self.adt(dept="0999", control="M2"))
        self.keep(days=14)
        self.assertIn("PID", done._text())
        self.keep(days=15)
        self.assertEqual(done._text(), "")
        self.assertIn("PID", failed._text())
        self.keep(days=31)
        self.assertFalse((done | failed).exists())
        self.assertNotIn(day_table(DAY), self.storage._days())
        self.assertTrue(self.entries())

    def test_the_hospital_says_how_long(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("his_connector.keep_days", "3")
        parameters.set_param("his_connector.body_days", "1")
        message = self.process(self.adt())
        self.keep(days=2)
        self.assertEqual(message._text(), "")
        self.keep(days=4)
        self.assertFalse(message.exists())

    def test_a_day_with_a_message_to_be_applied_stays(self):
        message = self.receive(self.adt())
        self.keep(days=40)
        self.assertEqual(message.state, "new")
        self.apply()
        self.assertEqual(message.state, "done")

    def test_a_message_whose_day_is_gone_stays_in_the_audit_and_is_new_when_sent_again(self):
        message = self.receive(self.adt(dept="0999"))
        message.action_view()
        audit = self.env["his.audit"].search([("message_id", "=", message.id)])
        self.assertFalse(self.receive(self.adt(dept="0999")))
        self.keep(days=31)
        audit.invalidate_recordset()
        self.assertEqual((audit.action, audit.control_id), ("look", "M1"))
        self.assertFalse(audit.read(["message_id"])[0]["message_id"])
        self.assertTrue(self.receive(self.adt(dept="0999")))

    def keep(self, days):
        """The hourly work, so many days after the messages."""
        with freeze_time(NOW + timedelta(days=days)):
            self.storage._cron_keep()
        self.env.invalidate_all()

    def place(self, message):
        self.env.cr.execute(
            "SELECT tableoid::regclass::text FROM his_inbox WHERE id = %s", [message.id]
        )
        return self.env.cr.fetchone()[0]
