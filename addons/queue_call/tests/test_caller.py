import json
import uuid

from odoo.tests import HttpCase, tagged

from .screen_case import ScreenHospital


@tagged("post_install", "-at_install")
class TestCaller(ScreenHospital, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()
        cls.patients()

    def setUp(self):
        super().setUp()
        self.authenticate("screen_doctor", "screen_doctor")

    def rpc(self, path, **params):
        answer = self.url_open(
            path,
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer.get("result", answer)

    def press(self, verb, request_id=None):
        request_id = request_id or str(uuid.uuid4())
        return self.rpc("/queue/caller/do", verb=verb, request_id=request_id)

    def test_one_key_opens_the_usual_room(self):
        state = self.rpc("/queue/caller/open")
        self.assertEqual(state["session"]["point"]["name"], "Room 1")
        self.assertEqual(state["zone"], self.zone.id)
        self.assertEqual(self.rpc("/queue/caller/pulse")["seq"], self.zone._seq())

    def test_next_recall_arrived_finish_and_undo(self):
        self.rpc("/queue/caller/open")
        called = self.press("next")["current"]
        self.assertEqual((called["name"], called["state"]), ("张小明", "called"))
        self.assertEqual(self.press("recall")["current"]["recalls"], 1)
        self.assertEqual(self.press("arrive")["current"]["state"], "in_service")
        self.assertIsNone(self.press("finish")["current"])
        self.assertEqual(self.press("undo")["current"]["number"], called["number"])

    def test_a_key_sent_twice_acts_once(self):
        self.rpc("/queue/caller/open")
        key = str(uuid.uuid4())
        first = self.press("next", key)["current"]["number"]
        self.assertEqual(self.press("next", key)["current"]["number"], first)
        calls = self.env["queue.call"].search_count([("zone_id", "=", self.zone.id)])
        self.assertEqual(calls, 1)

    def test_what_cannot_be_done_is_said_and_changes_nothing(self):
        self.rpc("/queue/caller/open")
        before = self.zone._seq()
        for verb in ("recall", "finish", "undo"):
            state = self.press(verb)
            self.assertTrue(state["message"], verb)
        self.assertTrue(self.press("next")["current"])
        self.press("pause")
        state = self.press("next")
        self.assertTrue(state["refused"])
        self.assertEqual(state["session"]["state"], "paused")
        self.assertGreater(self.zone._seq(), before)

    def test_without_a_room_or_with_an_unknown_key_it_says_so(self):
        state = self.press("next")
        self.assertTrue(state["message"])
        self.assertIsNone(state["session"])
        self.rpc("/queue/caller/open")
        self.assertTrue(self.press("explode")["message"])

    def test_the_page_opens_for_staff_and_not_for_others(self):
        page = self.url_open("/queue/caller")
        self.assertEqual(page.status_code, 200)
        self.assertIn("jh-config", page.text)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/queue/caller").url)
