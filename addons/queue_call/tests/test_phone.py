import base64
import json
import re
from datetime import timedelta

from odoo.tests import HttpCase, tagged

from ..models import clock, phone_page
from ..models.phone_page import PlaceRefused
from .common import QueueCase
from .screen_case import ScreenHospital

NAMES = ("张小明", "欧阳娜娜", "买买提·吐尔逊")


class TestPhone(QueueCase):
    def place(self, entry):
        return self.env["queue.visit"]._place_state(entry.visit_id._phone_token())

    def step(self, entry):
        return self.place(entry)["main"]["step"]["code"]

    def assert_unknown(self, token):
        with self.assertRaises(PlaceRefused) as refused:
            self.env["queue.visit"]._place_state(token)
        self.assertEqual(refused.exception.code, "unknown")

    def test_a_token_is_long_random_and_stays_the_same_for_a_visit(self):
        first, second = self.wait(2)
        token = first.visit_id._phone_token()
        self.assertEqual(len(base64.urlsafe_b64decode(token + "=")), 32)
        self.assertEqual(first.visit_id._phone_token(), token)
        self.assertNotEqual(second.visit_id._phone_token(), token)

    def test_the_database_does_not_hold_the_token(self):
        token = self.wait(1).visit_id._phone_token()
        self.env.cr.execute("SELECT row_to_json(p)::text FROM queue_phone p")
        self.assertFalse([row for (row,) in self.env.cr.fetchall() if token in row])

    def test_an_id_a_changed_token_and_nonsense_open_nothing(self):
        entry = self.wait(1)
        token = entry.visit_id._phone_token()
        changed = ("A" if token[0] != "A" else "B") + token[1:]
        for wrong in (str(entry.visit_id.id), changed, token[:-1], "", None, "' OR 1=1", "x" * 43):
            with self.subTest(wrong):
                self.assert_unknown(wrong)

    def test_one_visit_and_nobody_else(self):
        mine, other = self.wait(2)
        shown = json.dumps(self.place(mine), ensure_ascii=False)
        self.assertIn(mine.number, shown)
        for hidden in (other.patient_name, other.visit_id.visit_ref, mine.patient_name):
            self.assertNotIn(hidden, shown)
        self.assertEqual(self.place(mine)["main"]["name"], "张*")

    def test_a_zone_of_numbers_shows_no_name_at_all(self):
        self.zone.mask_mode = "number_only"
        self.assertEqual(self.place(self.wait(1))["main"]["name"], "")

    def test_it_follows_the_visit_through_its_states(self):
        first, second = self.wait(2)
        other = self.register(1, first=9)
        self.assertEqual(self.step(other), "not_checked_in")
        self.assertEqual((self.step(first), self.place(first)["main"]["ahead"]), ("next", 0))
        self.assertEqual((self.step(second), self.place(second)["main"]["ahead"]), ("soon", 1))
        session = self.open()
        session._call_next()
        self.assertEqual(self.step(first), "called")
        told = self.place(first)["main"]
        self.assertEqual(told["room"], self.room.name)
        self.assertIn(self.room.name, told["step"]["title"]["zh"])
        session._no_show()
        self.assertEqual(self.step(first), "no_show")
        first._return_no_show()
        self.assertIn(self.step(first), ("next", "soon"))
        session._call_next()
        session._send_away()
        self.assertEqual(self.step(second), "away")

    def test_a_recall_is_told_as_another_call(self):
        entry = self.wait(1)
        session = self.open()
        session._call_next()
        first = self.place(entry)["main"]["call"]
        session._recall()
        entry.invalidate_recordset()
        self.assertNotEqual(self.place(entry)["main"]["call"], first)

    def test_the_reason_is_the_desks_sentence_in_both_languages(self):
        entry = self.wait(2)[1]
        why = self.place(entry)["main"]["why"]
        self.assertEqual(why["en"], entry.with_context(lang="en_US").place_why)
        self.assertTrue(why["zh"].startswith("第2位"), why["zh"])

    def test_the_pulse_moves_when_the_zone_does_and_costs_one_query(self):
        entry = self.wait(1)
        self.number_events()
        token = entry.visit_id._phone_token()
        visits = self.env["queue.visit"]
        before = visits._place_pulse(token)["seq"]
        self.assertEqual(before, self.place(entry)["seq"])
        entry._hold("x")
        self.number_events()
        with self.assertQueryCount(1):
            self.assertGreater(visits._place_pulse(token)["seq"], before)

    def test_it_ends_with_the_day_and_a_grace(self):
        token = self.wait(1).visit_id._phone_token()
        self.clock.tick(15.5 * 3600 + 6 * 3600 - 60)  # 08:30 + … = 05:59 of the next day
        self.env["queue.visit"]._place_state(token)
        self.clock.tick(120)
        self.assert_unknown(token)

    def test_what_has_ended_is_swept_away(self):
        self.wait(1).visit_id._phone_token()
        self.clock.tick(timedelta(days=6).total_seconds())
        self.env["queue.phone"]._gc_phones()
        self.assertFalse(self.env["queue.phone"].search_count([]))

    def test_who_asks_too_often_is_told_to_wait_and_others_are_not(self):
        mine, other = (one.visit_id._phone_token() for one in self.wait(2))
        for _ in range(phone_page._ASKED.limit):
            self.env["queue.visit"]._place_pulse(mine)
        with self.assertRaises(PlaceRefused) as refused:
            self.env["queue.visit"]._place_pulse(mine)
        self.assertEqual(refused.exception.code, "slow_down")
        self.env["queue.visit"]._place_pulse(other)

    def test_a_visit_in_two_queues_shows_the_one_that_calls(self):
        entry = self.wait(1)
        second = self.register(1, queue=self.other)
        state = self.place(entry)
        self.assertEqual(state["main"]["number"], entry.number)
        self.assertEqual([one["number"] for one in state["stops"]], [second.number])

    def test_after_a_transfer_the_same_address_shows_the_new_queue(self):
        entry = self.wait(1)
        token = entry.visit_id._phone_token()
        new = entry._transfer(self.other)
        main = self.env["queue.visit"]._place_state(token)["main"]
        self.assertEqual((main["number"], main["queue"]), (new.number, self.other.name))

    def test_nobody_reads_the_addresses(self):
        for user in (self.nurse, self.doctor, self.manager):
            self.assertFalse(self.env["queue.phone"].with_user(user).has_access("read"))


class TestSlip(QueueCase):
    def test_a_slip_says_all_that_a_patient_needs_and_no_full_name(self):
        self.zone.way_hint = "二楼东侧"
        entry = self.wait(2)[1]
        slip = entry._slip()
        self.assertEqual((slip["number"], slip["ahead"], slip["at"]), (entry.number, 1, "08:30"))
        self.assertEqual((slip["name"], slip["hint"]), ("张*", "二楼东侧"))
        self.assertTrue(slip["url"].endswith(entry.visit_id._phone_token()))
        self.assertTrue(slip["qr"].startswith("data:image/svg+xml;base64,"))
        self.assertIn(("前面还有 1 人", True), slip["lines"])
        self.assertNotIn(entry.patient_name, json.dumps(slip, ensure_ascii=False, default=str))

    def test_the_bytes_hold_number_and_address(self):
        entry = self.wait(1)
        data = entry._slip_bytes()
        self.assertIn(entry.number.encode(), data)
        self.assertIn(entry.visit_id._phone_token().encode(), data)
        self.assertNotIn(entry.patient_name.encode("gb18030"), data)

    def test_the_address_of_the_phones_can_be_another_one(self):
        self.env["ir.config_parameter"].set_param("queue_call.phone_base_url", "https://q.example/")
        self.assertTrue(
            self.wait(1).visit_id._phone_url().startswith("https://q.example/queue/place/")
        )


@tagged("post_install", "-at_install")
class TestPhoneRoutes(ScreenHospital, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()
        cls.entries = cls.patients(NAMES)
        cls.token = cls.entries[0].visit_id._phone_token()

    def ask(self, path, token):
        return self.url_open(f"/queue/place/{path}", headers={"X-Place-Token": token})

    def test_the_page_opens_without_login_is_kept_by_nobody_and_names_nobody(self):
        page = self.url_open(f"/queue/place/{self.token}")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertNotIn("Set-Cookie", page.headers)
        config = json.loads(re.search(r'id="jh-config">(.*?)</script>', page.text, re.S)[1])
        self.assertEqual(config["state"]["main"]["number"], self.entries[0].number)
        wire = page.text + json.dumps(config, ensure_ascii=False)
        for name in NAMES:
            self.assertNotIn(name, wire)
        for other in self.entries[1:]:
            self.assertNotIn(other._masked_name(), wire)

    def test_state_and_pulse_answer_and_are_not_kept(self):
        for path in ("state", "pulse"):
            answer = self.ask(path, self.token)
            self.assertEqual(answer.status_code, 200)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertNotIn("Set-Cookie", answer.headers)
        self.assertEqual(self.ask("state", self.token).json()["main"]["name"], "张*明")

    def test_whatever_opens_nothing_gets_the_same_404(self):
        visit = self.entries[1].visit_id
        self.env.cr.execute("UPDATE queue_phone SET until = %s", (clock.now_ms(),))
        pages = {
            (answer.status_code, answer.text)
            for answer in (
                self.url_open(f"/queue/place/{wrong}")
                for wrong in (self.token, str(visit.id), "x" * 43, "%00", visit.visit_ref)
            )
        }
        self.assertEqual({status for status, _text in pages}, {404})
        self.assertEqual(len(pages), 1)
        for path in ("state", "pulse"):
            for wrong in ("x" * 43, str(visit.id), "", self.kiosk.device_token):
                answer = self.ask(path, wrong)
                self.assertEqual((answer.status_code, answer.json()["error"]["code"]),
                                 (404, "unknown"))  # fmt: skip

    def test_a_phone_cannot_change_anything(self):
        for path in (self.token, "state", "pulse"):
            answer = self.url_open(f"/queue/place/{path}", data="x=1")
            self.assertEqual(answer.status_code, 405)
