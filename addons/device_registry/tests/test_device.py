from odoo.addons.device_registry.core.token import DeviceRefused, token_hash
from odoo.exceptions import UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import MORNING, UNKNOWN, DeviceCase


class TestDevice(DeviceCase):
    def setUp(self):
        super().setUp()
        self.screen._pair()
        self.devices = self.public("maintenance.equipment")

    def refused(self, token):
        """The reason why this token opens nothing."""
        with self.assertRaises(DeviceRefused) as refused:
            self.devices._by_token(token)
        return refused.exception.code

    def test_a_paired_device_is_found_by_its_token(self):
        self.assertEqual(self.screen.device_state, "paired")
        self.assertEqual(self.screen.paired_at, MORNING)
        self.assertEqual(self.screen.device_token_hash, token_hash(self.screen.device_token))
        self.assertEqual(self.devices._by_token(self.screen.device_token), self.screen)

    def test_devices_paired_together_get_different_tokens(self):
        both = self.screen + self.other_screen
        both._pair()
        self.assertEqual(len(set(both.mapped("device_token"))), 2)

    def test_what_was_never_a_token_is_unknown(self):
        for wrong in (UNKNOWN, "", None, False, 7, "%", "x" * 44, self.screen.device_token_hash):
            with self.subTest(wrong):
                self.assertEqual(self.refused(wrong), "unknown")

    def test_two_devices_without_a_token_are_not_found_by_none(self):
        self.make_device("Another")
        self.assertEqual(self.refused("None"), "unknown")

    def test_a_revoked_token_opens_nothing_and_says_so(self):
        token = self.screen.device_token
        self.screen._revoke_token()
        self.assertEqual(self.screen.device_state, "revoked")
        self.assertFalse(self.screen.device_token)
        self.assertEqual(self.refused(token), "revoked")

    def test_revoking_twice_changes_nothing(self):
        token = self.screen.device_token
        self.screen._revoke_token()
        self.screen._revoke_token()
        self.assertEqual(self.refused(token), "revoked")

    def test_revoking_a_device_that_was_never_paired_leaves_it_new(self):
        self.other_screen._revoke_token()
        self.assertEqual(self.other_screen.device_state, "new")

    def test_a_renewed_token_replaces_the_old_one_which_is_revoked(self):
        old = self.screen.device_token
        self.screen._rotate_token()
        self.assertNotEqual(self.screen.device_token, old)
        self.assertEqual(self.screen.device_state, "paired")
        self.assertEqual(self.devices._by_token(self.screen.device_token), self.screen)
        self.assertEqual(self.refused(old), "revoked")

    def test_a_revoked_device_can_be_paired_again(self):
        old = self.screen.device_token
        self.screen._revoke_token()
        self.screen._pair()
        self.assertEqual(self.screen.device_state, "paired")
        self.assertEqual(self.refused(old), "revoked")

    def test_the_token_of_an_archived_device_is_revoked_until_it_comes_back(self):
        token = self.screen.device_token
        self.screen.active = False
        self.assertEqual(self.refused(token), "revoked")
        self.screen.active = True
        self.assertEqual(self.devices._by_token(token), self.screen)

    def test_the_token_of_a_deleted_device_is_unknown(self):
        token = self.screen.device_token
        self.screen.unlink()
        self.assertEqual(self.refused(token), "unknown")

    def test_a_copy_of_a_device_is_not_paired(self):
        copy = self.screen.copy()
        self.assertFalse(copy.device_token or copy.device_token_hash or copy.paired_at)
        self.assertEqual(copy.device_state, "new")

    def test_equipment_that_is_no_device_is_not_paired(self):
        bed = self.make_device("Bed", device_kind=False)
        with self.assertRaisesRegex(UserError, "Bed is no device yet"):
            bed._pair()

    def test_two_devices_cannot_have_one_serial_number(self):
        self.screen.serial_no = "SN-1"
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.other_screen.serial_no = "SN-1"
            self.env.flush_all()

    def test_a_device_stands_in_its_own_hospital(self):
        with self.assertRaises(UserError):
            self.other_screen.site_id = self.room

    def test_a_paired_device_has_a_home_and_another_has_none(self):
        self.assertEqual(self.screen._device_home_url(), f"/device/home/{self.screen.device_token}")
        self.assertFalse(self.other_screen._device_home_url())
        self.assertEqual(self.screen.action_device_open()["url"], self.screen._device_home_url())
        with self.assertRaisesRegex(UserError, "pair it first"):
            self.other_screen.action_device_open()

    def test_no_token_and_no_hash_is_written_into_the_chatter(self):
        secrets = [self.screen.device_token, self.screen.device_token_hash]
        self.screen._rotate_token()
        secrets += [self.screen.device_token, self.screen.device_token_hash]
        self.screen._revoke_token()
        self.env.flush_all()
        messages = self.screen.message_ids
        told = "".join(messages.mapped(lambda one: f"{one.body}{one.subject}{one.preview}"))
        values = messages.tracking_value_ids
        told += "".join(values.mapped(lambda v: f"{v.old_value_char}{v.new_value_char}"))
        self.assertFalse([secret for secret in secrets if secret in told])
        self.assertFalse([name for name in self.screen._track_get_fields() if "token" in name])

    def test_every_refusal_says_what_to_do(self):
        for code in ("revoked", "unknown"):
            refusal = self.devices._refusal(code)
            self.assertEqual(refusal["code"], code)
            self.assertTrue(refusal["message"])
            self.assertIn("/device/pair", refusal["remedy"])
