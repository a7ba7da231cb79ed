import base64
from datetime import timedelta

from odoo.addons.device_registry.core.heartbeat import clean
from odoo.addons.maintenance_contract.models.clock import aware
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import DOT, InspectionCase


@tagged("post_install", "-at_install")
class TestInspectionForm(InspectionCase):
    def beat(self, **report):
        now = self.env.cr.now().replace(microsecond=0)
        self.env["device.heartbeat"]._keep(self.server.id, now, clean(report))

    def test_the_form_has_an_answer_for_each_device_in_walking_order(self):
        one = self.begun()
        self.assertEqual(one.answer_ids.sorted("rank").mapped("code"), ["disk", "halls", "sound"])
        halls = one.answer_ids.filtered(lambda row: row.code == "halls")
        self.assertEqual((halls.expected, halls.device_id.id), (1, False))

    def test_what_a_device_has_told_is_filled_in_with_its_source(self):
        self.beat(free_mb=15 * 1024)
        one = self.begun()
        disk = one.answer_ids.filtered(lambda row: row.code == "disk")
        self.assertEqual((disk.value, disk.result), (15, "not_ok"))
        self.assertIn("report of", disk.source)
        disk.write({"value": 30})
        self.assertEqual((disk.result, disk.source), ("ok", False))

    def test_half_filled_is_not_finished_and_the_form_says_what_lacks(self):
        one = self.begun()
        self.answer(one, "sound", choice="skipped")
        with self.assertRaises(ValidationError) as caught:
            one.action_finish()
        self.assertIn("Hall Sound: Say why", str(caught.exception))
        self.assertIn("Server Free: No answer", str(caught.exception))
        self.assertEqual(one.lacking_count, 3)

    def test_nothing_is_answered_before_the_beginning_nor_after_the_signature(self):
        one = self.signed()
        with self.assertRaisesRegex(UserError, "signed"):
            self.answer(one, "sound", choice="not_ok")
        with self.assertRaisesRegex(UserError, "signed"):
            one.write({"summary": "x"})
        with self.assertRaisesRegex(UserError, "signed"):
            self.env["inspection.interview"].with_user(self.engineer).create(
                {"inspection_id": one.id, "name": "Li", "department": "IT"}
            )

    def test_of_two_answers_the_later_counts_and_both_are_kept(self):
        one = self.begun()
        sound = self.answer(one, "sound", choice="not_ok")
        first_at = sound.answered_at
        other = sound.with_user(self.boss)
        early = first_at.replace(tzinfo=None) - timedelta(minutes=5)
        self.assertFalse(other._give({"choice": "ok"}, aware(early)))
        self.assertEqual(sound.choice, "not_ok")
        self.assertTrue(sound.clash)
        self.assertTrue(other._give({"choice": "ok"}, aware(first_at + timedelta(minutes=5))))
        self.assertEqual(sound.choice, "ok")
        self.assertEqual(sound.entry_ids.sorted("at").mapped("counts"), [False, True, True])
        self.assertIn("clash", one.event_ids.mapped("verb"))

    def test_an_item_itself_is_not_changed_and_its_history_neither(self):
        one = self.begun()
        sound = self.answer(one, "sound", choice="ok")
        with self.assertRaisesRegex(UserError, "answered, not changed"):
            sound.write({"low": 3})
        with self.assertRaises(UserError):
            sound.entry_ids.with_user(self.boss).write({"counts": False})

    def test_a_device_that_is_gone_answers_for_itself_and_is_a_finding(self):
        one = self.begun()
        sound = self.answer(one, "sound", choice="gone")
        self.assertFalse(sound.lack)
        found = sound._find()
        self.assertEqual(found.device_id, self.screen)

    def test_a_retired_device_is_not_asked_for(self):
        self.screen._life_step("retire", "Scrapped")
        one = self.begun()
        self.assertEqual(set(one.answer_ids.mapped("code")), {"disk", "halls"})

    def test_an_inspected_device_stays_in_the_registry(self):
        self.begun()
        with self.assertRaisesRegex(UserError, "retire it"):
            self.screen.unlink()

    def test_one_tap_makes_a_ticket_of_the_items_severity(self):
        one = self.filled(value=5)
        disk = one.answer_ids.filtered(lambda row: row.code == "disk")
        action = disk.action_ticket()
        ticket = self.env["service.ticket"].browse(action["res_id"])
        self.assertEqual(ticket.severity_id.code, "severe")
        self.assertEqual((ticket.channel, ticket.device_id), ("inspection", self.server))
        self.assertIn("5 GB", ticket.name)
        self.assertEqual(disk.action_ticket()["res_id"], ticket.id)
        self.assertEqual(disk.finding_id.state, "ticket")

    def test_what_is_right_is_no_finding(self):
        one = self.filled()
        with self.assertRaisesRegex(UserError, "no finding"):
            one.answer_ids[0].action_finding()

    def test_a_repeated_finding_is_recognised_and_joins_its_open_ticket(self):
        first = self.filled(1, value=5)
        disk = first.answer_ids.filtered(lambda row: row.code == "disk")
        disk.action_ticket()
        first.action_finish()
        second = self.filled(2, "2026-06-02 09:00", value=4)
        self.assertEqual(second.earlier_finding_ids, disk.finding_id)
        again = second.answer_ids.filtered(lambda row: row.code == "disk")
        self.assertEqual((again.last_result, again.last_value), ("not_ok", "5 GB"))
        self.assertEqual(again.change, "same")
        again.action_ticket()
        self.assertEqual(again.finding_id.times, 2)
        self.assertEqual(again.finding_id.repeat_of_id, disk.finding_id)
        self.assertEqual(again.finding_id.ticket_id, disk.finding_id.ticket_id)

    def test_a_finding_is_closed_with_words_only(self):
        one = self.filled(value=5)
        disk = one.answer_ids.filtered(lambda row: row.code == "disk")
        disk.action_finding()
        with self.assertRaisesRegex(ValidationError, "what became"):
            disk.finding_id._close(" ")
        disk.finding_id.action_mended()
        self.assertEqual(disk.finding_id.state, "closed")
        with self.assertRaises(UserError):
            disk.finding_id.unlink()

    def test_a_wish_becomes_a_change_request_once(self):
        one = self.begun()
        talk = (
            self.env["inspection.interview"]
            .with_user(self.engineer)
            .create(
                {"inspection_id": one.id, "name": "Li", "department": "Eyes", "wish": "Bigger font"}
            )
        )
        talk.action_wish()
        ticket = talk.ticket_id
        talk.action_wish()
        self.assertEqual((ticket.kind, talk.ticket_id), ("change", ticket))
        talk.copy({"wish": False})
        with self.assertRaisesRegex(ValidationError, "wished first"):
            talk.copy({"wish": " "})._make_request()

    def test_a_photo_is_drawn_anew_and_one_of_40_mb_is_refused(self):
        one = self.begun()
        values = {"inspection_id": one.id, "image": DOT}
        photos = self.env["inspection.photo"].with_user(self.engineer)
        self.assertTrue(photos.create(values).image)
        with self.assertRaisesRegex(ValidationError, "MB"):
            photos.create(values | {"image": base64.b64encode(b"x" * (40 << 20))})
        with self.assertRaisesRegex(ValidationError, "no photo"):
            photos.create(values | {"image": base64.b64encode(b"<svg/>")})

    def test_a_required_photo_is_waited_for(self):
        one = self.begun()
        sound = self.answer(one, "sound", choice="ok")
        sound.sudo().photo_required = True
        self.assertEqual(sound.lack, "photo")
        self.env["inspection.photo"].create(
            {"inspection_id": one.id, "answer_id": sound.id, "image": DOT}
        )
        self.assertFalse(sound.lack)

    def test_a_signed_report_is_frozen_and_proves_itself(self):
        one = self.signed()
        report = one.report_id
        self.assertTrue(report._verify())
        self.assertTrue(base64.b64decode(report.pdf).startswith(b"%PDF"))
        self.assertEqual(report.name, f"IR-{one.number}")
        for change in ({"score": 1}, {"content": {}}, {"state": "replaced"}):
            with self.assertRaises(UserError):
                report.with_user(self.boss).write(change)
        with self.assertRaises(UserError):
            report.with_user(self.boss).unlink()

    def test_a_report_without_both_signatures_is_not_signed(self):
        one = self.filled()
        one.action_finish()
        one.write({"engineer_name": "Wang", "engineer_sign": DOT})
        with self.assertRaisesRegex(ValidationError, "hospital"):
            one.action_sign()

    def test_a_correction_is_a_new_version_signed_anew(self):
        one = self.signed()
        first = one.report_id
        with self.assertRaisesRegex(ValidationError, "what was wrong"):
            one._correct("")
        one._correct("Wrong room")
        self.assertEqual((one.state, one.version, first.state), ("working", 2, "replaced"))
        self.assertFalse(one.hospital_sign)
        self.answer(one, "sound", choice="ok", note="room 2")
        done_day = one.done_day
        one.action_finish()
        self.assertEqual(one.done_day, done_day)
        one.write(
            {
                "hospital_name": "Li", "hospital_sign": DOT,
                "engineer_name": "Wang", "engineer_sign": DOT,
            }
        )  # fmt: skip
        one.action_sign()
        self.assertEqual(
            (one.report_id.version, one.report_ids.mapped("state")), (2, ["valid", "replaced"])
        )
        self.assertTrue(first._verify())

    def test_a_version_of_a_checklist_in_use_does_not_change(self):
        with self.assertRaisesRegex(UserError, "Next version"):
            self.listed.with_user(self.boss).item_ids[0].write({"name": "Other"})
        with self.assertRaisesRegex(UserError, "Next version"):
            self.listed.with_user(self.boss).write({"name": "Other"})
        action = self.listed.with_user(self.boss).action_next_version()
        draft = self.env["inspection.checklist"].browse(action["res_id"]).with_user(self.boss)
        draft.item_ids[0].name = "Other"
        draft.action_release()
        self.assertEqual((self.listed.state, draft.version), ("retired", 2))
        one = self.begun()
        self.assertEqual(one.checklist_id, draft)
        self.assertIn("Other", one.answer_ids.mapped("name"))

    def test_a_choice_without_choices_is_refused(self):
        item = {"checklist_id": self.listed.copy({"name": "Draft"}).id, "code": "x", "name": "X"}
        items = self.env["inspection.checklist.item"]
        with self.assertRaisesRegex(ValidationError, "two at least"):
            items.create(item | {"kind": "choice", "options": "a"})
        with self.assertRaisesRegex(ValidationError, "Right choices"):
            items.create(
                item | {"code": "y", "kind": "choice", "options": "a|b", "right_options": "c"}
            )

    def test_an_engineer_without_papers_does_not_begin(self):
        self.contract.sudo().needs_admission = True
        self.clock_at("2026-03-02 09:00")
        one = self.plan().inspection_ids.sorted("slot")[0].with_user(self.engineer)
        with self.assertRaisesRegex(UserError, "missing"):
            one.action_start()
