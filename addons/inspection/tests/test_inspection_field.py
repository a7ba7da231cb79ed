import itertools
from datetime import timedelta, timezone
from unittest.mock import patch

from odoo.addons.maintenance_contract.tests.common import at
from odoo.addons.maintenance_contract.tests.test_visit import picture
from odoo.http import _generate_routing_rules
from odoo.tests import tagged

from .common import InspectionCase


@tagged("post_install", "-at_install")
class TestInspectionField(InspectionCase):
    """What phones tell, as it comes over the wire."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = itertools.count(1)

    def laid_out(self):
        self.clock_at("2026-03-02 08:00")
        one = self.plan().inspection_ids.sorted("slot")[0]
        one.user_id = self.engineer
        one.sudo()._set_day(at("2026-03-02 09:00").date())
        self.env["inspection.plan"]._cron_plan(at("2026-03-01 09:00").date())
        return one

    def ident(self):
        return f"{next(self.numbers):032x}"

    def row(self, one, code):
        return one.answer_ids.filtered(lambda answer: answer.code == code)

    def op(self, one, when, verb, args=None, blob="", after="", skew=timedelta(0)):
        return {
            "id": self.ident(), "after": after, "subject": "inspection", "key": one.number,
            "verb": verb, "args": args or {}, "blob": blob,
            "at": (at(f"2026-03-02 {when}") + skew).isoformat(),
        }  # fmt: skip

    def send(self, ops, sent, user=None, skew=timedelta(0)):
        now = at(sent).astimezone(timezone.utc)
        self.clock_at(sent)
        batch = {"phone": "p1", "sent_at": (at(sent) + skew).isoformat(), "ops": ops}
        with patch("odoo.addons.device_registry.models.field_op.precise_now", lambda: now):
            told = self.env["field.op"].with_user(user or self.engineer)._field_take(batch)
        self.said = [one.get("message") for one in told["results"]]
        return [one["verdict"] for one in told["results"]]

    def blob(self, user=None):
        ident = self.ident()
        self.env["field.blob"].with_user(user or self.engineer)._keep(ident, picture())
        return ident

    def answers(self, one):
        return [
            self.op(one, "09:01", "check", {"item": self.row(one, "disk").id, "value": 5}),
            self.op(one, "09:02", "check",
                    {"item": self.row(one, "sound").id, "choice": "ok"}),
            self.op(one, "09:03", "check", {"item": self.row(one, "halls").id, "value": 1}),
        ]  # fmt: skip

    def test_a_form_is_laid_out_before_its_day_so_that_a_phone_has_it(self):
        one = self.laid_out()
        self.assertEqual(one.state, "planned")
        day = self.env["inspection.inspection"].with_user(self.engineer)._field_day()
        told = next(each for each in day["list"] if each["key"] == one.number)
        self.assertEqual([answer["name"] for answer in told["answers"]], ["Free", "Halls", "Sound"])
        self.assertNotIn("token", str(day))

    def test_a_whole_inspection_without_a_network_is_taken_once_at_its_times(self):
        one = self.laid_out()
        ops = [self.op(one, "09:00", "start"), *self.answers(one)]
        ops += [
            self.op(one, "09:04", "find",
                    {"item": self.row(one, "disk").id, "ticket": True}),
            self.op(one, "09:05", "talk",
                    {"name": "Li", "department": "Eyes", "score": "4", "wish": "Bigger",
                     "request": True}),
            self.op(one, "09:06", "train", {"name": "Paper", "minutes": 20}),
        ]  # fmt: skip
        ops += [
            self.op(one, "09:07", "attend",
                    {"ref": ops[-1]["id"], "name": "Zhao"}, self.blob()),
            self.op(one, "09:08", "photo", {"name": "Hall"}, self.blob()),
            self.op(one, "09:09", "advice", {"name": "Bigger disk", "due": "2026-04-01"}),
            self.op(one, "09:10", "words", {"summary": "Disk is full"}),
            self.op(one, "10:00", "finish"),
            self.op(one, "10:01", "sign", {"role": "hospital", "name": "Li"}, self.blob()),
            self.op(one, "10:02", "sign", {"role": "engineer", "name": "W"}, self.blob()),
        ]  # fmt: skip
        self.assertEqual(self.send(ops, "2026-03-02 14:00"), ["taken"] * len(ops), self.said)
        self.assertEqual(set(self.send(ops, "2026-03-02 14:05")), {"known"})
        self.assertEqual(one.state, "signed")
        self.assertTrue(one.report_id._verify())
        self.assertEqual(self.local(one.started_at), "03-02 09:00")
        self.assertEqual(self.local(one.ended_at), "03-02 10:00")
        self.assertEqual(one.finding_ids.ticket_id.severity_id.code, "severe")
        self.assertEqual(one.interview_ids.ticket_id.kind, "change")
        self.assertEqual(one.training_ids.attendee_ids.name, "Zhao")
        self.assertEqual(len(one.photo_ids), 1)

    def test_half_filled_is_refused_with_what_lacks_and_nothing_is_lost(self):
        one = self.laid_out()
        ops = [self.op(one, "09:00", "start"), self.answers(one)[0]]
        ops.append(self.op(one, "09:30", "finish"))
        self.assertEqual(self.send(ops, "2026-03-02 10:00"), ["taken", "taken", "refused"])
        self.assertIn("Sound: No answer", self.said[-1])
        self.assertEqual(self.row(one, "disk").value, 5)

    def test_two_engineers_on_one_form_the_later_answer_stays_and_both_are_kept(self):
        one = self.laid_out()
        one.helper_ids = self.boss
        sound = {"item": self.row(one, "sound").id}
        self.send([self.op(one, "09:00", "start")], "2026-03-02 09:00")
        late = self.op(one, "09:20", "check", sound | {"choice": "not_ok"})
        early = self.op(one, "09:10", "check", sound | {"choice": "ok"})
        self.assertEqual(self.send([late], "2026-03-02 09:20", self.boss), ["taken"])
        self.assertEqual(self.send([early], "2026-03-02 09:40"), ["taken"])
        row = self.row(one, "sound")
        self.assertEqual((row.choice, row.clash), ("not_ok", True))
        self.assertEqual(row.entry_ids.sorted("at").mapped("counts"), [False, True])
        self.assertTrue(row._field_answer_row()["clash"])

    def test_a_phone_an_hour_fast_writes_the_right_times(self):
        one = self.laid_out()
        hour = timedelta(hours=1)
        ops = [self.op(one, "09:00", "start", skew=hour)]
        self.assertEqual(self.send(ops, "2026-03-02 09:00", skew=hour), ["taken"])
        self.assertEqual(self.local(one.started_at), "03-02 09:00")

    def test_a_change_after_one_signature_voids_it(self):
        one = self.laid_out()
        ops = [self.op(one, "09:00", "start"), *self.answers(one)]
        ops += [
            self.op(one, "10:00", "finish"),
            self.op(one, "10:01", "sign", {"role": "hospital", "name": "Li"}, self.blob()),
            self.op(one, "10:02", "words", {"summary": "Changed"}),
            self.op(one, "10:03", "sign", {"role": "engineer", "name": "W"}, self.blob()),
        ]  # fmt: skip
        self.assertEqual(set(self.send(ops, "2026-03-02 11:00")), {"taken"})
        self.assertEqual((one.state, bool(one.hospital_sign)), ("done", False))

    def test_garbage_is_refused_without_harm(self):
        one = self.laid_out()
        start = self.op(one, "09:00", "start")
        bad = [
            ("check", {}), ("check", {"item": "x"}), ("check", {"item": 0, "choice": "ok"}),
            ("check", {"item": self.row(one, "disk").id, "value": "many"}),
            ("photo", {}), ("talk", {"name": "Li"}), ("train", {"name": "x", "minutes": -1}),
            ("attend", {"ref": "x"}), ("mended", {"finding": 0}), ("advice", {}), ("eat", {}),
            ("sign", {"role": "hospital"}), ("find", {"item": self.row(one, "sound").id}),
            ("start", {}),
        ]  # fmt: skip
        ops = [start] + [self.op(one, "09:05", verb, args) for verb, args in bad]
        found = self.send(ops, "2026-03-02 09:30")
        self.assertEqual(found[0], "taken", self.said)
        self.assertEqual(set(found[1:]), {"refused"}, list(zip(bad, found[1:], strict=True)))
        self.assertFalse(one.answer_ids.filtered("answered_at"))

    def test_a_stranger_finds_nothing_of_it(self):
        one = self.laid_out()
        other = self.user("other", "maintenance_contract.group_service_user")
        ops = [self.op(one, "09:00", "start")]
        self.assertEqual(self.send(ops, "2026-03-02 09:00", other), ["refused"])
        self.assertIn("among your work", self.said[0])
        mine = self.env["inspection.inspection"].with_user(other)
        self.assertFalse(mine._field_day()["list"])
        self.assertEqual(mine._field_photo(one.number, "x"), b"")

    def test_the_routes_are_these(self):
        found = {
            path: (*endpoint.routing["methods"], endpoint.routing["auth"])
            for path, endpoint in _generate_routing_rules(["inspection"], nodb_only=False)
            if path.startswith("/field")
        }
        self.assertEqual(found, {"/field/inspection/<number>/<ref>.jpg": ("GET", "user")})
