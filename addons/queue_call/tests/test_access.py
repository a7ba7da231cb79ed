"""Group by model by verb, and hospital by hospital: who may do what."""

from odoo.exceptions import AccessError, UserError

from .access_table import GROUPS, NOBODY, TABLE, WITHOUT_COMPANY
from .common import QueueCase

VERBS = {"read": "r", "write": "w", "create": "c", "unlink": "u"}
ADDON = "queue_call"


class TestAccess(QueueCase):
    def allowed(self, user, model):
        records = self.env[model].with_user(user)
        return "".join(letter for verb, letter in VERBS.items() if records.has_access(verb))

    def own_models(self):
        """Return the models that this add-on defines and keeps rows of."""
        models = self.env.registry.models.items()
        own = {name: model for name, model in models if model._original_module == ADDON}
        return {name for name, model in own.items() if not model._abstract}

    def in_group(self, group, company=None):
        return self.make_user(f"in_{group}", f"{ADDON}.group_queue_{group}", company=company)

    def test_every_model_stands_in_the_table(self):
        self.assertEqual(set(TABLE), self.own_models())

    def test_every_group_may_what_the_table_says(self):
        for group in GROUPS:
            user = self.in_group(group)
            for model, expected in TABLE.items():
                with self.subTest(group=group, model=model):
                    self.assertEqual(self.allowed(user, model), expected.get(group, ""))

    def test_portal_public_and_plain_users_may_nothing(self):
        portal = self.env["res.users"].create(
            {
                "name": "p",
                "login": "p@t",
                "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            }
        )
        plain, public = self.make_user("plain"), self.env.ref("base.public_user")
        for model in TABLE:
            for user in (portal, public, plain):
                self.assertEqual(self.allowed(user, model), "", f"{user.name} {model}")

    def test_who_is_in_a_group_is_in_those_below_it(self):
        below = {
            "desk_lead": {"nurse"},
            "manager": {"nurse", "doctor", "desk_lead"},
            "admin": {"nurse", "doctor", "desk_lead", "manager"},
        }
        for group in GROUPS:
            user = self.in_group(group)
            found = {one for one in GROUPS if user.has_group(f"{ADDON}.group_queue_{one}")}
            self.assertEqual(found, {group} | below.get(group, set()), group)

    def test_buttons_work_for_staff_and_for_nobody_else(self):
        for first, group in enumerate(GROUPS, 1):
            if group == "auditor":
                continue
            entry = self.register(1, first=first)
            entry.with_user(self.in_group(group)).action_check_in()
            self.assertEqual(entry.state, "waiting", group)
        entry = self.register(1, first=99999)
        own = set(dir(type(entry))) - set(dir(type(self.env["queue.patient"])))
        for user in (self.make_user("plain"), self.in_group("auditor")):
            for name in own:
                if name.startswith("action_"):
                    with self.assertRaises(AccessError, msg=f"{user.name} {name}"):
                        getattr(entry.with_user(user), name)()
        self.assertEqual(entry.state, "registered")

    def test_an_auditor_opens_no_room(self):
        auditor = self.in_group("auditor")
        sessions = self.env["queue.session"].with_user(auditor)
        with self.assertRaises(AccessError):
            sessions._caller_open(self.room.id, self.queue.ids)
        self.open()
        for name in ("action_pause", "action_close"):
            with self.assertRaises(AccessError, msg=name):
                getattr(self.env["queue.session"].search([]).with_user(auditor), name)()

    def test_a_state_cannot_be_written_around_the_verbs(self):
        entry = self.register(1)
        for group in GROUPS:
            with self.assertRaises(AccessError, msg=group):
                entry.with_user(self.in_group(group)).write({"state": "finished"})

    def test_another_hospital_is_neither_seen_nor_touched(self):
        company = self.env["res.company"].create({"name": "Other hospital"})
        entry = self.wait(1)
        self.open()
        self.number_events()
        bound = [model for model, who in TABLE.items() if who != NOBODY]
        for group in GROUPS:
            stranger = self.in_group(group, company)
            mine = entry.with_user(stranger).with_context(allowed_company_ids=company.ids)
            with self.assertRaises(AccessError, msg=group):
                mine.action_undo_check_in()
            for model in bound:
                found = self.env[model].with_user(stranger).with_context(allowed_company_ids=None)
                if found.has_access("read") and "company_id" in found:
                    domain = [("company_id", "=", self.hospital.id)]
                    self.assertFalse(found.search_count(domain), f"{group} {model}")
        self.assertEqual(entry.state, "waiting")

    def test_every_stored_model_has_a_rule_of_the_hospital(self):
        rules = self.env["ir.rule"].sudo()
        for model in set(TABLE) - set(WITHOUT_COMPANY):
            if self.env[model]._transient:
                continue  # a window belongs to whoever opened it
            found = rules.search([("model_id.model", "=", model), ("groups", "=", False)])
            self.assertTrue(
                any("compan" in (rule.domain_force or "") for rule in found),
                f"{model}: no rule binds it to the hospital",
            )

    def test_what_has_a_zone_is_bound_to_the_zones_of_its_reader(self):
        rules = self.env["ir.rule"].sudo()
        nurse = self.env.ref(f"{ADDON}.group_queue_nurse")
        for model, who in TABLE.items():
            stored = self.env[model]._fields.get("zone_id")
            if self.env[model]._transient or not stored or "nurse" not in who:
                continue
            found = rules.search([("model_id.model", "=", model), ("groups", "in", nurse.ids)])
            self.assertTrue(
                any("queue_zone_ids" in (rule.domain_force or "") for rule in found),
                f"{model}: no rule binds it to the zones of a nurse",
            )

    def test_a_nurse_of_named_zones_sees_these_only(self):
        far = self.env["queue.zone"].create(
            {"name": "Far", "code": "F", "company_id": self.hospital.id}
        )
        entry = self.register(1)
        for group in ("nurse", "doctor", "desk_lead"):
            user = self.in_group(group)
            user.queue_zone_ids = far
            entries = self.env["queue.entry"].with_user(user)
            self.assertFalse(entries.search([("id", "=", entry.id)]), group)
            self.assertEqual(self.env["queue.zone"].with_user(user).search([]), far)
            with self.assertRaises(AccessError):
                entry.with_user(user).action_check_in()
            user.queue_zone_ids = False
            self.assertTrue(entries.search([("id", "=", entry.id)]), group)

    def test_an_auditor_sees_all_zones_whatever_else_she_is(self):
        far = self.env["queue.zone"].create(
            {"name": "Far", "code": "F", "company_id": self.hospital.id}
        )
        user = self.make_user("both", f"{ADDON}.group_queue_auditor", f"{ADDON}.group_queue_nurse")
        user.queue_zone_ids = far
        entry = self.register(1)
        self.assertTrue(self.env["queue.entry"].with_user(user).search([("id", "=", entry.id)]))

    def test_staff_land_where_they_work(self):
        board = self.env.ref("queue_call.action_queue_desk")
        caller = self.env.ref("queue_call.action_queue_caller")
        self.assertEqual(self.nurse.action_id.id, board.id)
        self.assertEqual(self.doctor.action_id.id, caller.id)

    def test_the_desk_registers_once_and_a_change_wants_a_reason(self):
        desk = self.env["queue.desk.register"].with_user(self.nurse)
        window = desk.create({"queue_id": self.queue.id, "name": "王五"})
        window.action_register()
        window.action_register()
        entry = self.env["queue.entry"].search([("queue_id", "=", self.queue.id)])
        self.assertEqual((len(entry), entry.state, entry.patient_name), (1, "waiting", "王五"))
        change = self.env["queue.desk.change"].with_user(self.nurse)
        window = change.create({"entry_id": entry.id, "kind": "cancel"})
        with self.assertRaises(UserError):
            window.action_apply()
        window.reason = "went home"
        window.action_apply()
        self.assertEqual(entry.state, "cancelled")
