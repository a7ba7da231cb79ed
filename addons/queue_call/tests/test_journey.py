"""A visit in several queues: one patient is never called in two places at once."""

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
