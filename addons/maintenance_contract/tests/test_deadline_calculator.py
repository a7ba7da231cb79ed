from datetime import datetime

from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDeadlineCalculator(TransactionCase):
    def calculator(self, window):
        form = Form(self.env["service.deadline"])
        form.window_id = self.env.ref(f"maintenance_contract.{window}")
        form.reported_at = datetime(2026, 9, 18, 8, 59)  # a Friday, 16:59 in Shanghai
        return form

    def test_one_working_day_before_a_make_up_sunday(self):
        form = self.calculator("window_5x8")
        form.promise = "days"
        self.assertEqual(form.due_at, datetime(2026, 9, 20, 9, 0))
        self.assertFalse(form.provisional)

    def test_the_ledger_adds_up_to_the_promise(self):
        form = self.calculator("window_5x8")
        form.hours = 4
        form.paused_from = datetime(2026, 9, 20, 1, 0)
        form.paused_to = datetime(2026, 9, 20, 2, 0)
        wizard = form.save()
        lines = wizard.line_ids
        self.assertEqual(wizard.due_at, datetime(2026, 9, 20, 4, 59))
        self.assertAlmostEqual(lines[-1].sum, 4.0)
        self.assertIn("paused", lines.mapped("why"))
        self.assertIn("weekend", lines.mapped("why"))

    def test_round_the_clock_knows_no_night(self):
        form = self.calculator("window_7x24")
        form.hours = 2
        self.assertEqual(form.due_at, datetime(2026, 9, 18, 10, 59))

    def test_a_pause_without_an_end_is_refused_with_a_reason(self):
        form = self.calculator("window_5x8")
        form.paused_from = datetime(2026, 9, 20, 1, 0)
        self.assertFalse(form.due_at)
        self.assertIn("later end", form.refusal)
