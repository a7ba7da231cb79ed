from odoo.exceptions import UserError

from .common import QueueCase


class TestUndo(QueueCase):
    def setUp(self):
        super().setUp()
        self.session = self.open()

    def do(self, key):
        """Press a key as its own transaction; return the StaffState."""
        state = getattr(self.session, key)()
        self.number_events()
        return state

    def line(self):
        line = self.env["queue.line"].search([("queue_id", "=", self.queue.id)])
        return line.normals_called, line.last_mixed

    def test_undo_of_next_brings_back_both_patients_and_the_line(self):
        first, second = self.wait(2)
        self.do("_call_next")
        before = self.line()
        self.do("_call_next")
        self.do("_undo")
        self.assertEqual((first.state, second.state), ("called", "waiting"))
        self.assertEqual(self.line(), before)
        self.assertEqual(second.position, 1)
        self.assertFalse(second.called_at or second.session_id)
        self.assertTrue(second.call_ids.withdrawn_at)

    def test_after_undo_the_same_patient_is_called_again(self):
        self.wait(3)
        first = self.do("_call_next")["current"]["number"]
        self.do("_undo")
        self.assertEqual(self.do("_call_next")["current"]["number"], first)

    def test_undo_of_a_mixed_call_lets_the_class_be_due_again(self):
        self.wait(2)
        self.wait(1, first=3, class_code="elderly")
        for _n in range(2):
            self.do("_call_next")
        before = self.line()
        self.assertEqual(self.do("_call_next")["current"]["number"], "A003")
        self.do("_undo")
        self.assertEqual(self.line(), before)

    def test_undo_keeps_the_calls_that_others_made_since(self):
        self.wait(4)
        other = self.open(self.manager, self.room2)
        self.do("_call_next")
        other._call_next()
        self.number_events()
        self.do("_undo")
        self.assertEqual(self.line()[0], 1)

    def test_each_undoable_key_can_be_taken_back(self):
        for key in ("_arrive", "_no_show", "_hold", "_send_away", "_finish"):
            number = 1 + self.env["queue.entry"].search_count([("queue_id", "=", self.queue.id)])
            entry = self.wait(1, first=number)
            self.do("_call_next")
            self.clock.tick(20)
            self.do(key)
            self.do("_undo")
            self.assertEqual(entry.state, "called", key)
            self.do("_finish")
            self.clock.tick(20)

    def test_undo_is_offered_for_ten_seconds(self):
        self.wait(1)
        self.do("_call_next")
        self.assertEqual(self.session._staff_state()["undo"]["what"], "Call")
        self.clock.tick(11)
        self.assertIsNone(self.session._staff_state()["undo"])
        with self.assertRaises(UserError):
            self.do("_undo")

    def test_what_a_nurse_changed_since_is_not_undone(self):
        entry = self.wait(1)
        self.do("_call_next")
        entry.with_user(self.nurse).action_no_show()
        self.number_events()
        with self.assertRaises(UserError):
            self.do("_undo")
        self.assertEqual(entry.state, "no_show")

    def test_an_undo_is_an_event_of_its_own(self):
        entry = self.wait(1)
        self.do("_call_next")
        self.do("_undo")
        verbs = entry.event_ids.sorted("seq").mapped("verb")
        self.assertEqual(verbs, ["register", "check_in", "call", "undo"])
