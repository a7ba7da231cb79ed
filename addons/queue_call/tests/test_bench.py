from odoo.exceptions import UserError

from .common import QueueCase


class TestBench(QueueCase):
    def setUp(self):
        super().setUp()
        self.queue._set_rules({"bench_mode": "auto", "bench_limit": 2})

    def bench(self, room=None):
        """Return the numbers on a room's bench, as the log of the entries has them."""
        self.number_events()
        benched = self.env["queue.entry"].search(
            [("point_id", "=", (room or self.room).id), ("state", "=", "benched")],
            order="number_seq",
        )
        return benched.mapped("number_seq")

    def practitioner(self, user, **more):
        return self.env["queue.practitioner"].create(
            {"name": user.name, "company_id": self.hospital.id, "user_id": user.id, **more}
        )

    def test_patients_are_sent_to_the_least_loaded_open_room_up_to_its_limit(self):
        self.open()
        self.open(self.manager, self.room2)
        self.wait(5)
        self.assertEqual((self.bench(), self.bench(self.room2)), ([1, 3], [2, 4]))

    def test_a_room_calls_its_own_bench_and_is_refilled_in_the_same_transaction(self):
        session = self.open()
        self.open(self.manager, self.room2)
        self.wait(6)
        self.assertEqual(session._call_next()["current"]["number"], "A001")
        self.assertEqual((self.bench(), self.bench(self.room2)), ([3, 5], [2, 4]))
        self.assertEqual(session._call_next()["current"]["number"], "A003")

    def test_opening_a_room_takes_those_who_wait_to_its_bench(self):
        self.wait(3)
        self.open()
        self.assertEqual(self.bench(), [1, 2])

    def test_a_closing_or_paused_room_gives_its_bench_back_and_nobody_loses_the_place(self):
        session = self.open()
        entries = self.wait(4)
        before = entries.mapped("checkin_no")
        session._pause()
        self.assertEqual(self.bench(), [])
        session._resume()
        self.assertEqual(self.bench(), [1, 2])
        self.open(self.manager, self.room2)
        self.assertEqual(self.bench(self.room2), [3, 4])
        session._close()
        self.assertEqual((self.bench(), self.bench(self.room2)), ([], [3, 4]))
        self.assertEqual(entries.mapped("checkin_no"), before)
        self.assertEqual(entries.mapped("state"), ["waiting", "waiting", "benched", "benched"])

    def test_a_doctors_own_patient_is_benched_only_at_his_room(self):
        self.practitioner(self.doctor)
        boss = self.practitioner(self.manager)
        self.open()
        self.open(self.manager, self.room2)
        self.wait(1, practitioner_id=boss.id)
        self.wait(1, first=2, practitioner_id=boss.id)
        self.assertEqual((self.bench(), self.bench(self.room2)), ([], [1, 2]))

    def test_an_emergency_does_not_wait_for_a_place_on_a_full_bench(self):
        session = self.open()
        self.wait(3)
        self.wait(1, first=9, class_code="emergency")
        self.assertEqual(self.bench(), [1, 2])
        self.assertEqual(session._call_next()["current"]["number"], "A004")

    def test_a_call_is_taken_back_without_the_bench_that_followed_it(self):
        session = self.open()
        first, *_others = self.wait(4)
        session._call_next()
        self.number_events()
        session._undo()
        self.assertEqual((first.state, first.point_id), ("benched", self.room))
        self.assertEqual(self.bench(), [1, 2, 3])
        self.assertEqual(session._call_next()["current"]["number"], "A001")

    def test_by_hand_a_nurse_sends_patients_to_a_room_and_back(self):
        self.queue._set_rules({"bench_mode": "manual", "bench_limit": 1})
        session = self.open()
        _first, second, third = self.wait(3)
        self.assertEqual(self.bench(), [])
        second._bench(self.room)
        self.assertEqual(self.bench(), [2])
        with self.assertRaises(UserError) as caught:
            third._bench(self.room)
        self.assertIn("full", str(caught.exception))
        self.assertEqual(session._call_next()["current"]["number"], "A002")
        third._bench(self.room)
        third._unbench()
        self.assertEqual((third.state, self.bench()), ("waiting", []))
        self.assertEqual(session._call_next()["current"]["number"], "A001")

    def test_by_hand_only_open_rooms_that_call_the_patient_are_possible(self):
        self.queue._set_rules({"bench_mode": "manual"})
        boss = self.practitioner(self.manager)
        self.open()
        entry = self.wait(1, practitioner_id=boss.id)
        for room, words in ((self.room2, "not open"), (self.room, "another queue, doctor")):
            with self.assertRaises(UserError) as caught:
                entry._bench(room)
            self.assertIn(words, str(caught.exception))

    def test_a_queue_without_benches_says_how_to_get_them(self):
        self.queue._set_rules({"bench_mode": "off"})
        self.open()
        with self.assertRaises(UserError) as caught:
            self.wait(1)._bench(self.room)
        self.assertIn("two-stage triage", str(caught.exception))

    def test_a_room_does_not_call_from_the_bench_of_another(self):
        session = self.open()
        self.open(self.manager, self.room2)
        self.wait(4)
        called = [session._call_next()["current"] for _n in range(2)]
        self.assertEqual([one["number"] for one in called], ["A001", "A003"])
        self.assertEqual(session._call_next()["message"], "Nobody is waiting.")

    def test_the_unbound_class_field_keeps_bound_classes_at_their_rooms(self):
        self.elderly.bound = True
        self.room2.accepted_class_ids = self.elderly
        session = self.open()
        entry = self.wait(1, class_code="elderly")
        self.assertEqual(entry._unserved(), {entry.id: "no_room"})
        self.assertEqual(session._call_next()["message"], "Nobody is waiting.")
        boss = self.open(self.manager, self.room2)
        self.assertEqual((entry._unserved(), self.bench(self.room2)), ({}, [1]))
        self.assertEqual(boss._call_next()["current"]["number"], "A001")

    def test_whoever_gets_another_doctor_leaves_the_bench_of_the_first(self):
        boss = self.practitioner(self.manager)
        self.open()
        entry, _next = self.wait(2)
        self.assertEqual(self.bench(), [1, 2])
        entry._set_doctor(boss, "asked for him")
        self.assertEqual(
            (entry.state, entry.point_id), ("waiting", self.env["queue.service.point"])
        )
        self.open(self.manager, self.room2)
        self.assertEqual(self.bench(self.room2), [1])
