"""Physical callers: a key on the wall does what a key on the page does, once, and not too late."""

from odoo.addons.device_registry.core.token import DeviceRefused
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import QueueCase


@tagged("post_install", "-at_install")
class TestKeypad(QueueCase):
    def setUp(self):
        super().setUp()
        devices = self.env["maintenance.equipment"]
        common = {"company_id": self.hospital.id}
        self.gateway = devices.create(common | {"name": "Box", "device_kind": "other"})
        self.pad = devices.create(
            common
            | {
                "name": "Pad",
                "device_kind": "caller",
                "gateway_id": self.gateway.id,
                "keypad_address": 3,
                "queue_zone_id": self.zone.id,
                "queue_point_ids": [(6, 0, self.room.ids)],
            }
        )
        self.gateway._pair()
        self.ids = iter(range(1000))

    def door(self):
        public = self.env.ref("base.public_user")
        return self.env["maintenance.equipment"].with_user(public)

    def press(self, key, address=3, age_ms=50, ident=None):
        told = {"address": address, "key": key, "age_ms": age_ms}
        told["id"] = ident or f"p{next(self.ids)}"
        answer = self.door()._gateway_press(self.gateway.device_token, [told])
        return answer["results"][0]["verdict"], answer["pads"]

    def test_a_key_calls_the_next_patient_and_the_log_names_doctor_and_keypad(self):
        self.open()
        first, second = self.wait(2)
        verdict, (pad,) = self.press(1)
        self.assertEqual((verdict, first.state), ("done", "called"))
        self.assertEqual((pad["number"], pad["waiting"]), (first.number, 1))
        event = first.event_ids.sorted("seq")[-1]
        self.assertEqual((event.user_id, event.device_id), (self.doctor, self.pad))
        self.assertEqual(second.state, "waiting")
        self.assertNotIn(first.patient_id.name, str(pad))

    def test_the_same_press_told_twice_acts_once(self):
        self.open()
        entries = self.wait(2)
        for _again in range(3):
            self.assertEqual(self.press(1, ident="same")[0], "done")
        self.assertEqual(entries.mapped("state"), ["called", "waiting"])

    def test_arrived_and_finished_by_keys(self):
        self.open()
        entry = self.wait(1)
        self.press(1)
        self.press(3)
        self.assertEqual(entry.state, "in_service")
        self.press(6)
        self.assertEqual(entry.state, "finished")

    def test_a_press_that_was_long_on_its_way_calls_nobody(self):
        self.open()
        entry = self.wait(1)
        self.assertEqual(self.press(1, age_ms=31_000)[0], "late")
        self.assertEqual(entry.state, "waiting")

    def test_what_cannot_be_done_is_refused_with_its_reason(self):
        self.open()
        self.assertEqual(self.press(2)[0], "refused")
        kept = self.env["queue.keypad.press"].search([], limit=1)
        self.assertIn("Nobody has been called", kept.message)

    def test_a_room_that_is_closed_says_so(self):
        verdict, (pad,) = self.press(1)
        self.assertEqual((verdict, pad["open"], pad["number"]), ("closed", False, ""))

    def test_an_unknown_pad_or_key_is_counted_and_shown(self):
        self.open()
        self.assertEqual(self.press(1, address=9)[0], "unknown")
        self.assertEqual(self.press(99)[0], "unknown")
        self.assertEqual(self.press("x", address=None)[0], "unknown")
        alarm = self.gateway.alarm_ids
        self.assertEqual((alarm.kind, alarm.count), ("fault", 3))

    def test_garbage_harms_nothing(self):
        door = self.door()
        for presses in (None, "x", {}, [1, None], [{}], [{"id": "a" * 999, "key": True}]):
            door._gateway_press(self.gateway.device_token, presses)

    def test_a_gateway_that_was_signed_off_hears_nothing(self):
        token = self.gateway.device_token
        self.gateway._revoke_token()
        for ask in (
            lambda: self.door()._gateway_state(token),
            lambda: self.door()._gateway_press(token, []),
        ):
            with self.assertRaises(DeviceRefused):
                ask()

    def test_a_gateway_reaches_its_own_keypads_only(self):
        other = self.env["maintenance.equipment"].create(
            {"name": "Other", "device_kind": "other", "company_id": self.hospital.id}
        )
        other._pair()
        self.open()
        entry = self.wait(1)
        told = [{"id": "o1", "address": 3, "key": 1, "age_ms": 1}]
        answer = self.door()._gateway_press(other.device_token, told)
        self.assertEqual((answer["results"][0]["verdict"], answer["pads"]), ("unknown", []))
        self.assertEqual(entry.state, "waiting")

    def test_who_knows_what_is_shown_asks_cheaply(self):
        known = self.door()._gateway_state(self.gateway.device_token)
        same = self.door()._gateway_state(self.gateway.device_token, str(known["seq"]))
        self.assertIsNone(same["pads"])
        self.assertTrue(known["pads"])

    def test_an_address_is_given_once_on_a_line(self):
        with self.assertRaises(ValidationError):
            self.pad.keypad_address = 300
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception):  # noqa: B017
            self.pad.copy({"name": "Twin", "keypad_address": 3, "gateway_id": self.gateway.id})
            self.env.flush_all()
