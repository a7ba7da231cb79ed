"""The range of waiting, what is kept of it, and how the forecast is judged by it."""

from datetime import timedelta

from .common import QueueCase


class TestWait(QueueCase):
    def work(self, session, count, minutes=5):
        """Call and finish ``count`` patients, one every so many minutes."""
        for _n in range(count):
            session._call_next()
            session._arrive()
            self.clock.tick(60 * minutes)
            self.number_events()

    def test_nobody_on_duty_no_range(self):
        entries = self.wait(3)
        self.assertEqual(entries._wait_ranges(), {})

    def test_later_places_wait_longer_and_the_ranges_are_round(self):
        self.open()
        entries = self.wait(12)
        found = entries._wait_ranges()
        self.assertEqual(set(found), set(entries.ids))
        highs = [found[one][1] for one in entries.ids]
        self.assertEqual(highs, sorted(highs))
        self.assertGreater(highs[-1], 30)
        self.assertTrue(all(low < high for low, high in found.values()))
        self.assertEqual(found, entries._wait_ranges(), "asked again, the same answer")

    def test_a_slow_doctor_today_lengthens_the_ranges(self):
        session = self.open()
        entries = self.wait(30)
        before = entries[-1:]._wait_ranges()[entries[-1].id]
        self.work(session, 15, minutes=12)
        slow = entries[-1:]._wait_ranges()[entries[-1].id]
        self.assertGreater(sum(slow) / 15, sum(before) / 30 * 1.3, "minutes for each ahead")

    def test_a_second_room_and_a_pause_change_the_range(self):
        session = self.open()
        entries = self.wait(20)
        last = entries[-1]
        alone = last._wait_ranges()[last.id]
        other = self.make_user("doc2", "queue_call.group_queue_doctor")
        self.open(other, self.room2)
        both = last._wait_ranges()[last.id]
        self.assertLess(both[1], alone[1])
        first = entries[0]
        self.assertLess(first._wait_ranges()[first.id][1], 5, "two rooms are free")
        for one in session, self.env["queue.session"].with_user(other)._of_user():
            one._pause()
        self.number_events()
        self.assertGreater(first._wait_ranges()[first.id][1], 10, "both are paused")

    def test_who_is_bound_to_a_doctor_not_on_duty_is_promised_nothing(self):
        absent = self.env["queue.practitioner"].create(
            {"name": "Absent", "company_id": self.hospital.id}
        )
        self.open()
        mine = self.wait(1, practitioner_id=absent.id)
        others = self.wait(2, first=2)
        self.assertEqual(set((mine + others)._wait_ranges()), set(others.ids))

    def test_the_first_range_told_is_kept_and_judged_by_the_call(self):
        session = self.open()
        entries = self.wait(3)
        told = entries._wait_ranges()
        self.clock.tick(60)
        entries._wait_ranges()
        promises = self.env["queue.wait.promise"].search([("entry_id", "in", entries.ids)])
        kept = {one.entry_id.id: (one.low, one.high) for one in promises}
        self.assertEqual(kept, told)
        self.work(session, 3)
        self.env.flush_all()
        errors = self.env["queue.wait.error"].search([("entry_id", "in", entries.ids)])
        actual = {one.entry_id: one.actual for one in errors}
        self.assertAlmostEqual(actual[entries[0]], 1.0, delta=0.1)
        self.assertAlmostEqual(actual[entries[2]], 11.0, delta=0.1)
        for one in errors:
            self.assertEqual(one.held, 100.0 if one.low <= one.actual <= one.high else 0.0)
            self.assertAlmostEqual(one.error, abs(one.actual - (one.low + one.high) / 2), delta=0.1)

    def test_who_checked_in_long_ago_is_promised_nothing_new(self):
        self.open()
        entries = self.wait(2)
        self.clock.tick(600)
        self.assertTrue(entries._wait_ranges())
        kept = self.env["queue.wait.promise"].search_count([("entry_id", "in", entries.ids)])
        self.assertEqual(kept, 0)

    def test_the_number_of_queries_does_not_grow_with_the_line(self):
        self.open()
        counts = []
        for first, count in ((1, 3), (100, 40)):
            entries = self.wait(count, first=first)
            entries._wait_ranges()
            self.clock.tick(200)
            self.number_events()
            before = self.env.cr.sql_log_count
            entries._wait_ranges()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
        self.assertLessEqual(counts[0], 12)

    def test_the_days_before_are_learned_from(self):
        session = self.open()
        self.wait(25)
        self.work(session, 20, minutes=15)
        session._close()
        self.env.registry.clear_cache()
        self.clock.tick(24 * 3600)
        day = self.clock.now.date()
        past = self.env["queue.zone"]._wait_past(self.zone.id, day)
        doctor = session.practitioner_id.id
        self.assertGreater(past.pace(self.queue.id, doctor).mean_s, 10 * 60)
        self.assertAlmostEqual(past.streams[self.queue.id][0][""], 25 / 3.5)
        empty = self.env["queue.zone"]._wait_past(self.zone.id, day + timedelta(days=30))
        self.assertLess(empty.pace(self.queue.id, doctor).mean_s, 10 * 60)
