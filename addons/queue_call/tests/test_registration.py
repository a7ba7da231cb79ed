from odoo.exceptions import UserError

from .common import DAY, QueueCase


class TestRegistration(QueueCase):
    def test_numbers_count_up_from_one_in_each_queue_and_half_day(self):
        self.assertEqual(self.register(3).mapped("number"), ["A001", "A002", "A003"])
        afternoon = self.register(2, first=4, half_day="pm")
        self.assertEqual(afternoon.mapped("number"), ["A001", "A002"])
        other = self.register(1, first=9, queue=self.other)
        self.assertEqual(other.number, "B001")

    def test_the_same_registration_again_gives_the_same_entry_and_number(self):
        entry = self.register(1)
        self.assertEqual(self.register(1), entry)
        both = self.env["queue.entry"]._register_all([self.request(5), self.request(5)])
        self.assertEqual(both[0], both[1])
        self.assertEqual(both[0].number, "A002")

    def test_entries_come_back_in_the_order_of_the_requests(self):
        requests = [self.request(n) for n in (3, 1, 2)]
        entries = self.env["queue.entry"]._register_all(requests)
        self.assertEqual(entries.visit_id.mapped("visit_ref"), ["V3", "V1", "V2"])

    def test_a_newer_version_changes_details_but_not_the_number(self):
        entry = self.register(1, source_version="1")
        self.register(1, source_version="2", class_code="elderly", patient={"name": "李四"})
        self.env.invalidate_all()
        self.assertEqual(entry.class_id, self.elderly)
        self.assertEqual(entry.patient_id.name, "李四")
        self.assertEqual(entry.number, "A001")

    def test_an_older_version_is_ignored_and_reported(self):
        entry = self.register(1, source_version="5", patient={"name": "新名"})
        ignored = []
        old = self.request(1, source_version="4", class_code="elderly", patient={"name": "旧名"})
        self.assertEqual(self.env["queue.entry"]._register_all([old], ignored), entry)
        self.env.invalidate_all()
        self.assertEqual(ignored, [0])
        self.assertEqual(entry.patient_id.name, "新名")
        self.assertFalse(entry.class_id)

    def test_an_older_registration_after_a_cancellation_stays_cancelled(self):
        entry = self.register(1, source_version="1")
        entry._cancel(source_version="3")
        again = self.env["queue.entry"]._register_all([self.request(1, source_version="2")])
        self.env.invalidate_all()
        self.assertEqual((again, again.state), (entry, "cancelled"))

    def test_a_newer_registration_after_a_cancellation_gets_a_new_number(self):
        entry = self.register(1, source_version="1")
        entry._cancel(source_version="2")
        again = self.env["queue.entry"]._register_all([self.request(1, source_version="3")])
        self.assertNotEqual(again, entry)
        self.assertEqual((again.state, again.number), ("registered", "A002"))

    def test_a_number_of_the_his_is_kept_and_the_counter_passes_it(self):
        self.assertEqual(self.register(1, number=7).number, "A007")
        self.assertEqual(self.register(1, first=2).number, "A008")

    def test_a_taken_number_of_the_his_is_replaced_and_flagged(self):
        self.register(1, number=7)
        second = self.register(1, first=2, number=7)
        self.assertEqual((second.number, second.problem), ("A008", "number_taken"))

    def test_two_patients_with_one_card_are_both_found_and_flagged(self):
        entries = self.register(1, patient={"card_no": "C9"})
        self.assertFalse(entries.problem)
        entries |= self.register(1, first=2, patient={"card_no": "C9"})
        self.env.invalidate_all()
        self.assertEqual(entries.mapped("problem"), ["card_shared", "card_shared"])
        self.assertEqual(self.env["queue.entry"].search([("find", "ilike", "C9")]), entries)
        found = self.env["queue.entry"]._find_for_check_in("C9", self.hospital)
        self.assertEqual(found, entries)

    def test_a_corrected_card_takes_the_flag_away(self):
        first = self.register(1, patient={"card_no": "C9"}, source_version="1")
        self.register(1, first=2, patient={"card_no": "C9"}, source_version="1")
        self.register(1, first=2, patient={"card_no": "C10"}, source_version="2")
        self.register(1, patient={"card_no": "C9"}, source_version="2")
        self.env.invalidate_all()
        self.assertFalse(first.problem)

    def test_search_finds_by_number_name_card_and_visit(self):
        entry = self.register(3)[1]
        for text in ("A002", "小2", "M2", "V2"):
            found = self.env["queue.entry"].search([("find", "ilike", text)])
            self.assertEqual(found, entry, text)

    def test_a_queue_of_another_hospital_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(UserError):
            self.env["queue.entry"]._register_all([{**self.request(1), "company_id": other.id}])

    def test_a_kiosk_number_is_given_once_for_a_request(self):
        entry = self.queue._issue_number("r1")
        self.assertEqual((entry.number, entry.state), ("A001", "waiting"))
        self.assertEqual(self.queue._issue_number("r1"), entry)
        self.assertEqual(self.queue._issue_number("r2").number, "A002")
        self.assertEqual((entry.service_date, entry.half_day), (DAY, "am"))

    def test_after_noon_and_after_midnight_numbers_begin_again(self):
        self.queue._issue_number("r1")
        self.clock.tick(4 * 3600)
        afternoon = self.queue._issue_number("r2")
        self.assertEqual((afternoon.half_day, afternoon.number), ("pm", "A001"))
        self.clock.tick(12 * 3600)
        tomorrow = self.queue._issue_number("r3")
        self.assertEqual((tomorrow.half_day, tomorrow.number), ("am", "A001"))
        self.assertGreater(tomorrow.service_date, DAY)

    def test_a_thousand_registrations_cost_few_queries(self):
        requests = [self.request(n) for n in range(1000)]
        with self.assertQueryCount(20):
            self.env["queue.entry"]._register_all(requests)
