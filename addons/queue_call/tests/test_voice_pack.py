"""Recorded packs and the operator's page: what is taken, what is missing, who may look."""

import base64
import io
import math
import zipfile

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..core.voice import wav
from .common import QueueCase


def recording(hertz=440):
    tone = [0.3 * math.sin(2 * math.pi * hertz * at / wav.RATE) for at in range(6000)]
    return wav.write(tone)


def b64(data):
    return base64.b64encode(data).decode()


@tagged("post_install", "-at_install")
class TestVoicePack(QueueCase):
    def setUp(self):
        super().setUp()
        self.speaker = self.env["queue.speaker"].create({"name": "Hall", "zone_id": self.zone.id})
        self.pack = self.env["queue.voice.pack"].create({"name": "Cantonese"})
        self.env.cr.execute("DELETE FROM queue_voice_clip")  # of the demo hospital

    def test_a_pack_lists_what_its_zones_need(self):
        self.speaker.pack_id = self.pack
        page = self.pack.page()
        missing = {one["words"] for one in page["rows"]}
        self.assertLessEqual({"请", "A", "零", "幺", "号", "到ROOM一就诊"}, missing)
        self.assertEqual(page["said"], 0)
        for words in missing:
            self.pack.take(f"{words}.wav", b64(recording()))
        page = self.pack.page()
        self.assertEqual((page["said"], page["missing"]), (page["total"], 0))
        self.assertEqual(self.pack.coverage, 100)

    def test_an_archive_is_taken_and_each_refused_file_says_why(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("包/请.wav", recording())
            archive.writestr("包/号.wav", b"no sound")
            archive.writestr("包/零.mp3", b"ID3")
            archive.writestr("__MACOSX/._请.wav", b"")
        answer = self.pack.take("pack.zip", b64(target.getvalue()))
        self.assertEqual((answer["taken"], answer["next"]), (1, 0))
        self.assertEqual([one["name"] for one in answer["refused"]], ["包/号.wav", "包/零.mp3"])
        self.assertTrue(all(one["text"] for one in answer["refused"]))
        with self.assertRaises(UserError):
            self.pack.take("pack.zip", b64(b"PK no archive"))

    def test_a_better_recording_replaces_the_old_one_and_clips_are_made_anew(self):
        self.speaker.pack_id = self.pack
        self.pack.take("请.wav", b64(recording()))
        before = self.env["queue.speaker"]._of_zone(self.zone.id).speakers[0].voice
        self.pack.take("请.wav", b64(recording(880)))
        self.assertEqual(self.pack.recordings, 1)
        after = self.env["queue.speaker"]._of_zone(self.zone.id).speakers[0].voice
        self.assertNotEqual(before, after)
        self.assertTrue(after.startswith(f"zf_xiaoyi+{self.pack.id}."))

    def test_a_zone_that_speaks_by_a_pack_has_clips_of_its_own(self):
        clips = self.env["queue.voice"]._public(self.speaker)[:1]
        plain = self.env["queue.voice"]._keys(clips, 90, self.speaker._facts().manner)
        self.speaker.write({"pack_id": self.pack.id, "pack_use": "first"})
        own = self.env["queue.voice"]._keys(clips, 90, self.speaker._facts().manner)
        self.assertNotEqual(plain, own)

    # -- the operator's page --------------------------------------------------------------------
    def test_the_page_says_what_is_ready_for_each_zone(self):
        page = self.env["queue.voice"].page()
        zone = next(one for one in page["zones"] if one["id"] == self.speaker.id)
        self.assertEqual((zone["ready"], zone["sounds"]), (0, False))
        self.env["queue.voice"].prepare_all()
        self.env.cr.execute(
            "UPDATE queue_voice_clip SET state = 'ready', audio = 'x', ready_at = now()"
        )
        zone = next(
            one for one in self.env["queue.voice"].page()["zones"] if one["id"] == self.speaker.id
        )
        self.assertEqual(zone["ready"], zone["wanted"])

    def test_any_sentence_can_be_heard_and_leaves_no_name_for_long(self):
        voice = self.env["queue.voice"]
        clips = voice.listen(self.speaker.id, "A012", "单小明", self.room.name)
        self.assertEqual([one["text"] for one in clips], ["请A零幺二号", "单小明，到ROOM一就诊"])
        self.assertIn("shàn", clips[1]["said"])
        ready = voice.listen(self.speaker.id, "A012", "单小明", self.room.name, "prepare")
        self.assertIn("准备", ready[1]["text"])
        keys = [one["key"] for one in clips]
        self.assertEqual(voice.heard(keys), {})
        self.env.cr.execute(
            "UPDATE queue_voice_clip SET state = 'ready', audio = 'x', duration_ms = 900,"
            " engine = 'espeak' WHERE key = ANY(%s)",
            (keys,),
        )
        self.assertEqual(set(voice.heard(keys)), set(keys))
        self.env.cr.execute("SELECT private FROM queue_voice_clip WHERE key = %s", (keys[1],))
        self.assertEqual(self.env.cr.fetchall(), [(True,)])

    def test_a_word_is_said_as_the_hospital_says(self):
        self.room.name = "重楼诊室"
        word = self.env["queue.voice.word"].create({"word": "重楼", "reading": "zhòng lóu"})
        self.assertEqual(word.said, "zhòng lóu")
        clips = self.env["queue.voice"].listen(self.speaker.id, "A012", "", "重楼诊室")
        self.assertIn("zhòng lóu", clips[-1]["said"])
        word.reading = "chong2 lou2"
        again = self.env["queue.voice"].listen(self.speaker.id, "A012", "", "重楼诊室")
        self.assertIn("chóng lóu", again[-1]["said"])
        self.assertNotEqual(clips[-1]["key"], again[-1]["key"])
        for wrong in ({"reading": "chong2"}, {"word": "A楼"}, {"reading": "chong lou"}):
            with self.assertRaises(ValidationError, msg=str(wrong)), self.env.cr.savepoint():
                word.write(wrong)

    def test_failed_clips_are_tried_again(self):
        self.env["queue.voice"].prepare_all()
        self.env.cr.execute("UPDATE queue_voice_clip SET state = 'failed', error = 'no engine'")
        page = self.env["queue.voice"].page()
        self.assertTrue(page["failed"][0]["text"])
        self.assertEqual(self.env["queue.voice"].try_again()["clips"]["failed"], 0)

    def test_only_managers_use_the_page_and_only_of_their_hospital(self):
        nurse = self.env["queue.voice"].with_user(self.nurse)
        for ask in (nurse.page, nurse.prepare_all, nurse.try_again, lambda: nurse.heard(["a"])):
            with self.assertRaises(AccessError):
                ask()
