"""Who may see and do what: group × model × verb × hospital."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import HisCase

NONE, READ, ALL = "", "r", "rwcu"
RIGHTS = {
    "his.interface": {"nurse": NONE, "operator": READ, "manager": ALL},
    "his.code.map": {"nurse": NONE, "operator": ALL, "manager": ALL},
    "his.message": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.unmapped": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.audit": {"nurse": NONE, "operator": NONE, "manager": READ},
    "his.process": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.outbox": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.delivery": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.delivery.correct": {"nurse": NONE, "operator": "rwc", "manager": "rwc"},
    "his.delivery.correct.line": {"nurse": NONE, "operator": "rwc", "manager": "rwc"},
    "his.way": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.alarm": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.counter": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.secret": {"nurse": NONE, "operator": NONE, "manager": ALL},
    "his.source": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.statement": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.reconcile": {"nurse": NONE, "operator": READ, "manager": READ},
    "his.message.viewer": {"nurse": NONE, "operator": "rwc", "manager": "rwc"},
    "his.resync": {"nurse": NONE, "operator": "rwc", "manager": "rwc"},
    "his.setup": {"nurse": NONE, "operator": NONE, "manager": ALL},
    "his.setup.line": {"nurse": NONE, "operator": NONE, "manager": ALL},
    "his.setup.row": {"nurse": NONE, "operator": NONE, "manager": ALL},
    "his.setup.code": {"nurse": NONE, "operator": NONE, "manager": ALL},
    "his.setup.step": {"nurse": NONE, "operator": NONE, "manager": ALL},
    "his.setup.operation": {"nurse": NONE, "operator": NONE, "manager": ALL},
}
GROUPS = {
    "nurse": "queue_call.group_queue_nurse",
    "operator": "his_connector.group_his_operator",
    "manager": "his_connector.group_his_manager",
}
VERBS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestAccess(HisCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = {"company_id": cls.hospital.id, "company_ids": [(6, 0, cls.hospital.ids)]}
        cls.users = {
            name: new_test_user(cls.env, f"his-{name}", groups=group, **own)
            for name, group in GROUPS.items()
        }
        other = cls.env["res.company"].create({"name": "乙医院"})
        cls.stranger = new_test_user(
            cls.env,
            "his-stranger",
            groups=GROUPS["manager"],
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )

    def test_each_group_may_do_what_the_table_says_and_nothing_else(self):
        for model, rights in RIGHTS.items():
            for name, letters in rights.items():
                records = self.env[model].with_user(self.users[name])
                for letter, verb in VERBS.items():
                    with self.subTest(model=model, group=name, verb=verb):
                        self.assertEqual(records.has_access(verb), letter in letters)

    def test_the_table_knows_every_model_of_the_add_on(self):
        ours = {
            name
            for name, model in self.env.items()
            if model._original_module == "his_connector" and not model._abstract
        }
        self.assertEqual(ours, set(RIGHTS))

    def test_another_hospital_sees_nothing_of_it(self):
        message = self.receive(self.adt(dept="0999"))
        self.env.cr.execute(
            "INSERT INTO his_unmapped (interface_id, company_id, kind, code, first_at, last_at)"
            " VALUES (%s, %s, 'department', '0999', now(), now())",
            [self.interface.id, self.hospital.id],
        )
        message.with_user(self.users["operator"]).action_view()
        for model in ("his.interface", "his.code.map", "his.message", "his.unmapped", "his.audit"):
            with self.subTest(model=model):
                domain = [("company_id", "=", self.hospital.id)]
                self.assertTrue(self.env[model].search(domain))
                self.assertFalse(self.env[model].with_user(self.stranger).search(domain))

    def test_another_hospital_neither_opens_nor_replays_its_messages(self):
        message = self.receive(self.adt(dept="0999")).with_user(self.stranger)
        with self.assertRaises(AccessError):
            message.action_view()
        with self.assertRaises(AccessError):
            message.action_replay()

    def test_a_nurse_neither_opens_nor_replays_messages(self):
        message = self.receive(self.adt(dept="0999")).with_user(self.users["nurse"])
        with self.assertRaises(AccessError):
            message.action_view()
        with self.assertRaises(AccessError):
            message.action_replay()

    def test_an_opened_message_is_seen_by_its_opener_alone(self):
        message = self.receive(self.adt(dept="0999"))
        action = message.with_user(self.users["operator"]).action_view()
        viewer = self.env["his.message.viewer"].browse(action["res_id"])
        with self.assertRaises(AccessError):
            viewer.with_user(self.users["manager"]).read(["received"])

    def test_the_connector_has_no_public_route(self):
        from odoo.http import Controller

        ours = [
            one
            for one in Controller.children_classes.get("his_connector", [])
            if one.__module__.startswith("odoo.addons.his_connector")
        ]
        self.assertEqual(ours, [])
