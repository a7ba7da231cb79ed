from odoo.exceptions import UserError, ValidationError

from .common import QueueCase


class TestSession(QueueCase):
    def test_a_doctor_opens_the_usual_room_with_one_key(self):
        self.env["queue.practitioner"].create(
            {
                "name": "Wang",
                "company_id": self.hospital.id,
                "user_id": self.doctor.id,
                "default_point_id": self.room.id,
                "queue_ids": [(6, 0, self.queue.ids)],
            }
        )
        state = self.env["queue.session"].with_user(self.doctor)._open()
        self.assertEqual(state["session"]["point"]["id"], self.room.id)
        self.assertEqual([one["id"] for one in state["session"]["queues"]], self.queue.ids)

    def test_a_room_in_use_is_refused_with_the_name_of_who_uses_it(self):
        self.open()
        with self.assertRaises(UserError) as caught:
            self.open(self.manager, self.room)
        self.assertIn("doc", str(caught.exception))

    def test_opening_again_gives_the_same_session_and_another_room_closes_it(self):
        first = self.open()
        self.assertEqual(self.open(), first)
        second = self.open(room=self.room2)
        self.assertEqual((first.state, second.state), ("closed", "open"))

    def test_without_a_session_the_state_offers_rooms_and_queues(self):
        state = self.env["queue.session"].with_user(self.doctor)._of_user()._staff_state()
        self.assertIsNone(state["session"])
        self.assertIn(self.room.id, [one["id"] for one in state["choices"]["points"]])

    def test_a_paused_room_does_not_call(self):
        session = self.open()
        self.wait(1)
        session._pause()
        with self.assertRaises(UserError):
            session._call_next()
        session._resume()
        self.assertEqual(session._call_next()["current"]["number"], "A001")

    def test_closing_leaves_everybody_in_a_clear_state(self):
        session = self.open()
        served, called, waiting = self.wait(3)
        session._call_next()
        session._arrive()
        self.queue._set_rules({"finish_on_next": False})
        session._call_next()
        session._close()
        self.assertEqual(served.state, "finished")
        self.assertEqual((called.state, called.problem), ("held", "clinic_closed"))
        self.assertEqual((waiting.state, waiting.problem), ("waiting", "clinic_closed"))
        with self.assertRaises(UserError):
            session._call_next()

    def test_who_has_another_doctor_is_not_flagged(self):
        session = self.open()
        self.open(self.manager, self.room2)
        entry = self.wait(1)
        session._close()
        self.assertFalse(entry.problem)

    def test_opening_again_takes_the_flag_back(self):
        entry = self.wait(1)
        self.open()._close()
        self.assertEqual(entry.problem, "clinic_closed")
        self.open()
        self.assertFalse(entry.problem)

    def test_sessions_of_yesterday_are_closed_by_the_cron(self):
        session = self.open()
        entry = self.wait(1)
        self.clock.tick(24 * 3600)
        self.env["queue.session"]._cron_close_past()
        self.assertEqual((session.state, entry.problem), ("closed", "clinic_closed"))

    def test_a_room_serves_queues_of_its_own_zone(self):
        zone = self.env["queue.zone"].create(
            {"name": "Far", "code": "F", "company_id": self.hospital.id}
        )
        far = self.env["queue.queue"].create({"name": "Far", "code": "F", "zone_id": zone.id})
        with self.assertRaises(ValidationError):
            self.open(queues=far)

    def test_the_time_zone_must_exist(self):
        with self.assertRaises(ValidationError):
            self.hospital.queue_tz = "Mars/Olympus"
