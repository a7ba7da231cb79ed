from datetime import date, datetime, timezone

from odoo.exceptions import UserError

from ..models.entry_arrival import CheckInRefused
from .common import QueueCase

NINE = datetime(2026, 3, 2, 1, 0)  # 09:00 in Shanghai


class TestArrival(QueueCase):
    def refused(self, entry, **more):
        with self.assertRaises(CheckInRefused) as refused:
            entry._check_in(**more)
        self.assertIn(entry.number, str(refused.exception))
        return refused.exception

    def at(self, hour, minute=0):
        self.clock.now = datetime(2026, 3, 2, hour - 8, minute, tzinfo=timezone.utc)

    def test_who_comes_in_his_slot_is_not_late_and_who_comes_after_it_is(self):
        punctual, late = self.register(2, slot_start=NINE)
        self.at(9, 10)
        punctual._check_in()
        self.at(9, 31)
        late._check_in()
        self.assertEqual((punctual.late, late.late), (False, True))
        self.number_events()
        place = late.event_ids.filtered(lambda one: one.verb == "check_in").place
        self.assertTrue(place["late"])

    def test_who_is_early_is_told_from_when_and_let_in_by_force_with_a_reason(self):
        self.queue._set_rules({"early_mode": "minutes", "early_minutes": 10})
        entry = self.register(1, slot_start=NINE)
        self.at(8, 30)
        refusal = self.refused(entry)
        self.assertEqual(refusal.code, "early")
        self.assertIn("08:50", str(refusal))
        self.assertTrue(refusal.params["force"])
        with self.assertRaisesRegex(UserError, "why"):
            entry._check_in(force=True)
        entry._check_in(force=True, reason="Comes from far away")
        self.assertEqual(entry.state, "waiting")
        self.number_events()
        self.assertIn("Comes from far away", entry.event_ids.mapped("reason"))

    def test_a_registration_for_the_afternoon_or_tomorrow_is_not_checked_in_now(self):
        self.at(9)
        (afternoon,) = self.register(1, half_day="pm")
        (tomorrow,) = self.register(1, first=2, service_date=date(2026, 3, 3))
        self.assertEqual(self.refused(afternoon).code, "wrong_half_day")
        refusal = self.refused(tomorrow)
        self.assertEqual((refusal.code, refusal.params["force"]), ("wrong_day", False))
        with self.assertRaises(CheckInRefused):
            tomorrow._check_in(force=True, reason="Is here")

    def test_who_has_not_paid_is_sent_to_the_cashier_where_the_rule_says_so(self):
        (entry,) = self.register(1, paid=False)
        self.zone._set_rules({"unpaid_check_in": False})
        self.assertEqual(self.refused(entry).code, "unpaid")
        paid = self.request(1, paid=True, source_version="2")
        self.env["queue.entry"]._register_all([paid])
        entry._check_in()
        self.assertEqual(entry.state, "waiting")

    def test_who_waits_already_keeps_his_place_and_is_told_so(self):
        first, second = self.wait(2)
        self.assertEqual(self.refused(first).code, "known")
        self.assertEqual((first.checkin_no, second.checkin_no), (1, 2))

    def test_a_request_sent_twice_checks_in_once(self):
        (entry,) = self.register(1)
        entry._check_in(request_id="one-press")
        self.clock.tick(60)
        entry._check_in(request_id="one-press")
        self.assertEqual(entry.checkin_no, 1)

    def test_each_refusal_has_a_sentence(self):
        (entry,) = self.register(1)
        entry._check_in()
        for verb, code in (("hold", "held"), ("cancel", "cancelled")):
            entry._apply(verb)
            self.assertEqual(self.refused(entry).code, code)
