"""What the HIS is to be told is kept in the transaction in which it happens."""

from odoo.tests import tagged

from .common import HisCase


@tagged("post_install", "-at_install")
class TestOutbox(HisCase):
    def test_moves_of_a_patient_are_kept_for_the_his(self):
        entry = self.process(self.adt()).entry_id
        entry._check_in()
        entry._apply("call")
        entry._arrive()
        entry._finish()
        rows = self.env["his.outbox"].search([("entry_id", "=", entry.id)], order="id")
        self.assertEqual(rows.mapped("event"), ["checked_in", "called", "in_service", "finished"])
        self.assertEqual(set(rows.mapped("visit_ref")), {"V1"})

    def test_a_move_that_is_rolled_back_is_not_kept(self):
        entry = self.process(self.adt()).entry_id
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            entry._check_in()
            raise ZeroDivisionError
        self.assertFalse(self.env["his.outbox"].search([("entry_id", "=", entry.id)]))
