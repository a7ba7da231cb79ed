from odoo.addons.queue_call.models.clock import now_ms
from odoo.tests import HttpCase, tagged

from .screen_case import ScreenHospital


@tagged("post_install", "-at_install")
class TestMediaHttp(ScreenHospital, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()
        scratch = cls.env["queue.media.store"]._folder("parts") / "test-http"
        cls.content = bytes(range(256)) * 40
        scratch.write_bytes(cls.content)
        cls.file = cls.env["queue.media.file"]._take(scratch, cls.company, "image/png")

    def get(self, token=None, **headers):
        if token:
            headers["X-Device-Token"] = token
        return self.url_open(f"/queue/media/{self.file.sha256}", headers=headers)

    def test_a_box_fetches_a_file_in_pieces_and_is_told_when_it_has_it(self):
        token = self.hall.device_token
        whole = self.get(token)
        self.assertEqual((whole.status_code, whole.content), (200, self.content))
        self.assertIn("immutable", whole.headers["Cache-Control"])
        part = self.get(token, Range="bytes=1000-1999")
        self.assertEqual((part.status_code, part.content), (206, self.content[1000:2000]))
        self.assertEqual(part.headers["Content-Range"], f"bytes 1000-1999/{len(self.content)}")
        again = self.get(token, **{"If-None-Match": whole.headers["ETag"]})
        self.assertEqual(again.status_code, 304)
        beyond = self.get(token, Range=f"bytes={len(self.content)}-")
        self.assertEqual(beyond.status_code, 416)

    def test_without_a_token_or_with_a_wrong_one_there_is_nothing(self):
        self.assertEqual(self.get().status_code, 404)
        self.assertEqual(self.get("x" * 43).status_code, 401)

    def test_another_hospitals_box_gets_nothing(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        box = self.env["maintenance.equipment"].create(
            {"name": "Box", "device_kind": "hall_screen", "company_id": other.id}
        )
        box._pair()
        self.assertEqual(self.get(box.device_token).status_code, 404)

    def test_staff_look_at_a_file_and_strangers_do_not(self):
        self.authenticate("screen_doctor", "screen_doctor")
        self.assertEqual(self.get().status_code, 200)

    def test_the_plan_is_given_to_its_screen(self):
        token = {"X-Device-Token": self.hall.device_token}
        plan = self.url_open("/queue/screen/media", headers=token).json()
        self.assertEqual(set(plan), {"hash", "segments", "week", "programmes", "items"})
        self.assertEqual(self.url_open("/queue/screen/media").status_code, 401)

    def test_what_a_box_played_comes_with_its_acknowledgements(self):
        media = self.env["queue.media"].create(
            {"name": "Text", "kind": "text", "text": "x", "company_id": self.company.id}
        )
        at = f"{now_ms().isoformat()}Z"
        played = {"media": media.id, "start": at, "end": at, "plays": 1, "complete": 1}
        answer = self.url_open(
            "/queue/screen/ack",
            json={"played": [played], "shown": []},
            headers={"X-Device-Token": self.hall.device_token},
        )
        self.assertEqual(answer.status_code, 200)
        row = self.env["queue.media.play"].search([("device_id", "=", self.hall.id)])
        self.assertEqual((row.media_id, row.plays, row.complete), (media, 1, 1))
