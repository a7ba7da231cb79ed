import base64
import io

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from pypdf import PdfReader

from ..report import pages
from .test_visit import VisitCase


@tagged("post_install", "-at_install")
class TestVisitRecord(VisitCase):
    def signed(self, **more):
        """A visit as a phone tells it: work, a photo, both signatures, the end."""
        visit = self.planned(**more)
        words = {"outcome": "solved", "solution": "更换电源适配器"}
        ops = [
            self.op(visit, "2026-03-02 10:00", "arrive"),
            self.op(visit, "2026-03-02 10:05", "start"),
            self.op(visit, "2026-03-02 10:10", "photo", {"name": "铭牌"}, blob=self.blob()),
            self.op(visit, "2026-03-02 10:20", "part", {"name": "适配器", "new": "A-77"}),
            self.op(visit, "2026-03-02 10:30", "advice", {"name": "每半年检查电源"}),
            self.op(visit, "2026-03-02 10:40", "words", words),
            *self.signatures(visit),
            self.op(visit, "2026-03-02 10:50", "finish", words),
        ]
        self.assertEqual(self.send(ops, "2026-03-02 11:00"), ["taken"] * len(ops), self.said)
        return visit

    def signatures(self, visit, when="2026-03-02 10:45"):
        parties = (("hospital", "陈工", "blue"), ("engineer", "周工", "green"))
        return [
            self.op(visit, when, "sign", {"role": role, "name": name}, blob=self.sign(color))
            for role, name, color in parties
        ]

    def sign(self, color):
        return self.blob(form="PNG", color=color)

    def words(self, page):
        return "".join(one.extract_text() for one in PdfReader(io.BytesIO(page)).pages)

    def test_finished_and_signed_on_the_phone_it_is_frozen_with_all_that_was_done(self):
        visit = self.signed()
        self.assertTrue(visit.signed_at)
        page = base64.b64decode(visit.pdf)
        words = self.words(page)
        for word in (
            visit.number, "更换电源适配器", "适配器", "A-77", "铭牌", "每半年检查电源", "陈工",
            "周工", "2026-03-02 10:00", visit.ticket_id.number,
        ):  # fmt: skip
            self.assertIn(word, words)
        images = [one for sheet in PdfReader(io.BytesIO(page)).pages for one in sheet.images]
        self.assertEqual(len(images), 3)

    def test_the_same_content_gives_the_same_bytes_and_a_changed_one_is_found(self):
        visit = self.signed()
        self.assertTrue(visit._verify())
        self.assertEqual(pages.draw(visit.content), base64.b64decode(visit.pdf))
        content = visit.content
        content["parts"][0][1][0][1] = "other"
        visit.sudo().content = content
        self.assertFalse(visit._verify())

    def test_a_photo_of_the_record_bears_no_metadata(self):
        page = base64.b64decode(self.signed().pdf)
        self.assertNotIn(b"Exif", page)
        self.assertNotIn(b"Maker", page)

    def test_signed_nothing_changes_and_a_late_entry_is_refused_with_the_reason(self):
        visit = self.signed()
        with self.assertRaisesRegex(UserError, "signed"):
            visit.with_user(self.engineer).write({"solution": "other"})
        for records in (visit.part_ids, visit.item_ids[0], visit.photo_ids):
            with self.assertRaisesRegex(UserError, "signed"):
                records.with_user(self.engineer).write({"name": "other"})
        told = self.tell(visit, ("2026-03-02 11:10", "part", {"name": "Late"}))
        self.assertEqual(told, ["refused"])
        self.assertIn("signed", self.said[0])
        visit.message_post(body="A word may be added.")

    def test_a_change_after_the_signatures_voids_them(self):
        visit = self.planned()
        self.send(self.signatures(visit, "2026-03-02 10:00"), "2026-03-02 10:01")
        self.assertTrue(visit.hospital_sign)
        self.tell(visit, ("2026-03-02 10:05", "part", {"name": "Fan"}))
        self.assertFalse(visit.hospital_sign or visit.engineer_sign)
        self.assertIn("unsign", visit.event_ids.mapped("verb"))

    def test_finished_unsigned_it_waits_for_the_hospital(self):
        visit = self.planned()
        words = {"outcome": "solved", "solution": "Done"}
        self.tell(visit, ("2026-03-02 10:00", "arrive"), ("2026-03-02 10:30", "finish", words))
        self.assertFalse(visit.signed_at)
        with self.assertRaisesRegex(ValidationError, "lacks.*Signature of the hospital"):
            visit.action_sign()
        self.send(self.signatures(visit, "2026-03-03 09:00"), "2026-03-03 09:01")
        self.assertEqual(self.local(visit.signed_at), "03-03 09:01")

    def test_a_visit_without_a_ticket_has_a_record_too(self):
        visit = self.signed(ticket_id=False)
        self.assertTrue(visit._verify())

    def test_the_hospital_takes_its_own_record_and_no_other(self):
        visit = self.signed()
        here = visit.ticket_id.number
        other = self.env["res.company"].create({"name": "Second"})
        for hospital, expected in ((self.hospital, visit.pdf_name), (other, "")):
            guest = self.env["res.users"].create(
                {
                    "name": hospital.name,
                    "login": f"{hospital.name}@portal.test",
                    "company_id": hospital.id,
                    "company_ids": [(6, 0, hospital.ids)],
                    "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                }
            )
            tickets = self.env["service.ticket"].with_user(guest).with_company(hospital)
            self.assertEqual(tickets._portal_record(here, visit.number)[0], expected)
            page = tickets._portal_page(here)
            self.assertEqual(bool(page), bool(expected))
        self.assertEqual(self.env["service.ticket"]._portal_record(here, "V00-00000"), ("", b""))
