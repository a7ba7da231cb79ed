"""Layouts of screens: what is stored is sound, and every screen has one."""

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from ..core.layout_defaults import SCREEN_KINDS, default_document
from .screen_case import ScreenHospital


@tagged("post_install", "-at_install")
class TestLayout(ScreenHospital, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()

    def layout(self, **values):
        values = {"name": "L", "company_id": self.company.id} | values
        return self.env["queue.screen.layout"].create(values)

    def head(self, device):
        return self.screens()._screen_state(device.device_token)

    def test_a_screen_without_a_layout_has_the_usual_ones_of_its_kind_lying_and_standing(self):
        hall, door = self.head(self.hall)["layout"], self.head(self.door)["layout"]
        self.assertEqual((hall["key"], door["key"]), ("usual-hall", "usual-door"))
        self.assertEqual((hall["orientation"], hall["other"]["orientation"]),
                         ("landscape", "portrait"))  # fmt: skip

    def test_an_assigned_layout_reaches_its_screen_and_its_hash_changes_with_it(self):
        layout = self.layout(kind="hall", skin="day")
        self.hall.layout_id = layout
        before = self.head(self.hall)["layout"]
        self.assertEqual((before["key"], before["skin"]), (f"l{layout.id}", "day"))
        layout.skin = "warm"
        self.assertNotEqual(self.head(self.hall)["layout"]["hash"], before["hash"])

    def test_every_kind_can_be_made_lying_and_standing(self):
        for kind in SCREEN_KINDS:
            for orientation in ("landscape", "portrait"):
                with self.subTest(kind=kind, orientation=orientation):
                    layout = self.layout(kind=kind, orientation=orientation)
                    self.assertEqual(layout.document, default_document(kind, orientation))

    def test_a_wrong_layout_is_refused_with_region_and_remedy(self):
        document = default_document("hall", "landscape")
        document["regions"][0]["w"] = 150
        with self.assertRaisesRegex(ValidationError, "header1"):
            self.layout(document=document)

    def test_a_layout_of_another_hospital_cannot_be_assigned(self):
        other = self.env["res.company"].create({"name": "Other"})
        layout = self.layout(company_id=other.id)
        with self.assertRaises(Exception) as refused:
            self.hall.layout_id = layout
            self.env.flush_all()
        self.assertIn("Hall", str(refused.exception))

    def test_the_tag_of_a_class_stands_beside_the_number(self):
        one = self.env["queue.class"].create(
            {"name": "Military", "code": "mil", "tag": "军", "company_id": self.company.id}
        )
        entries = self.patients(["张小明", "李四"])
        self.env.flush_all()
        entries[0].sudo().write({"class_id": one.id})
        self.env.flush_all()
        self.serve()
        row = self.zone._board([self.room.id])[0]
        tags = {person["number"]: person.get("tag") for person in row["next"]}
        self.assertEqual(tags[entries[0].number], "军")
        self.assertIsNone(tags[entries[1].number])

    def test_a_doctors_photo_opens_by_the_key_of_the_picture_alone(self):
        doctor = self.env["queue.practitioner"].search([("user_id", "=", self.doctor.id)])
        doctor.photo = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
            "RU5ErkJggg=="
        )
        self.env.flush_all()
        self.serve()
        told = self.zone._board([self.room.id])[0]["doctor"]
        self.assertEqual(told["photo"], f"/queue/screen/photo/{doctor.id}/{doctor.photo_key}")

    def test_the_composer_tells_kinds_templates_and_problems(self):
        layout = self.layout()
        told = layout.composer_open()
        self.assertEqual(len(told["templates"]), len(SCREEN_KINDS))
        answer = layout.composer_check(told["document"], "landscape", "night")
        self.assertEqual(answer["problems"], [])
        self.assertEqual(answer["layout"]["skin"], "night")
        told["document"]["regions"][1]["h"] = 3
        answer = layout.composer_check(told["document"], "landscape", "night")
        self.assertEqual([one["region"] for one in answer["problems"]], ["rooms2"])
