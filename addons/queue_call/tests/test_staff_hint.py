import json
import random

from odoo.addons.queue_call.models.clock import iso, now_ms
from odoo.tests import TransactionCase, tagged

from .screen_case import ScreenHospital

NAMES = [f"张小{one}" for one in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"]


@tagged("post_install", "-at_install")
class TestStaffHint(ScreenHospital, TransactionCase):
    """A page that takes over what hints tell shows what it would be told if it asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()
        cls.entries = cls.patients(NAMES)
        cls.colleague = cls._user("screen_colleague", "queue_call.group_queue_doctor")
        cls.mine = cls.sessions_of(cls.doctor)
        cls.mine._caller_open(cls.room.id, cls.queue.ids)
        cls.others = cls.sessions_of(cls.colleague)
        cls.others._caller_open(cls.room2.id, cls.queue.ids)

    @classmethod
    def sessions_of(cls, user):
        lang = cls.env["queue.zone"]._facts(cls.zone.id).lang
        sessions = cls.env["queue.session"].with_user(user).with_company(cls.company)
        return sessions.with_context(lang=lang)

    def told(self, act):
        """Do something; return the hints about it."""
        self.number_events()
        last = self.env["bus.bus"].sudo()._bus_last_id()
        act()
        self.number_events()
        sent = self.env["bus.bus"].sudo().search([("id", ">", last)], order="id")
        notes = [json.loads(one.message) for one in sent]
        return [one["payload"] for one in notes if one["type"] == "queue_call/staff"]

    def line_of(self, state):
        return {
            "waiting": state["waiting"],
            "queues": {str(one["id"]): one["waiting"] for one in state["session"]["queues"]},
            "next": [
                {key: one[key] for key in ("entry", "number", "class", "why")}
                for one in state["next"]
            ],
            "longest": state["stats"]["longest"],
        }

    def part_for(self, hint, room):
        part = next(one for one in hint["parts"] if room.id in one["points"])
        shown = [
            {key: one[key] for key in ("entry", "number", "class", "why")} for one in part["next"]
        ]
        return {key: part[key] for key in ("waiting", "queues", "longest")} | {"next": shown}

    def test_a_colleagues_keys_are_told_so_that_the_line_need_not_be_asked_for(self):
        rnd = random.Random(4)
        others = self.others._of_user()
        verbs = [others._call_next, others._call_next, others._no_show, others._hold]
        for _ in range(12):
            verb = rnd.choice(verbs)
            if verb != others._call_next and not others._staff_state()["current"]:
                verb = others._call_next
            (hint,) = self.told(verb)
            self.assertEqual((hint["points"], hint["look"]), (self.room2.ids, False))
            state = self.mine._caller_state()
            if hint["lined"]:
                self.assertEqual(self.part_for(hint, self.room), self.line_of(state))
            self.assertLessEqual({one["entry"] for one in state["next"]}, set(state["names"]))

    def test_hints_name_nobody(self):
        hints = self.told(self.others._of_user()._call_next)
        self.assertNotIn("张", json.dumps(hints, ensure_ascii=False))

    def test_the_answer_of_a_key_names_the_key_that_the_hint_names(self):
        answers = []
        (hint,) = self.told(lambda: answers.append(self.mine._caller_do("next", "key-1")))
        self.assertEqual(hint["acts"], [answers[0]["act"]])
        self.assertLessEqual(hint["from"], answers[0]["seq"] + 1)
        self.assertIsNone(self.mine._caller_state()["act"])

    def test_names_kept_back_before_the_call_are_told_to_no_page(self):
        self.queue._set_rules({"names_before_call": False})
        (hint,) = self.told(self.others._of_user()._call_next)
        part = next(one for one in hint["parts"] if self.room.id in one["points"])
        self.assertTrue(all(one["hidden"] for one in part["next"]))
        self.assertEqual(self.mine._caller_state()["names"], {})

    def test_that_all_screens_have_a_call_is_told_with_the_hint(self):
        self.mine._of_user()._call_next()
        self.number_events()
        call = self.env["queue.call"].search([("zone_id", "=", self.zone.id)], limit=1)
        screens = self.env["maintenance.equipment"]
        hints = []
        for device in self.hall + self.door:
            report = {"call": call.id, "proof": call._proof(call.id), "at": iso(now_ms())}
            hints += self.told(
                lambda device=device, report=report: screens._screen_ack(
                    device.device_token, {"shown": [report]}
                )
            )
        self.assertEqual([one["calls"] for one in hints], [call.ids])
        (delivery,) = hints[0]["deliveries"]
        self.assertEqual((delivery["state"], delivery["shown"]), ("shown", 2))
