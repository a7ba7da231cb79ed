"""A list of devices as XLSX: previewed cell by cell, imported whole or not at all."""

import base64
import io

from odoo.exceptions import UserError
from openpyxl import Workbook

from .common import DeviceCase

HEAD = ("Name", "Device kind", "Site code", "Maker", "Serial number", "IP address")


class TestDeviceImport(DeviceCase):
    def wizard(self, *lines, head=HEAD):
        book = Workbook()
        for line in (head, *lines):
            book.active.append(line)
        out = io.BytesIO()
        book.save(out)
        return self.of_bytes(out.getvalue())

    def of_bytes(self, data):
        devices = self.seen_by(self.manager, self.env["device.import"])
        return devices.with_context(allowed_company_ids=self.hospital.ids).create(
            {"file": base64.b64encode(data), "filename": "list.xlsx"}
        )

    def test_a_good_list_becomes_devices_at_their_places(self):
        self.room.code = "R-1"
        wizard = self.wizard(
            ["Door 1", "Door screen", "R-1", "A", 4711, "10.0.0.7"], ["Spare", "kiosk"]
        )
        self.assertEqual((wizard.row_n, wizard.wrong_n), (2, 0))
        self.assertIn("Campus / Room 1", wizard.preview)
        found = self.env["maintenance.equipment"].search(wizard.action_import()["domain"])
        door, spare = found.sorted("name")
        self.assertEqual((door.device_kind, door.site_id), ("door_screen", self.room))
        self.assertEqual((door.serial_no, door.company_id), ("4711", self.hospital))
        self.assertEqual((door.life_state, spare.life_state), ("installed", "stock"))
        self.assertIn("list.xlsx", door.life_ids.reason)

    def test_a_wrong_cell_is_shown_and_nothing_is_created(self):
        self.screen.write({"serial_no": "SN-1", "maker": "A"})
        count = self.env["maintenance.equipment"].search_count([])
        wizard = self.wizard(["<b>X</b>", "Fridge", "", "A", "SN-1", ""], ["Good", "Kiosk"])
        self.assertEqual((wizard.row_n, wizard.wrong_n), (2, 1))
        self.assertEqual(wizard.preview.count("table-danger"), 2)
        self.assertIn("&lt;b&gt;", wizard.preview)
        with self.assertRaisesRegex(UserError, "red cells"):
            wizard.action_import()
        self.assertEqual(self.env["maintenance.equipment"].search_count([]), count)

    def test_a_file_that_is_no_list_says_what_to_do(self):
        for wizard, words in (
            (self.of_bytes(b"no workbook"), "xlsx"),
            (self.wizard(["A"], head=["Colour"]), "Missing: Name, Device kind"),
            (self.wizard(), "empty"),
        ):
            self.assertIn(words, wizard.preview)
            self.assertFalse(wizard.row_n)
            with self.assertRaises(UserError):
                wizard.action_import()

    def test_a_place_of_another_hospital_is_not_known(self):
        campus = {"name": "Theirs", "kind": "campus", "code": "T", "parent_id": False}
        self.env["device.site"].create(campus | {"company_id": self.other_hospital.id})
        self.assertEqual(self.wizard(["A", "Kiosk", "T"]).wrong_n, 1)

    def test_the_template_is_a_list_that_can_be_imported(self):
        self.room.code = "R-1"
        devices = self.seen_by(self.manager, self.env["device.import"])
        data = devices.with_context(allowed_company_ids=self.hospital.ids)._template()
        wizard = self.of_bytes(data)
        self.assertEqual((wizard.row_n, wizard.wrong_n), (1, 0), wizard.preview)
