import random

from odoo.exceptions import UserError

from ..core.ordering import order
from .common import QueueCase


class TestCallNext(QueueCase):
    def called(self, session):
        """Call next; return the number called, or None."""
        current = session._call_next()["current"]
        self.number_events()
        return current and current["number"]

    def test_each_waiting_patient_is_called_exactly_once(self):
        session = self.open()
        entries = self.wait(5)
        called = [self.called(session) for _n in range(5)]
        self.assertEqual(sorted(called), entries.mapped("number"))
        self.assertEqual(session._call_next()["message"], "Nobody is waiting.")

    def test_calls_come_in_the_order_that_the_core_forecasts(self):
        chance = random.Random(7)
        codes = [chance.choice([None, None, None, "elderly", "emergency"]) for _n in range(25)]
        requests = [self.request(n, class_code=code) for n, code in enumerate(codes)]
        entries = self.env["queue.entry"]._register_all(requests)
        entries._check_in()
        line = self.env["queue.line"]._by_id(entries.line_id.ids)[entries.line_id.id]
        rows = self.env["queue.line"]._waiting_rows(entries.line_id.ids)[line.id]
        forecast = order(
            self.env["queue.queue"]._facts(self.queue.id).policy,
            line.state(),
            [row.waiting() for row in rows],
        )
        session = self.open()
        called = [self.called(session) for _n in range(25)]
        by_id = {entry.id: entry.number for entry in entries}
        self.assertEqual(called, [by_id[place.waiting.key] for place in forecast])

    def test_next_finishes_the_current_patient_where_the_policy_says_so(self):
        session = self.open()
        first, second = self.wait(2)
        session._call_next()
        session._call_next()
        self.assertEqual((first.state, second.state), ("finished", "called"))
        self.queue._set_rules({"finish_on_next": False})
        third = self.wait(1, first=3)
        session._call_next()
        self.assertEqual((second.state, third.state), ("called", "called"))

    def test_with_nobody_waiting_the_current_patient_stays(self):
        session = self.open()
        entry = self.wait(1)
        session._call_next()
        state = session._call_next()
        self.assertEqual((entry.state, state["message"]), ("called", "Nobody is waiting."))

    def test_the_same_request_again_calls_nobody_else(self):
        session = self.open()
        self.wait(2)
        first = session._call_next("same")["current"]["number"]
        again = session._call_next("same")["current"]["number"]
        self.assertEqual((first, again), ("A001", "A001"))
        self.assertEqual(self.env["queue.call"].search_count([("zone_id", "=", self.zone.id)]), 1)

    def test_an_expert_number_is_called_by_its_doctor_only(self):
        doctor = self.env["queue.practitioner"].create(
            {"name": "Li", "company_id": self.hospital.id, "user_id": self.manager.id}
        )
        self.wait(1, practitioner_id=doctor.id)
        self.assertIsNone(self.called(self.open()))
        self.assertEqual(self.called(self.open(self.manager, self.room2)), "A001")

    def test_an_afternoon_session_calls_what_the_morning_left_first(self):
        self.wait(1)
        self.clock.tick(4 * 3600)
        self.wait(1, first=2, half_day="pm")
        session = self.open()
        self.assertEqual(session.half_day, "pm")
        session._call_next()
        self.assertEqual(session._staff_state()["current"]["name"], "张小1")
        session._call_next()
        self.assertEqual(session._staff_state()["current"]["name"], "张小2")

    def test_keys_without_a_patient_say_what_to_do(self):
        session = self.open()
        with self.assertRaises(UserError) as caught:
            session._arrive()
        self.assertIn("Call the next patient", str(caught.exception))

    def test_a_recall_is_a_second_call_of_the_same_patient(self):
        session = self.open()
        entry = self.wait(1)
        session._call_next()
        session._recall("again")
        kinds = entry.call_ids.sorted("id").mapped("kind")
        self.assertEqual((kinds, entry.recall_count), (["call", "recall"], 1))

    def test_the_next_call_withdraws_the_one_before(self):
        session = self.open()
        first, second = self.wait(2)
        session._call_next()
        session._call_next()
        self.assertTrue(first.call_ids.withdrawn_at)
        self.assertFalse(second.call_ids.withdrawn_at)

    def test_a_call_costs_few_queries_however_long_the_line_is(self):
        session = self.open()
        self.wait(200)
        session._call_next()
        self.number_events()
        # The user, nine to call, two to answer; six while committing, one of them about the rooms.
        with self.assertQueryCount(18):
            session._call_next("counted")
            self.env.cr.flush()

    def test_names_are_masked_on_the_way_to_screens_and_whole_for_the_doctor(self):
        session = self.open()
        self.wait(1, patient={"name": "张小明"})
        with self.bus_messages() as sent:
            state = session._call_next()
        self.assertEqual(state["current"]["name"], "张小明")
        self.assertNotIn("张小明", str(sent))
        message = next(payload for _c, kind, payload in sent if kind == "queue_call/zone")
        self.assertEqual(message["calls"][0]["name"], "张*明")
        hint = next(payload for _c, kind, payload in sent if kind == "queue_call/staff")
        self.assertEqual(
            (hint["points"], state["act"] in hint["acts"]), ([session.point_id.id], True)
        )
