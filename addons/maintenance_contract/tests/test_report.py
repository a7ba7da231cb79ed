import base64
import io

from odoo.addons.device_registry.report import paper
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from pypdf import PdfReader

from ..report import pages
from .common import ServiceCase

DOT = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
)


@tagged("post_install", "-at_install")
class TestReport(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital.partner_id.lang = "zh_CN"

    def solved(self):
        ticket = self.ticket("2026-03-02 09:00", basics_blocked="yes", description="大厅屏黑屏")
        ticket.user_id = self.engineer
        ticket.action_respond()
        self.clock_at("2026-03-02 11:30")
        ticket._step("resolved", note="更换电源适配器")
        return ticket

    def report(self, **more):
        ticket = self.solved()
        report = self.env["service.report"].browse(ticket.action_report()["res_id"])
        values = {
            "direct_cause": "电源适配器损坏",
            "emergency_measure": "更换电源适配器",
            "hospital_name": "陈工",
            "hospital_sign": DOT,
            "engineer_name": "周工",
            "engineer_sign": DOT,
        }
        report.write(values | more)
        return report

    def words(self, page):
        return "".join(one.extract_text() for one in PdfReader(io.BytesIO(page)).pages)

    def test_it_cannot_be_signed_before_it_is_complete_and_says_what_lacks(self):
        report = self.report(direct_cause=False, hospital_sign=False)
        with self.assertRaisesRegex(ValidationError, "Direct Cause.*Signature of the hospital"):
            report.action_sign()

    def test_signed_it_holds_course_causes_ledger_and_chinese(self):
        report = self.report()
        report.advice_ids.create({"report_id": report.id, "name": "每半年检查电源"})
        report.action_sign()
        words = self.words(base64.b64decode(report.pdf))
        for word in ("电源适配器损坏", "大厅屏黑屏", "2026-03-02 09:00", "每半年检查电源", "陈工"):
            self.assertIn(word, words)
        self.assertEqual(self.clock(report.ticket_id, "report").status, "met")

    def test_the_same_content_gives_the_same_bytes_and_a_changed_one_is_found(self):
        report = self.report()
        report.action_sign()
        self.assertTrue(report._verify())
        self.assertEqual(pages.draw(report.content), pages.draw(report.content))
        content = report.content
        content["parts"][0][1][0][1] = "other"
        report.sudo().content = content
        self.assertFalse(report._verify())

    def test_signed_it_is_frozen_and_corrected_by_a_new_version(self):
        report = self.report()
        report.action_sign()
        with self.assertRaisesRegex(UserError, "not changed"):
            report.with_user(self.engineer).write({"direct_cause": "other"})
        with self.assertRaisesRegex(UserError, "stays"):
            report.unlink()
        draft = report.browse(report.action_correct()["res_id"])
        self.assertEqual((draft.version, draft.state), (2, "draft"))
        self.assertFalse(draft.hospital_sign)
        draft.write(
            {
                "hospital_name": "陈工",
                "hospital_sign": DOT,
                "engineer_name": "周工",
                "engineer_sign": DOT,
            }
        )
        draft.action_sign()
        self.assertEqual((report.state, draft.state), ("replaced", "signed"))

    def test_nobody_writes_the_page_or_the_hash_by_hand(self):
        report = self.report().with_user(self.engineer)
        for values in ({"sha256": "0"}, {"state": "signed"}, {"content": {}}):
            with self.assertRaisesRegex(UserError, "Press Sign"):
                report.write(values)

    def test_the_font_is_in_the_file(self):
        made = paper.Paper("一页")
        made.text("㛃 珅 尉迟")
        fonts = [
            font
            for page in PdfReader(io.BytesIO(made.bytes())).pages
            for font in page["/Resources"]["/Font"].values()
        ]
        names = [str(font.get_object()["/BaseFont"]) for font in fonts]
        self.assertTrue(any("+" in name for name in names), names)
