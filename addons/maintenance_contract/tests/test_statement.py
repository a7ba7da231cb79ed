import base64
import io
import zipfile
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from pypdf import PdfReader

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestStatement(ServiceCase):
    def late_and_kept(self):
        """One severe fault answered in time, one far too late, one cancelled at once."""
        kept = self.ticket("2026-03-02 09:00", basics_blocked="yes")
        kept.user_id = self.engineer
        kept.action_respond()
        late = self.ticket("2026-03-03 09:00", basics_blocked="yes")
        late.user_id = self.engineer
        self.clock_at("2026-03-10 09:00")
        late.action_respond()
        gone = self.ticket("2026-03-12 09:00", basics_blocked="yes")
        gone._step("cancelled", note="reported twice")
        return kept, late, gone

    def facts(self, ticket, kind="respond"):
        self.env.flush_all()
        return self.env["service.sla.fact"].search(
            [("ticket_id", "=", ticket.id), ("kind", "=", kind)]
        )

    def statement(self, **more):
        values = {"company_id": self.hospital.id, "month": "2026-03-15"}
        return self.env["service.statement"].with_user(self.boss).create(values | more)

    def frozen(self):
        self.late_and_kept()
        statement = self.statement()
        self.clock_at("2026-04-01 08:00")
        statement.action_freeze()
        return statement

    def drawn(self, record, shown):
        """Do the steps of a shown action as its page does; return what the last one returned."""
        job = shown["params"]
        self.assertEqual((job["model"], job["id"]), (record._name, record.id))
        return [record.drawing_step(job["purpose"], key) for key, _words in job["steps"]][-1]

    def test_freezing_step_by_step_freezes_with_the_last_step_alone(self):
        self.late_and_kept()
        statement = self.statement()
        self.clock_at("2026-04-01 08:00")
        steps = [key for key, _words in statement.action_freeze_shown()["params"]["steps"]]
        with self.assertRaises(UserError):
            statement.drawing_step("freeze", steps[-1])
        for key in steps[:-1]:
            statement.drawing_step("freeze", key)
            self.assertEqual((statement.state, statement.frozen_at), ("draft", False))
        statement.remark = "A power cut"
        with self.assertRaises(UserError):
            statement.drawing_step("freeze", steps[-1])
        self.drawn(statement, statement.action_freeze_shown())
        self.assertEqual(statement.state, "frozen")
        self.assertTrue(statement._verify())
        with self.assertRaises(UserError):
            statement.drawing_step("freeze", "count")
        with self.assertRaises(AccessError):
            self.statement(month="2026-02-01").with_user(self.engineer).drawing_step(
                "freeze", "count"
            )

    def test_a_promise_is_kept_missed_or_dropped_in_the_month_it_fell_due(self):
        kept, late, gone = (self.facts(one) for one in self.late_and_kept())
        self.assertEqual((kept.verdict, late.verdict, gone.verdict), ("kept", "missed", "dropped"))
        self.assertEqual(late.month, date(2026, 3, 1))
        self.assertEqual(late.user_id, self.engineer)
        self.assertEqual(late.contract_id, self.contract)
        self.assertGreater(late.late_hours, 1)
        self.assertEqual((kept.rate, late.rate), (100, 0))

    def test_the_last_evening_of_a_month_in_china_belongs_to_that_month(self):
        ticket = self.ticket("2026-03-31 23:00", hospital_stands="yes")
        due = self.facts(ticket).due_at
        self.assertEqual(self.local(due)[:5], "03-31")
        self.assertEqual(self.facts(ticket).month, date(2026, 3, 1))

    def test_a_missed_promise_stays_missed_when_the_ticket_is_opened_again(self):
        _kept, late, _gone = self.late_and_kept()
        late._step("resolved", note="done")
        late._step("reopened", note="again")
        self.assertEqual(self.facts(late).verdict, "missed")

    def test_groups_by_severity_give_the_rate(self):
        self.late_and_kept()
        self.env.flush_all()
        rows = self.env["service.sla.fact"]._read_group(
            [("company_id", "=", self.hospital.id), ("kind", "=", "respond")],
            ["month:month"],
            ["rate:avg", "kept:sum", "missed:sum"],
        )
        self.assertEqual([row[1:] for row in rows], [(50.0, 1, 1)])

    def test_a_frozen_statement_gives_the_same_two_files_later(self):
        statement = self.frozen()
        self.assertEqual((statement.state, statement.month), ("frozen", date(2026, 3, 1)))
        self.assertGreaterEqual(statement.missed, 1)
        self.ticket("2026-03-20 09:00", basics_blocked="yes")
        self.clock_at("2027-05-01 08:00")
        self.assertTrue(statement._verify())
        self.assertEqual(statement.action_verify()["params"]["type"], "success")

    def test_an_altered_file_or_number_is_found(self):
        statement = self.frozen()
        content = dict(statement.content)
        content["book"]["sheets"][0]["rows"][2][1] = "9 / 9"
        statement.sudo().content = content
        self.assertFalse(statement._verify())
        other = self.frozen_again(statement)
        other.sudo().pdf = base64.b64encode(b"%PDF-1.4 forged")
        self.assertFalse(other._verify())

    def frozen_again(self, statement):
        draft = self.env["service.statement"].browse(statement.action_correct()["res_id"])
        draft.with_user(self.boss).action_freeze()
        return draft

    def test_a_correction_is_the_next_version_and_the_first_stays(self):
        statement = self.frozen()
        again = self.frozen_again(statement)
        self.assertEqual((again.version, again.state, statement.state), (2, "frozen", "replaced"))
        self.assertTrue(statement._verify())

    def test_what_is_frozen_is_not_changed(self):
        statement = self.frozen()
        for values in ({"remark": "x"}, {"month": "2026-02-01"}, {"state": "draft"}):
            with self.assertRaises(UserError):
                statement.write(values)
        with self.assertRaises(UserError):
            statement.unlink()
        with self.assertRaises(UserError):
            self.statement(month="2026-01-01").write({"kept": 99})
        forged = self.statement(month="2025-12-01", state="frozen", kept=9)
        self.assertEqual((forged.state, forged.kept), ("draft", 0))

    def test_a_month_that_is_not_over_is_not_frozen(self):
        statement = self.statement()
        self.clock_at("2026-03-31 23:59")
        with self.assertRaises(ValidationError):
            statement.action_freeze()
        self.clock_at("2026-04-01 00:00")
        statement.action_freeze()
        self.assertEqual(statement.state, "frozen")

    def test_page_and_workbook_are_in_the_hospitals_language_and_say_who_was_late(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        statement = self.frozen()
        _kept, late = self.env["service.ticket"].search(
            [("company_id", "=", self.hospital.id), ("state", "!=", "cancelled")], order="id"
        )
        page = PdfReader(io.BytesIO(base64.b64decode(statement.pdf)))
        words = "".join(one.extract_text() for one in page.pages)
        self.assertIn(self.hospital.name, words)
        self.assertIn(late.number, words)
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(statement.xlsx))) as book:
            names = book.namelist()
            text = book.read("xl/sharedStrings.xml").decode()
        self.assertGreaterEqual(sum(one.startswith("xl/worksheets/sheet") for one in names), 9)
        self.assertTrue(any(one.startswith("xl/charts/") for one in names))
        self.assertIn(late.number, text)

    def test_a_subject_that_looks_like_a_formula_stays_text(self):
        self.ticket("2026-03-02 09:00", name='=HYPERLINK("http://x")')
        statement = self.statement()
        self.clock_at("2026-04-02 09:00")
        statement.action_freeze()
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(statement.xlsx))) as book:
            sheets = [book.read(name) for name in book.namelist() if "worksheets/sheet" in name]
        self.assertFalse(any(b"<f>" in one for one in sheets))

    def test_a_report_counts_only_hospitals_the_reader_may_see(self):
        other = self.env["res.company"].create({"name": "Second hospital"})
        self.late_and_kept()
        report = self.env["service.performance"].with_user(self.boss)
        wizard = report.create({"first": "2026-03-01", "last": "2026-03-01"})
        self.assertNotIn(other, wizard.company_ids)
        for shown in (wizard.action_xlsx_shown(), wizard.action_pdf_shown()):
            self.assertIn("/web/content/", self.drawn(wizard, shown)["url"])
        wizard.first = "2026-05-01"
        with self.assertRaises(ValidationError):
            self.drawn(wizard, wizard.action_pdf_shown())

    def test_staff_reads_statements_and_does_not_make_them(self):
        statement = self.frozen().with_user(self.engineer)
        self.assertTrue(statement.pdf)
        with self.assertRaises(AccessError):
            statement.action_correct()

    def test_the_portal_gives_what_is_frozen_to_its_own_hospital(self):
        statement = self.frozen()
        portal = self.user("it_statement", "base.group_portal")
        mine = self.env["service.statement"].with_user(portal)
        self.assertEqual(mine._portal_list()["statements"], statement.sudo())
        name, data = mine._portal_file(statement.name, "page")
        self.assertEqual((name[-4:], base64.b64encode(data)), (".pdf", statement.pdf))
        self.assertTrue(mine._portal_file(statement.name, "workbook")[1].startswith(b"PK"))
        self.assertEqual(mine._portal_file(statement.name, "content"), ("", b""))
        draft = self.statement(month="2026-04-15")
        self.assertEqual(mine._portal_file(draft.name, "page"), ("", b""))
        self.assertNotIn(draft, mine.search([]))
        other = self.env["res.company"].create({"name": "Second"})
        portal.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        theirs = mine.with_context(allowed_company_ids=other.ids)
        self.assertEqual(theirs._portal_file(statement.name, "page"), ("", b""))

    def test_drafts_of_last_month_are_made_once(self):
        statements = self.env["service.statement"]
        mine = [("company_id", "=", self.hospital.id)]
        statements._prepare_last_month()
        statements._prepare_last_month()
        self.assertEqual(len(statements.search(mine)), 1)
