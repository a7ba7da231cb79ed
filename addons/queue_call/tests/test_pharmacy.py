"""Pharmacy: from paid to collected, at the right window."""

from .test_kinds import KindCase


class TestPharmacy(KindCase):
    def setUp(self):
        super().setUp()
        self.pharmacy = self.queue_of("pharmacy")
        self.clinic = self.register(3)
        self.visits = self.clinic.visit_id
        self.western, self.herbal = self.env["queue.drug.kind"].create(
            [
                {"name": code, "code": code, "company_id": self.hospital.id}
                for code in ("western", "herbal")
            ]
        )
        self.room.drug_kind_ids = self.western
        self.room2.drug_kind_ids = self.herbal

    def rx(self, rx_no, state, n=0, kind="western"):
        """Tell the state of a prescription of visit ``n``; return it."""
        return self.env["queue.prescription"]._set_prescription_state(
            rx_no,
            state,
            self.hospital.id,
            visit=self.visits[n],
            queue=self.pharmacy,
            drug_kind=kind,
        )

    def windows(self):
        return (
            self.open(queues=self.pharmacy),
            self.open(self.manager, self.room2, self.pharmacy),
        )

    def test_medicine_is_called_when_ready_at_the_window_of_its_kind(self):
        west, herb = self.windows()
        rx = self.rx("R1", "paid", kind="herbal")
        entry = rx.entry_id
        self.assertEqual(self.steps(entry), [("paid", False, "waiting")])
        self.rx("R1", "dispensing")
        self.assertIsNone(self.next_of(herb))
        self.assertIn("being prepared", entry._why_not_called()[entry.id])
        self.rx("R1", "ready")
        self.assertEqual((entry.state, rx.window_id), ("benched", self.room2))
        self.assertIsNone(self.next_of(west))
        self.assertEqual(self.next_of(herb), entry.id)
        herb._arrive()
        herb._finish()
        self.assertEqual(self.steps(entry), [("done", True, "finished")])
        self.assertEqual(rx.state, "collected")

    def test_all_prescriptions_of_a_visit_are_collected_together(self):
        west, _herb = self.windows()
        first, second = self.rx("R1", "ready"), self.rx("R2", "paid")
        entry = first.entry_id
        self.assertEqual(second.entry_id, entry)
        self.assertIsNone(self.next_of(west))
        self.rx("R2", "ready")
        self.assertEqual(self.next_of(west), entry.id)
        west._finish()
        self.number_events()
        self.assertEqual((first.state, second.state), ("collected", "collected"))
        west._undo()
        self.assertEqual((first.state, second.state, entry.state), ("ready", "ready", "called"))

    def test_news_told_twice_or_too_late_changes_nothing(self):
        rx = self.rx("R1", "ready")
        self.rx("R1", "ready")
        self.rx("R1", "paid")
        self.assertEqual((rx.state, len(self.visits[0].prescription_ids)), ("ready", 1))
        self.rx("R1", "cancelled")
        self.rx("R1", "ready")
        self.assertEqual((rx.state, rx.entry_id.state), ("cancelled", "cancelled"))

    def test_with_check_in_first_nobody_is_called_who_did_not_come(self):
        self.pharmacy._set_rules({"rx_check_in": True})
        west, _herb = self.windows()
        entry = self.rx("R1", "ready").entry_id
        self.assertEqual(entry.state, "registered")
        self.assertIsNone(self.next_of(west))
        entry._check_in()
        self.assertEqual(self.next_of(west), entry.id)

    def test_handed_in_at_one_window_collected_at_the_other(self):
        self.pharmacy._set_rules({"rx_two_windows": True})
        self.room.write({"window_role": "hand_in", "drug_kind_ids": False})
        self.room2.write({"window_role": "collect", "drug_kind_ids": False})
        take, give = self.windows()
        rx = self.rx("R1", "paid")
        entry = rx.entry_id
        self.assertIsNone(self.next_of(give))
        self.assertEqual(self.next_of(take), entry.id)
        take._finish()
        self.assertEqual(self.steps(entry), [("dispensing", False, "away")])
        self.rx("R1", "dispensing")
        self.rx("R1", "ready")
        self.assertEqual((entry.state, entry.point_id), ("benched", self.room2))
        self.assertEqual(self.next_of(give), entry.id)
        give._finish()
        self.number_events()
        self.assertEqual((rx.state, entry.state), ("collected", "finished"))

    def test_a_window_that_closes_gives_its_patients_to_the_others(self):
        self.room.drug_kind_ids = self.room2.drug_kind_ids = False
        one, two = self.windows()
        entry = self.rx("R1", "ready").entry_id
        self.assertEqual(entry.point_id, self.room)
        one._close()
        self.assertEqual(self.next_of(two), entry.id)
