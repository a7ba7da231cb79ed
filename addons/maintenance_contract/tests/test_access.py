"""Group by model by verb, and hospital by hospital."""

from odoo.tests import TransactionCase, tagged

VERBS = ("read", "write", "create", "unlink")
NOTHING, READ, ALL = set(), {"read"}, set(VERBS)
# What (plain user, service staff, service manager) may do with each model.
TABLE = {
    "service.calendar": (NOTHING, READ, ALL),
    "service.calendar.day": (NOTHING, READ, ALL),
    "service.calendar.year": (NOTHING, READ, ALL),
    "service.window": (NOTHING, READ, ALL),
    "service.window.hours": (NOTHING, READ, ALL),
    "service.calendar.import": (NOTHING, NOTHING, ALL),
    **dict.fromkeys(
        (
            "service.severity",
            "service.cause",
            "service.contract",
            "service.contract.line",
            "service.contract.service",
            "service.contract.kind",
            "service.contact",
            "service.target",
            "service.module",
        ),
        (NOTHING, READ, ALL),
    ),
    "service.ticket": (NOTHING, ALL - {"unlink"}, ALL - {"unlink"}),
    "service.ticket.event": (NOTHING, READ, READ),
    "service.clock": (NOTHING, READ, READ),
    "service.permit": (NOTHING, ALL, ALL),
    "service.remote.session": (NOTHING, READ, READ),
    "service.access.entry": (NOTHING, READ, READ),
    "service.admission": (NOTHING, READ, ALL),
    "service.incident": (NOTHING, ALL - {"unlink"}, ALL - {"unlink"}),
    "service.permit.answer": (NOTHING, NOTHING, ALL),
    "service.remote.use": (NOTHING, ALL, ALL),
    "service.report": (NOTHING, ALL, ALL),
    "service.advice": (NOTHING, ALL, ALL),
    **dict.fromkeys(
        ("service.skill", "service.engineer", "service.duty", "service.notifier"),
        (NOTHING, READ, ALL),
    ),
    "service.notice": (NOTHING, READ, READ),
    "service.knowledge": (NOTHING, ALL - {"unlink"}, ALL),
    "service.assign": (NOTHING, ALL, ALL),
    "service.assign.line": (NOTHING, ALL, ALL),
    "service.call": (NOTHING, ALL - {"unlink"}, ALL),
    "service.mailbox": (NOTHING, READ, ALL),
    "service.qr.report": (NOTHING, NOTHING, READ),
    "service.duty.plan": (NOTHING, NOTHING, ALL),
    "service.duty.plan.line": (NOTHING, NOTHING, ALL),
    "service.visit": (NOTHING, ALL - {"unlink"}, ALL - {"unlink"}),
    "service.visit.event": (NOTHING, READ, READ),
    "service.visit.item": (NOTHING, ALL, ALL),
    "service.visit.part": (NOTHING, ALL, ALL),
    "service.visit.photo": (NOTHING, ALL, ALL),
    "service.checklist": (NOTHING, READ, ALL),
    "service.checklist.item": (NOTHING, READ, ALL),
    "service.visit.step": (NOTHING, ALL, ALL),
    "service.step": (NOTHING, ALL, ALL),
    "service.release": (NOTHING, READ, ALL),
    "service.release.file": (NOTHING, READ, ALL),
    "service.delivery": (NOTHING, {"read", "write"}, ALL - {"unlink"}),
    "service.delivery.device": (NOTHING, {"read", "write"}, {"read", "write"}),
    "service.delivery.place": (NOTHING, READ, ALL),
    "service.sla.fact": (NOTHING, READ, READ),
    "service.statement": (NOTHING, READ, ALL),
    "service.performance": (NOTHING, NOTHING, ALL),
    "service.clock.ledger": (NOTHING, ALL, ALL),
    "service.clock.ledger.line": (NOTHING, ALL, ALL),
    "service.deadline": (NOTHING, ALL, ALL),
    "service.deadline.line": (NOTHING, ALL, ALL),
}


@tagged("post_install", "-at_install")
class TestAccess(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospitals = cls.env["res.company"].create([{"name": "One"}, {"name": "Two"}])
        cls.plain = cls.make_user("plain", "base.group_user")
        cls.staff = cls.make_user("staff", "maintenance_contract.group_service_user")
        cls.boss = cls.make_user("boss", "maintenance_contract.group_service_manager")

    @classmethod
    def make_user(cls, login, group):
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": f"{login}@service.test",
                "company_id": cls.hospitals[0].id,
                "company_ids": [(6, 0, cls.hospitals[0].ids)],
                "group_ids": [(6, 0, cls.env.ref(group).ids)],
            }
        )

    def test_each_group_may_do_what_the_table_says(self):
        for model, rights in TABLE.items():
            for user, expected in zip((self.plain, self.staff, self.boss), rights, strict=True):
                records = self.env[model].with_user(user)
                allowed = {verb for verb in VERBS if records.has_access(verb)}
                self.assertEqual(allowed, expected, f"{user.name} {model}")

    def test_every_model_of_the_add_on_is_in_the_table(self):
        own = {name for name in self.env.registry if name.startswith("service.")}
        abstract = {name for name in own if self.env[name]._abstract}
        self.assertEqual(own - abstract, set(TABLE))

    def test_a_hospital_does_not_see_the_windows_and_calendars_of_another(self):
        for hospital in self.hospitals:
            calendar = self.env["service.calendar"].create(
                {
                    "name": "Own",
                    "company_id": hospital.id,
                    "day_ids": [(0, 0, {"date": "2026-03-02"})],
                    "year_ids": [(0, 0, {"year": 2026})],
                }
            )
            self.env["service.window"].create(
                {
                    "name": "Own",
                    "company_id": hospital.id,
                    "calendar_id": calendar.id,
                    "hour_ids": [(0, 0, {"weekday": "0"})],
                }
            )
        for model in list(TABLE)[:5]:
            seen = self.env[model].with_user(self.boss).search([("company_id", "!=", False)])
            self.assertEqual(seen.company_id, self.hospitals[0], model)
