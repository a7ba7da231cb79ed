from odoo.addons.device_registry.core import limits
from odoo.exceptions import UserError

from .common import UNKNOWN, DeviceCase


class TestPairing(DeviceCase):
    def setUp(self):
        super().setUp()
        self.browsers = self.public("device.pairing")
        self.browsers.sudo().search([]).unlink()

    def start(self, address="10.0.0.1", kind="hall_screen"):
        return self.browsers._start(kind, address)

    def pair(self, code, device=None, user=None):
        wizard = self.env["device.pair"].with_user(user or self.manager)
        wizard = wizard.with_context(allowed_company_ids=(user or self.manager).company_ids.ids)
        return wizard.create({"device_id": (device or self.screen).id, "code": code}).action_pair()

    def state(self, started):
        return self.browsers._poll(started["secret"])["state"]

    def test_a_browser_waits_until_its_code_is_typed_and_then_goes_home(self):
        started = self.start()
        self.assertEqual(self.state(started), "waiting")
        self.assertEqual(started["expires_in"], 600)
        self.pair(started["code"])
        self.assertEqual(self.screen.device_state, "paired")
        self.assertEqual(
            self.browsers._poll(started["secret"]),
            {"state": "paired", "url": self.screen._device_home_url()},
        )

    def test_a_code_may_be_typed_in_small_or_full_width_letters_with_or_without_a_dash(self):
        forms = (
            str.lower,
            lambda code: code.replace("-", " "),
            lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),
        )
        for form in forms:
            started = self.start()
            self.pair(form(started["code"]))
            self.assertEqual(self.state(started), "paired")

    def test_what_cannot_be_a_code_is_refused_with_what_a_code_looks_like(self):
        for wrong in ("K7M", "K7M-2QX7", "K7M-2Q0", "诊室"):
            with self.subTest(wrong), self.assertRaisesRegex(UserError, "six letters and digits"):
                self.pair(wrong)

    def test_a_code_that_no_screen_shows_pairs_nothing(self):
        code = self.start()["code"]
        wrong = ("3" if code[0] == "2" else "2") + code[1:]
        with self.assertRaisesRegex(UserError, "No screen shows the code"):
            self.pair(wrong)
        self.assertEqual(self.screen.device_state, "new")

    def test_a_code_is_used_once(self):
        started = self.start()
        self.pair(started["code"])
        token = self.screen.device_token
        with self.assertRaisesRegex(UserError, "No screen shows the code"):
            self.pair(started["code"])
        self.assertEqual(self.screen.device_token, token)

    def test_a_code_lives_ten_minutes(self):
        started = self.start()
        self.clock.tick(minutes=9, seconds=59)
        self.assertEqual(self.state(started), "waiting")
        self.clock.tick(seconds=1)
        self.assertEqual(self.state(started), "expired")
        with self.assertRaisesRegex(UserError, "No screen shows the code"):
            self.pair(started["code"])

    def test_the_way_home_is_told_for_ten_minutes_only(self):
        started = self.start()
        self.pair(started["code"])
        self.clock.tick(minutes=10)
        self.assertEqual(self.browsers._poll(started["secret"]), {"state": "expired"})

    def test_a_wrong_secret_learns_nothing(self):
        started = self.start()
        self.pair(started["code"])
        for wrong in (UNKNOWN, "", None, 7, {}, "%", started["code"]):
            with self.subTest(wrong):
                self.assertEqual(self.browsers._poll(wrong), {"state": "expired"})

    def test_a_browser_is_not_told_a_token_that_was_given_to_another_one(self):
        first, second = self.start(), self.start()
        self.pair(first["code"])
        self.pair(second["code"])
        self.assertEqual(self.state(first), "expired")
        self.assertEqual(self.state(second), "paired")

    def test_a_browser_is_not_sent_to_a_device_that_was_revoked_meanwhile(self):
        started = self.start()
        self.pair(started["code"])
        self.screen._revoke_token()
        self.assertEqual(self.state(started), "expired")

    def test_one_address_gets_so_many_codes_and_others_still_get_theirs(self):
        started = [self.start() for _ in range(limits.PER_ADDRESS)]
        self.assertEqual(len({one["code"] for one in started}), limits.PER_ADDRESS)
        self.assertIsNone(self.start())
        self.assertTrue(self.start(address="10.0.0.2"))

    def test_codes_that_were_confirmed_leave_room_for_the_next_screens(self):
        started = [self.start() for _ in range(limits.PER_ADDRESS)]
        self.pair(started[0]["code"])
        self.assertTrue(self.start())

    def test_the_limit_is_gone_when_the_codes_are(self):
        for _ in range(limits.PER_ADDRESS):
            self.start()
        self.clock.tick(minutes=10)
        self.assertTrue(self.start())
        self.assertEqual(self.browsers.sudo().search_count([]), 1)

    def test_all_addresses_together_get_so_many_codes(self):
        for n in range(limits.OVER_ALL):
            self.assertTrue(self.start(address=f"10.1.0.{n}"))
        self.assertIsNone(self.start(address="10.2.0.1"))
        self.assertTrue(self.browsers._too_many()["remedy"])

    def test_a_kind_that_is_none_is_forgotten(self):
        for kind in ("", "nonsense", "\x00", "x" * 5000):
            self.assertTrue(self.start(kind=kind))
        self.assertFalse(any(self.browsers.sudo().search([]).mapped("kind")))

    def test_neither_secret_nor_token_is_stored_in_clear_with_the_code(self):
        started = self.start()
        self.pair(started["code"])
        self.env.flush_all()
        self.env.cr.execute("SELECT p::text FROM device_pairing p")
        kept = "".join(row for (row,) in self.env.cr.fetchall())
        self.assertNotIn(started["secret"], kept)
        self.assertNotIn(self.screen.device_token, kept)

    def test_a_manager_does_not_pair_a_device_of_another_hospital(self):
        started = self.start()
        with self.assertRaises(UserError):
            self.pair(started["code"], user=self.stranger)
        self.assertEqual(self.screen.device_state, "new")
        self.assertEqual(self.state(started), "waiting")
