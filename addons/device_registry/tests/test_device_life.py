"""The life of a device: steps, what they note, and that what leaves its place shows nothing."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..core.token import DeviceRefused
from ..report import labels, paper
from .common import MORNING, DeviceCase


class TestDeviceLife(DeviceCase):
    def step(self, device, step, **more):
        wizard = self.seen_by(self.manager, self.env["device.step"]).create(
            {"device_ids": device.ids, "step": step, "reason": "Because", **more}
        )  # fmt: skip
        return wizard.action_go()

    def test_a_pairing_installs_and_a_stolen_box_shows_nothing(self):
        self.screen._pair()
        token = self.screen.device_token
        self.assertEqual(self.screen.life_state, "installed")
        self.step(self.screen, "retire")
        self.assertEqual(self.screen.device_state, "revoked")
        with self.assertRaises(DeviceRefused) as refused:
            self.env["maintenance.equipment"]._by_token(token)
        self.assertEqual(refused.exception.code, "revoked")
        with self.assertRaisesRegex(UserError, "not paired any more"):
            self.screen._pair()

    def test_a_step_is_noted_with_who_when_where_and_why(self):
        self.step(self.screen, "install", site_id=self.room.id)
        life = self.screen.life_ids
        self.assertEqual((life.state_from, life.state_to), ("stock", "installed"))
        self.assertEqual((life.user_id, life.at), (self.manager, MORNING))
        self.assertEqual((life.site_id, life.reason), (self.room, "Because"))

    def test_a_step_that_is_not_possible_changes_nothing(self):
        with self.assertRaisesRegex(UserError, "not possible"):
            self.step(self.screen, "replace", successor_id=self.make_device("New").id)
        self.assertEqual(self.screen.life_state, "stock")
        self.assertFalse(self.screen.life_ids)

    def test_the_successor_takes_the_place_and_the_serial_numbers_are_noted(self):
        self.screen.write({"serial_no": "OLD", "maker": "A"})
        new = self.make_device("New", serial_no="NEW", maker="A")
        self.step(self.screen, "install")
        self.step(self.screen, "replace", successor_id=new.id)
        self.assertEqual((self.screen.life_state, new.life_state), ("replaced", "installed"))
        self.assertEqual(new.site_id, self.room)
        swap = self.screen.swap_ids
        self.assertEqual((swap.old_serial, swap.new_serial), ("OLD", "NEW"))
        self.assertEqual(self.screen.life_ids[0].successor_id, new)

    def test_nobody_writes_a_state_past_the_steps_and_a_viewer_takes_none(self):
        with self.assertRaises(UserError):
            self.seen_by(self.manager, self.screen).write({"life_state": "retired"})
        for user, device in ((self.viewer, self.screen), (self.stranger, self.screen)):
            with self.assertRaises(AccessError):
                self.seen_by(user, device)._life_step("install")
        self.assertEqual(self.screen.life_state, "stock")

    def test_one_serial_number_may_be_of_two_makers_but_not_twice_of_one(self):
        self.screen.write({"serial_no": "SN-1", "maker": "A"})
        self.other_screen.write({"serial_no": "SN-1", "maker": "B"})
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.other_screen.maker = "A"
            self.env.flush_all()

    def test_an_address_that_is_none_is_refused(self):
        for wrong in ({"ip_address": "10.0.0.256"}, {"mac_address": "00:11"}):
            with self.assertRaises(UserError):
                self.screen.write(wrong)

    def test_labels_hold_the_address_that_opens_the_device_and_fill_sheets(self):
        seen = []
        with (
            patch.object(paper, "font", lambda: "Helvetica"),
            patch.object(labels, "font", lambda: "Helvetica"),
            patch.object(labels, "_draw", lambda _c, label, x, y: seen.append((label, x, y))),
        ):
            devices = self.seen_by(self.viewer, self.env["maintenance.equipment"])
            pdf = devices._labels_of(self.screen.ids)
            labels.sheet([label for label, _x, _y in seen] * 25)
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertTrue(seen[0][0].url.endswith(f"/odoo/devices/{self.screen.id}"))
        self.assertEqual(len({at[1:] for at in seen[1:25]}), labels.PER_SHEET)
        self.assertEqual(seen[25][1:], seen[1][1:])  # the 25th begins a new sheet

    def test_nobody_prints_labels_of_another_hospital(self):
        devices = self.seen_by(self.stranger, self.env["maintenance.equipment"])
        with self.assertRaises(AccessError):
            devices._labels_of(self.screen.ids)
