"""A story for each kind of queue, told in steps."""

from odoo.exceptions import UserError

from .common import QueueCase


class KindCase(QueueCase):
    def queue_of(self, kind, **more):
        """Return a new queue of a kind in the zone."""
        values = {"name": kind, "code": kind.upper(), "zone_id": self.zone.id, "kind": kind}
        return self.env["queue.queue"].create({**values, **more})

    def steps(self, *entries):
        self.number_events()
        return [(one.step, one.ready, one.state) for one in entries]

    def next_of(self, session):
        """Call the next patient; return the entry's id, or None."""
        self.number_events()
        state = session._call_next()
        return None if state["message"] else state["current"]["entry"]


class TestKinds(KindCase):
    def test_a_report_is_called_when_it_is_ready_and_keeps_its_place_until_then(self):
        queue = self.queue_of("report")
        first, second = self.wait(2, queue=queue)
        window = self.open(queues=queue)
        self.assertIsNone(self.next_of(window))
        second._step("ready")
        self.assertEqual(self.next_of(window), second.id)
        first._step("ready")
        self.assertEqual(self.next_of(window), first.id)
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
        self.next_of(window)
        self.number_events()
        window._undo()
        self.assertEqual(self.steps(entry), [("ready", True, "waiting")])
        self.next_of(window)
        window._no_show()
        self.assertEqual(self.steps(entry), [("ready", True, "no_show")])
        entry._return_no_show()
        self.assertEqual(self.next_of(window), entry.id)

    def test_an_ultrasound_waits_for_a_full_bladder_and_nobody_loses_the_place(self):
        queue = self.queue_of("exam")
        bladder = self.env["queue.preparation"].create(
            {"name": "憋尿", "code": "bladder", "queue_id": queue.id, "minutes": 60}
        )
        first, second = self.wait(2, queue=queue)
        room = self.open(queues=queue)
        self.assertEqual(self.steps(first, second), [("preparing", False, "waiting")] * 2)
        self.assertIn("憋尿", first._why_not_called()[first.id])
        self.assertIn("憋尿", first.place_why)
        second._prepare(bladder)
        self.assertIn("09:30", second._why_not_called()[second.id])
        self.assertIsNone(self.next_of(room))
        self.clock.tick(3660)
        first._prepare(bladder)
        self.assertEqual(self.next_of(room), second.id)
        self.clock.tick(3660)
        first._prepare(bladder, done=False)
        self.assertEqual(self.steps(first), [("preparing", False, "waiting")])
        with self.assertRaises(UserError) as caught:
            first._step("ready")
        self.assertIn("憋尿", str(caught.exception))
        first._step("ready", reason="urgent")
        self.assertEqual((self.next_of(room), first.checkin_no), (first.id, 1))

    def test_where_the_rule_says_so_the_desk_asks_before_the_call(self):
        queue = self.queue_of("exam")
        queue._set_rules({"ask_ready": True})
        entry = self.wait(1, queue=queue)
        room = self.open(queues=queue)
        self.assertIsNone(self.next_of(room))
        self.assertIn("Tell the desk", entry._why_not_called()[entry.id])
        entry.with_user(self.nurse).action_confirm_ready()
        self.assertEqual(self.next_of(room), entry.id)

    def test_in_a_clinic_a_preparation_holds_the_call_too(self):
        iv = self.env["queue.preparation"].create({"name": "IV", "queue_id": self.queue.id})
        entry = self.wait(1)
        self.assertFalse(entry.ready)
        tick = entry.with_user(self.nurse).tick_ids
        tick.action_toggle()
        self.assertTrue(entry.ready)
        self.assertEqual((tick.done, tick.user_id, tick.preparation_id), (True, self.nurse, iv))

    def test_any_free_window_draws_blood_and_the_report_follows_by_itself(self):
        report = self.queue_of("report")
        blood = self.queue_of("blood", next_queue_id=report.id)
        first, second = self.wait(2, queue=blood)
        one, two = self.open(queues=blood), self.open(self.manager, self.room2, blood)
        first._set_tubes(["蓝", "黄", "紫"])
        self.assertEqual((first.tube_count, first.tubes), (3, "蓝, 黄, 紫"))
        self.assertEqual([self.next_of(one), self.next_of(two)], [first.id, second.id])
        one._finish()
        self.number_events()
        follow = first.visit_id.entry_ids - first
        self.assertEqual((follow.queue_id, follow.state), (report, "registered"))
        follow._join_line()
        self.assertEqual(self.steps(follow), [("pending", False, "waiting")])

    def test_queues_that_lead_in_a_ring_are_refused(self):
        report = self.queue_of("report", next_queue_id=self.queue.id)
        with self.assertRaises(UserError):
            self.queue.next_queue_id = report

    def test_surgery_goes_from_check_in_over_the_theatre_to_recovery(self):
        queue = self.queue_of("surgery")
        entry = self.wait(1, queue=queue)
        theatre = self.open(queues=queue)
        self.assertIsNone(self.next_of(theatre))
        entry._step("preparing")._step("ready")
        self.next_of(theatre)
        entry._step("recovery")
        entry._family_notice("手术顺利")
        self.assertEqual(self.steps(entry), [("recovery", True, "called")])
        theatre._arrive()
        theatre._finish()
        self.assertEqual(self.steps(entry), [("done", True, "finished")])
        with self.assertRaises(UserError):
            entry._step("preparing")
        told = entry.event_ids.filtered(lambda one: one.verb == "family_notice")
        self.assertEqual(told.reason, "手术顺利")
