"""Group by model by verb, hospital by hospital, engineer by engineer."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import InspectionCase

VERBS = ("read", "write", "create", "unlink")
NOTHING, READ, ALL = set(), {"read"}, set(VERBS)
# What (plain user, service staff, service manager) may do with each model.
TABLE = {
    "inspection.checklist": (NOTHING, READ, ALL),
    "inspection.checklist.item": (NOTHING, READ, ALL),
    "inspection.blocked": (NOTHING, READ, ALL),
    "inspection.plan": (NOTHING, READ, ALL - {"unlink"}),
    "inspection.inspection": (NOTHING, {"read", "write"}, ALL - {"unlink"}),
    "inspection.event": (NOTHING, READ, READ),
    "inspection.answer": (NOTHING, {"read", "write"}, {"read", "write"}),
    "inspection.entry": (NOTHING, READ, READ),
    "inspection.photo": (NOTHING, ALL, ALL),
    "inspection.finding": (NOTHING, ALL - {"unlink"}, ALL - {"unlink"}),
    "inspection.interview": (NOTHING, ALL, ALL),
    "inspection.training": (NOTHING, ALL, ALL),
    "inspection.attendee": (NOTHING, ALL, ALL),
    "inspection.report": (NOTHING, READ, READ),
    "inspection.move": (NOTHING, ALL, ALL),
    "inspection.correct": (NOTHING, ALL, ALL),
    "inspection.close": (NOTHING, ALL, ALL),
}


@tagged("post_install", "-at_install")
class TestInspectionAccess(InspectionCase):
    def test_each_group_may_do_what_the_table_says(self):
        plain = self.user("plain", "base.group_user")
        for model, rights in TABLE.items():
            for user, expected in zip((plain, self.engineer, self.boss), rights, strict=True):
                records = self.env[model].with_user(user)
                allowed = {verb for verb in VERBS if records.has_access(verb)}
                self.assertEqual(allowed, expected, f"{user.name} {model}")

    def test_every_model_of_the_add_on_is_in_the_table(self):
        own = {name for name in self.env.registry if name.startswith("inspection.")}
        abstract = {name for name in own if self.env[name]._abstract}
        self.assertEqual(own - abstract, set(TABLE))

    def test_another_hospital_sees_nothing_of_this_one(self):
        one = self.signed(value=5)
        one.answer_ids.filtered(lambda row: row.result == "not_ok")
        other = self.env["res.company"].create({"name": "Second hospital"})
        stranger = self.user("stranger", "maintenance_contract.group_service_manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in TABLE:
            records = self.env[model]
            if "company_id" not in records._fields or records._transient:
                continue
            seen = records.with_user(stranger).search([("company_id", "=", self.hospital.id)])
            self.assertFalse(seen, model)

    def test_an_engineer_enters_only_what_is_his(self):
        one = self.begun()
        other = self.user("other", "maintenance_contract.group_service_user")
        theirs = one.with_user(other)
        self.assertTrue(theirs.answer_ids.mapped("name"))
        with self.assertRaises(AccessError):
            theirs.answer_ids[0].write({"choice": "ok"})
        for verb in ("action_finish", "action_sign", "action_reopen"):
            with self.assertRaises(AccessError, msg=verb):
                getattr(theirs, verb)()
        one.helper_ids = other
        theirs.answer_ids[1].write({"choice": "ok"})
        self.assertEqual(theirs.answer_ids[1].answered_by, other)
