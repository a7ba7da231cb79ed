from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import DeviceCase


class TestSite(DeviceCase):
    def test_a_site_is_named_by_all_it_lies_in(self):
        window = self.make_site("Window 2", "window", self.room)
        self.assertEqual(self.room.complete_name, "Campus / Room 1")
        self.assertEqual(window.complete_name, "Campus / Room 1 / Window 2")

    def test_renaming_a_site_renames_what_lies_in_it(self):
        self.campus.name = "South"
        self.assertEqual(self.room.complete_name, "South / Room 1")

    def test_a_site_is_found_by_its_code(self):
        self.room.code = "R-1-X"
        found = self.env["device.site"].name_search("R-1-X")
        self.assertEqual([site for site, _name in found], self.room.ids)

    def test_a_smaller_place_cannot_hold_a_larger_one(self):
        with self.assertRaises(ValidationError):
            self.make_site("Floor", "floor", self.room)
        with self.assertRaises(ValidationError):
            self.campus.kind = "window"

    def test_a_site_cannot_lie_inside_itself(self):
        with self.assertRaises(UserError):
            self.campus.parent_id = self.room

    def test_a_site_lies_in_its_own_hospital(self):
        with self.assertRaises(UserError):
            self.make_site("Room 9", "room", self.campus, company_id=self.other_hospital.id)

    def test_a_site_does_not_change_hospital_and_leave_its_rooms_or_devices_behind(self):
        with self.assertRaises(UserError):
            self.campus.company_id = self.other_hospital
        empty = self.make_site("Empty", "room")
        empty.company_id = self.other_hospital
        self.assertEqual(empty.company_id, self.other_hospital)
        with self.assertRaises(UserError):
            self.make_device("D", site_id=self.make_site("Hall", "room").id).site_id.write(
                {"company_id": self.other_hospital.id}
            )

    def test_a_site_counts_the_devices_that_stand_in_it_or_deeper(self):
        self.make_device("Kiosk", site_id=self.campus.id)
        self.assertEqual(self.campus.device_count, 2)
        self.assertEqual(self.room.device_count, 1)

    def test_the_button_of_a_site_shows_what_it_counts(self):
        action = self.campus.action_devices()
        found = self.env["maintenance.equipment"].search(action["domain"])
        self.assertEqual(found, self.screen)

    def test_a_site_with_devices_is_not_deleted(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.room.unlink()

    def test_a_device_is_dropped_on_the_picture_of_its_floor_and_taken_off(self):
        floor = self.seen_by(self.manager, self.campus)
        self.assertEqual(floor.plan_data()["devices"][0]["at"], None)
        self.assertEqual(floor.plan_place(self.screen.id, 0.25, 7)["at"], [0.25, 1.0])
        told = self.seen_by(self.viewer, self.campus).plan_data()
        self.assertEqual([one["at"] for one in told["devices"]], [[0.25, 1.0]])
        self.assertEqual((told["editable"], told["picture"]), (False, False))
        self.assertIsNone(floor.plan_place(self.screen.id, None, None)["at"])

    def test_a_device_of_another_place_or_for_a_viewer_is_not_placed(self):
        with self.assertRaises(UserError):
            self.campus.plan_place(self.other_screen.id, 0.5, 0.5)
        with self.assertRaises(AccessError):
            self.seen_by(self.viewer, self.campus).plan_place(self.screen.id, 0.5, 0.5)
        with self.assertRaises(AccessError):
            self.seen_by(self.stranger, self.campus).plan_data()
