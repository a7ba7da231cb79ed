"""A story for each kind of queue, told in steps."""

from odoo.exceptions import UserError

from .common import QueueCase


class TestKinds(QueueCase):
    def queue_of(self, kind, **more):
        """Return a new queue of a kind in the zone."""
        values = {"name": kind, "code": kind.upper(), "zone_id": self.zone.id, "kind": kind}
        return self.env["queue.queue"].create({**values, **more})

    def steps(self, *entries):
        return [(one.step, one.ready, one.state) for one in entries]

    def test_a_report_is_called_when_it_is_ready_and_keeps_its_place_until_then(self):
        queue = self.queue_of("report")
        first, second = self.wait(2, queue=queue)
        window = self.open(queues=queue)
        self.assertIn("cannot be called yet", window._call_next()["message"])
        second._step("ready")
        self.assertEqual(window._call_next()["current"]["entry"], second.id)
        first._step("ready")
        self.assertEqual(window._call_next()["current"]["entry"], first.id)
        self.assertEqual(
            self.steps(first, second),
            [("at_window", True, "called"), ("done", True, "finished")],
        )

    def test_an_illegal_step_names_what_is_possible(self):
        entry = self.wait(1, queue=self.queue_of("report"))
        with self.assertRaises(UserError) as caught:
            entry._step("at_window")
        self.assertIn("Possible now: Ready", str(caught.exception))

    def test_a_call_taken_back_and_a_no_show_give_the_step_back(self):
        queue = self.queue_of("report")
        entry = self.wait(1, queue=queue)._step("ready")
        window = self.open(queues=queue)
        window._call_next()
        self.number_events()
        window._undo()
        self.assertEqual(self.steps(entry), [("ready", True, "waiting")])
        window._call_next()
        window._no_show()
        self.assertEqual(self.steps(entry), [("ready", True, "no_show")])
        entry._return_no_show()
        self.assertEqual(window._call_next()["current"]["entry"], entry.id)
