"""Infusion: seats, bottles, skin tests."""

from odoo.exceptions import UserError

from .test_kinds import KindCase


class TestInfusion(KindCase):
    def setUp(self):
        super().setUp()
        self.infusion = self.queue_of("infusion")
        self.seats = self.env["queue.seat"].create(
            [{"name": str(n), "queue_id": self.infusion.id, "sequence": n} for n in (1, 2)]
        )

    def test_a_seat_is_given_with_the_call_and_free_again_at_the_end(self):
        entries = self.wait(3, queue=self.infusion)._step("ready")
        desk = self.open(queues=self.infusion)
        called = [self.next_of(desk), self.next_of(desk)]
        self.assertEqual(called, entries[:2].ids)
        self.assertEqual(entries[:2].seat_id, self.seats)
        self.assertIsNone(self.next_of(desk))
        why = entries._why_not_called()
        self.assertEqual(list(why), entries[2:].ids)
        self.assertIn("All seats are taken", why[entries[2].id])
        self.assertEqual(self.seats.mapped("state"), ["taken", "taken"])
        self.seats[0].with_user(self.nurse).action_finish()
        self.assertEqual(self.next_of(desk), entries[2].id)
        self.assertEqual(entries[2].seat_id, self.seats[0])

    def test_bottles_are_changed_round_by_round(self):
        entry = self.wait(1, queue=self.infusion)._step("ready")
        self.next_of(self.open(queues=self.infusion))
        entry._step("running")
        seat = self.seats[0].with_user(self.nurse)
        seat.action_next_bottle_due()
        self.assertEqual((entry.step, entry.round_no), ("bottle_due", 1))
        seat.action_bottle_changed()
        self.env.invalidate_all()
        self.assertEqual((seat.step, seat.round_no, seat.number), ("running", 2, entry.number))
        seat.action_removal_due()
        seat.action_finish()
        self.assertEqual(self.steps(entry), [("done", True, "finished")])

    def test_after_a_skin_test_nobody_is_called_for_twenty_minutes(self):
        entry = self.wait(1, queue=self.infusion)
        desk = self.open(queues=self.infusion)
        entry._step("skin_test")
        entry._step("ready")
        self.assertIsNone(self.next_of(desk))
        self.assertIn("08:50", entry._why_not_called()[entry.id])
        self.clock.tick(1201)
        self.assertEqual(self.next_of(desk), entry.id)

    def test_a_call_taken_back_frees_the_seat(self):
        entry = self.wait(1, queue=self.infusion)._step("ready")
        desk = self.open(queues=self.infusion)
        self.next_of(desk)
        self.number_events()
        desk._undo()
        self.assertEqual((entry.seat_id.id, self.seats[0].state), (False, "free"))

    def test_a_seat_is_cleaned_first_where_the_rule_says_so(self):
        self.infusion._set_rules({"seat_cleaning": True})
        self.seats[1].active = False
        first, second = self.wait(2, queue=self.infusion)._step("ready")
        desk = self.open(queues=self.infusion)
        self.next_of(desk)
        first._finish()
        self.assertEqual(self.seats[0].state, "cleaning")
        self.assertIsNone(self.next_of(desk))
        self.seats[0].with_user(self.nurse).action_cleaned()
        self.assertEqual(self.next_of(desk), second.id)

    def test_two_patients_are_never_given_one_seat(self):
        first, second = self.wait(2, queue=self.infusion)._step("ready")
        desk = self.open(queues=self.infusion)
        self.next_of(desk)
        self.next_of(desk)
        self.assertNotEqual(first.seat_id, second.seat_id)
        with self.assertRaises(UserError):
            self.env["queue.seat"]._take(self.infusion.id)
