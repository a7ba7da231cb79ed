from odoo.exceptions import ValidationError

from .common import QueueCase


class TestPolicy(QueueCase):
    def test_the_worst_case_stands_beside_the_settings(self):
        self.assertIn("1 after every 2", self.policy.bound_text)
        self.policy.class_ids.unlink()
        self.assertIn("nobody is called before his turn", self.policy.bound_text)

    def test_a_change_of_the_policy_counts_at_the_next_call(self):
        session = self.open()
        self.wait(2)
        late = self.wait(1, first=3, class_code="elderly")
        self.assertEqual(late.position, 3)
        self.policy.class_ids.filtered(lambda one: one.class_id == self.elderly).mode = "absolute"
        self.assertEqual(session._call_next()["current"]["number"], late.number)

    def test_negative_counts_are_refused(self):
        with self.assertRaises(ValidationError):
            self.policy.max_returns = -1

    def test_a_queue_without_a_policy_calls_by_check_in(self):
        self.queue.policy_id = False
        entries = self.register(2)
        entries[1]._check_in()
        entries[0]._check_in()
        self.assertEqual(self.open()._call_next()["current"]["number"], "A002")
