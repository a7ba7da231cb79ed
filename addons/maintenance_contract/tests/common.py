from datetime import datetime, timedelta, timezone
from unittest.mock import patch
from zoneinfo import ZoneInfo

from odoo.tests import TransactionCase

CHINA = ZoneInfo("Asia/Shanghai")
MODULES = (
    "service_ticket",
    "ticket_verbs",
    "ticket_clock",
    "ticket_escalation",
    "ticket_waiting",
    "ticket_entitlement",
    "ticket_ring",
    "ticket_alarm",
    "ticket_fault",
    "service_mailbox",
    "service_qr",
    "service_call",
    "service_duty",
    "service_notice",
    "service_report",
    "service_visit",
    "visit_record",
    "visit_verbs",
    "service_report_content",
    "service_access",
    "service_admission",
    "service_incident",
    "service_permit",
    "service_remote",
    "service_statement",
    "service_statement_freezing",
    "service_release",
    "service_delivery",
)
HERE = "odoo.addons.maintenance_contract.models"


def at(text):
    """Return a wall-clock time of the hospital as an aware moment."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


class ServiceCase(TransactionCase):
    """A hospital with the tender's terms in force in 2026, a screen, an engineer, a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US", "tracking_disable": True})
        cls.hospital = cls.env["res.company"].create({"name": "First hospital"})
        cls.engineer = cls.user("engineer", "maintenance_contract.group_service_user")
        cls.boss = cls.user("boss", "maintenance_contract.group_service_manager")
        cls.contract = cls.env.ref("maintenance_contract.contract_tender").copy(
            {
                "is_template": False,
                "company_id": cls.hospital.id,
                "number": "HT-1",
                "first_day": "2026-01-01",
                "last_day": "2026-12-31",
                "needs_admission": False,
                "needs_undertaking": False,
            }
        )
        cls.contract._activate()
        cls.screen = cls.env["maintenance.equipment"].create(
            {"name": "Hall", "company_id": cls.hospital.id, "device_kind": "hall_screen"}
        )

    @classmethod
    def user(cls, login, *groups):
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": f"{login}@service.test",
                "lang": "en_US",
                "company_id": cls.hospital.id,
                "company_ids": [(6, 0, cls.hospital.ids)],
                "group_ids": [(6, 0, [cls.env.ref(group).id for group in groups])],
            }
        )

    def clock_at(self, text):
        """It is this time at the hospital, for all that the add-on does."""
        moment = at(text).astimezone(timezone.utc)
        for patcher in [patch(f"{HERE}.{name}.utc_now", lambda: moment) for name in MODULES]:
            patcher.start()
            self.addCleanup(patcher.stop)

    def ticket(self, when, **more):
        """A ticket reported (and entered) at a time of the hospital."""
        self.clock_at(when)
        moment = at(when).astimezone(timezone.utc).replace(tzinfo=None)
        values = {
            "name": "Screen stays black",
            "company_id": self.hospital.id,
            "device_id": self.screen.id,
            "reported_at": moment,
            "entered_at": moment,
        }
        return self.env["service.ticket"].create(values | more)

    def clock(self, ticket, kind):
        return ticket.clock_ids.filtered(lambda one: one.kind == kind and not one.closed_at)

    def local(self, moment):
        """Return a naive UTC moment as the hospital's clock shows it."""
        return moment and (moment + timedelta(hours=8)).strftime("%m-%d %H:%M")
