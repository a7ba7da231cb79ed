from datetime import date

import psycopg2.errors
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestContract(ServiceCase):
    def test_the_tender_s_terms_ship_with_every_number(self):
        lines = self.env.ref("maintenance_contract.contract_tender").line_ids
        promised = {
            (target.severity_id.item, target.kind): (target.unit, target.hours, target.days)
            for target in lines.filtered(lambda one: one.item == "B1, C").target_ids
        }
        self.assertEqual(promised["C1", "arrive"][:2], ("hours", 2.0))
        self.assertEqual(promised["C2", "respond"][:2], ("hours", 1.0))
        self.assertEqual(promised["C2", "arrive"][:2], ("hours", 24.0))
        self.assertEqual(promised["C2", "resolve"][:2], ("hours", 48.0))
        self.assertEqual(promised["C3", "depart"][::2], ("days", 1))
        self.assertEqual(promised["C4", "depart"][::2], ("days", 3))
        self.assertEqual(lines.filtered(lambda one: one.item == "B9").quota, 4)
        windows = {line.item: line.window_id.name for line in lines}
        self.assertEqual((windows["B2"], windows["B3, B5"]), ("5×8", "6×8"))
        self.assertEqual(windows["B1, C"], "7×24")

    def test_both_sides_name_persons_with_telephones(self):
        contract = self.contract
        contract.contact_ids.unlink()
        self.assertIn("hospital's liaison", contract.liaison_note)
        self.assertIn("supplier's liaison", contract.liaison_note)
        contract.contact_ids = [
            (0, 0, {"side": "hospital", "name": "Head of IT", "phone": "0571-80000001"}),
            (0, 0, {"side": "supplier", "name": "Hotline", "phone": "400-8000-001"}),
        ]
        self.assertFalse(contract.liaison_note)
        shown = self.env["service.contact"].with_company(self.hospital)._portal_liaison()
        self.assertEqual(shown.mapped("name"), ["Hotline", "Head of IT"])
        with self.assertRaises(psycopg2.errors.NotNullViolation), mute_logger("odoo.sql_db"):
            contract.contact_ids = [(0, 0, {"side": "hospital", "name": "Nobody", "phone": False})]
            self.env.flush_all()

    def test_what_is_in_force_is_amended_and_both_versions_stay(self):
        with self.assertRaisesRegex(UserError, "Press Amend"):
            self.contract.last_day = date(2027, 12, 31)
        action = self.contract.action_amend()
        draft = self.env["service.contract"].browse(action["res_id"])
        self.assertEqual((draft.version, draft.state, draft.number), (2, "draft", "HT-1"))
        self.assertEqual(len(draft.line_ids.target_ids), len(self.contract.line_ids.target_ids))
        draft.last_day = date(2027, 12, 31)
        self.assertEqual(self.contract.state, "active")
        draft.action_activate()
        self.assertEqual((self.contract.state, draft.state), ("replaced", "active"))

    def test_a_contract_that_promises_nothing_does_not_come_into_force(self):
        empty = self.contract.copy({"number": "HT-2"})
        empty.line_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "promises nothing"):
            empty.action_activate()

    def test_a_line_without_services_or_kinds_is_named(self):
        draft = self.contract.copy({"number": "HT-3"})
        line = draft.line_ids.filtered(lambda one: one.scope == "kinds")[0]
        line.kind_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "name the kinds"):
            draft.action_activate()

    def test_an_end_before_its_beginning_is_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.contract.copy({"number": "HT-4", "last_day": "2025-01-01"}).flush_recordset()

    def test_the_end_is_told_at_ninety_sixty_and_thirty_days_once_each(self):
        remind = self.env["service.contract"]._cron_remind
        for day, told in (
            (date(2026, 9, 1), 0),
            (date(2026, 10, 5), 1),
            (date(2026, 10, 6), 1),
            (date(2026, 12, 20), 2),  # the scheduler did not run at 60 days
            (date(2026, 12, 21), 2),
        ):
            remind(day)
            self.assertEqual(len(self.contract.activity_ids), told, day)
        self.assertEqual(self.contract.activity_ids.user_id, self.boss)

    def test_a_template_is_used_not_brought_into_force(self):
        template = self.env.ref("maintenance_contract.contract_tender")
        with self.assertRaises(UserError):
            template.action_activate()
        made = template.with_company(self.hospital).action_use_template()
        draft = self.env["service.contract"].browse(made["res_id"])
        self.assertEqual((draft.company_id, draft.is_template), (self.hospital, False))

    def test_a_device_says_how_it_is_covered(self):
        self.assertIn("HT-1", self.screen.service_covered)
        self.contract.action_suspend()
        self.screen.invalidate_recordset(["service_covered"])
        self.assertIn("suspended", self.screen.service_covered)
