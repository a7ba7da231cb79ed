from datetime import date, timezone
from unittest.mock import patch

from odoo.addons.maintenance_contract.tests.common import ServiceCase, at

DOT = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    b"AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HERE = "odoo.addons.inspection.models"
MODULES = ("inspection", "inspection_plan", "inspection_answer", "inspection_finding")
MODULES += ("inspection_verbs", "inspection_report")


class InspectionCase(ServiceCase):
    """The first hospital, whose contract owes four inspections in 2026, with a short checklist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital.partner_id.lang = "en_US"
        cls.line = cls.contract.line_ids.filtered("quota")
        cls.server = cls.env["maintenance.equipment"].create(
            {"name": "Server", "company_id": cls.hospital.id, "device_kind": "server"}
        )
        (cls.server | cls.screen)._life_step("install")
        cls.listed = cls.env["inspection.checklist"].create(
            {
                "name": "Short",
                "company_id": cls.hospital.id,
                "item_ids": [(0, 0, one) for one in cls.items()],
            }
        )
        cls.listed.action_release()

    @classmethod
    def items(cls):
        severe = cls.env.ref("maintenance_contract.severity_severe").id
        return [
            {
                "code": "disk", "section": "server", "name": "Free", "kind": "value", "unit": "GB",
                "has_low": True, "low": 20, "fact": "free_gb", "device_kind": "server",
                "severity_id": severe,
            },
            {"code": "sound", "name": "Sound", "device_kind": "hall_screen", "sequence": 20},
            {
                "code": "halls", "name": "Halls", "kind": "count", "device_kind": "hall_screen",
                "sequence": 30,
            },
        ]  # fmt: skip

    def plan(self, today="2026-01-05"):
        return self.env["inspection.plan"]._plan_year(
            self.line, date(2026, 1, 1), date(2026, 12, 31), date.fromisoformat(today)
        )

    def clock_at(self, text):
        result = super().clock_at(text)
        moment = at(text).astimezone(timezone.utc)
        for name in MODULES:
            patcher = patch(f"{HERE}.{name}.utc_now", lambda: moment)
            patcher.start()
            self.addCleanup(patcher.stop)
        return result

    def begun(self, number=1, when="2026-03-02 09:00"):
        """The n-th inspection, at work, entered by its engineer."""
        self.clock_at(when)
        one = self.plan().inspection_ids.sorted("slot")[number - 1].with_user(self.engineer)
        one.action_start()
        return one

    def answer(self, inspection, code, **told):
        found = inspection.answer_ids.filtered(lambda one: one.code == code)
        found.write(told)
        return found

    def filled(self, number=1, when="2026-03-02 09:00", **disk):
        one = self.begun(number, when)
        self.answer(one, "disk", **(disk or {"value": 100}))
        self.answer(one, "sound", choice="ok")
        self.answer(one, "halls", value=1)
        return one

    def signed(self, number=1, when="2026-03-02 09:00", **disk):
        return self.sign(self.filled(number, when, **disk))

    def sign(self, one):
        one.action_finish()
        one.write(
            {
                "hospital_name": "Li", "hospital_sign": DOT,
                "engineer_name": "Wang", "engineer_sign": DOT,
            }
        )  # fmt: skip
        one.action_sign()
        return one
