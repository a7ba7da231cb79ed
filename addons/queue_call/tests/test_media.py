import io
from datetime import timedelta
from unittest.mock import patch

from odoo.addons.queue_call.models import media_approval, queue_media
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from PIL import Image

from .common import DAY
from .media_case import MediaCase, huge_png, pdf, picture


@tagged("post_install", "-at_install")
class TestMediaFiles(MediaCase):
    def test_a_picture_becomes_a_draft_and_is_scaled_by_the_worker(self):
        media = self.media_of(self.upload("手卫生.png", picture(4000, 3000)))
        self.assertEqual((media.name, media.kind, media.state), ("手卫生", "image", "draft"))
        page = media.page_ids.file_id
        self.assertEqual((page.width, page.height, page.mime), (1440, 1080, "image/jpeg"))
        path = self.env["queue.media.store"]._path(page.sha256)
        with Image.open(path) as kept:
            self.assertEqual(kept.size, (1440, 1080))

    def test_a_picture_of_200_megapixels_is_refused_with_a_remedy_and_not_decoded(self):
        with patch.object(Image, "open", side_effect=AssertionError("decoded")):
            verdict = self.upload("huge.png", huge_png(20000, 10000))
        self.assertFalse(verdict["media"])
        self.assertIn("200 megapixels", verdict["text"])
        self.assertIn("1920×1080", verdict["text"])

    def test_a_picture_that_cannot_be_decoded_is_told_on_its_page(self):
        media = self.media_of(self.upload("broken.png", huge_png(600, 400) + bytes(50)))
        self.assertEqual(media.work, "failed")
        self.assertIn("damaged", media.about)
        with self.assertRaises(UserError):
            media.with_user(self.editor).action_submit()

    def test_a_film_that_boxes_play_needs_no_work(self):
        media = self.media_of(self.upload("good.mp4", self.film("good.mp4")))
        self.assertEqual((media.work, media.page_ids.file_id), ("none", media.file_id))

    def test_a_film_no_box_can_play_is_refused_naming_the_conversion(self):
        with patch.object(queue_media, "converter", return_value=None):
            verdict = self.upload("hevc.mp4", self.film("hevc.mp4"))
        self.assertFalse(verdict["media"])
        for words in ("hevc", "H.264", "ffmpeg -i"):
            self.assertIn(words, verdict["text"])

    def test_with_ffmpeg_the_server_offers_the_conversion(self):
        with patch.object(queue_media, "converter", return_value="/usr/bin/ffmpeg"):
            verdict = self.upload("hevc.mp4", self.film("hevc.mp4"))
        media = self.env["queue.media"].browse(verdict["media"])
        self.assertTrue(verdict["convert"])
        self.assertEqual((media.work, len(media.page_ids)), ("wanted", 0))

    def test_each_page_of_a_pdf_becomes_a_picture(self):
        media = self.media_of(self.upload("guide.pdf", pdf(3)))
        self.assertEqual((media.kind, media.work, media.progress), ("pdf", "none", 100))
        self.assertEqual(media.page_ids.mapped("sequence"), [0, 1, 2])
        self.assertTrue(all(one.mime == "image/jpeg" for one in media.page_ids.file_id))
        self.assertEqual(media.page_ids[0].file_id.width, 1080)

    def test_a_pdf_that_cannot_be_opened_or_is_too_long_is_told(self):
        self.assertEqual(self.media_of(self.upload("a.pdf", b"%PDF-1.7\nnothing")).work, "failed")
        media = self.media_of(self.upload("b.pdf", pdf(101)))
        self.assertIn("101", media.about)

    def test_slides_damaged_and_unknown_files_leave_nothing_but_their_remedy(self):
        before = self.env["queue.media"].search_count([])
        for name, data, words in (
            ("a.pptx", b"PK\3\4" + bytes(60), "PDF"),
            ("a.html", b"<script>alert(1)</script>", "JPEG"),
            ("cut.mp4", self.film("good.mp4")[:4000], "Copy it again"),
        ):
            self.assertIn(words, self.upload(name, data)["text"])
        self.assertEqual(self.env["queue.media"].search_count([]), before)

    def test_an_upload_goes_on_where_it_broke(self):
        data = picture(300, 300)
        uploads = self.env["queue.media.upload"].with_user(self.editor)
        begun = uploads._begin("p.png", len(data), "mark")
        uploads._add(begun["upload"], 0, data[:100])
        again = uploads._begin("p.png", len(data), "mark")
        self.assertEqual((again["upload"], again["received"]), (begun["upload"], 100))
        with self.assertRaises(UserError):
            uploads._finish(begun["upload"])
        repeated = uploads._add(begun["upload"], 0, data[:100])
        self.assertEqual(repeated["received"], 100)
        uploads._add(begun["upload"], 100, data[100:])
        self.assertTrue(uploads._finish(begun["upload"])["media"])

    def test_an_upload_is_its_users_own_and_never_larger_than_it_said(self):
        uploads = self.env["queue.media.upload"]
        begun = uploads.with_user(self.editor)._begin("p.png", 10, "m")
        with self.assertRaises(AccessError):
            uploads.with_user(self.manager)._add(begun["upload"], 0, b"12345")
        taken = uploads.with_user(self.editor)._add(begun["upload"], 0, b"12345678901")
        self.assertEqual(taken["received"], 0)
        with self.assertRaises(AccessError):
            uploads.with_user(self.nurse)._begin("p.png", 10, "m")

    def test_a_full_disk_is_told_before_anything_is_sent(self):
        with patch("shutil.disk_usage") as disk:
            disk.return_value.free = 1 << 20
            with self.assertRaisesRegex(UserError, "disk"):
                self.upload("p.png", picture())

    def test_the_same_file_twice_is_kept_once(self):
        one = self.media_of(self.upload("a.png", picture()))
        two = self.media_of(self.upload("b.png", picture()))
        self.assertEqual(one.file_id, two.file_id)

    def test_files_that_no_media_names_are_forgotten(self):
        media = self.media_of(self.upload("a.png", picture(333, 222)))
        kept = self.media_of(self.upload("b.png", picture(444, 222)))
        gone = media.file_id | media.page_ids.file_id
        stays = kept.file_id | kept.page_ids.file_id
        media.unlink()
        self.env.flush_all()
        self.env.cr.execute("UPDATE queue_media_file SET create_date = '2020-01-01'")
        self.env["queue.media.file"]._gc_unused()
        self.env.invalidate_all()
        self.assertFalse(gone.exists())
        self.assertEqual(stays.exists(), stays)


@tagged("post_install", "-at_install")
class TestMediaApproval(MediaCase):
    def draft(self, **values):
        usual = {"name": "Flu", "kind": "text", "text": "Get a flu shot"}
        return self.env["queue.media"].with_user(self.editor).create({**usual, **values})

    def test_text_is_due_after_one_working_day_and_a_picture_after_three(self):
        self.startPatcher(patch.object(media_approval, "working", lambda day: day.weekday() < 5))
        text = self.draft()
        text.action_submit()
        self.assertEqual(text.due_on, DAY + timedelta(days=1))
        picture_ = self.media_of(self.upload("a.png", picture()))
        picture_.with_user(self.editor).action_submit()
        self.assertEqual(picture_.due_on, DAY + timedelta(days=3))

    def test_nobody_approves_his_own(self):
        media = self.draft().with_user(self.manager)
        media.action_submit()
        with self.assertRaisesRegex(UserError, "Another person"):
            media.action_approve()
        self.assertEqual(media.state, "submitted")

    def test_a_desk_lead_submits_and_does_not_approve(self):
        media = self.draft()
        media.action_submit()
        other = self.make_user("editor2", "queue_call.group_queue_desk_lead")
        for step in ("action_approve", "action_reject"):
            with self.assertRaises(AccessError):
                getattr(media.with_user(other), step)()

    def test_what_was_looked_at_is_what_is_shown(self):
        media = self.approved()
        with self.assertRaisesRegex(UserError, "submitted"):
            media.write({"text": "Something else"})
        media.action_redraft()
        media.write({"text": "Something else"})
        self.assertEqual(media.state, "draft")

    def test_a_rejection_needs_a_reason_and_is_logged_with_it(self):
        media = self.draft()
        media.action_submit()
        boss = media.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "reason"):
            boss.action_reject()
        boss.reason = "The dose is wrong"
        boss.action_reject()
        self.assertEqual(media.state, "rejected")
        steps = media.sudo().log_ids.sorted("id").mapped(lambda one: (one.verb, one.reason))
        self.assertEqual(steps, [("submit", False), ("reject", "The dose is wrong")])

    def test_a_state_cannot_be_written_around_the_steps(self):
        media = self.draft()
        for values in ({"state": "approved"}, {"submitted_by": False}, {"work": "none"}):
            with self.assertRaises(UserError):
                media.write(values)
            with self.assertRaises(UserError):
                self.draft(**values)

    def test_an_auditor_reads_every_step(self):
        auditor = self.make_user("audit", "queue_call.group_queue_auditor")
        log = self.approved().with_user(auditor).log_ids
        self.assertEqual(log.sorted("id").mapped("verb"), ["submit", "approve"])
        self.assertEqual(len(set(log.mapped("content"))), 1)

    def test_the_due_day_is_reminded_of_once_a_day(self):
        media = self.draft()
        media.action_submit()
        media.sudo().due_on = DAY
        self.env["queue.media"]._cron_remind()
        self.assertIn("remind", media.sudo().log_ids.mapped("verb"))
        self.assertFalse(media.late)
        self.clock.tick(86400 * 2)
        media.invalidate_recordset()
        self.assertTrue(media.late)
        self.assertIn(media.sudo(), self.env["queue.media"].search([("late", "=", True)]))

    def test_bad_content_is_refused_with_its_name(self):
        for values in (
            {"kind": "page", "url": "javascript:alert(1)"},
            {"text": "  "},
            {"seconds": 0},
        ):
            with self.assertRaisesRegex(ValidationError, "Flu"):
                self.draft(**values)


@tagged("post_install", "-at_install")
class TestProgramme(MediaCase):
    def test_a_programme_that_overlaps_itself_is_refused_naming_both_times(self):
        with self.assertRaises(ValidationError) as refused:
            self.programme(self.approved(), [(8, 12), (11.5, 13)])
        for words in ("08:00–12:00", "11:30–13:00", "11:30", "12:00"):
            self.assertIn(words, str(refused.exception))
        line = self.programme(self.approved(), [(8, 12), (13, 14)]).time_ids[1]
        with self.assertRaises(ValidationError):
            line.start = 11

    def test_a_line_that_ends_before_it_begins_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "two lines"):
            self.programme(self.approved(), [(22, 6)])

    def test_only_what_is_approved_goes_to_a_screen(self):
        draft = self.env["queue.media"].create(
            {"name": "Draft", "kind": "text", "text": "x", "company_id": self.hospital.id}
        )
        media = self.approved()
        programme = self.programme(media | draft)
        plan = self.screen._media_plan()
        shown = [plan["items"][str(one)]["media"] for one in plan["programmes"][str(programme.id)]]
        self.assertEqual(shown, [media.id])

    def test_the_key_changes_with_what_is_shown_and_not_otherwise(self):
        media = self.approved()
        self.programme(media)
        self.number_events()
        first = self.screen.media_hash
        media.sudo().name = media.name
        self.number_events()
        self.assertEqual(self.screen.media_hash, first)
        media.with_user(self.manager).write({"reason": "Out of date"})
        media.with_user(self.manager).action_retire()
        self.number_events()
        self.assertNotEqual(self.screen.media_hash, first)
        pulse = self.env["maintenance.equipment"]._screen_pulse(self.screen.device_token)
        self.assertEqual(pulse["media"], self.screen.media_hash)

    def test_a_programme_of_another_zone_or_screen_is_not_played(self):
        other = self.env["queue.zone"].create(
            {"name": "Other", "code": "O", "company_id": self.hospital.id}
        )
        media = self.approved()
        here = self.programme(media, zone_ids=[(6, 0, self.zone.ids)])
        self.programme(media, zone_ids=[(6, 0, other.ids)])
        self.programme(media, device_ids=[(6, 0, self.screen.copy({"name": "B"}).ids)])
        self.assertEqual(list(self.screen._media_plan()["programmes"]), [str(here.id)])

    def test_the_plan_of_the_day_follows_priority_and_volume(self):
        media = self.approved()
        usual, noon = self.programme(media), self.programme(media, [(11, 12)], priority="2")
        self.env["queue.media.volume"].create(
            {"company_id": self.hospital.id, "start": 12, "end": 14, "percent": 20}
        )
        segments = self.screen._media_plan(DAY, 1)["segments"]
        told = [(one["programmes"], one["volume"]) for one in segments]
        expected = [
            ([], 100),
            ([usual.id], 100),
            ([noon.id], 100),
            ([usual.id], 20),
            ([usual.id], 100),
            ([], 100),
        ]
        self.assertEqual(told, expected)

    def test_what_is_used_is_not_deleted(self):
        media = self.approved()
        self.programme(media)
        with self.assertRaisesRegex(UserError, "Hall"):
            media.sudo().unlink()

    def test_the_week_says_what_is_never_seen(self):
        media = self.approved()
        self.programme(media, [(9, 10)], name="Hidden one")
        self.programme(media, [(8, 12)], name="Big one", priority="2")
        week = (
            self.env["queue.media.week"]
            .with_user(self.manager)
            .create({"zone_id": self.zone.id, "monday": DAY})
        )
        self.assertIn("08:00–12:00", week.grid)
        self.assertIn("Never on show", week.grid)
        self.assertIn("Hidden one", week.grid)

    def test_a_box_tells_what_it_holds(self):
        screens = self.env["maintenance.equipment"]
        screens._screen_media(self.screen.device_token, {"have": 3, "files": 4, "mb": 12})
        self.assertIn("3", self.screen.media_state)
        told = screens._screen_media(self.screen.device_token, {"have": "x", "files": -1})
        self.assertIn("segments", told)

    def test_the_doctors_week_is_part_of_the_plan(self):
        doctor = self.env["queue.practitioner"].create(
            {"name": "Li", "title": "Chief", "company_id": self.hospital.id, "code": "L"}
        )
        self.env["queue.roster"].create(
            {
                "zone_id": self.zone.id,
                "practitioner_id": doctor.id,
                "weekday": "0",
                "half_day": "pm",
                "queue_id": self.queue.id,
            }
        )
        (row,) = self.screen._media_plan()["week"]
        self.assertEqual((row["doctor"], row["days"][0]), ("Li", ["", "Queue A"]))


@tagged("post_install", "-at_install")
class TestProofOfPlay(MediaCase):
    def report(self, media, minute=0, **more):
        start = f"2026-03-02T00:{minute:02d}:00Z"
        end = f"2026-03-02T00:{minute + 1:02d}:00Z"
        return {"media": media.id, "start": start, "end": end, "plays": 2, "complete": 2,
                "seconds": 30, **more}  # fmt: skip

    def keep(self, items, device=None):
        now = self.clock.now.replace(tzinfo=None)
        (device or self.screen)._keep_reports("played", items, now)
        self.env["queue.media.play.day"]._count()

    def test_reports_add_up_to_a_day_and_a_repeat_counts_once(self):
        media = self.approved()
        for _ in range(2):
            self.keep([self.report(media), self.report(media, 5, complete=1)])
        row = self.env["queue.media.play.day"].search([("device_id", "=", self.screen.id)])
        self.assertEqual((row.day, row.plays, row.complete, row.seconds), (DAY, 4, 3, 60))

    def test_nonsense_and_other_hospitals_media_are_left_out(self):
        media = self.approved()
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["queue.media"].create(
            {"name": "F", "kind": "text", "text": "x", "company_id": company.id}
        )
        self.keep(
            [
                None,
                7,
                {},
                self.report(foreign),
                self.report(media, start="yesterday"),
                self.report(media, end="2020-01-01T00:00:00Z"),
                self.report(media, start="2030-01-01T00:00:00Z", end="2030-01-01T00:00:01Z"),
                {**self.report(media), "media": True},
            ]
        )
        self.keep("nonsense")
        self.assertFalse(self.env["queue.media.play"].search([("device_id", "=", self.screen.id)]))

    def test_a_box_cannot_claim_more_time_than_passed(self):
        self.keep([self.report(self.approved(), seconds=99999, complete=9)])
        row = self.env["queue.media.play.day"].search([("device_id", "=", self.screen.id)])
        self.assertEqual((row.seconds, row.complete), (61, 2))

    def test_single_reports_are_forgotten_and_the_day_stays(self):
        media = self.approved()
        self.keep([self.report(media)])
        self.clock.tick(86400 * 20)
        self.env["queue.media.play.day"]._count()
        mine = [("device_id", "=", self.screen.id)]
        self.assertFalse(self.env["queue.media.play"].search(mine))
        self.assertEqual(self.env["queue.media.play.day"].search(mine).plays, 2)

    def test_the_report_is_a_workbook(self):
        self.keep([self.report(self.approved())])
        report = (
            self.env["queue.media.report"]
            .with_user(self.manager)
            .create({"date_from": DAY, "date_to": DAY})
        )
        report.action_make()
        self.assertTrue(report.file)
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(report._workbook()))
        self.assertEqual(book.worksheets[0]["B4"].value, 2)
