import base64
import io
from datetime import date

from odoo.tests import HttpCase, tagged
from openpyxl import load_workbook

from .common import InspectionCase


@tagged("post_install", "-at_install")
class TestInspectionPortal(InspectionCase, HttpCase):
    """What a hospital sees of its inspections, and what another one does not."""

    def portal(self, login, company):
        return self.env["res.users"].create(
            {
                "name": login,
                "login": f"{login}@portal.test",
                "password": f"{login}-long-password",
                "lang": "en_US",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )

    def enter(self, user):
        self.authenticate(user.login, f"{user.name}-long-password")

    def paths(self, one):
        report = one.report_id.name
        return [
            f"/my/inspections/{one.number}/{report}.pdf",
            f"/my/inspections/{one.number}/{report}.xlsx",
            f"/my/inspections/year/{one.plan_id.first_day}.pdf",
        ]

    def test_the_hospital_reads_its_reports_and_its_year(self):
        one = self.filled(value=5)
        one.answer_ids.filtered(lambda row: row.code == "disk")._find()
        self.sign(one)
        self.enter(self.portal("own", self.hospital))
        page = self.url_open("/my/inspections").text
        for words in (one.number, "1/4", one.report_id.name, "Free: 5 GB"):
            self.assertIn(words, page)
        for path in self.paths(one):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 200, path)
            self.assertGreater(len(answer.content), 1000, path)
        for path in ("/my/inspections/x/y.pdf", f"/my/inspections/{one.number}/x.exe"):
            self.assertEqual(self.url_open(path).status_code, 404, path)

    def test_another_hospital_and_a_stranger_read_nothing_of_it(self):
        one = self.signed(value=5)
        other = self.env["res.company"].create({"name": "Second hospital"})
        user = self.portal("other", other)
        self.enter(user)
        self.assertNotIn(one.number, self.url_open("/my/inspections").text)
        for path in self.paths(one):
            self.assertEqual(self.url_open(path).status_code, 404, path)
        for model in ("inspection.inspection", "inspection.report"):
            self.assertFalse(self.env[model].with_user(user).search([]))
        self.authenticate(None, None)
        for path in ["/my/inspections", *self.paths(one)]:
            answer = self.url_open(path, allow_redirects=False)
            self.assertEqual(answer.status_code, 303, path)

    def test_a_replaced_report_stays_readable_as_replaced(self):
        one = self.signed()
        one._correct("Wrong room")
        self.enter(self.portal("own", self.hospital))
        page = self.url_open("/my/inspections").text
        self.assertIn("Wrong room", page)

    def test_the_report_stands_beside_the_last_ones(self):
        self.signed(1, value=5)
        second = self.signed(2, "2026-06-02 09:00", value=50)
        content = second.report_id.content
        self.assertEqual(content["title"], "Inspection report")
        trend = [part for part in content["parts"] if part[0] == "table" and len(part[2]) == 2]
        self.assertTrue(any("2026-03-02" in row for part in trend for row in part[2]))
        self.assertTrue(any("Better" in row for part in content["parts"] if part[0] == "table"
                            for row in part[2]))  # fmt: skip

    def test_the_workbook_holds_the_tables_of_the_page(self):
        one = self.signed(value=5)
        book = load_workbook(io.BytesIO(base64.b64decode(one.report_id.xlsx)))
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        self.assertIn("5 GB", cells)

    def test_the_yearly_review_counts_what_was_done(self):
        one = self.signed(value=5)
        self.env["service.advice"].create({"inspection_id": one.id, "name": "Bigger disk"})
        content = one.plan_id._review_content()
        facts = dict(content["parts"][0][1])
        self.assertEqual(facts["Carried out"], "1/4")
        self.assertIn("Bigger disk", str(content["parts"][-1]))
        self.assertTrue(one.plan_id._review_page().startswith(b"%PDF"))
        self.assertEqual(one.plan_id.first_day, date(2026, 1, 1))
