from datetime import datetime

from odoo.exceptions import AccessError, UserError

from .common import QueueCase


class TestDeskMoves(QueueCase):
    def setUp(self):
        super().setUp()
        self.a, self.b, self.c = self.wait(3)
        self.number_events()

    def nurse_env(self, entries):
        return entries.with_user(self.nurse)

    def order(self, queue=None):
        line = (queue or self.queue)._facts((queue or self.queue).id) and self.a.line_id
        return [place.waiting.key for place in self.env["queue.line"]._places(line.ids)]

    def undo(self):
        self.number_events()
        self.env["queue.entry"].with_user(self.nurse)._undo_last()
        self.number_events()

    def facts(self, entry):
        names = (
            "state class_id hand late slot_start half_day checkin_no practitioner_id ready".split()
        )
        return entry.read(names)[0]

    def check_undone(self, move):
        """Do a move as the nurse, take it back, and find everything as before."""
        before, order = self.facts(self.b), self.order()
        self.clock.tick(60)
        move(self.nurse_env(self.b))
        self.number_events()
        self.assertNotEqual(self.facts(self.b), before)
        self.undo()
        self.assertEqual(self.facts(self.b), before)
        self.assertEqual(self.order(), order)

    def test_each_note_can_be_taken_back(self):
        doctor = self.env["queue.practitioner"].create(
            {"name": "Li", "code": "LI", "company_id": self.hospital.id}
        )
        self.check_undone(lambda b: b._set_class(self.emergency))
        self.check_undone(lambda b: b._move_hand("end", "Went to the bank"))
        self.check_undone(lambda b: b._set_doctor(doctor))
        self.check_undone(lambda b: b._set_slot(datetime(2026, 3, 2, 2, 0), reason="Asked"))
        self.check_undone(lambda b: b._set_ready(False, "Not fasting"))

    def test_each_move_can_be_taken_back(self):
        self.check_undone(lambda b: b._hold("Phone call"))
        self.check_undone(lambda b: b._undo_check_in())
        self.check_undone(lambda b: b._cancel("Went home"))

    def test_a_check_in_can_be_taken_back(self):
        (new,) = self.register(1, first=9)
        new.with_user(self.nurse)._check_in()
        self.undo()
        self.assertEqual((new.state, new.checkin_no), ("registered", 0))

    def test_a_class_that_was_taken_back_no_longer_counts_in_the_order(self):
        self.nurse_env(self.c)._set_class(self.emergency)
        self.assertEqual(self.order()[0], self.c.id)
        self.undo()
        self.assertEqual(self.order(), [self.a.id, self.b.id, self.c.id])

    def test_after_ten_seconds_it_stays(self):
        self.nurse_env(self.b)._hold("Phone call")
        self.number_events()
        self.clock.tick(11)
        with self.assertRaisesRegex(UserError, "ten seconds"):
            self.env["queue.entry"].with_user(self.nurse)._undo_last()

    def test_what_somebody_else_did_since_is_not_taken_back_over(self):
        self.nurse_env(self.b)._set_class(self.elderly)
        self.number_events()
        self.b.with_user(self.manager)._hold("Called to the phone")
        self.number_events()
        with self.assertRaises(UserError):
            self.env["queue.entry"].with_user(self.nurse)._undo_last()

    def test_the_offer_says_what_would_be_taken_back_and_until_when(self):
        self.nurse_env(self.b)._hold("Phone call")
        self.number_events()
        offer = self.env["queue.entry"].with_user(self.nurse)._undo_offer()
        self.assertEqual((offer["what"], offer["number"]), ("Hold", self.b.number))
        self.assertFalse(self.env["queue.entry"].with_user(self.manager)._undo_offer())

    def test_a_patient_is_transferred_to_the_end_the_front_or_by_age(self):
        self.clock.tick(600)
        there = self.wait(2, first=11, queue=self.other)
        self.number_events()
        by_age = self.a._transfer(self.other, "age", "Wrong department")
        end = self.b._transfer(self.other, reason="Wrong department")
        front = self.c._transfer(self.other, "front", "Wrong department")
        self.number_events()
        places = self.env["queue.line"]._places(by_age.line_id.ids)
        times = {place.waiting.key: place.waiting.checked_in_at for place in places}
        self.assertLess(times[by_age.id], times[there[0].id])
        self.assertGreater(times[end.id], times[there[1].id])
        self.assertEqual((front.hand, end.hand), ("front", False))
        self.assertEqual(self.a.transferred_to_id, by_age)
        self.assertEqual(by_age.transferred_from_id, self.a)

    def test_a_transfer_is_taken_back_whole(self):
        new = self.nurse_env(self.b)._transfer(self.other, reason="Wrong department")
        self.number_events()
        self.undo()
        self.assertEqual((self.b.state, new.state), ("waiting", "cancelled"))
        self.assertEqual(self.order(), [self.a.id, self.b.id, self.c.id])

    def test_a_transfer_of_somebody_who_is_not_checked_in_is_taken_back_too(self):
        (absent,) = self.register(1, first=9)
        self.number_events()
        new = absent.with_user(self.nurse)._transfer(self.other, reason="Wrong department")
        self.assertEqual(new.state, "registered")
        self.undo()
        self.assertEqual((absent.state, new.state), ("registered", "cancelled"))

    def test_a_change_to_the_afternoon_gives_a_number_of_the_afternoon(self):
        slot = datetime(2026, 3, 2, 6, 0)
        (new,) = self.b._set_slot(slot, "pm", reason="Asked for it")
        self.assertEqual((new.half_day, new.slot_start, new.number_seq), ("pm", slot, 1))
        self.assertEqual(self.b.state, "transferred")

    def test_a_move_by_hand_wants_a_reason(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self.b._move_hand("front", " ")

    def test_only_the_lead_moves_by_hand(self):
        entries = self.env["queue.entry"]
        with self.assertRaises(AccessError):
            entries.with_user(self.nurse)._check_may("move_hand")
        entries.with_user(self.nurse)._check_may("set_class")
        self.assertNotIn("move_hand", self.nurse_env(self.b)._available_moves()[self.b.id])
        self.assertIn("hold", self.nurse_env(self.b)._available_moves()[self.b.id])

    def test_nobody_is_moved_by_hand_who_is_not_in_line(self):
        self.b._hold("Phone call")
        with self.assertRaisesRegex(UserError, self.b.number):
            self.b._move_hand("front", "Asked")

    def test_a_place_by_hand_is_for_one_call(self):
        self.c._move_hand("front", "Feels worse")
        session = self.open()
        session._call_next()
        self.assertEqual(self.c.state, "called")
        self.clock.tick(400)
        session._no_show()
        self.c._return_no_show()
        self.assertFalse(self.c.hand)
        self.assertEqual(self.order()[0], self.a.id)

    def test_a_finished_patient_comes_back_by_the_desk(self):
        session = self.open()
        session._call_next()
        session._arrive()
        session._finish()
        self.number_events()
        desk = self.env["queue.desk"].with_user(self.nurse)
        verbs = [one["verb"] for one in desk.desk_card(self.a.id)["actions"]]
        self.assertEqual(verbs, ["revisit", "reading", "print"])
        done = desk.desk_do(self.a.id, "revisit", request_id="press-1")
        again = self.env["queue.entry"].browse(done["entry"])
        self.assertEqual((again.state, again.round_no), ("waiting", 2))

    def test_the_card_explains_who_has_no_place_and_who_cannot_be_called_yet(self):
        desk = self.env["queue.desk"].with_user(self.nurse)
        self.assertIn("1st", desk.desk_card(self.a.id)["why"])
        self.b._hold("Phone call")
        self.assertIn("On hold", desk.desk_card(self.b.id)["why"])
        self.c._set_ready(False, "Not fasting")
        self.assertIn("not ready", desk.desk_card(self.c.id)["why"])
