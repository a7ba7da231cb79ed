"""Shown, spoken, refused, late: what the server makes of the reports of its screens."""

from datetime import timedelta

from odoo.tests import tagged

from ..models.clock import iso, now_ms
from .test_screen import ScreenCase


@tagged("post_install", "-at_install")
class TestDelivery(ScreenCase):
    def setUp(self):
        super().setUp()
        self.patients()
        self.call = self.call_next()
        self.proof = self.env["queue.call"]._proof(self.call.id)

    def tell(self, device, kind="shown", **item):
        item = {"call": self.call.id, "proof": self.proof} | item
        body = {kind: [item], "page": "aaaaaaaa"}
        self.assertTrue(self.screens()._screen_ack(device.device_token, body, "10.0.0.1")["ok"])

    def ack(self, device):
        return self.call.ack_ids.filtered(lambda one: one.device_id == device)

    def alarms(self, device):
        alarms = self.env["device.alarm"].search([("device_id", "=", device.id)])
        return alarms.filtered(lambda one: not one.until)

    def age(self, seconds):
        self.env.cr.execute(
            "UPDATE queue_call SET at = %s WHERE id = %s",
            (now_ms() - timedelta(seconds=seconds), self.call.id),
        )
        self.call.invalidate_recordset()

    def spoken(self, device, after=1.0, seconds=4.0):
        start = self.call.at + timedelta(seconds=after)
        end = start + timedelta(seconds=seconds)
        told = {"start": iso(start), "end": iso(end), "how": "full", "engine": "pack"}
        self.tell(device, "spoken", first_ms=300, **told)

    def test_the_call_on_the_wire_carries_its_proof_and_no_other_field_more(self):
        state = self.screens()._screen_state(self.hall.device_token)
        self.assertEqual(state["calls"][0]["proof"], self.proof)
        self.assertRegex(self.proof, "^[0-9a-f]{12}$")

    def test_shown_and_spoken_stand_in_one_row_whichever_comes_first(self):
        self.age(30)
        self.spoken(self.hall)
        self.assertEqual(self.call._delivery()["shown"], 0)
        self.tell(self.hall)
        self.tell(self.door)
        self.spoken(self.door)
        self.spoken(self.door, after=9)  # told again
        for device in (self.hall, self.door):
            row = self.ack(device)
            self.assertEqual(len(row), 1)
            self.assertTrue(row.shown_at and row.spoken_at)
            self.assertEqual((row.how, row.engine, row.first_ms), ("full", "pack", 300))
            self.assertEqual(row.spoken_ms, 1000)
            self.assertEqual(row.spoken_until - row.spoken_at, timedelta(seconds=4))
        self.assertEqual(self.call._delivery()["shown"], 2)

    def test_a_screen_that_reports_what_it_never_got_is_refused_counted_and_an_alarm(self):
        self.tell(self.other_hall)
        self.tell(self.hall, proof="0" * 12)
        self.tell(self.hall, call=self.call.id + 1000)
        self.tell(self.door2)
        self.spoken(self.door2)
        self.assertFalse(self.call.ack_ids)
        counts = {one: self.alarms(one).mapped("count") for one in (self.hall, self.door2)}
        self.assertEqual(counts, {self.hall: [2], self.door2: [2]})
        self.assertEqual(self.alarms(self.other_hall).kind, "claims")
        self.tell(self.hall)  # and the calls go on
        self.assertEqual(len(self.call.ack_ids), 1)

    def test_a_token_in_two_boxes_is_an_alarm_and_both_are_served(self):
        self.screens()
        beats = self.env["device.heartbeat"]
        for page in ("aaaaaaaa", "bbbbbbbb", "aaaaaaaa"):
            beats._beat(self.hall.device_token, {"page": page}, f"10.0.0.{ord(page[0])}")
        self.assertEqual(self.alarms(self.hall).kind, "twin")
        self.tell(self.hall)
        self.tell(self.hall)
        self.assertEqual(len(self.ack(self.hall)), 1)

    def test_a_call_not_shown_within_three_seconds_flags_nurse_and_doctor(self):
        self.tell(self.hall)
        flags = self.zone._unshown_calls
        self.assertEqual(flags(), [])
        self.age(4)
        self.assertEqual(flags()[0]["screens"], ["Door 1"])
        self.assertEqual(flags()[0]["number"], self.call.number)
        self.assertEqual(self.call._delivery()["state"], "partial")
        self.tell(self.door)
        self.assertEqual(flags(), [])

    def test_the_round_tells_staff_once_when_the_time_runs_out_and_alarms_later(self):
        calls, now = self.env["queue.call"], now_ms()
        self.age(4)
        last = self.env["bus.bus"].sudo()._bus_last_id()
        self.assertEqual(calls._flag_late(now - timedelta(seconds=2), now), 1)
        self.number_events()
        self.assertGreater(self.env["bus.bus"].sudo()._bus_last_id(), last)
        self.assertFalse(self.alarms(self.hall))
        self.assertEqual(calls._flag_late(now, now + timedelta(seconds=2)), 0)
        self.tell(self.hall)
        self.age(11)
        calls._flag_late(now - timedelta(seconds=2), now)
        self.assertFalse(self.alarms(self.hall))
        self.assertEqual(self.alarms(self.door).kind, "unshown")

    def test_a_call_that_was_taken_back_is_nobodys_fault(self):
        self.env.cr.execute(
            "UPDATE queue_call SET withdrawn_at = at + interval '1 s' WHERE id = %s", self.call.ids
        )
        self.age(20)
        self.assertEqual(self.zone._unshown_calls(), [])

    def test_the_report_of_the_day_counts_what_each_screen_should_have_and_has(self):
        self.env.cr.execute("UPDATE maintenance_equipment SET paired_at = now() - interval '1 day'")
        self.tell(self.hall, at=iso(self.call.at + timedelta(milliseconds=240)))
        self.age(10)
        self.tell(self.door)  # far too late
        for _again in range(2):
            self.env["queue.delivery.day"]._count()
        rows = self.env["queue.delivery.day"].search([("zone_id", "=", self.zone.id)])
        found = {
            one.device_id: (one.called, one.shown, one.late, one.missed)
            for one in rows
            if one.called
        }
        self.assertEqual(found, {self.hall: (1, 1, 0, 0), self.door: (1, 1, 1, 0)})
        self.assertGreaterEqual(rows.filtered(lambda one: one.device_id == self.door).p99, 9000)

    def test_a_nurse_sees_the_alarms_of_her_zone_and_what_to_do(self):
        self.hall._raise_alarm("silent", "No sign of life")
        self.other_hall._raise_alarm("silent", "No sign of life")
        told = self.zone._device_alarms()
        self.assertEqual([one["device"] for one in told], ["Hall"])
        self.assertTrue(told[0]["remedy"])
