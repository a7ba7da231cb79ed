"""What is said of a call, by which device, and how a reading is remembered."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import QueueCase


@tagged("post_install", "-at_install")
class TestVoice(QueueCase):
    def setUp(self):
        super().setUp()
        self.speaker = self.env["queue.speaker"].create({"name": "Hall", "zone_id": self.zone.id})
        self.wanted = []
        self.voice = type(self.env["queue.voice"])
        self.patch(self.voice, "_keys", self._keys())

    def _keys(test):
        def _keys(self, phrases, priority, manner=None):
            phrases = list(phrases)
            test.wanted += [(one, priority) for one in phrases]
            return {one: one.text for one in phrases}

        return _keys

    def call(self, name="王小明", **values):
        session = self.open()
        entry = self.wait(1, patient={"name": name}, **values)
        with self.bus_messages() as sent:
            session._call_next()
            self.env.cr.flush()
        message = next(payload for _c, kind, payload in sent if kind == "queue_call/zone")
        return entry, message["calls"][0]["speech"]

    def test_a_call_carries_its_clips_to_the_screens(self):
        entry, speech = self.call()
        self.assertEqual(speech["clips"], ["请A零零幺号", "王小明，到ROOM一就诊"])
        self.assertEqual(speech["number"], ["请A零零幺号", "到ROOM一就诊"])
        self.assertEqual((speech["times"], speech["priority"]), (2, "call"))
        self.assertEqual(speech["speaker"], f"s{self.speaker.id}")
        self.assertEqual(entry.call_ids.speech, speech)

    def test_the_name_is_wanted_at_the_check_in(self):
        self.open()
        self.wait(1, patient={"name": "单小明"})
        names = [one for one, priority in self.wanted if one.private and priority == 10]
        self.assertEqual(names[0].syllables[:3], ("shan4", "xiao3", "ming2"))

    def test_who_checked_in_before_the_room_opened_is_prepared_too(self):
        self.wait(1, patient={"name": "单小明"})
        self.assertFalse([one for one, _priority in self.wanted if one.private])
        self.open()
        self.env["queue.voice"]._cron_ahead()
        self.assertFalse(self.wanted)  # a day long ago is over
        self.env.cr.execute("UPDATE queue_entry SET service_date = CURRENT_DATE")
        self.env["queue.voice"]._cron_ahead()
        self.assertTrue([one for one, _priority in self.wanted if one.private])

    def test_the_words_of_a_call_cost_no_query_beside_who_is_to_speak(self):
        session = self.open()
        self.wait(20)
        session._call_next()
        self.number_events()
        with self.assertQueryCount(19):  # 18 of a zone without loudspeaker, one for who speaks
            session._call_next("counted")
            self.env.cr.flush()

    def test_a_zone_without_loudspeaker_says_nothing(self):
        self.speaker.active = False
        _entry, speech = self.call()
        self.assertIsNone(speech)
        self.assertFalse(self.wanted)

    def test_a_sensitive_zone_never_says_a_name(self):
        self.zone.mask_mode = "number_only"
        _entry, speech = self.call("张三丰")
        self.assertNotIn("张三丰", str(self.wanted) + str(speech))
        self.assertFalse([one for one, _priority in self.wanted if one.private])

    def test_a_room_may_have_a_loudspeaker_of_its_own(self):
        own = self.speaker.create(
            {"name": "Room", "zone_id": self.zone.id, "point_ids": [(6, 0, self.room.ids)]}
        )
        zone = self.speaker._of_zone(self.zone.id)
        self.assertEqual(zone.at(self.room.id).id, own.id)
        self.assertEqual(zone.at(self.room2.id).id, self.speaker.id)

    def test_two_loudspeakers_for_one_room_are_refused(self):
        with self.assertRaises(ValidationError):
            self.speaker.copy()

    def test_settings_that_cannot_be_are_refused_by_name(self):
        for values in ({"times": 0}, {"speed": 3}, {"once_at": 9, "number_at": 2}, {"volume": 101}):
            with self.assertRaises(ValidationError, msg=str(values)), self.env.cr.savepoint():
                self.speaker.write(values)

    def test_a_sentence_of_its_own_for_a_class(self):
        self.env["queue.voice.template"].create(
            {
                "speaker_id": self.speaker.id,
                "occasion": "any",
                "class_id": self.elderly.id,
                "text": "请长者{number}号|{name}到{room}",
            }
        )
        _entry, speech = self.call(class_code="elderly")
        self.assertEqual(speech["clips"][0], "请长者A零零幺号")
        with self.assertRaises(ValidationError):
            self.env["queue.voice.template"].create(
                {"speaker_id": self.speaker.id, "occasion": "first", "text": "请{name}"}
            )

    # -- readings ---------------------------------------------------------------------------------
    def test_a_reading_corrected_once_is_remembered_and_offered(self):
        entry = self.wait(1, patient={"name": "覃伟"})
        patient = entry.patient_id
        self.assertEqual(patient.said, "qín wěi")
        self.assertTrue(patient.said_problem)
        desk = self.env["queue.desk"].with_user(self.nurse)
        desk.desk_do(entry.id, "reading", {"other": "tán wěi"})
        self.assertEqual((patient.reading, patient.said_problem), ("tan2 wei3", ""))
        self.open()._call_next()
        said = [one.syllables for one, _priority in self.wanted if one.private]
        self.assertEqual(said[-1][:2], ("tan2", "wei3"))
        same = self.wait(1, first=50, patient={"name": "覃伟", "mrn": "other"}).patient_id
        self.assertEqual(same._readings_offered()[0][0], "tan2 wei3")
        self.assertFalse(same.reading)

    def test_a_name_that_nobody_can_read_is_flagged_at_the_desk_and_called_by_number(self):
        entry = self.wait(1, patient={"name": "王\U0002ffff"})
        card = self.env["queue.desk"].with_user(self.nurse).desk_card(entry.id)
        self.assertIn("number only", card["problem"])
        entry.patient_id._set_reading("wang2 bo2")
        self.env.invalidate_all()
        card = self.env["queue.desk"].with_user(self.nurse).desk_card(entry.id)
        self.assertEqual(card["problem"], "")

    def test_what_is_no_pinyin_is_refused_and_an_empty_one_forgets(self):
        patient = self.wait(1).patient_id
        with self.assertRaises(ValidationError):
            patient.with_user(self.nurse)._set_reading("wang")
        patient._set_reading("wang2 wu3")
        patient._set_reading("")
        self.assertFalse(patient.reading)
        self.assertFalse(self.env["queue.voice.reading"].search([("patient_id", "=", patient.id)]))

    def test_an_auditor_corrects_no_reading(self):
        patient = self.wait(1).patient_id
        auditor = self.make_user("aud", "queue_call.group_queue_auditor")
        with self.assertRaises(AccessError):
            patient.with_user(auditor)._set_reading("wang2 wu3")

    # -- who speaks -------------------------------------------------------------------------------
    def devices(self, number):
        devices = self.env["maintenance.equipment"].create(
            [
                {
                    "name": f"Screen {n}",
                    "device_kind": "hall_screen",
                    "company_id": self.hospital.id,
                    "queue_zone_id": self.zone.id,
                }
                for n in range(number)
            ]
        )
        devices._pair()
        self.speaker.device_ids = [(0, 0, {"device_id": one.id}) for one in devices]
        return devices

    def beat(self, device, audio="ok"):
        self.env["device.heartbeat"]._beat(device.sudo().device_token, {"audio": audio})

    def test_exactly_one_living_device_speaks(self):
        first, second = self.devices(2)
        self.assertEqual(self.speaker.speaking_id, first)
        self.beat(second)
        self.assertEqual(self.speaker.speaking_id, second)
        self.beat(first)
        self.assertEqual(self.speaker.speaking_id, first)
        heads = [one._screen_snapshot()["speaker"]["speaks"] for one in (first, second)]
        self.assertEqual(heads, [True, False])
        self.env.flush_all()
        pulses = [one._screen_pulse(one.sudo().device_token) for one in (first, second)]
        self.assertEqual([one["speaks"] for one in pulses], [True, False])
        self.beat(first, "blocked")
        self.speaker._cron_elect()
        self.assertEqual(self.speaker.speaking_id, second)
        self.env["device.heartbeat"].search([("device_id", "=", second.id)]).last_seen -= timedelta(
            hours=1
        )
        self.beat(first)
        self.assertEqual(self.speaker.speaking_id, first)

    def test_a_screen_without_loudspeaker_is_told_so(self):
        device = self.devices(1)
        self.assertEqual(device._screen_snapshot()["speaker"]["max_age_s"], 90)
        self.speaker.device_ids.unlink()
        self.assertIsNone(device._screen_snapshot()["speaker"])

    def test_a_device_of_another_zone_is_refused(self):
        device = self.devices(1)
        self.speaker.device_ids.unlink()
        far = self.env["queue.zone"].create(
            {"name": "Far", "code": "F", "company_id": self.hospital.id}
        )
        device.queue_zone_id = far
        with self.assertRaises(ValidationError):
            self.speaker.device_ids = [(0, 0, {"device_id": device.id})]

    # -- a loudspeaker dies -----------------------------------------------------------------------
    def called(self, shown_by=()):
        """Return a call of six seconds ago that these devices have shown."""
        entry, _speech = self.call()
        call = entry.call_ids
        for device in shown_by:
            values = {"call_id": call.id, "device_id": device.id, "shown_at": call.at}
            self.env["queue.call.ack"].create(values | {"received_at": call.at})
        self.env.flush_all()
        self.clock.tick(6)
        return call

    def ask(self, device, call):
        return device._screen_voice(device.sudo().device_token, {"calls": call.ids})

    def test_the_next_device_takes_over_what_a_dead_one_has_not_said(self):
        first, second = self.devices(2)
        self.beat(first)
        self.beat(second)
        self.assertEqual(second._screen_snapshot()["speaker"]["standby"], 1)
        call = self.called([second])
        answer = self.ask(second, call)
        self.assertEqual(answer, {"speaks": True, "calls": call.ids})
        self.assertEqual(self.speaker.speaking_id, second)
        self.assertIn("unshown", first.alarm_ids.mapped("kind"))
        self.beat(first)  # its heartbeat alone does not make it trusted again
        self.assertEqual(self.speaker.speaking_id, second)
        self.clock.tick(200)
        self.beat(first)
        self.assertEqual(self.speaker.speaking_id, first)

    def test_a_living_device_is_not_replaced_however_long_its_queue(self):
        first, second = self.devices(2)
        self.beat(first)
        call = self.called([first, second])
        self.assertEqual(self.ask(second, call), {"speaks": False, "calls": []})
        self.assertEqual(self.speaker.speaking_id, first)

    def test_a_screen_of_another_zone_can_take_nothing_over(self):
        self.devices(1)
        call = self.called()
        far = self.env["queue.zone"].create(
            {"name": "Far", "code": "F", "company_id": self.hospital.id}
        )
        stranger = self.env["maintenance.equipment"].create(
            {"name": "Far", "device_kind": "hall_screen", "company_id": self.hospital.id,
             "queue_zone_id": far.id}
        )  # fmt: skip
        stranger._pair()
        self.assertEqual(self.ask(stranger, call), {"speaks": False, "calls": []})
        other = self.env["queue.speaker"].create({"name": "Far", "zone_id": far.id})
        other.device_ids = [(0, 0, {"device_id": stranger.id})]
        self.assertEqual(self.ask(stranger, call), {"speaks": True, "calls": []})

    # -- sentences beside a call ------------------------------------------------------------------
    def said(self, act):
        with self.bus_messages() as sent:
            act()
            self.env.cr.precommit.run()
            self.env.cr.flush()
        return [
            one["speech"]
            for _c, kind, payload in sent
            if kind == "queue_call/say"
            for one in payload["items"]
        ]

    def test_who_is_next_is_told_once_to_get_ready(self):
        self.speaker.ready_ahead = 1
        session = self.open()
        self.wait(4)
        (first,) = self.said(session._call_next)
        self.assertEqual(first["clips"][0], "请A零零二号")
        self.assertIn("门口准备", first["clips"][1])
        self.assertEqual((first["times"], first["priority"]), (1, "aside"))
        (second,) = self.said(session._call_next)
        self.assertEqual(second["clips"][0], "请A零零三号")

    def test_several_are_told_by_their_numbers_in_one_sentence(self):
        self.speaker.ready_ahead = 3
        session = self.open()
        self.wait(6)
        (first,) = self.said(session._call_next)
        self.assertEqual(first["clips"], ["请A零零二", "A零零三", "A零零四号", "到ROOM一门口准备"])
        (second,) = self.said(session._call_next)
        self.assertEqual(second["clips"][0], "请A零零五号")  # the others know already

    def test_without_the_setting_nothing_is_said_beside_calls(self):
        session = self.open()
        self.wait(3)
        self.assertEqual(self.said(session._call_next), [])

    def test_a_missed_call_is_said(self):
        self.speaker.say_missed = True
        session = self.open()
        entry = self.wait(1)
        session._call_next()
        self.env.cr.precommit.run()
        (said,) = self.said(entry._no_show)
        self.assertIn("已过号", said["clips"][1])

    def test_the_desk_has_it_said_again_and_is_told_when_that_cannot_be(self):
        self.open()
        entry = self.wait(1)
        desk = self.env["queue.desk"].with_user(self.nurse)
        self.assertIn("say", [one["verb"] for one in desk.desk_card(entry.id)["actions"]])
        (said,) = self.said(lambda: desk.desk_do(entry.id, "say"))
        self.assertIn("门口准备", said["clips"][1])
        (said,) = self.said(lambda: desk.desk_do(entry.id, "say"))
        self.speaker.active = False
        with self.assertRaises(UserError):
            desk.desk_do(entry.id, "say")

    # -- ahead and afterwards ---------------------------------------------------------------------
    def test_numbers_are_rendered_ahead(self):
        self.env["queue.voice"]._cron_numbers()
        night = {one.text for one, priority in self.wanted if priority == 90}
        self.assertIn("请A零幺二号", night)
        self.assertIn("到ROOM二就诊", night)
        self.wanted.clear()
        _entry, speech = self.call()
        self.assertTrue(set(speech["number"]) <= night)

    def test_a_notice_is_said(self):
        speech = self.env["queue.voice"]._notice_speech("张医生停诊", "zh_CN", urgent=True)
        self.assertEqual(speech, {"clips": ["张医生停诊"], "times": 2, "priority": "urgent"})

    def test_the_hours_of_a_loudspeaker(self):
        session = self.open()
        self.wait(3)
        for _again in range(3):
            session._call_next()
        slot = self.clock.now.replace(tzinfo=None) + timedelta(hours=2)
        self.register(2, first=100, slot_start=slot)
        self.env.flush_all()
        hours = self.env["queue.speaker.hour"].search([("speaker_id", "=", self.speaker.id)])
        self.assertEqual([(one.hour, one.calls, one.level) for one in hours][0], (8, 3, "free"))
        self.assertEqual([(one.hour, one.expected) for one in hours][1], (10, 2))
        self.assertTrue(self.speaker.forecast)
        self.assertIn("shàn xiǎo míng", self.speaker.example)


class TestVoiceStore(QueueCase):
    """The same with the store of clips behind it."""

    def setUp(self):
        super().setUp()
        self.env["queue.speaker"].create({"name": "Hall", "zone_id": self.zone.id})

    def test_what_a_call_says_is_wanted_before_the_call(self):
        session = self.open()
        entry = self.wait(1, patient={"name": "单小明"})
        self.env.cr.execute("SELECT key FROM queue_voice_clip")
        ahead = {key for (key,) in self.env.cr.fetchall()}
        session._call_next()
        speech = entry.call_ids.speech
        self.assertTrue({*speech["clips"], *speech["number"]} <= ahead)

    def test_the_store_is_asked_once_a_call(self):
        session = self.open()
        self.wait(20)
        session._call_next()
        self.number_events()
        with self.assertQueryCount(21):  # 19 of the call, one for the store, one that wakes it
            session._call_next("counted")
            self.env.cr.flush()
