from odoo.exceptions import UserError

from .common import QueueCase


class TestStop(QueueCase):
    """A doctor leaves with a full queue: nobody disappears."""

    def setUp(self):
        super().setUp()
        doctors = self.env["queue.practitioner"]
        self.wang, self.li = (
            doctors.create({"name": user.name, "company_id": self.hospital.id, "user_id": user.id})
            for user in (self.doctor, self.manager)
        )
        self.session = self.open()

    def row(self):
        return next(r for r in self.zone._board() if r["point"] == f"p{self.room.id}")

    def test_a_stopped_clinic_says_why_on_the_screens_until_it_opens_again(self):
        self.session._stop_clinic("急诊会诊")
        row = self.row()
        self.assertEqual((row["state"], row["reason"]), ("suspended", "急诊会诊"))
        self.open()
        self.assertEqual((self.row()["state"], self.row()["reason"]), ("open", ""))

    def test_a_reason_is_wanted(self):
        with self.assertRaises(UserError):
            self.session._stop_clinic(" ")
        self.assertEqual(self.session.state, "open")

    def test_kept_patients_are_flagged_and_called_when_it_opens_again(self):
        entries = self.wait(2)
        own = self.wait(1, first=3, practitioner_id=self.wang.id)
        self.session._stop_clinic("停诊", "keep")
        self.assertEqual((entries | own).mapped("problem"), ["clinic_closed"] * 3)
        self.assertEqual(set((entries | own)._unserved().values()), {"no_session"})
        session = self.open()
        self.assertFalse(any((entries | own).mapped("problem")))
        called = [session._call_next()["current"]["number"] for _n in range(3)]
        self.assertEqual(called, ["A001", "A002", "A003"])

    def test_patients_of_the_doctor_are_flagged_though_another_serves_the_queue(self):
        self.open(self.manager, self.room2)
        own = self.wait(1, practitioner_id=self.wang.id)
        free = self.wait(1, first=2)
        self.session._stop_clinic("停诊")
        self.assertEqual((own.problem, free.problem), ("clinic_closed", False))
        self.assertEqual(own._unserved(), {own.id: "no_doctor"})

    def test_they_can_go_to_another_doctor_who_has_a_room_open(self):
        boss = self.open(self.manager, self.room2)
        own = self.wait(2, practitioner_id=self.wang.id)
        self.session._stop_clinic("停诊", "doctor", doctor=self.li)
        self.assertEqual(own.practitioner_id, self.li)
        self.assertFalse(any(own.mapped("problem")))
        self.assertEqual(boss._call_next()["current"]["number"], "A001")

    def test_the_other_doctor_may_serve_another_queue(self):
        boss = self.open(self.manager, self.room2, self.other)
        old = self.wait(1)
        self.session._stop_clinic("停诊", "doctor", doctor=self.li)
        self.assertEqual(old.state, "transferred")
        self.assertEqual(boss._call_next()["current"]["name"], "张小1")

    def test_a_doctor_without_an_open_room_is_no_choice(self):
        with self.assertRaises(UserError) as caught:
            self.session._stop_clinic("停诊", "doctor", doctor=self.li)
        self.assertIn("room open", str(caught.exception))
        self.assertEqual(self.session.state, "open")

    def test_they_can_move_to_another_queue_and_are_flagged_if_nobody_serves_it(self):
        old = self.wait(2)
        self.session._stop_clinic("停诊", "queue", queue=self.other)
        self.assertEqual(old.mapped("state"), ["transferred"] * 2)
        new = self.env["queue.entry"].search([("queue_id", "=", self.other.id)])
        self.assertEqual(new.mapped("state"), ["waiting"] * 2)
        self.assertEqual(set(new._unserved().values()), {"no_session"})

    def test_unbound_they_are_called_by_any_room_of_the_queue(self):
        boss = self.open(self.manager, self.room2)
        own = self.wait(1, practitioner_id=self.wang.id)
        self.session._stop_clinic("停诊", "unbind")
        self.assertFalse(own.practitioner_id or own.problem)
        self.assertEqual(boss._call_next()["current"]["number"], "A001")

    def test_the_window_of_the_nurse_stops_a_clinic_once(self):
        own = self.wait(1)
        self.number_events()
        action = self.session.with_user(self.nurse).action_stop()
        window = self.env["queue.session.stop"].with_user(self.nurse)
        window = window.with_context(**action["context"]).create({"reason": "停诊"})
        window.action_stop()
        window.action_stop()
        self.assertEqual((self.session.state, own.problem), ("closed", "clinic_closed"))

    def test_nobody_who_waits_is_missing_from_the_list_of_the_unserved(self):
        entries = self.wait(3)
        self.session._stop_clinic("停诊")
        self.number_events()
        found = self.env["queue.entry"].search(
            [("unserved", "in", ("no_session", "no_doctor", "no_room"))]
        )
        self.assertEqual(found & entries, entries)
        self.assertEqual(entries[0].unserved, "no_session")

    def test_what_a_day_left_is_in_its_own_list_and_not_in_todays(self):
        entry = self.wait(1)
        self.session._close()
        self.clock.tick(24 * 3600)
        entries = self.env["queue.entry"]
        self.number_events()
        self.assertNotIn(entry, entries.search([("is_today", "=", True)]))
        self.assertIn(entry, entries.search([("is_left_over", "=", True)]))

    def test_the_line_of_a_night_clinic_stays_in_todays_list(self):
        self.clock.tick(14.5 * 3600)
        self.open()  # goes on into the afternoon
        entry = self.wait(1, half_day="pm")
        self.clock.tick(2 * 3600)
        self.number_events()
        entries = self.env["queue.entry"]
        self.assertIn(entry, entries.search([("is_today", "=", True)]))
        self.assertTrue(entry.is_today)
        self.assertNotIn(entry, entries.search([("is_left_over", "=", True)]))
