import json
import re

from odoo.http import _generate_routing_rules
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_visit import VisitCase, picture

FIELD = {
    "/field": ("GET", "user"),
    "/field/worker.js": ("GET", "public"),
    "/field/app.webmanifest": ("GET", "public"),
    "/field/day": ("GET", "user"),
    "/field/take": ("POST", "user"),
    "/field/blob": ("POST", "user"),
    "/field/visit/<number>/<ref>.jpg": ("GET", "user"),
}


@tagged("post_install", "-at_install")
class TestFieldPage(VisitCase, HttpCase):
    def login(self, user):
        user.sudo().password = "a-long-password"
        self.authenticate(user.login, "a-long-password")

    def test_the_routes_are_these_and_changes_need_a_login_and_a_key(self):
        modules = ["device_registry", "maintenance_contract"]
        found = {
            path: endpoint.routing
            for path, endpoint in _generate_routing_rules(modules, nodb_only=False)
            if path.startswith("/field")
        }
        told = {path: (*one["methods"], one["auth"]) for path, one in found.items()}
        self.assertEqual(told, FIELD)
        for path in ("/field/take", "/field/blob"):
            self.assertTrue(found[path]["csrf"], path)

    def test_a_stranger_is_sent_to_log_in_and_learns_nothing(self):
        for path in ("/field", "/field/day", "/field/visit/V26-00001/x.jpg"):
            answer = self.url_open(path, allow_redirects=False)
            self.assertEqual(answer.status_code, 303, path)
            self.assertIn("/web/login", answer.headers["Location"])

    def test_the_page_that_a_phone_keeps_holds_nobodys_data(self):
        visit = self.planned(user_id=self.engineer.id, contact_name="Nurse Wang")
        self.login(self.engineer)
        page = self.url_open("/field").text
        for word in (visit.number, visit.name, "Nurse Wang", self.engineer.login, "csrf"):
            self.assertNotIn(word, page)
        self.assertIn("field-words", page)
        self.assertRegex(page, r'src="/web/assets/[^"]+assets_field')
        worker = self.url_open("/field/worker.js")
        self.assertEqual(worker.headers["Service-Worker-Allowed"], "/field")

    def test_a_day_is_fetched_told_and_a_photo_seen_again(self):
        visit = self.planned(user_id=self.engineer.id, planned_start="2026-03-02 02:00")
        other = self.planned(user_id=self.boss.id)
        self.login(self.engineer)
        day = self.url_open("/field/day").json()
        keys = [one["key"] for one in day["work"]["visit"]["list"]]
        self.assertIn(visit.number, keys)
        self.assertNotIn(other.number, keys)
        blob, op_id = self.ident(), self.ident()
        key = {"csrf_token": day["csrf"]}
        file = {"file": ("x.jpg", picture(), "image/jpeg")}
        kept = self.url_open("/field/blob", data=key | {"id": blob}, files=file)
        self.assertEqual(kept.json(), {"kept": True})
        op = {"id": op_id, "subject": "visit", "key": visit.number, "verb": "photo", "blob": blob}
        batch = {"phone": "p", "sent_at": day["now"], "ops": [op | {"at": day["now"], "args": {}}]}
        told = self.url_open("/field/take", data=key | {"batch": json.dumps(batch)}).json()
        self.assertEqual([one["verdict"] for one in told["results"]], ["taken"])
        photo = self.url_open(f"/field/visit/{visit.number}/{op_id}.jpg")
        self.assertEqual(photo.headers["Content-Type"], "image/jpeg")
        self.assertNotIn(b"Exif", photo.content)

    def test_without_the_key_or_with_nonsense_nothing_is_taken(self):
        visit = self.planned(user_id=self.engineer.id)
        self.login(self.engineer)
        with mute_logger("odoo.http"):
            bare = self.url_open("/field/take", data={"batch": "{}"})
        self.assertEqual(bare.status_code, 400)
        key = {"csrf_token": self.url_open("/field/day").json()["csrf"]}
        for batch in ("", "[]", "nonsense", '{"sent_at": 1}', '{"ops": {"a": 1}}'):
            told = self.url_open("/field/take", data=key | {"batch": batch})
            self.assertEqual(told.json()["results"], [], batch)
        file = {"file": ("x.svg", b"<svg/>", "image/svg+xml")}
        bad = self.url_open("/field/blob", data=key | {"id": self.ident()}, files=file)
        self.assertEqual(bad.status_code, 400)
        self.assertTrue(re.search("photo", bad.json()["message"]))
        self.assertEqual(visit.event_ids.mapped("verb"), ["plan"])
