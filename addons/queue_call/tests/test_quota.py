from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import DAY, QueueCase


class TestQuota(QueueCase):
    def quota(self, limit, **more):
        return self.env["queue.quota"].create({"queue_id": self.queue.id, "limit": limit, **more})

    def take(self, n, user=None):
        queue = self.queue.with_user(user) if user else self.queue
        return queue._register_walk_in(f"request-{n}", {"name": f"P{n}"})

    def left(self, source="walk_in", half="am"):
        return self.queue._quota_left(DAY, half, source)[self.queue.id]

    def test_without_a_quota_there_is_no_limit(self):
        self.assertIsNone(self.left())

    def test_the_last_number_is_given_and_the_next_refused_with_what_to_do(self):
        self.quota(2)
        self.take(1)
        self.assertEqual(self.left(), 1)
        self.take(2)
        with self.assertRaisesRegex(UserError, "extra number"):
            self.take(3)
        self.assertEqual(
            self.env["queue.counter"].search([("queue_id", "=", self.queue.id)]).last_number, 2
        )

    def test_a_cancelled_number_may_be_given_again(self):
        self.quota(1)
        self.take(1)._cancel("Went home")
        self.assertEqual(self.left(), 1)
        self.assertTrue(self.take(2))

    def test_a_quota_of_one_half_day_or_source_leaves_the_others_alone(self):
        self.quota(0, half_day="pm")
        self.quota(1, source="kiosk")
        self.assertIsNone(self.left())
        self.assertEqual(self.left(half="pm"), 0)
        self.assertEqual(self.left(source="kiosk"), 1)

    def test_the_his_is_never_refused_but_what_is_too_much_is_flagged(self):
        self.quota(2)
        first, second = self.register(2)
        (third,) = self.register(1, first=3)
        self.assertEqual((first.problem, second.problem), (False, False))
        self.assertEqual(third.problem, "over_quota")

    def test_an_extra_number_goes_beyond_the_quota_is_marked_and_uses_up_nothing(self):
        self.quota(1)
        entry = self.queue.with_user(self.doctor)._issue_extra(
            {"name": "张三"}, "extra-1", "Known patient"
        )
        self.assertTrue(entry.extra)
        self.assertEqual((entry.state, entry.problem), ("waiting", False))
        self.assertEqual(self.left(), 1)
        self.number_events()
        self.assertIn("Known patient", entry.event_ids.mapped("reason"))

    def test_an_extra_number_wants_a_reason_and_is_not_a_nurses_to_give(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self.queue.with_user(self.doctor)._issue_extra({"name": "A"}, "extra-2", "")
        with self.assertRaises(AccessError):
            self.queue.with_user(self.nurse)._issue_extra({"name": "A"}, "extra-3", "Because")

    def test_the_same_request_gives_one_number(self):
        self.quota(1)
        self.assertEqual(self.take(1), self.take(1))

    def test_two_quotas_for_the_same_are_refused(self):
        self.quota(5)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.quota(6)

    def test_the_desk_window_says_how_many_are_left(self):
        self.quota(3)
        wizard = (
            self.env["queue.desk.register"]
            .with_user(self.nurse)
            .create({"queue_id": self.queue.id})
        )
        self.assertEqual(wizard.left_text, "3")
        wizard.name = "李四"
        wizard.action_register()
        self.assertEqual(self.left(), 2)

    def test_of_a_batch_only_those_beyond_the_quota_are_flagged(self):
        self.quota(4)
        entries = self.register(5)
        self.assertEqual(entries.mapped("problem"), [False] * 4 + ["over_quota"])

    def test_a_full_quota_of_the_kiosk_does_not_flag_an_appointment(self):
        self.quota(1, source="kiosk")
        self.register(2, source="kiosk")
        (third,) = self.register(1, first=3, source="appointment")
        self.assertFalse(third.problem)

    def test_a_transfer_is_not_flagged_though_the_queue_is_full(self):
        self.quota(1)
        self.register(1)
        (there,) = self.register(1, first=2, queue=self.other)
        self.assertFalse(there._transfer(self.queue, reason="Wrong department").problem)
