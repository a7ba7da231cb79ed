from odoo import fields
from odoo.addons.device_registry.core.token import DeviceRefused
from odoo.tests import HttpCase, TransactionCase, tagged

from ..core.voice.phrase import Phrase
from .screen_case import ScreenHospital

NUMBER = Phrase("请A零零一号", ("qing3", "ei1", "ling2", "ling2", "yao1", "hao4"))
NAME = Phrase("张小明", ("zhang1", "xiao3", "ming2"), private=True)


class ClipCase(ScreenHospital, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()
        cls.clips = cls.env["queue.voice.clip"]

    def row(self, key, *columns):
        self.env.cr.execute("SELECT * FROM queue_voice_clip WHERE key = %s", (key,))
        found = self.env.cr.dictfetchone()
        return found and tuple(found[column] for column in columns)

    def rendered(self, key, audio=b"mp3"):
        self.env.cr.execute(
            "UPDATE queue_voice_clip SET state = 'ready', audio = %s, duration_ms = 1200"
            " WHERE key = %s",
            (audio, key),
        )


@tagged("post_install", "-at_install")
class TestClip(ClipCase):
    def test_a_clip_is_wanted_once_and_sooner_when_it_is_needed_sooner(self):
        (key,) = self.clips._want([NUMBER], 90).values()
        self.assertEqual(self.row(key, "state", "priority"), ("wanted", 90))
        self.assertEqual(self.clips._want([NUMBER], 0), {NUMBER: key})
        self.assertEqual(self.row(key, "priority"), (0,))
        self.clips._want([NUMBER], 50)
        self.assertEqual(self.row(key, "priority"), (0,))

    def test_a_clip_that_is_ready_is_left_alone(self):
        (key,) = self.clips._want([NUMBER], 90).values()
        self.rendered(key)
        self.clips._want([NUMBER], 0)
        self.assertEqual(self.row(key, "state", "priority"), ("ready", 90))
        self.assertEqual(self.clips._ready([key, "f" * 40]), {key: 1200})

    def test_wanting_many_is_one_statement_and_one_notice(self):
        self.clips._salt()
        many = [Phrase(str(number), ("yi1",)) for number in range(50)]
        with self.assertQueryCount(2):
            self.clips._want(many, 10)
        with self.assertQueryCount(1):
            self.clips._want(many, 10)

    def test_another_speed_is_another_clip(self):
        slow = self.clips.with_context(queue_voice_speed=0.8)._want([NUMBER], 0)
        self.assertNotEqual(slow, self.clips._want([NUMBER], 0))

    def test_a_screen_gets_what_is_ready_and_a_stranger_nothing(self):
        (key,) = self.clips._want([NUMBER], 0).values()
        token = self.hall.device_token
        self.assertEqual(self.clips._audio(token, key)[0], b"")
        self.rendered(key)
        self.assertEqual(self.clips._audio(token, key)[0], b"mp3")
        for strange in ("../../etc/passwd", "F" * 40, key[:-1], "' OR 1=1 --" + "0" * 29):
            self.assertEqual(self.clips._audio(token, strange)[0], b"")
        with self.assertRaises(DeviceRefused):
            self.clips._audio("w" * 43, key)

    def test_a_patient_s_clip_does_not_outlive_his_day(self):
        keys = self.clips._want([NUMBER, NAME], 0)
        self.env.cr.execute(
            "UPDATE queue_voice_clip SET wanted_at = %s",
            (fields.Datetime.subtract(fields.Datetime.now(), hours=21),),
        )
        self.clips._gc_clips()
        self.assertTrue(self.row(keys[NUMBER], "state"))
        self.assertIsNone(self.row(keys[NAME], "state"))

    def test_the_engine_in_use_is_told_only_while_it_lives(self):
        self.env.cr.execute("DELETE FROM queue_voice_renderer")
        self.assertEqual(self.clips._engine(), "")
        self.env.cr.execute(
            "INSERT INTO queue_voice_renderer (host, pid, beat_at, engines)"
            " VALUES ('h', 1, now() AT TIME ZONE 'UTC', 'kokoro,espeak')"
        )
        self.assertEqual(self.clips._engine(), "kokoro")
        self.env.cr.execute("UPDATE queue_voice_renderer SET beat_at = beat_at - interval '1 min'")
        self.assertEqual(self.clips._engine(), "")


@tagged("post_install", "-at_install")
class TestClipRoute(ClipCase, HttpCase):
    def test_the_route_serves_a_clip_for_ever_and_says_when_there_is_none_yet(self):
        (key,) = self.clips._want([NUMBER], 0).values()
        url, headers = f"/queue/voice/{key}.mp3", {"X-Device-Token": self.hall.device_token}
        self.assertEqual(self.url_open(url, headers=headers).status_code, 404)
        self.rendered(key)
        answer = self.url_open(url, headers=headers)
        self.assertEqual((answer.status_code, answer.content), (200, b"mp3"))
        self.assertIn("immutable", answer.headers["Cache-Control"])
        self.assertEqual(self.url_open(url).status_code, 401)
