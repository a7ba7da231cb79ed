from odoo.exceptions import UserError

from ..core import states
from .common import QueueCase


class TestEntry(QueueCase):
    def test_check_in_puts_patients_in_line_in_the_order_of_check_in(self):
        entries = self.register(3)
        entries[2]._check_in()
        entries[0]._check_in()
        self.assertEqual(entries.mapped("state"), ["waiting", "registered", "waiting"])
        self.assertEqual((entries[2].checkin_no, entries[0].checkin_no), (1, 2))
        self.assertEqual((entries[2].position, entries[0].position), (1, 2))

    def test_each_verb_is_refused_in_the_states_that_the_core_forbids(self):
        entry = self.wait(1)
        for verb in ("check_in", "arrive", "no_show", "resume", "finish", "return_no_show"):
            with self.assertRaises(UserError) as caught:
                entry._apply(verb)
            self.assertIn("A001", str(caught.exception))
            self.assertEqual(entry.state, "waiting")

    def test_each_legal_verb_leads_where_the_core_says(self):
        own = {"register", "call", "recall", "transfer", "cancel"}
        for verb, move in states.MOVES.items():
            for source in move.sources if verb not in own else ():
                entry = self.in_state(source)
                entry._apply(verb)
                self.assertEqual(entry.state, move.target, f"{verb} from {source}")

    def in_state(self, state):
        """Return a new entry, brought to ``state`` by verbs."""
        self.next_patient = getattr(self, "next_patient", 0) + 1
        entry = self.register(1, first=self.next_patient)
        paths = {
            "registered": "",
            "waiting": "check_in",
            "benched": "check_in bench",
            "called": "check_in call",
            "in_service": "check_in call arrive",
            "no_show": "check_in call no_show",
            "held": "check_in hold",
            "away": "check_in call send_away",
        }
        for verb in paths[state].split():
            entry._apply(verb, point=self.room)
        return entry

    def test_an_error_says_what_can_be_done(self):
        entry = self.in_state("no_show")
        with self.assertRaises(UserError) as caught:
            entry._finish()
        self.assertIn("Return after no-show", str(caught.exception))

    def test_a_hold_keeps_the_place(self):
        entries = self.wait(3)
        entries[0]._hold("asked for time")
        self.assertEqual(entries[1].position, 1)
        entries[0]._resume()
        self.env.invalidate_all()
        self.assertEqual(entries[0].position, 1)

    def test_a_no_show_returns_after_some_numbers_and_not_for_ever(self):
        self.queue._set_rules({"max_returns": 1})
        entry = self.in_state("no_show")
        entry._return_no_show()
        self.assertEqual((entry.state, entry.return_due), ("waiting", 3))
        entry._apply("call", point=self.room)
        entry._no_show()
        with self.assertRaises(UserError):
            entry._return_no_show()

    def test_a_transfer_gives_a_number_of_the_other_queue_and_keeps_the_check_in(self):
        entry = self.wait(1)
        new = entry._transfer(self.other, reason="wrong department")
        self.assertEqual((entry.state, new.state, new.number), ("transferred", "waiting", "B001"))
        back = new._transfer(self.queue, reason="right after all")
        self.assertEqual((back.state, back.number), ("waiting", "A002"))

    def test_a_registration_cancelled_after_the_call_leaves_the_screens(self):
        session = self.open()
        entry = self.wait(1)
        session._call_next("r1")
        self.number_events()
        with self.bus_messages() as sent:
            entry._cancel("refund")
        message = next(payload for _c, kind, payload in sent if kind == "queue_call/zone")
        self.assertEqual(message["withdrawn"], entry.call_ids.ids)
        self.assertEqual([part["current"] for part in message["parts"] if "current" in part], [[]])
        self.assertEqual((entry.state, entry.problem), ("cancelled", "cancelled_after_call"))
        self.assertIn("A001", session._staff_state()["message"])

    def test_a_registration_cancelled_in_service_keeps_the_patient(self):
        session = self.open()
        entry = self.wait(1)
        session._call_next()
        session._arrive()
        entry._cancel("refund")
        self.assertEqual((entry.state, entry.problem), ("in_service", "cancelled_in_service"))
        self.assertIn("A001", session._staff_state()["message"])

    def test_a_change_of_class_changes_the_place_at_once(self):
        entries = self.wait(3)
        entries[2]._set_class(self.emergency, "chest pain")
        self.env.invalidate_all()
        self.assertEqual(entries[2].position, 1)

    def test_a_repeated_request_acts_once(self):
        entry = self.register(1)
        entry._apply("check_in", request_id="x")
        entry._apply("check_in", request_id="x")
        self.assertEqual(entry.state, "waiting")

    def test_the_board_shows_who_waits_in_the_order_of_the_call(self):
        entries = self.wait(3)
        entries[2]._set_class(self.emergency)
        spec = {"number": {}, "position": {}}
        result = self.env["queue.entry"].web_read_group(
            [("queue_id", "=", self.queue.id)],
            ["state"],
            auto_unfold=True,
            unfold_read_specification=spec,
        )
        waiting = next(one for one in result["groups"] if one["state"] == "waiting")
        numbers = [one["number"] for one in waiting["__records"]]
        self.assertEqual(numbers, ["A003", "A001", "A002"])

    def test_in_the_afternoon_the_rest_of_the_morning_is_counted_before(self):
        morning = self.wait(2)
        self.clock.tick(4 * 3600)
        (late,) = self.wait(1, first=3, half_day="pm")
        urgent = self.wait(1, first=4, half_day="pm", class_code="emergency")
        self.assertEqual((morning[0].position, late.position, urgent.position), (1, 4, 1))
        self.assertIn("4th", late.place_why)
        self.assertEqual(self.queue._ahead(late), 3)
        self.hospital._set_rules({"carry_over": "merge"})
        self.env.invalidate_all()
        self.assertEqual(late.position, 2)
