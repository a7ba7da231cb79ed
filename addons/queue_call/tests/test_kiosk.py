import uuid
from datetime import timedelta

from odoo.addons.device_registry.core.token import DeviceRefused
from odoo.tests import HttpCase, TransactionCase, tagged

from ..models.clock import now_ms
from ..models.equipment_kiosk import KioskRefused
from .screen_case import ScreenHospital


@tagged("post_install", "-at_install")
class TestKiosk(ScreenHospital, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()

    def take(self, queue, request_id=None, device=None):
        body = {"queue": f"q{queue.id}", "request_id": request_id or str(uuid.uuid4())}
        return self.screens()._kiosk_take((device or self.kiosk).device_token, body)

    def check_in(self, code, entry=None):
        body = {"code": code} | ({"entry": entry} if entry else {})
        return self.screens()._kiosk_check_in(self.kiosk.device_token, body)

    def assert_refused(self, code, act):
        with self.assertRaises(KioskRefused) as refused:
            act()
        self.assertEqual(refused.exception.code, code)
        told = refused.exception.told
        for words in (told["title"], told["remedy"]):
            self.assertTrue(words["zh"] and words["en"])
            self.assertNotIn("%(", words["zh"] + words["en"])
        return told

    def test_numbers_follow_each_other_and_people_ahead_are_counted(self):
        first, second = self.take(self.queue), self.take(self.queue)
        self.assertEqual((first["number"], first["ahead"]), ("A001", 0))
        self.assertEqual((second["number"], second["ahead"]), ("A002", 1))

    def test_the_same_request_gives_the_same_number(self):
        key = str(uuid.uuid4())
        self.assertEqual(self.take(self.queue, key)["number"], self.take(self.queue, key)["number"])
        self.assertEqual(self.take(self.queue)["number"], "A002")

    def test_a_kiosk_gives_numbers_of_its_own_zone_only(self):
        self.assert_refused("closed", lambda: self.take(self.other_queue))
        self.queue.kiosk = False
        self.assert_refused("closed", lambda: self.take(self.queue))

    def test_a_request_without_a_key_of_its_own_is_refused(self):
        self.assert_refused("closed", lambda: self.take(self.queue, "x"))

    def test_a_screen_is_no_kiosk_and_a_stranger_nothing(self):
        self.assert_refused("no_zone", lambda: self.take(self.queue, device=self.hall))
        with self.assertRaises(DeviceRefused):
            self.screens()._kiosk_take("w" * 43, {})

    def test_card_visit_and_patient_number_check_in(self):
        for field in ("card_no", "mrn", "visit"):
            card = f"62{uuid.uuid4().int % 10**10:010d}"
            entry = self.patients(["张小明"], check_in=False, card_no=card)
            codes = {
                "card_no": card,
                "mrn": entry.patient_id.mrn,
                "visit": entry.visit_id.visit_ref,
            }
            ticket = self.check_in(codes[field])
            self.assertEqual((ticket["what"], ticket["number"]), ("checked_in", entry.number))
            self.assertEqual(ticket["name"], "张*明")
            self.assertEqual(entry.state, "waiting")

    def test_checking_in_twice_keeps_the_place(self):
        entry = self.patients(["张小明"], check_in=False)
        self.check_in(entry.patient_id.mrn)
        place = entry.checkin_no
        self.assertEqual(self.check_in(entry.patient_id.mrn)["what"], "known")
        self.assertEqual(entry.checkin_no, place)

    def test_somebody_already_called_is_sent_to_the_room(self):
        entry = self.patients(["张小明"])
        self.call_next()
        entry.invalidate_recordset()
        ticket = self.check_in(entry.patient_id.mrn)
        self.assertEqual((ticket["what"], ticket["room"]), ("called", "Room 1"))

    def test_several_registrations_are_offered_and_one_is_chosen(self):
        queue = self._queue(self.zone, "Second", "T1S", "B")
        first = self.patients(["张小明"], check_in=False)
        mrn = first.patient_id.mrn
        second = self.patients(["张小明"], queue=queue, check_in=False, mrn=mrn)
        choice = self.check_in(mrn)["choice"]
        self.assertEqual({one["queue"] for one in choice}, {"General", "Second"})
        self.check_in(mrn, f"e{second.id}")
        self.assertEqual((first.state, second.state), ("registered", "waiting"))

    def test_a_card_of_two_patients_is_for_the_desk(self):
        self.patients(["张小明", "李四"], check_in=False, card_no="6217001")
        self.assert_refused("shared", lambda: self.check_in("6217001"))

    def test_a_patient_of_another_zone_is_told_where_to_go(self):
        entry = self.patients(["张小明"], queue=self.other_queue, check_in=False)
        with self.assertRaises(KioskRefused) as refused:
            self.check_in(entry.patient_id.mrn)
        self.assertEqual(refused.exception.code, "elsewhere")
        self.assertIn("Skin", refused.exception.remedy)
        self.assertIn("Skin", refused.exception.told["remedy"]["zh"])

    def test_who_comes_too_early_is_told_when_to_come_back(self):
        self.queue._set_rules({"early_mode": "minutes", "early_minutes": 10})
        entry = self.patients(["张小明"], check_in=False)
        start = now_ms().replace(microsecond=0) + timedelta(minutes=35)
        entry.sudo().slot_start = start
        entry.flush_recordset()
        told = self.assert_refused("early", lambda: self.check_in(entry.patient_id.mrn))
        clock = self.company._queue_wall_clock(start - timedelta(minutes=10))
        self.assertIn(clock, told["remedy"]["zh"])
        self.assertIn(clock, told["remedy"]["en"])
        self.assertEqual(told["icon"], "clock")

    def test_an_unknown_or_too_short_code_is_not_found(self):
        self.patients(["张小明"], check_in=False)
        for code in ("", "9", "no such thing", "%%%", None):
            with self.subTest(code):
                self.assert_refused("not_found", lambda code=code: self.check_in(code))

    def test_an_entry_that_the_code_does_not_open_cannot_be_chosen(self):
        mine, other = self.patients(["张小明", "李四"], check_in=False)
        self.assert_refused("not_found", lambda: self.check_in(mine.patient_id.mrn, f"e{other.id}"))
        self.assertEqual(other.state, "registered")

    def test_the_state_lists_the_queues_with_their_length(self):
        self.patients()
        state = self.screens()._kiosk_state(self.kiosk.device_token)
        self.assertEqual(
            [(one["name"], one["waiting"], one["open"]) for one in state["queues"]],
            [("General", 4, False)],
        )
        self.serve()
        state = self.screens()._kiosk_state(self.kiosk.device_token)
        self.assertTrue(state["queues"][0]["open"])


@tagged("post_install", "-at_install")
class TestKioskRoutes(ScreenHospital, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()

    def post(self, path, body):
        return self.url_open(path, json=body, headers={"X-Device-Token": self.kiosk.device_token})

    def test_a_number_over_http_and_a_clear_refusal(self):
        body = {"queue": f"q{self.queue.id}", "request_id": str(uuid.uuid4())}
        self.assertEqual(self.post("/queue/kiosk/take", body).json()["number"], "A001")
        answer = self.post("/queue/kiosk/check_in", {"code": "unknown"})
        self.assertEqual(answer.status_code, 409)
        error = answer.json()["error"]
        self.assertEqual(error["code"], "not_found")
        self.assertTrue(error["remedy"])

    def test_the_page_opens_without_login(self):
        page = self.url_open(f"/queue/kiosk/{self.kiosk.device_token}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("jh-config", page.text)
