from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import InspectionCase


@tagged("post_install", "-at_install")
class TestInspectionPlan(InspectionCase):
    def test_a_contract_owes_four_in_four_windows_on_working_days(self):
        plan = self.plan()
        found = plan.inspection_ids.sorted("slot")
        self.assertEqual(found.mapped("slot"), [1, 2, 3, 4])
        for one in found:
            self.assertTrue(one.window_first <= one.planned_day <= one.window_last)
            self.assertTrue(plan._is_free()(one.planned_day))
            self.assertRegex(one.number, r"^I\d\d-\d{4}$")
        self.assertEqual(plan.fulfilment, "0/4")

    def test_the_cron_plans_what_is_owed_once_and_next_year_before_it_begins(self):
        longer = self.contract.copy({"number": "HT-2", "last_day": "2027-12-31"})
        longer._activate()
        line = longer.line_ids.filtered("quota")
        plans = self.env["inspection.plan"]
        plans._cron_plan(date(2026, 6, 1))
        plans._cron_plan(date(2026, 6, 2))
        mine = plans.search([("line_id", "=", line.id)])
        self.assertEqual(mine.mapped("first_day"), [date(2026, 1, 1)])
        plans._cron_plan(date(2026, 12, 1))
        mine = plans.search([("line_id", "=", line.id)])
        self.assertEqual(sorted(mine.mapped("first_day")), [date(2026, 1, 1), date(2027, 1, 1)])

    def test_no_day_is_drawn_that_the_hospital_has_blocked(self):
        blocked = {"first_day": "2026-04-01", "last_day": "2026-06-20", "reason": "Accreditation"}
        self.env["inspection.blocked"].create(blocked | {"company_id": self.hospital.id})
        second = self.plan().inspection_ids.sorted("slot")[1]
        self.assertGreater(second.planned_day, date(2026, 6, 20))

    def test_a_move_keeps_its_reason_and_is_not_drawn_anew(self):
        self.clock_at("2026-01-05 09:00")
        one = self.plan().inspection_ids.sorted("slot")[0].with_user(self.engineer)
        one._move(date(2026, 3, 3), "hospital", "Head of IT")
        self.assertEqual(one.planned_day, date(2026, 3, 3))
        event = one.event_ids.filtered(lambda event: event.verb == "move")
        self.assertEqual(event.reason, "hospital")
        self.assertIn("Head of IT", event.note)
        one.plan_id.with_user(self.boss).action_draw()
        self.assertEqual(one.planned_day, date(2026, 3, 3))

    def test_a_move_out_of_the_window_needs_words_and_a_holiday_is_refused(self):
        self.clock_at("2026-01-05 09:00")
        one = self.plan().inspection_ids.sorted("slot")[0]
        with self.assertRaisesRegex(ValidationError, "Say who agreed"):
            one._move(date(2026, 4, 15), "hospital")
        with self.assertRaisesRegex(UserError, "receives nobody"):
            one._move(date(2026, 3, 7), "hospital", "Head of IT")
        one._move(date(2026, 4, 15), "hospital", "Head of IT")
        self.assertEqual(one.planned_day, date(2026, 4, 15))

    def test_a_window_is_asked_for_before_it_closes_and_never_forgotten_after(self):
        one = self.plan().inspection_ids.sorted("slot")[0]
        self.clock_at("2026-03-20 09:00")
        for _twice in range(2):
            self.env["inspection.plan"]._cron_plan(date(2026, 3, 20))
        self.assertEqual(one.standing, "closing")
        self.assertEqual(len(one.activity_ids), 1)
        self.clock_at("2026-04-20 09:00")
        self.env["inspection.plan"]._cron_plan(date(2026, 4, 20))
        self.assertEqual(one.standing, "missed")
        self.assertEqual(len(one.activity_ids), 2)
        self.assertEqual(one.plan_id.missed_count, 1)

    def test_nothing_that_is_owed_can_be_deleted(self):
        plan = self.plan()
        with self.assertRaisesRegex(UserError, "move it"):
            plan.inspection_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "not deleted"):
            plan.unlink()

    def test_the_contract_counts_what_was_carried_out(self):
        before = self.line._used_in(2026)
        one = self.filled()
        one.action_finish()
        self.assertEqual(self.line._used_in(2026), before + 1)
        self.assertEqual(one.plan_id.fulfilment, "1/4")
        self.assertEqual(one.standing, "done")

    def test_an_inspection_after_its_window_counts_as_late(self):
        one = self.filled(1, "2026-05-06 09:00")
        one.action_finish()
        self.assertEqual(one.standing, "late")
        self.assertEqual(one.plan_id.fulfilment, "1/4")

    def test_times_are_the_hospitals(self):
        self.clock_at("2026-03-02 00:30")
        one = self.filled(1, "2026-03-02 00:30")
        one.action_finish()
        self.assertEqual(one.done_day, date(2026, 3, 2))
        other = self.plan().inspection_ids.sorted("slot")[1]
        self.assertEqual(other._local(other.planned_at).hour, 9)
        self.assertEqual(other.planned_end - other.planned_at, timedelta(minutes=240))
