from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .media_case import MediaCase


@tagged("post_install", "-at_install")
class TestAnnouncement(MediaCase):
    def start(self, text="Fire drill", user=None, **more):
        return self.env["queue.announcement"].with_user(user or self.nurse)._start(text, **more)

    def test_a_notice_is_told_to_its_zones_and_stands_in_the_snapshot(self):
        with self.bus_messages() as sent:
            notice = self.start(zones=self.zone, urgent=True, text_en="Drill")
        (told,) = [one for one in sent if one[1] == "queue_call/notice"]
        (item,) = told[2]["notices"]
        self.assertEqual(
            (item["id"], item["text"], item["urgent"]), (notice.id, "Fire drill", True)
        )
        self.assertEqual(self.screen._screen_snapshot()["notices"], [item])

    def test_loudspeakers_are_told_what_to_say_and_how_often(self):
        self.start(urgent=True, times=3)
        self.start(times=0)
        urgent, silent = self.zone._notices()
        self.assertEqual((urgent["speech"]["priority"], urgent["speech"]["times"]), ("urgent", 3))
        self.assertTrue(urgent["speech"]["clips"])
        self.assertIsNone(silent["speech"])

    def test_it_ends_by_itself(self):
        self.start(minutes=5)
        self.clock.tick(299)
        self.assertTrue(self.zone._notices())
        self.clock.tick(2)
        self.assertFalse(self.zone._notices())

    def test_it_can_be_ended_before(self):
        notice = self.start()
        with self.bus_messages() as sent:
            notice.action_end()
        self.assertEqual(
            [one[2] for one in sent if one[1] == "queue_call/notice"][0]["notices"], []
        )
        self.assertEqual(notice.sudo().ended_by, self.nurse)

    def test_two_clicks_from_the_desk(self):
        ready = self.env["queue.announcement.text"].create(
            {"text": "Please keep quiet", "minutes": 3, "company_id": self.hospital.id}
        )
        window = self.env["queue.announcement.start"].with_user(self.nurse).create({})
        self.assertIn(ready, window.ready_ids)
        window.ready_ids.filtered(lambda one: one == ready).action_start()
        (item,) = self.zone._notices()
        self.assertEqual(item["text"], "Please keep quiet")

    def test_urgent_ones_come_first(self):
        self.start("Usual")
        self.start("Urgent", urgent=True)
        self.assertEqual([one["text"] for one in self.zone._notices()], ["Urgent", "Usual"])

    def test_a_nurse_puts_up_notices_in_her_own_zones_only(self):
        other = self.env["queue.zone"].create(
            {"name": "Other", "code": "O", "company_id": self.hospital.id}
        )
        self.nurse.queue_zone_ids = self.zone
        with self.assertRaises(AccessError):
            self.start(zones=other)
        self.assertEqual(self.start().zone_ids, self.zone)
        self.assertEqual(self.start(user=self.manager).zone_ids, self.zone | other)

    def test_doctors_and_auditors_put_up_nothing(self):
        auditor = self.make_user("audit", "queue_call.group_queue_auditor")
        for user in (self.doctor, auditor):
            with self.assertRaises(AccessError):
                self.start(user=user)

    def test_an_empty_text_and_absurd_times_are_refused(self):
        for more in ({"text": "  "}, {"minutes": 0}, {"minutes": 99999}, {"times": 99}):
            with self.assertRaises(UserError):
                self.start(**{"text": "x", **more})

    def test_a_screen_says_that_it_has_said_it_once(self):
        notice = self.start()
        now = self.clock.now.replace(tzinfo=None)
        item = {"notice": notice.id, "start": f"{now.isoformat()}Z",
                "end": f"{(now + timedelta(seconds=1)).isoformat()}Z", "how": "spoken"}  # fmt: skip
        for _ in range(2):
            self.screen._keep_reports(
                "said", [item, {"notice": 0}, {"notice": notice.id + 999}], now
            )
        notice.invalidate_recordset()
        self.assertEqual(notice.sudo().said_ids.mapped("how"), ["spoken"])
        self.assertEqual(notice.sudo().said_n, 1)
