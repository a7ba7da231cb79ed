from odoo.exceptions import UserError

from .common import QueueCase


class TestRevisit(QueueCase):
    def setUp(self):
        super().setUp()
        self.doctors = self.env["queue.practitioner"].create(
            [
                {"name": "Li", "code": "LI", "user_id": self.doctor.id, **self.of_hospital()},
                {"name": "Wang", "code": "WANG", "user_id": self.manager.id, **self.of_hospital()},
            ]
        )
        self.li = self.open()
        self.wang = self.open(self.manager, self.room2)

    def of_hospital(self):
        return {"company_id": self.hospital.id}

    def seen(self, session, verb):
        """A patient whom a session has called, and then sent away or finished."""
        session._call_next()
        session._arrive()
        entry = self.env["queue.entry"].browse(session._staff_state()["current"]["entry"])
        getattr(session, verb)()
        self.number_events()
        return entry

    def test_back_from_tests_the_patient_goes_to_the_doctor_who_sent_him(self):
        self.wait(1)
        entry = self.seen(self.li, "_send_away")
        entry._return_from_tests()
        self.assertEqual(entry.practitioner_id, self.doctors[0])
        self.assertIn("Nobody", self.wang._call_next()["message"])
        self.assertEqual(self.li._call_next()["current"]["entry"], entry.id)

    def test_where_the_rule_is_off_any_doctor_calls_him(self):
        self.queue._set_rules({"revisit_same_doctor": False})
        self.wait(1)
        entry = self.seen(self.li, "_send_away")
        entry._return_from_tests()
        self.assertEqual(self.wang._call_next()["current"]["entry"], entry.id)

    def test_when_that_doctor_has_left_any_other_calls_him(self):
        self.wait(1)
        entry = self.seen(self.li, "_send_away")
        self.li._close()
        entry._return_from_tests()
        self.assertFalse(entry.practitioner_id)
        self.assertEqual(self.wang._call_next()["current"]["entry"], entry.id)

    def test_a_finished_patient_comes_back_with_results_under_a_new_number(self):
        self.wait(1)
        entry = self.seen(self.li, "_finish")
        again = entry._revisit(request_id="scan-1")
        self.assertEqual(again, entry._revisit(request_id="scan-1"))
        self.assertEqual((entry.state, again.state, again.round_no), ("finished", "waiting", 2))
        self.assertEqual((again.source, again.practitioner_id), ("revisit", self.doctors[0]))
        self.assertNotEqual(again.number, entry.number)
        third = self.seen(self.li, "_finish")._revisit()
        self.assertEqual(third.round_no, 3)

    def test_who_is_not_finished_has_no_revisit(self):
        entry = self.wait(1)
        with self.assertRaisesRegex(UserError, "finished today"):
            entry._revisit()
