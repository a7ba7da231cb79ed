"""Alarms of devices: raised, counted, seen, over; what reports and silence make of them."""

from odoo.tests import tagged

from .common import DeviceCase

YEAR_MS = 365 * 86_400_000


@tagged("post_install", "-at_install")
class TestAlarm(DeviceCase):
    def setUp(self):
        super().setUp()
        (self.screen + self.other_screen).device_kind = "hall_screen"
        (self.screen + self.other_screen)._pair()
        others = self.env["maintenance.equipment"].search([("device_token_hash", "!=", False)])
        (others - self.screen - self.other_screen)._revoke_token()

    def beat(self, address="10.0.0.1", device=None, **report):
        token = (device or self.screen).device_token
        return self.public("device.heartbeat")._beat(token, report, address)

    def standing(self, device=None):
        alarms = self.env["device.alarm"].search([("until", "=", False)])
        device = device or self.screen
        return sorted(alarms.filtered(lambda one: one.device_id == device).mapped("kind"))

    def sweep(self, **passed):
        self.clock.tick(**passed)
        self.env["device.alarm"]._sweep()

    def test_a_silent_screen_is_an_alarm_and_is_cleared_when_it_is_back_for_a_minute(self):
        self.beat()
        self.sweep(minutes=2)
        self.assertEqual(self.standing(), [])
        self.sweep(minutes=2)
        self.assertEqual(self.standing(), ["silent"])
        self.beat()
        self.sweep(seconds=10)
        self.assertEqual(self.standing(), ["silent"])
        self.beat()
        self.sweep(seconds=60)
        self.assertEqual(self.standing(), [])
        self.assertTrue(self.screen.alarm_ids.until)

    def test_a_screen_that_was_paired_and_never_spoke_is_silent_too(self):
        self.sweep(minutes=4)
        self.assertEqual(self.standing(), ["silent"])
        self.screen._revoke_token()
        self.assertEqual(self.standing(self.other_screen), ["silent"])

    def test_what_a_cron_finds_is_said_in_the_hospitals_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["device_registry"], ["zh_CN"])
        self.screen.company_id.partner_id.lang = "zh_CN"
        alarms = self.env["device.alarm"].with_context(lang="en_US")
        self.clock.tick(minutes=4)
        alarms._sweep()
        self.assertNotIn("No sign of life", self.screen.alarm_ids.text)

    def test_an_alarm_that_stands_is_counted_not_doubled(self):
        first = self.screen._raise_alarm("fault", "A")
        again = self.screen._raise_alarm("fault", "B", times=3)
        self.assertEqual((first, first.count, first.text), (again, 4, "B"))
        self.screen._clear_alarm("fault")
        self.assertNotEqual(self.screen._raise_alarm("fault", "C"), first)

    def test_the_hook_hears_of_the_beginning_and_the_end_only(self):
        heard = []
        cls = self.registry["maintenance.equipment"]
        self.patch(cls, "_on_alarm", lambda _self, alarm: heard.append(bool(alarm.until)))
        for _ in range(3):
            self.screen._raise_alarm("fault", "A")
        self.screen._clear_alarm("fault")
        self.screen._clear_alarm("fault")
        self.assertEqual(heard, [False, True])

    def test_somebody_says_that_he_looks_and_the_alarm_stands_on(self):
        alarm = self.screen._raise_alarm("fault", "A").with_user(self.viewer)
        alarm = alarm.with_context(allowed_company_ids=self.hospital.ids)
        alarm.action_acknowledge()
        self.assertEqual((alarm.state, alarm.acknowledged_by), ("seen", self.viewer))
        self.screen._clear_alarm("fault")
        self.assertEqual(alarm.state, "over")

    def test_a_clock_a_year_off_is_an_alarm_until_it_is_set(self):
        self.beat(skew_ms=-YEAR_MS)
        self.assertEqual(self.standing(), ["clock"])
        self.assertIn("31536000", self.screen.alarm_ids.text)
        self.beat(skew_ms=45_000)
        self.assertEqual(self.standing(), ["clock"])
        self.beat(skew_ms=12)
        self.assertEqual(self.standing(), [])

    def test_a_token_in_two_boxes_is_an_alarm_that_names_both_addresses(self):
        self.beat("10.0.0.1", page="aaaaaaaa")
        self.beat("10.0.0.2", page="bbbbbbbb")
        self.assertEqual(self.standing(), [])  # a page loaded afresh looks like this
        self.beat("10.0.0.1", page="aaaaaaaa")
        self.assertEqual(self.standing(), ["twin"])
        self.assertIn("10.0.0.1, 10.0.0.2", self.screen.alarm_ids.text)
        self.assertTrue(self.screen.alarm_ids.remedy)

    def test_the_alarm_of_a_doubled_token_ends_when_one_page_is_left(self):
        for page in ("aaaaaaaa", "bbbbbbbb", "aaaaaaaa"):
            self.beat(page=page)
        for _ in range(11):
            self.clock.tick(minutes=1)
            self.beat(page="aaaaaaaa")
        self.sweep(seconds=1)
        self.assertEqual(self.standing(), [])

    def test_two_screens_do_not_disturb_each_other(self):
        self.beat(page="aaaaaaaa")
        self.beat(device=self.other_screen, page="bbbbbbbb")
        self.beat(page="aaaaaaaa")
        self.assertEqual(self.standing() + self.standing(self.other_screen), [])
