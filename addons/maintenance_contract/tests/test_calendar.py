from datetime import date, datetime, timezone

from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from ..core.deadline import WorkingDays, due


@tagged("post_install", "-at_install")
class TestCalendar(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["service.calendar"].create({"name": "Own"})
        hours = [(0, 0, {"weekday": str(day), "start": 8, "end": 17}) for day in range(5)]
        cls.window = cls.env["service.window"].create(
            {"name": "5×8", "calendar_id": cls.calendar.id, "hour_ids": hours}
        )

    def enter(self, year, text=None):
        wizard = self.env["service.calendar.import"].create(
            {
                "calendar_id": self.calendar.id,
                "year": year,
                "source": "text" if text else "package",
                "text": text,
            }
        )
        wizard.action_enter()
        return wizard

    def due(self, *start):
        window = self.env["service.window"]._core_of(self.window.id)
        return due(window, datetime(*start, tzinfo=timezone.utc), WorkingDays(1))

    def test_a_year_of_the_package_brings_its_make_up_days(self):
        self.enter(2026)
        made_up = self.calendar.day_ids.filtered(lambda one: one.kind == "make_up")
        self.assertEqual(
            set(made_up.mapped("date")),
            {
                date(2026, 1, 4),
                date(2026, 2, 14),
                date(2026, 2, 28),
                date(2026, 5, 9),
                date(2026, 9, 20),
                date(2026, 10, 10),
            },
        )
        # Friday 16:59 in Shanghai: due on the make-up Sunday at 17:00.
        self.assertEqual(
            self.due(2026, 9, 18, 8, 59).at, datetime(2026, 9, 20, 9, tzinfo=timezone.utc)
        )

    def test_a_deadline_is_provisional_until_its_year_is_entered(self):
        self.enter(2026)
        self.assertTrue(self.due(2026, 12, 31, 8).provisional)
        self.enter(2027, "2027-01-01 off New Year\n2027-01-03 work")
        again = self.due(2026, 12, 31, 8)
        self.assertFalse(again.provisional)
        self.assertEqual(again.at, datetime(2027, 1, 3, 9, tzinfo=timezone.utc))

    def test_before_entering_a_year_the_wizard_says_what_changes(self):
        self.enter(2027, "2027-01-01 off New Year")
        wizard = self.env["service.calendar.import"].create(
            {
                "calendar_id": self.calendar.id,
                "year": 2027,
                "source": "text",
                "text": "2027-01-01 off New Year\n2027-01-02 off",
            }
        )
        self.assertIn("2027-01-02", wizard.change_text)
        self.assertNotIn("2027-01-01", wizard.change_text)

    def test_a_year_entered_again_replaces_the_first(self):
        self.enter(2027, "2027-01-01 off\n2027-01-02 off")
        self.enter(2027, "2027-01-01 off")
        self.assertEqual(self.calendar.day_ids.mapped("date"), [date(2027, 1, 1)])
        self.assertEqual(len(self.calendar.year_ids), 1)

    def test_a_line_that_is_no_day_is_refused_by_its_number(self):
        with self.assertRaisesRegex(UserError, "Line 2"):
            self.enter(2027, "2027-01-01 off\n2027-13-01 off")

    def test_a_day_of_another_year_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "2028"):
            self.enter(2027, "2028-01-01 off")

    def test_a_year_that_the_package_does_not_know_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "Type those of 2099"):
            self.enter(2099)

    def test_a_window_without_hours_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "hours of one day"):
            self.env["service.window"].create({"name": "Empty"})

    def test_hours_that_overlap_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "overlap"):
            self.window.hour_ids.create(
                {"window_id": self.window.id, "weekday": "0", "start": 12, "end": 18}
            )

    def test_a_window_has_a_time_zone_that_exists(self):
        with self.assertRaisesRegex(ValidationError, "Mars"):
            self.window.tz = "Mars/Olympus"
