"""What messages do to the queue, and to each other."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .common import HisCase


@tagged("post_install", "-at_install")
class TestApply(HisCase):
    def test_a_registered_patient_stands_in_the_queue_of_the_department(self):
        message = self.process(self.adt())
        self.assertEqual(message.state, "done")
        entry = self.entries()
        self.assertEqual(message.entry_id, entry)
        self.assertEqual(entry.queue_id, self.queues["heart"])
        self.assertEqual((entry.service_date, entry.half_day), (date(2026, 3, 2), "am"))
        self.assertEqual((entry.state, entry.source), ("registered", "walk_in"))
        patient = entry.patient_id
        self.assertEqual((patient.mrn, patient.name, patient.sex), ("P1", "张三", "m"))
        self.assertEqual(patient.birth_date, date(1980, 1, 1))

    def test_an_experts_patient_stands_in_the_experts_queue(self):
        entry = self.process(self.adt(doctor="1001^李建国")).entry_id
        self.assertEqual(entry.queue_id, self.queues["expert"])
        self.assertEqual(entry.practitioner_id, self.doctor)

    def test_an_appointment_keeps_its_slot_and_half_day(self):
        entry = self.process(self.siu()).entry_id
        self.assertEqual((entry.source, entry.half_day), ("appointment", "pm"))
        self.assertEqual(entry.slot_start, datetime(2026, 3, 2, 6, 30))

    def test_a_mere_date_of_today_means_the_present_half_day_and_another_day_the_morning(self):
        later = {"at": "20260302150000", "service_at": "20260302"}
        self.assertEqual(self.process(self.adt(**later)).entry_id.half_day, "pm")
        other = self.adt(control="M2", visit="V2", at="20260302150000", service_at="20260305")
        self.assertEqual(self.process(other).entry_id.half_day, "am")

    def test_a_gbk_name_arrives_as_it_was_written(self):
        self.receive(self.adt(name="珅弢玘"), charset="gbk")
        self.apply()
        self.assertEqual(self.entries().patient_id.name, "珅弢玘")

    def test_a_duplicate_has_no_second_effect(self):
        self.process(self.adt())
        self.assertFalse(self.receive(self.adt()))
        self.assertEqual(len(self.entries()), 1)

    def test_a_message_sent_again_under_a_new_number_changes_nothing(self):
        self.process(self.adt(), self.adt(control="M2"))
        self.assertEqual(len(self.entries()), 1)

    def test_a_cancellation_cancels(self):
        self.process(self.adt(), self.adt("A11", control="M2", at="20260302090000"))
        self.assertEqual(self.entries().state, "cancelled")

    def test_a_cancellation_that_overtook_its_registration_wins(self):
        cancel = self.process(self.adt("A11", control="M2", at="20260302090000"))
        self.assertEqual((cancel.state, cancel.cause), ("ignored", "unknown_visit"))
        late = self.process(self.adt())
        self.assertEqual((late.state, late.cause), ("ignored", "visit_cancelled"))
        self.assertFalse(self.entries())

    def test_an_older_message_changes_nothing(self):
        self.process(self.adt(at="20260302085500"))
        older = self.process(self.adt("A11", control="M0", at="20260302080000"))
        self.assertEqual((older.state, older.cause), ("ignored", "stale"))
        self.assertEqual(self.entries().state, "registered")

    def test_a_cancelled_visit_may_be_registered_again_later(self):
        self.process(
            self.adt(),
            self.adt("A11", control="M2", at="20260302090000"),
            self.adt(control="M3", at="20260302091000"),
        )
        self.assertEqual(self.entries().mapped("state"), ["cancelled", "registered"])

    def test_a_patient_cancelled_after_the_call_is_told_to_the_doctor(self):
        entry = self.process(self.adt()).entry_id
        entry._check_in()
        entry._apply("call")
        self.process(self.adt("A11", control="M2", at="20260302090000"))
        self.assertEqual(entry.state, "cancelled")
        self.assertTrue(entry.problem)

    def test_a_moved_appointment_leaves_its_old_place(self):
        self.process(self.siu(), self.siu("S13", "S2", at="20260302090000", start="20260303093000"))
        old, new = self.entries("APT1")
        self.assertEqual((old.state, new.state), ("cancelled", "registered"))
        self.assertEqual((new.service_date, new.half_day), (date(2026, 3, 3), "am"))

    def test_a_moved_slot_within_the_half_day_keeps_the_number(self):
        before = self.process(self.siu()).entry_id.number
        entry = self.process(
            self.siu("S13", "S2", at="20260302090000", start="20260302160000")
        ).entry_id
        self.assertEqual(entry.number, before)
        self.assertEqual(entry.slot_start, datetime(2026, 3, 2, 8, 0))

    def test_a_registration_joins_its_appointment(self):
        self.process(self.siu(start="20260302103000"))
        arrived = self.adt(control="M2", booked="APT1", at="20260302090000")
        self.process(arrived)
        self.assertEqual(len(self.entries("APT1")), 1)
        self.assertFalse(self.entries("V1"))
        self.process(self.adt("A11", control="M3", at="20260302091000"))
        self.assertEqual(self.entries("APT1").state, "cancelled")

    def test_new_data_of_a_patient_are_taken_over_and_old_ones_are_not(self):
        self.process(self.adt(), self.adt("A08", "M2", name="张三丰", at="20260302090000"))
        self.assertEqual(self.entries().patient_id.name, "张三丰")
        self.process(self.adt("A08", "M3", name="张", at="20260302080000"))
        self.assertEqual(self.entries().patient_id.name, "张三丰")

    def test_data_of_a_patient_nobody_waits_for_are_not_kept(self):
        message = self.process(self.adt("A31", mrn="P9"))
        self.assertEqual((message.state, message.cause), ("ignored", "unknown_patient"))
        self.assertFalse(self.env["queue.patient"].search([("mrn", "=", "P9")]))

    def test_merged_patients_are_one(self):
        self.process(self.adt(mrn="OLD"), self.adt(control="M2", mrn="NEW", visit="V2"))
        self.process(self.adt("A40", "M3", mrn="NEW", tail="MRG|OLD^^^H1^MR"))
        self.assertEqual((self.entries("V1") | self.entries("V2")).patient_id.mrn, "NEW")
        self.process(self.adt("A11", "M4", mrn="NEW", at="20260302093000"))
        self.assertEqual(self.entries("V1").state, "cancelled")

    def test_a_merge_into_an_unknown_number_renames_the_patient(self):
        self.process(self.adt(mrn="OLD"))
        self.process(self.adt("A40", "M3", mrn="NEW", tail="MRG|OLD^^^H1^MR"))
        self.assertEqual(self.entries("V1").patient_id.mrn, "NEW")

    def test_a_visit_of_another_patient_is_left_to_a_person(self):
        self.process(self.adt())
        message = self.process(self.adt(control="M2", mrn="P2", at="20260302090000"))
        self.assertEqual((message.state, message.cause), ("failed", "other_patient"))
        self.assertEqual(self.entries().patient_id.mrn, "P1")

    def test_messages_of_one_batch_keep_the_order_of_their_patient(self):
        for text in (
            self.adt(),
            self.adt(control="M2", mrn="P2", visit="V2"),
            self.adt("A11", control="M3", at="20260302090000"),
            self.adt(control="M4", at="20260302091000"),
            self.adt("A11", control="M5", mrn="P2", visit="V2", at="20260302090000"),
        ):
            self.receive(text)
        self.apply()
        self.assertEqual(self.entries("V1").mapped("state"), ["cancelled", "registered"])
        self.assertEqual(self.entries("V2").state, "cancelled")

    def test_a_message_waits_for_an_earlier_one_of_its_patient_and_others_flow(self):
        first = self.receive(self.adt())
        self.env["his.apply"]._give_up_or_retry(first.id, self._conflict())
        self.assertEqual(first.state, "retry")
        self._set_next_try(first, hours=1)
        second = self.receive(self.adt("A11", control="M2", at="20260302090000"))
        other = self.receive(self.adt(control="M3", mrn="P2", visit="V2"))
        self.apply()
        self.assertEqual((second.state, other.state), ("new", "done"))
        self._set_next_try(first, hours=-1)
        self.apply()
        self.assertEqual((first.state, second.state), ("done", "done"))
        self.assertEqual(self.entries().state, "cancelled")

    def test_a_message_that_keeps_failing_is_left_to_a_person(self):
        message = self.receive(self.adt())
        for _try in range(20):
            self.env["his.apply"]._give_up_or_retry(message.id, self._conflict())
        message.invalidate_recordset()
        self.assertEqual((message.state, message.cause), ("failed", "conflict"))

    def test_an_error_of_the_queue_marks_nothing_done(self):
        message = self.receive(self.adt())
        entries = type(self.env["queue.entry"])
        with (
            patch.object(entries, "_register_all", side_effect=ValueError("no")),
            self.assertRaises(ValueError),
        ):
            self.apply()
        message.invalidate_recordset()
        self.assertEqual(message.state, "new")

    def test_a_class_of_the_his_becomes_a_class_of_the_queue(self):
        values = {"name": "老人", "code": "old-1", "company_id": self.hospital.id}
        old = self.env["queue.class"].create(values)
        self._map("class", "02", class_id=old.id)
        text = self.adt().replace("|" * 12 + "V1", "|" * 11 + "02|V1")
        self.assertEqual(self.process(text).entry_id.class_id, old)

    def _conflict(self):
        import psycopg2.errors

        return psycopg2.errors.SerializationFailure("busy")

    def _set_next_try(self, message, hours):
        self.env.cr.execute(
            "UPDATE his_inbox SET next_at = (now() AT TIME ZONE 'UTC') + %s WHERE id = %s",
            [timedelta(hours=hours), message.id],
        )
