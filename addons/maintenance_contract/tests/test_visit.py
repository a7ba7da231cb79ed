import base64
import io
import itertools
from datetime import timedelta, timezone
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from PIL import Image

from .common import ServiceCase, at


def picture(color="red", form="JPEG", exif=True):
    image, out = Image.new("RGB", (60, 40), color), io.BytesIO()
    more = {}
    if exif and form == "JPEG":
        tags = Image.Exif()
        tags[0x010F], tags[0x8825] = "Maker", {1: "N", 2: (30.0, 15.0, 0.0)}
        more["exif"] = tags
    image.save(out, form, **more)
    return out.getvalue()


class VisitCase(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital.partner_id.lang = "zh_CN"
        cls.screen.serial_no = "SN-OLD-1"
        cls.list = cls.env["service.checklist"].create(
            {
                "name": "Screen",
                "sequence": -1,
                "device_kind": "hall_screen",
                "item_ids": [
                    (0, 0, {"name": "Picture", "kind": "check"}),
                    (0, 0, {"name": "Volts", "kind": "value", "unit": "V", "has_low": True,
                            "low": 11.5, "has_high": True, "high": 12.5}),
                ],
            }
        )  # fmt: skip
        cls.numbers = itertools.count(1)

    def planned(self, when="2026-03-02 09:00", **more):
        ticket = self.ticket(when, basics_blocked="yes")
        ticket.user_id = self.engineer
        values = self.env["service.visit"]._of_ticket(ticket) | {"ticket_id": ticket.id}
        return self.env["service.visit"].create(values | more)

    def ident(self):
        return f"{next(self.numbers):032x}"

    def tell(self, visit, *steps, sent=None, skew=timedelta(0)):
        """Send entries of a phone: (time, verb, args) each; returns the verdicts."""
        ops = [self.op(visit, *step, skew=skew) for step in steps]
        return self.send(ops, sent or steps[-1][0], skew)

    def op(self, visit, when, verb, args=None, blob="", after="", skew=timedelta(0)):
        return {
            "id": self.ident(),
            "after": after,
            "subject": "visit",
            "key": visit.number,
            "verb": verb,
            "args": args or {},
            "blob": blob,
            "at": (at(when) + skew).isoformat(),
        }

    def send(self, ops, sent, skew=timedelta(0)):
        now = at(sent).astimezone(timezone.utc)
        self.clock_at(sent)
        batch = {"phone": "p1", "sent_at": (at(sent) + skew).isoformat(), "ops": ops}
        with patch("odoo.addons.device_registry.models.field_op.precise_now", lambda: now):
            told = self.env["field.op"].with_user(self.engineer)._field_take(batch)
        self.said = [one.get("message") for one in told["results"]]
        return [one["verdict"] for one in told["results"]]

    def blob(self, data=None, form="JPEG", color="red"):
        client_id = self.ident()
        blobs = self.env["field.blob"].with_user(self.engineer)
        blobs._keep(client_id, data or picture(color, form), form)
        return client_id


@tagged("post_install", "-at_install")
class TestVisit(VisitCase):
    def test_a_planned_visit_knows_its_ticket_and_the_checklist_of_its_device(self):
        visit = self.planned()
        self.assertRegex(visit.number, r"^V\d\d-\d{5}$")
        self.assertEqual(visit.device_id, self.screen)
        self.assertEqual(visit.item_ids.mapped("name"), ["Picture", "Volts"])
        self.assertEqual(visit.event_ids.mapped("verb"), ["plan"])

    def test_steps_feed_the_clocks_of_the_ticket_at_the_time_they_happened(self):
        visit = self.planned()
        self.clock_at("2026-03-02 09:15")
        visit.ticket_id._step("remote_failed", at("2026-03-02 09:10"), "no contact")
        self.assertEqual(
            self.tell(
                visit,
                ("2026-03-02 09:20", "depart"),
                ("2026-03-02 10:00", "arrive"),
                ("2026-03-02 10:05", "start"),
                ("2026-03-02 11:00", "finish", {"outcome": "solved", "solution": "New adapter"}),
                sent="2026-03-02 15:00",
            ),
            ["taken"] * 4,
        )
        ticket = visit.ticket_id
        self.assertEqual((visit.state, ticket.state), ("done", "resolved"))
        self.assertEqual(self.local(visit.arrived_at), "03-02 10:00")
        stopped = {one.kind: self.local(one.stopped_at) for one in ticket.clock_ids}
        self.assertEqual(stopped["arrive"], "03-02 10:00")
        self.assertEqual(stopped["resolve"], "03-02 11:00")
        self.assertEqual(ticket.solution, "New adapter")
        self.assertEqual((visit.travel_minutes, visit.work_minutes), (40, 55))

    def test_a_phone_ten_minutes_fast_moves_no_deadline(self):
        visit = self.planned()
        self.tell(visit, ("2026-03-02 10:00", "arrive"), skew=timedelta(minutes=10))
        event = visit.event_ids.filtered(lambda one: one.verb == "arrive")
        self.assertEqual(self.local(event.at), "03-02 10:00")
        self.assertEqual(self.local(event.device_at), "03-02 10:10")
        self.assertEqual(event.skew_ms, 600000)

    def test_an_entry_sent_three_times_is_taken_once(self):
        visit = self.planned()
        op = self.op(visit, "2026-03-02 10:00", "part", {"name": "Adapter", "quantity": 2})
        sent = [self.send([op, op], "2026-03-02 10:01"), self.send([op], "2026-03-02 10:02")]
        self.assertEqual(sent, [["taken", "known"], ["known"]])
        self.assertEqual(visit.part_ids.quantity, 2)

    def test_an_entry_whose_forerunner_has_not_come_waits(self):
        visit = self.planned()
        first = self.op(visit, "2026-03-02 10:00", "arrive")
        second = self.op(visit, "2026-03-02 10:05", "start", after=first["id"])
        self.assertEqual(self.send([second, first], "2026-03-02 10:06"), ["later", "taken"])
        self.assertEqual(self.send([second], "2026-03-02 10:07"), ["taken"])
        self.assertEqual(visit.state, "working")

    def test_a_pause_that_waits_for_the_hospital_stops_the_clock_and_a_break_does_not(self):
        visit = self.planned()
        self.tell(
            visit, ("2026-03-02 10:00", "arrive"), ("2026-03-02 10:01", "start"),
            ("2026-03-02 10:10", "pause", {"reason": "break"}),
        )  # fmt: skip
        self.assertNotEqual(visit.ticket_id.state, "waiting")
        self.tell(
            visit, ("2026-03-02 10:20", "start"),
            ("2026-03-02 10:30", "pause", {"reason": "access_refused", "note": "Room locked"}),
        )  # fmt: skip
        self.assertEqual(visit.ticket_id.state, "waiting")
        self.tell(visit, ("2026-03-02 10:50", "start"))
        self.assertEqual(visit.ticket_id.event_ids[-1:].verb, "resumed")

    def test_what_comes_after_the_office_gave_the_visit_up_is_kept_and_counts_nothing(self):
        visit = self.planned()
        self.clock_at("2026-03-02 10:00")
        visit._press("abandon", note="The hospital called it off")
        self.assertEqual(
            self.tell(visit, ("2026-03-02 10:30", "arrive"), ("2026-03-02 10:31", "check", {
                "item": visit.item_ids[0].id, "choice": "ok"})),
            ["taken", "taken"],
        )  # fmt: skip
        self.assertEqual(visit.state, "abandoned")
        late = visit.event_ids.filtered(lambda one: one.verb == "arrive")
        self.assertFalse(late.effect)
        self.assertNotIn("arrived", visit.ticket_id.event_ids.mapped("verb"))

    def test_a_ticket_solved_from_afar_is_not_touched_and_the_log_says_so(self):
        visit = self.planned()
        self.clock_at("2026-03-02 09:30")
        visit.ticket_id._step("resolved", note="restarted")
        self.tell(visit, ("2026-03-02 10:00", "arrive"))
        event = visit.event_ids.filtered(lambda one: one.verb == "arrive")
        self.assertIn("cannot follow", event.ticket_note)
        self.assertEqual(visit.ticket_id.state, "resolved")

    def test_a_checklist_value_is_judged_by_its_limits(self):
        visit = self.planned()
        volts = visit.item_ids[1]
        for value, result in ((12.0, "ok"), (11.4, "not_ok"), (12.6, "not_ok")):
            args = {"item": volts.id, "value": value, "choice": "ok"}
            self.tell(visit, ("2026-03-02 10:00", "check", args))
            self.assertEqual(volts.result, result, value)
        self.assertEqual(visit.lacking_count, 1)

    def test_garbage_is_refused_without_harm_to_what_comes_after(self):
        visit = self.planned()
        steps = [
            ("check", {"item": "x"}),
            ("check", {"item": 0, "choice": "ok"}),
            ("advice", {}),
            ("unlink", {}),
            ("part", {"name": "A", "quantity": -1}),
            ("part", {"name": "A", "quantity": "many"}),
            ("photo", {"kind": "before"}),
        ]
        told = self.tell(visit, *[("2026-03-02 10:00", *step) for step in steps])
        self.assertEqual(told, ["refused"] * len(steps))
        self.assertEqual(self.tell(visit, ("2026-03-02 10:01", "arrive")), ["taken"])
        bad = [{}, None, {"id": "x"}, self.op(visit, "2026-03-02 10:00", "start") | {"at": "soon"}]
        self.assertEqual(self.send(bad, "2026-03-02 10:02"), ["bad"] * 4)

    def test_another_hospitals_visit_is_not_found(self):
        other = self.env["res.company"].create({"name": "Second"})
        visit = self.env["service.visit"].create({"name": "X", "company_id": other.id})
        self.assertEqual(self.tell(visit, ("2026-03-02 10:00", "arrive")), ["refused"])
        self.assertEqual(visit.state, "planned")

    def test_only_buttons_write_what_steps_decide(self):
        visit = self.planned().with_user(self.engineer)
        for values in ({"state": "done"}, {"arrived_at": "2026-03-02"}, {"sha256": "0"}):
            with self.assertRaisesRegex(UserError, "buttons"):
                visit.write(values)
        with self.assertRaisesRegex(UserError, "not deleted"):
            visit.unlink()
        with self.assertRaisesRegex(UserError, "not changed"):
            visit.event_ids.write({"note": "x"})
        with self.assertRaisesRegex(UserError, "cannot follow"):
            visit._press("pause", note="x")


@tagged("post_install", "-at_install")
class TestVisitParts(VisitCase):
    def done(self, visit, *more):
        return self.tell(
            visit, ("2026-03-02 10:00", "arrive"), *more,
            ("2026-03-02 11:00", "finish", {"outcome": "solved", "solution": "Swapped"}),
        )  # fmt: skip

    def test_a_swapped_device_changes_the_registry_at_the_end_and_keeps_a_history(self):
        visit = self.planned()
        swap = {"kind": "device", "name": "Screen", "old": "SN-OLD-1", "new": "SN-NEW-9"}
        self.tell(visit, ("2026-03-02 10:10", "part", swap))
        self.assertEqual(self.screen.serial_no, "SN-OLD-1")
        self.done(visit)
        self.assertEqual(self.screen.serial_no, "SN-NEW-9")
        told = self.screen.swap_ids
        self.assertEqual((told.old_serial, told.new_serial), ("SN-OLD-1", "SN-NEW-9"))
        self.assertEqual((told.origin, told.user_id), (visit.number, self.engineer))
        with self.assertRaisesRegex(UserError, "not changed"):
            told.write({"new_serial": "x"})

    def test_a_part_taken_back_is_not_swapped(self):
        visit = self.planned()
        op = self.op(visit, "2026-03-02 10:10", "part", {"name": "Fan", "new": "F-2"})
        self.send([op], "2026-03-02 10:11")
        self.tell(visit, ("2026-03-02 10:12", "unpart", {"ref": op["id"]}))
        self.done(visit)
        self.assertFalse(visit.part_ids)
        self.assertFalse(self.screen.swap_ids)

    def test_a_number_that_another_device_bears_stays_there_and_is_told(self):
        other = self.screen.copy({"name": "Door", "serial_no": "SN-NEW-9"})
        visit = self.planned()
        swap = {"kind": "device", "name": "Screen", "new": "SN-NEW-9"}
        self.assertEqual(self.done(visit, ("2026-03-02 10:10", "part", swap)), ["taken"] * 3)
        self.assertEqual(self.screen.serial_no, "SN-OLD-1")
        self.assertIn(other.name, visit.message_ids[0].body)
        self.assertTrue(self.screen.swap_ids)

    def test_a_photo_waits_for_its_picture_and_loses_place_and_camera(self):
        visit = self.planned()
        client_id = self.ident()
        op = self.op(visit, "2026-03-02 10:10", "photo", {"kind": "before"}, blob=client_id)
        self.assertEqual(self.send([op], "2026-03-02 10:11"), ["later"])
        sent = picture()
        self.assertIn(b"Exif", sent)
        blobs = self.env["field.blob"].with_user(self.engineer)
        for _again in range(2):
            blobs._keep(client_id, sent)
        self.assertEqual(self.send([op], "2026-03-02 10:12"), ["taken"])
        kept = base64.b64decode(visit.photo_ids.image)
        self.assertNotIn(b"Exif", kept)
        self.assertFalse(Image.open(io.BytesIO(kept)).getexif())
        self.assertEqual(visit.photo_ids.kind, "before")

    def test_what_is_no_picture_is_refused(self):
        for data in (b"", b"<svg onload=alert(1)/>", b"\xff\xd8\xff" + b"0" * 50):
            with self.assertRaises(ValidationError, msg=data):
                self.env["field.blob"]._keep(self.ident(), data)
        with self.assertRaisesRegex(ValidationError, "no id"):
            self.env["field.blob"]._keep("../x", picture())

    def test_a_colleagues_picture_is_not_taken(self):
        visit = self.planned()
        client_id = self.ident()
        self.env["field.blob"].with_user(self.boss)._keep(client_id, picture())
        op = self.op(visit, "2026-03-02 10:10", "photo", {}, blob=client_id)
        self.assertEqual(self.send([op], "2026-03-02 10:11"), ["refused"])

    def test_advice_is_tracked_from_the_visit(self):
        visit = self.planned()
        self.tell(visit, ("2026-03-02 10:10", "advice", {"name": "UPS", "due": "2026-04-01"}))
        advice = visit.advice_ids
        self.assertEqual((advice.company_id, advice.ticket_id), (self.hospital, visit.ticket_id))
        self.assertEqual((advice.state, str(advice.due_day)), ("open", "2026-04-01"))
