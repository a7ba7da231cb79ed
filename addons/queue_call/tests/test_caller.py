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

    def test_a_patient_sent_for_tests_goes_back_into_the_line_by_the_doctors_key(self):
        self.rpc("/queue/caller/open")
        called = self.press("next")["current"]
        state = self.press("send_away")
        self.assertEqual([one["number"] for one in state["away"]], [called["number"]])
        params = {"verb": "requeue", "request_id": str(uuid.uuid4()), "entry": called["entry"]}
        state = self.rpc("/queue/caller/do", **params)
        self.assertEqual(state["away"], [])
        entry = self.env["queue.entry"].browse(called["entry"])
        self.assertEqual(entry.state, "waiting")
        again = self.rpc("/queue/caller/do", **params | {"request_id": str(uuid.uuid4())})
        self.assertIn("not away", again["message"])

    def test_the_doctor_gives_an_extra_number_of_his_own_queue_only(self):
        self.rpc("/queue/caller/open")
        params = {"patient": {"mrn": "X1", "name": "赵加号"}, "request_id": str(uuid.uuid4())}
        state = self.rpc("/queue/caller/extra", queue_id=self.queue.id, **params)
        entry = self.env["queue.entry"].search([("patient_id.mrn", "=", "X1")])
        self.assertIn(entry.number, state["message"])
        self.assertTrue(entry.extra)
        self.assertEqual(entry.state, "waiting")
        self.rpc("/queue/caller/extra", queue_id=self.queue.id, **params)
        self.assertEqual(self.env["queue.entry"].search([("patient_id.mrn", "=", "X1")]), entry)
        params["request_id"] = str(uuid.uuid4())
        state = self.rpc("/queue/caller/extra", queue_id=self.other_queue.id, **params)
        self.assertTrue(state["refused"])

    def test_of_several_inside_the_key_acts_on_the_one_that_was_picked(self):
        self.queue._set_rules({"finish_on_next": False})
        self.rpc("/queue/caller/open")
        first = self.press("next")["current"]
        state = self.press("next")
        self.assertEqual(len(state["inside"]), 2)
        self.assertNotEqual(state["current"]["entry"], first["entry"])
        params = {"verb": "finish", "request_id": str(uuid.uuid4()), "entry": first["entry"]}
        state = self.rpc("/queue/caller/do", **params)
        self.assertNotIn(first["entry"], [one["entry"] for one in state["inside"]])
        self.assertEqual(len(state["inside"]), 1)
        again = self.rpc("/queue/caller/do", **params | {"request_id": str(uuid.uuid4())})
        self.assertIn("not in your room", again["message"])

    def test_names_may_be_hidden_until_the_call(self):
        self.queue._set_rules({"names_before_call": False})
        state = self.rpc("/queue/caller/open")
        self.assertTrue(state["next"])
        self.assertEqual({one["name"] for one in state["next"]}, {None})
        self.assertEqual(self.press("next")["current"]["name"], "张小明")

    def test_the_figures_are_the_users_own_of_today(self):
        self.rpc("/queue/caller/open")
        self.press("next")
        self.press("arrive")
        self.press("finish")
        self.press("next")
        stats = self.press("no_show")["stats"]
        self.assertEqual((stats["served"], stats["no_show"]), (1, 1))
        self.assertGreaterEqual(stats["mean_min"], 0)
        self.press("close")
        stats = self.rpc("/queue/caller/open")["stats"]
        self.assertEqual((stats["served"], stats["no_show"]), (1, 1))

    def test_the_rule_of_recalls_is_told_before_it_bites(self):
        self.queue._set_rules({"no_show_min_recalls": 1, "max_recalls": 1})
        self.rpc("/queue/caller/open")
        self.assertIn("after 1 more", self.press("next")["current"]["recall_rule"])
        self.assertTrue(self.press("no_show")["refused"])
        self.assertIn("No recall left", self.press("recall")["current"]["recall_rule"])

    def test_each_user_has_keys_of_his_own(self):
        self.rpc("/queue/caller/open")
        self.assertEqual(self.rpc("/queue/caller/state")["keys"]["next"], "F1")
        kept = self.rpc("/queue/caller/keys", keys={"next": "F12"})["keys"]
        self.assertEqual(kept["next"], "F12")
        self.assertEqual(self.rpc("/queue/caller/state")["keys"]["next"], "F12")
        refused = self.rpc("/queue/caller/keys", keys={"next": "F2"})
        self.assertTrue(refused["refused"])
        self.assertIn("F2", refused["message"])
        self.assertEqual(self.rpc("/queue/caller/keys", keys=None)["keys"]["next"], "F1")

    def test_the_page_opens_for_staff_and_not_for_others(self):
        page = self.url_open("/queue/caller")
        self.assertEqual(page.status_code, 200)
        self.assertIn("jh-config", page.text)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/queue/caller").url)
