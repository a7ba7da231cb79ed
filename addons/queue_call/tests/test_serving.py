from datetime import timedelta

from odoo.exceptions import UserError, ValidationError

from .common import DAY, QueueCase


class TestServing(QueueCase):
    def practitioner(self, user, **more):
        return self.env["queue.practitioner"].create(
            {"name": user.name, "company_id": self.hospital.id, "user_id": user.id, **more}
        )

    def called(self, session, times=1):
        """Call so often; return the numbers."""
        return [session._call_next()["current"]["number"] for _n in range(times)]

    # -- several queues by weight -----------------------------------------------------------------
    def test_two_queues_are_called_in_turn_by_the_doctors_weights(self):
        shares = [(0, 0, {"queue_id": q.id, "weight": w}) for q, w in self.shares()]
        self.practitioner(self.doctor, share_ids=shares)
        session = self.open(queues=self.queue | self.other)
        self.wait(6)
        self.wait(3, first=11, queue=self.other)
        called = self.called(session, 9)
        self.assertEqual("".join(one[0] for one in called), "ABAABAABA")

    def shares(self):
        return ((self.queue, 2), (self.other, 1))

    def test_a_call_taken_back_used_up_no_turn(self):
        session = self.open(queues=self.queue | self.other)
        session._set_weights({self.queue.id: 1, self.other.id: 1})
        self.wait(2)
        self.wait(2, first=11, queue=self.other)
        self.assertEqual(self.called(session), ["A001"])
        self.number_events()
        session._undo()
        self.number_events()
        self.assertEqual(self.called(session, 3), ["A001", "B001", "A002"])

    def test_the_caller_is_told_that_queues_are_called_in_turn(self):
        session = self.open(queues=self.queue | self.other)
        session._set_weights({self.queue.id: 2, self.other.id: 1})
        self.wait(1)
        why = session._staff_state()["next"][0]["why"]
        self.assertIn("Queue A 2 : Queue B 1", why)

    def test_turns_out_of_range_are_refused(self):
        session = self.open()
        with self.assertRaises(UserError):
            session._set_weights({self.queue.id: 0})
        with self.assertRaises(ValidationError):
            shares = [(0, 0, {"queue_id": self.queue.id, "weight": 0})]
            self.practitioner(self.doctor, share_ids=shares)

    # -- interns, chairs --------------------------------------------------------------------------
    def test_an_intern_calls_the_supervisors_patients_in_his_own_name(self):
        chief = self.practitioner(self.manager)
        self.practitioner(self.doctor, supervisor_id=chief.id)
        entry = self.wait(1, practitioner_id=chief.id)
        session = self.open()
        self.assertEqual(self.called(session), ["A001"])
        self.number_events()
        event = entry.event_ids.filtered(lambda one: one.verb == "call")
        self.assertEqual((event.user_id, event.session_id), (self.doctor, session))

    def test_a_room_with_two_chairs_has_two_sessions_and_no_third(self):
        self.room.chairs = 2
        first = self.open()
        second = self.open(self.manager)
        self.assertEqual((first.chair, second.chair), (1, 2))
        with self.assertRaises(UserError) as caught:
            self.open(self.nurse)
        self.assertIn("doc, boss", str(caught.exception))
        first._close()
        self.assertEqual(self.open(self.nurse).chair, 1)

    def test_a_chair_that_is_not_there_is_refused(self):
        with self.assertRaises(UserError) as caught:
            self.env["queue.session"].with_user(self.doctor)._open(
                self.room.id, self.queue.ids, chair=2
            )
        self.assertIn("no chair 2", str(caught.exception))

    def test_screens_name_the_chair(self):
        self.room.chairs = 2
        self.open()
        second = self.open(self.manager)
        self.wait(1)
        with self.bus_messages() as sent:
            second._call_next()
        message = next(payload for _c, kind, payload in sent if kind == "queue_call/zone")
        self.assertEqual(message["calls"][0]["room"], "Room 1 chair 2")
        row = self.zone._board([self.room.id])[0]
        self.assertEqual((row["chairs"], row["current"][0]["chair"]), (2, "chair 2"))

    def test_each_chair_has_its_own_patient(self):
        self.room.chairs = 2
        first, second = self.open(), self.open(self.manager)
        self.wait(3)
        self.assertEqual(self.called(first) + self.called(second), ["A001", "A002"])
        self.assertEqual(first._staff_state()["current"]["number"], "A001")

    # -- recall and no-show -----------------------------------------------------------------------
    def test_after_the_last_recall_only_the_no_show_is_offered(self):
        self.queue._set_rules({"max_recalls": 1})
        session = self.open()
        self.wait(1)
        self.assertIn("recall", session._call_next()["current"]["can"])
        state = session._recall()
        self.assertNotIn("recall", state["current"]["can"])
        self.assertIn("no_show", state["current"]["can"])
        with self.assertRaises(UserError) as caught:
            session._recall()
        self.assertIn("no-show", str(caught.exception))

    def test_a_no_show_waits_for_its_recalls_and_its_seconds(self):
        self.queue._set_rules({"no_show_min_recalls": 1, "no_show_min_delay_s": 60})
        session = self.open()
        entry = self.wait(1)
        session._call_next()
        for words in ("1 more times", "in 60 s"):
            with self.assertRaises(UserError) as caught:
                session._no_show()
            self.assertIn(words, str(caught.exception))
            if "more" in words:
                session._recall()
        self.clock.tick(60)
        session._no_show()
        self.assertEqual(entry.state, "no_show")

    # -- not ready --------------------------------------------------------------------------------
    def test_who_is_not_ready_or_too_early_is_passed_over_and_named(self):
        session = self.open()
        first, second = self.wait(2)
        first.sudo().write({"ready": False})
        second.sudo().write(
            {"not_before": self.clock.now.replace(tzinfo=None) + timedelta(hours=1)}
        )
        self.number_events()
        self.assertIn("not ready", session._call_next()["message"])
        self.clock.tick(3601)
        self.assertEqual(self.called(session), ["A002"])

    # -- the clock ------------------------------------------------------------------------------
    def test_a_clock_that_jumps_puts_nobody_before_who_was_there(self):
        self.queue._set_rules({"basis": "check_in"})
        session = self.open()
        self.wait(2)
        self.clock.tick(3600)
        self.wait(1, first=3)
        self.clock.tick(-7200)
        self.wait(1, first=4)
        self.assertEqual(self.called(session, 4), ["A001", "A002", "A003", "A004"])

    # -- half-days --------------------------------------------------------------------------------
    def test_a_morning_clinic_that_runs_past_noon_keeps_its_own_line(self):
        session = self.open()
        self.wait(2)
        self.clock.tick(4 * 3600)
        self.wait(1, first=3, half_day="pm", queue=self.queue)
        self.assertEqual(self.called(session, 2), ["A001", "A002"])
        self.assertEqual(session._call_next()["message"], "Nobody is waiting.")

    def test_opened_again_after_noon_it_goes_on_and_touches_nobody(self):
        session = self.open()
        inside, _next = self.wait(2)
        session._call_next()
        session._arrive()
        self.clock.tick(4 * 3600)
        later = self.wait(1, first=3, half_day="pm")
        self.assertEqual(later._unserved(), {later.id: "no_session"})
        self.assertEqual(self.open(), session)
        self.assertEqual((session.half_day, inside.state), ("pm", "in_service"))
        self.assertEqual(later._unserved(), {})
        names = [session._call_next()["current"]["name"] for _n in range(2)]
        self.assertEqual(names, ["张小2", "张小3"])

    def test_a_night_clinic_keeps_its_line_over_midnight_until_it_is_closed(self):
        self.clock.tick(14.5 * 3600)  # 23:00
        session = self.open()
        entry = self.wait(1, half_day="pm")
        self.clock.tick(1.5 * 3600)
        self.env["queue.session"]._cron_close_past()
        self.assertEqual(session.state, "open")
        self.assertEqual(self.called(session), ["A001"])
        self.number_events()
        early = self.wait(1, first=2, service_date=DAY + timedelta(days=1))
        self.assertEqual(self.open(), session)
        self.assertEqual(early._unserved(), {})
        self.assertEqual(entry.state, "called")
        self.clock.tick(24 * 3600)
        self.env["queue.session"]._cron_close_past()
        self.assertEqual(session.state, "closed")
