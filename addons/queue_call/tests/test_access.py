"""Group by model by verb, and hospital by hospital: who may do what."""

from odoo.exceptions import AccessError, UserError

from .common import QueueCase

SETUP = ("queue.zone queue.queue queue.service.point queue.practitioner queue.class").split()
RULES = ("queue.rule", "queue.rule.change")  # written by _set_rules alone
KEPT = ("queue.zone", "queue.queue", "queue.service.point", "queue.practitioner")
RECORDS = (
    "queue.session queue.patient queue.visit queue.line queue.entry queue.event queue.call"
).split()
VERBS = ("read", "write", "create", "unlink")


class TestAccess(QueueCase):
    def allowed(self, user, model):
        records = self.env[model].with_user(user)
        return {verb for verb in VERBS if records.has_access(verb)}

    def test_portal_and_public_may_nothing(self):
        portal = self.env["res.users"].create(
            {
                "name": "p",
                "login": "p@t",
                "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            }
        )
        plain = self.make_user("plain")
        public = self.env.ref("base.public_user")
        for model in (*SETUP, *RULES, *RECORDS, "queue.counter", "queue.request"):
            for user in (portal, public, plain):
                self.assertEqual(self.allowed(user, model), set(), f"{user.name} {model}")

    def test_nurses_and_doctors_read_and_managers_set_up(self):
        for model in SETUP:
            self.assertEqual(self.allowed(self.nurse, model), {"read"}, model)
            self.assertEqual(self.allowed(self.doctor, model), {"read"}, model)
            expected = {"read", "write", "create"} | (set() if model in KEPT else {"unlink"})
            self.assertEqual(self.allowed(self.manager, model), expected, model)

    def test_nobody_writes_what_happened(self):
        for model in (*RECORDS, *RULES):
            for user in (self.nurse, self.doctor, self.manager):
                self.assertEqual(self.allowed(user, model), {"read"}, f"{user.name} {model}")

    def test_numbers_and_requests_are_nobodys_business(self):
        for user in (self.nurse, self.doctor):
            self.assertEqual(self.allowed(user, "queue.counter"), set())
            self.assertEqual(self.allowed(user, "queue.request"), set())

    def test_buttons_work_for_staff_and_for_nobody_else(self):
        plain = self.make_user("plain")
        for user in (self.nurse, self.doctor, self.manager):
            entry = self.register(1, first=user.id)
            entry.with_user(user).action_check_in()
            self.assertEqual(entry.state, "waiting")
        entry = self.register(1, first=99999)
        own = set(dir(type(entry))) - set(dir(type(self.env["queue.patient"])))
        for name in own:
            if name.startswith("action_"):
                with self.assertRaises(AccessError, msg=name):
                    getattr(entry.with_user(plain), name)()
        self.assertEqual(entry.state, "registered")

    def test_a_state_cannot_be_written_around_the_verbs(self):
        entry = self.register(1)
        for user in (self.nurse, self.manager):
            with self.assertRaises(AccessError):
                entry.with_user(user).write({"state": "finished"})

    def test_another_hospital_is_neither_seen_nor_touched(self):
        company = self.env["res.company"].create({"name": "Other hospital"})
        entry = self.wait(1)
        self.open()
        self.number_events()
        for group in ("nurse", "doctor", "manager"):
            stranger = self.make_user(
                f"s{group}", f"queue_call.group_queue_{group}", company=company
            )
            for model in (*SETUP, *RULES, *RECORDS):
                found = self.env[model].with_user(stranger).with_context(allowed_company_ids=None)
                domain = [("company_id", "=", self.hospital.id)]
                self.assertFalse(found.search_count(domain), f"{group} {model}")
            mine = entry.with_user(stranger).with_context(allowed_company_ids=company.ids)
            with self.assertRaises(AccessError):
                mine.action_hold()
        self.assertEqual(entry.state, "waiting")

    def test_a_nurse_of_named_zones_sees_these_only(self):
        far = self.env["queue.zone"].create(
            {"name": "Far", "code": "F", "company_id": self.hospital.id}
        )
        entry = self.register(1)
        self.nurse.queue_zone_ids = far
        entries = self.env["queue.entry"].with_user(self.nurse)
        self.assertFalse(entries.search([("id", "=", entry.id)]))
        with self.assertRaises(AccessError):
            entry.with_user(self.nurse).action_check_in()
        self.nurse.queue_zone_ids = False
        self.assertTrue(entries.search([("id", "=", entry.id)]))

    def test_staff_land_where_they_work(self):
        board = self.env.ref("queue_call.action_queue_board")
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
