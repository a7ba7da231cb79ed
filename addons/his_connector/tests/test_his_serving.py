import json

from odoo.addons.his_connector.core.presets import PRESETS
from odoo.addons.his_connector.core.rows import encode_row, item_key, judge_row

from .common import INSERT, NOW, HisCase

_SENT = """
    SELECT o.event, d.interface_id FROM his_delivery d JOIN his_outbox o ON o.id = d.outbox_id
    WHERE o.company_id = %s AND o.event <> 'checked_in' ORDER BY o.id, d.interface_id
"""


class TestServing(HisCase):
    """A machine or a HIS says that somebody is being served, or is done."""

    def setUp(self):
        super().setUp()
        self.machine = self.env["his.interface"].create(
            {
                "name": "CT",
                "port": 40002,
                "company_id": self.hospital.id,
                "transport": "dicom",
                "mapping": json.dumps(PRESETS["dicom_mpps"]["mapping"]),
                "active": False,
            }
        )
        self.process(self.adt())
        self.entry = self.entries()

    def report(self, status, entry=None, visit="V1", mrn="P1"):
        """A report of a modality, stored and applied as the gateway does; its row."""
        self.env.flush_all()
        texts = {
            "sopinstanceuid": "1.2.3", "patientid": mrn, "accessionnumber": visit,
            "scheduledprocedurestepid": str(entry or ""), "performedprocedurestepstatus": status,
        }  # fmt: skip
        profile, codes = self.machine._profile(), self.machine._codes()
        key = item_key(profile, "mpps", entry, visit, mrn, status)
        item = judge_row(encode_row(texts, "mpps"), key, visit, profile, codes, NOW)
        row = {**self._row(item, item.facts(), None), "interface": self.machine.id}
        self.env.cr.execute(INSERT, row)
        message = self.env["his.message"].browse(self.env.cr.fetchone())
        self.apply()
        return message

    def test_an_examination_that_begins_and_ends_moves_the_patient_who_waits(self):
        self.entry._check_in()
        self.assertEqual(self.report("IN PROGRESS", self.entry.id).state, "done")
        self.assertEqual(self.entry.state, "in_service")
        self.assertTrue(self.entry.started_at)
        self.report("COMPLETED", self.entry.id)
        self.assertEqual(self.entry.state, "finished")
        self.assertFalse(self.env["queue.call"].search([("entry_id", "=", self.entry.id)]))

    def test_the_visit_alone_is_enough(self):
        self.report("COMPLETED")
        self.assertEqual(self.entry.state, "finished")

    def test_what_is_over_stays_over(self):
        self.report("COMPLETED", self.entry.id)
        late = self.report("IN PROGRESS", self.entry.id)
        self.assertEqual((late.state, late.cause), ("ignored", "already_over"))
        self.assertEqual(self.entry.state, "finished")

    def test_broken_off_moves_nobody(self):
        self.assertEqual(self.report("DISCONTINUED", self.entry.id).state, "ignored")
        self.assertEqual(self.entry.state, "registered")

    def test_another_patient_than_that_of_the_entry_is_looked_at_by_a_person(self):
        message = self.report("IN PROGRESS", self.entry.id, mrn="P2")
        self.assertEqual((message.state, message.cause), ("failed", "other_patient"))
        self.assertEqual(self.entry.state, "registered")

    def test_an_entry_of_another_hospital_is_not_reached(self):
        other = self.env["res.company"].create({"name": "乙医院"})
        self.machine.company_id = other
        self.hospital, mine = other, self.hospital
        message = self.report("IN PROGRESS", self.entry.id)
        self.hospital = mine
        self.assertEqual((message.state, message.cause), ("ignored", "unknown_visit"))
        self.assertEqual(self.entry.state, "registered")

    def test_of_two_queues_in_which_he_waits_none_is_guessed(self):
        self.process(self.adt(control="M2", dept="0302", at="20260302085600"))
        self.assertEqual(len(self.entries()), 2)
        message = self.report("IN PROGRESS")
        self.assertEqual((message.state, message.cause), ("ignored", "several_places"))
        self.report("IN PROGRESS", self.entries()[1].id)
        self.assertEqual(self.entries().mapped("state"), ["registered", "in_service"])

    def test_who_told_us_hears_no_echo_and_others_do(self):
        out = json.dumps({"out": {"host": "127.0.0.1", "port": 1, "send": ["finished"]}})
        self.interface.settings = self.machine.settings = out
        # Only active interfaces are told of anything.
        self.machine.write({"transport": "mllp", "active": True, "mapping": False})
        self.machine.mapping = json.dumps(PRESETS["dicom_mpps"]["mapping"])
        self.report("COMPLETED", self.entry.id)
        self.env.cr.execute(_SENT, [self.hospital.id])
        self.assertEqual(self.env.cr.fetchall(), [("finished", self.interface.id)])
