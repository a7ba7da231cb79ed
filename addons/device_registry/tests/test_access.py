"""Group by model by verb, hospital by hospital, and every route: who may do what."""

from odoo.exceptions import AccessError, UserError
from odoo.http import _generate_routing_rules

from .common import DeviceCase

VERBS = ("read", "write", "create", "unlink")
NOTHING, ALL = set(), set(VERBS)
# What (plain user, viewer, manager) may do with each model.
TABLE = {
    "device.site": (NOTHING, {"read"}, ALL),
    "device.heartbeat": (NOTHING, {"read"}, {"read"}),
    "device.alarm": (NOTHING, {"read"}, {"read"}),
    "device.life": (NOTHING, {"read"}, {"read"}),
    "device.step": (NOTHING, NOTHING, ALL),
    "device.import": (NOTHING, NOTHING, ALL),
    "device.swap": (NOTHING, {"read"}, {"read"}),
    "field.op": (NOTHING, NOTHING, {"read"}),
    "field.blob": (NOTHING, NOTHING, NOTHING),
    "device.pairing": (NOTHING, NOTHING, {"read", "unlink"}),
    "device.pair": (NOTHING, NOTHING, ALL),
    "maintenance.equipment": ({"read"}, {"read"}, ALL),
}
SECRETS = ("device_token", "device_token_hash", "revoked_token_hash")
ROUTES = {
    "/device/pair": ["GET"],
    "/device/pair/start": ["POST"],
    "/device/pair/poll": ["POST"],
    "/device/home/<token>": ["GET"],
    "/device/heartbeat": ["POST"],
}


class TestAccess(DeviceCase):
    def as_user(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def allowed(self, user, model):
        records = self.as_user(user, self.env[model])
        return {verb for verb in VERBS if records.has_access(verb)}

    def test_each_group_may_do_what_the_table_says(self):
        users = (self.plain, self.viewer, self.manager)
        for model, rights in TABLE.items():
            for user, expected in zip(users, rights, strict=True):
                self.assertEqual(self.allowed(user, model), expected, f"{user.name} {model}")

    def test_portal_and_public_may_nothing(self):
        portal = self.make_user("portal", kind="base.group_portal")
        public = self.env.ref("base.public_user")
        for model in TABLE:
            for user in (portal, public):
                self.assertEqual(self.allowed(user, model), NOTHING, f"{user.name} {model}")

    def test_only_managers_read_or_search_tokens(self):
        self.screen._pair()
        token = self.screen.device_token
        self.assertEqual(self.as_user(self.manager, self.screen).device_token, token)
        for name in SECRETS:
            self.assertNotIn(name, self.screen.with_user(self.viewer).fields_get())
            for user in (self.plain, self.viewer):
                device = self.as_user(user, self.screen)
                with self.assertRaises(AccessError, msg=name):
                    device.read([name])
                with self.assertRaises(AccessError, msg=name):
                    device.search([(name, "=like", token[:1] + "%")])

    def test_managers_do_not_read_the_secrets_of_waiting_browsers(self):
        self.public("device.pairing")._start("kiosk", "10.0.0.1")
        pairing = self.as_user(self.manager, self.env["device.pairing"].search([], limit=1))
        self.assertTrue(pairing.code_shown)
        for name in ("secret_hash", "token_hash"):
            with self.assertRaises(AccessError):
                pairing.read([name])

    def test_an_equipment_manager_who_manages_no_devices_gives_no_token(self):
        equipment = self.make_user("tech", "maintenance.group_equipment_manager")
        device = self.as_user(equipment, self.screen)
        for name in SECRETS:
            with self.assertRaises(AccessError):
                device.write({name: "x"})
            with self.assertRaises(AccessError):
                device.create({"name": "Own", "device_kind": "other", name: "x"})
        device.write({"name": "Renamed"})
        form = (
            self.env["maintenance.equipment"]
            .with_user(equipment)
            .get_view(self.env.ref("maintenance.hr_equipment_view_form").id, "form")
        )
        self.assertNotIn('name="site_id"', form["arch"])

    def test_the_buttons_of_a_device_work_for_managers_only(self):
        self.screen._pair()
        for user in (self.plain, self.viewer):
            for button in ("action_device_revoke", "action_device_rotate", "action_device_open"):
                with self.assertRaises(AccessError, msg=button):
                    getattr(self.as_user(user, self.screen), button)()
        self.assertEqual(self.screen.device_state, "paired")
        device = self.as_user(self.manager, self.screen)
        device.action_device_open()
        device.action_device_rotate()
        device.action_device_revoke()
        self.assertEqual(self.screen.device_state, "revoked")

    def test_nobody_types_a_code_but_a_manager(self):
        for user in (self.plain, self.viewer):
            with self.assertRaises(AccessError):
                self.as_user(user, self.env["device.pair"]).create(
                    {"device_id": self.screen.id, "code": "ABCDEF"}
                )
            with self.assertRaises(AccessError):
                self.as_user(user, self.env["device.pairing"])._waiting_with("ABCDEF")

    def test_a_viewer_sees_every_device_of_the_own_hospital(self):
        devices = self.as_user(self.viewer, self.env["maintenance.equipment"])
        ours = (self.screen + self.other_screen).ids
        self.assertEqual(devices.search([("id", "in", ours)]), self.screen)

    def test_another_hospital_is_neither_seen_nor_touched(self):
        started = self.public("device.pairing")._start("other", "10.0.0.1")
        pairing = self.env["device.pairing"].search([], limit=1)
        self.assertEqual(pairing.code_shown, started["code"])
        pairing._confirm(self.screen)
        self.public("device.heartbeat")._beat(self.screen.device_token, {})
        theirs = (self.campus, self.room, self.screen, self.screen.heartbeat_ids, pairing)
        for records in theirs:
            mine = self.as_user(self.stranger, records)
            self.assertFalse(mine.search([("id", "in", mine.ids)]), records)
            for verb in ("read", "write", "unlink"):
                self.assertFalse(mine.has_access(verb), f"{records} {verb}")
        for button in ("action_device_revoke", "action_device_rotate"):
            with self.assertRaises(AccessError):
                getattr(self.as_user(self.stranger, self.screen), button)()
        self.assertEqual(self.screen.device_state, "paired")

    def test_a_manager_moves_nothing_into_another_hospital(self):
        with self.assertRaises(UserError):
            self.as_user(self.manager, self.room).write({"company_id": self.other_hospital.id})
        with self.assertRaises(AccessError):
            self.as_user(self.manager, self.env["device.site"]).create(
                {"name": "X", "kind": "campus", "company_id": self.other_hospital.id}
            )

    def test_the_routes_are_these_and_none_trusts_a_cookie(self):
        found = {}
        for path, endpoint in _generate_routing_rules(["device_registry"], nodb_only=False):
            if path.startswith("/device/"):
                found[path] = endpoint.routing
        self.assertEqual({path: rule["methods"] for path, rule in found.items()}, ROUTES)
        for path, rule in found.items():
            self.assertEqual(rule["auth"], "none" if rule.get("light") else "public", path)
            self.assertFalse(rule["csrf"] or rule["save_session"], path)
