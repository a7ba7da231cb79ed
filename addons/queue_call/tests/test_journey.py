"""A visit in several queues: one patient is never called in two places at once."""

from odoo.exceptions import UserError

from .common import QueueCase


class TestJourney(QueueCase):
    def both(self, n=1):
        """Register and check patient ``n`` in, in both queues of the visit."""
        requests = [self.request(n), self.request(n, self.other)]
        return self.env["queue.entry"]._register_all(requests)._check_in()

    def test_who_is_called_in_one_queue_is_passed_over_in_another_and_keeps_his_place(self):
        first, there = self.both()
        second = self.wait(1, first=2, queue=self.other)
        here = self.open()
        away = self.open(self.manager, self.room2, self.other)
        self.assertEqual(here._call_next()["current"]["entry"], first.id)
        self.assertEqual(away._call_next()["current"]["entry"], second.id)
        self.assertEqual((there.state, there.checkin_no), ("waiting", 1))
        here._finish()
        self.number_events()
        self.assertEqual(away._call_next()["current"]["entry"], there.id)

    def test_time_to_walk_passes_before_the_next_call(self):
        self.queue._set_rules({"walk_min": 3})
        _first, there = self.both()
        here = self.open()
        away = self.open(self.manager, self.room2, self.other)
        for key in ("_call_next", "_arrive", "_finish"):
            getattr(here, key)()
        self.number_events()
        self.assertIn("cannot be called yet", away._call_next()["message"])
        self.clock.tick(181)
        self.assertEqual(away._call_next()["current"]["entry"], there.id)

    def test_one_number_in_all_queues_of_a_visit(self):
        self.hospital._set_rules({"journey_number": True})
        first, there = self.both()
        alone = self.wait(1, first=2)
        self.assertEqual([first.number, there.number, alone.number], ["T1001", "T1001", "T1002"])
        back = there._transfer(self.queue_three(), reason="closed")._transfer(
            self.other, reason="open"
        )
        self.assertEqual((back.number, back.queue_id), ("T1001", self.other))

    def queue_three(self):
        return self.env["queue.queue"].create(
            {"name": "Three", "code": "3", "zone_id": self.zone.id}
        )

    def test_stops_are_added_joined_at_once_and_told_in_the_recommended_order(self):
        first = self.wait(1)
        stops = first.visit_id._add_stops(self.other | self.queue_three())
        self.assertEqual(stops.mapped("state"), ["waiting", "waiting"])
        self.assertEqual(first.visit_id._add_stops(self.other), stops[0])
        self.open()._call_next()
        self.number_events()
        journey = first.visit_id._journey()
        self.assertEqual(journey[0]["entry"], first.id)
        self.assertEqual((journey[0]["room"], journey[0]["why"]), ("Room 1", ""))
        self.assertIn("Room 1", journey[1]["why"])
        self.assertEqual({one["entry"] for one in journey[1:]}, set(stops.ids))

    def test_a_finish_taken_back_is_refused_while_the_patient_is_called_elsewhere(self):
        first, there = self.both()
        here = self.open()
        away = self.open(self.manager, self.room2, self.other)
        here._call_next()
        here._finish()
        self.number_events()
        self.assertEqual(away._call_next()["current"]["entry"], there.id)
        self.number_events()
        with self.assertRaises(UserError) as caught:
            here._undo()
        self.assertIn("Room 2", str(caught.exception))
        self.assertEqual((first.state, there.state), ("finished", "called"))
