"""What the HIS is to be told is kept in the transaction in which it happens."""

import json

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..gateway.deliver import _WAITING
from .common import HisCase


@tagged("post_install", "-at_install")
class TestOutbox(HisCase):
    def moved(self):
        """A patient who went all the way."""
        entry = self.process(self.adt()).entry_id
        entry._check_in()
        entry._apply("call")
        entry._arrive()
        entry._finish()
        return entry

    def want(self, **out):
        self.interface.settings = json.dumps({"out": {"host": "his", "port": 1, **out}})

    def deliveries(self, entry):
        return self.env["his.delivery"].search([("outbox_id.entry_id", "=", entry.id)], order="id")

    def test_moves_of_a_patient_are_kept_for_the_his(self):
        entry = self.moved()
        rows = self.env["his.outbox"].search([("entry_id", "=", entry.id)], order="id")
        self.assertEqual(rows.mapped("event"), ["checked_in", "called", "in_service", "finished"])
        self.assertEqual(set(rows.mapped("visit_ref")), {"V1"})
        self.assertEqual(rows[1].payload["number"], entry.number)
        self.assertFalse(self.deliveries(entry))

    def test_an_interface_hears_of_what_it_wants_from_then_on(self):
        self.want(send=["called", "finished"])
        entry = self.moved()
        self.assertEqual(self.deliveries(entry).mapped("event"), ["called", "finished"])
        self.assertEqual(set(self.deliveries(entry).mapped("interface_id")), {self.interface})
        self.assertEqual(set(self.deliveries(entry).mapped("state")), {"new"})
        self.interface.active = False
        self.assertNotIn(self.interface.id, [row[0] for row in self.interface._wanted_events()])

    def test_a_move_that_is_rolled_back_is_not_kept(self):
        entry = self.process(self.adt()).entry_id
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            entry._check_in()
            raise ZeroDivisionError
        self.assertFalse(self.env["his.outbox"].search([("entry_id", "=", entry.id)]))

    def test_settings_that_cannot_work_are_refused_with_the_remedy(self):
        with self.assertRaisesRegex(ValidationError, "checked_in"):
            self.want(send=["lunch"])
        with self.assertRaisesRegex(ValidationError, "mode"):
            self.want(mode="some")

    def test_what_was_refused_is_sent_again_or_set_aside_and_both_are_audited(self):
        self.want()
        first, second, *_rest = self.deliveries(self.moved())
        with self.assertRaisesRegex(UserError, "by itself"):
            first.action_resend()
        self.env.cr.execute(
            "UPDATE his_delivery SET state = 'refused' WHERE id = ANY(%s)", [[first.id, second.id]]
        )
        (first | second).invalidate_recordset()
        first.action_resend()
        second.action_set_aside()
        self.assertEqual((first.state, second.state), ("new", "set_aside"))
        audit = self.env["his.audit"].search([("detail", "like", f"queue-{first.outbox_id.id}")])
        self.assertEqual(audit.mapped("action"), ["resend"])

    def test_what_was_refused_is_corrected_and_goes_out_under_the_same_id(self):
        self.want()
        one = self.deliveries(self.moved())[0]
        self.env.cr.execute("UPDATE his_delivery SET state = 'refused' WHERE id = %s", [one.id])
        one.invalidate_recordset()
        operator = new_test_user(
            self.env, "his-op", groups="his_connector.group_his_operator",
            company_id=self.hospital.id, company_ids=[(6, 0, self.hospital.ids)],
        )  # fmt: skip
        action = one.with_user(operator).action_correct()
        wizard = self.env["his.delivery.correct"].with_user(operator).browse(action["res_id"])
        number = wizard.line_ids.filtered(lambda line: line.name == "number")
        wizard.visit_ref, number.value = "V1-B", "A999"
        before = one.payload
        wizard.action_send()
        one.invalidate_recordset()
        self.assertEqual((one.state, one.payload), ("new", before))
        self.assertEqual((one.corrected["visit"], one.corrected["number"]), ("V1-B", "A999"))
        self.env.cr.execute(_WAITING, (self.interface.id, 10))
        told = next(row for row in self.env.cr.fetchall() if row[0] == one.id)
        self.assertEqual((told[5], told[6], told[8]["number"]), (one.outbox_id.id, "V1-B", "A999"))
        audit = self.env["his.audit"].search([("detail", "like", f"queue-{one.outbox_id.id}")])
        self.assertEqual((audit.action, audit.user_id), ("correct", operator))
        with self.assertRaisesRegex(UserError, "refused|拒绝"):
            wizard.action_send()

    def test_old_events_go_when_they_are_settled(self):
        self.want()
        entry = self.moved()
        ids = self.deliveries(entry).outbox_id.ids
        self.env.cr.execute(
            "UPDATE his_outbox SET created_at = created_at - interval '40 days' WHERE id = ANY(%s)",
            [ids],
        )
        self.env.cr.execute(
            "UPDATE his_delivery SET state = 'sent' WHERE outbox_id = ANY(%s)", [ids[1:]]
        )
        self.env["his.delivery"]._cron_forget()
        self.env.invalidate_all()
        self.assertEqual(self.deliveries(entry).outbox_id.ids, ids[:1])
