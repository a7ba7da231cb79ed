import io
import re
from datetime import timezone
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from pypdf import PdfReader

from .common import ServiceCase, at
from .test_ring import RingCase

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{number}@mail.test>
Content-Type: text/plain; charset=utf-8

The hall screen shows yesterday's list.
Please help.
"""


class IntakeCase(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.alarm_window_id = cls.env.ref("maintenance_contract.window_6x8")

    def run_intake(self, when):
        self.clock_at(when)
        with patch.object(fields.Datetime, "now", lambda: self.utc(when)):
            self.env["service.ticket"]._cron_intake(at(when))

    def utc(self, when):
        return at(when).astimezone(timezone.utc).replace(tzinfo=None)

    def alarm(self, device, when, kind="silent"):
        with patch.object(fields.Datetime, "now", lambda: self.utc(when)):
            return device._raise_alarm(kind, "No sign of life")

    def over(self, device, when, kind="silent"):
        with patch.object(fields.Datetime, "now", lambda: self.utc(when)):
            device._clear_alarm(kind)
        self.run_intake(when)

    def screens(self, count):
        return self.env["maintenance.equipment"].create(
            [
                {
                    "name": f"Door {number}",
                    "company_id": self.hospital.id,
                    "device_kind": "door_screen",
                }
                for number in range(count)
            ]
        )


@tagged("post_install", "-at_install")
class TestAlarmIntake(IntakeCase):
    def test_an_alarm_that_stands_becomes_one_ticket(self):
        alarm = self.alarm(self.screen, "2026-03-02 10:00")
        self.run_intake("2026-03-02 10:01")
        self.assertFalse(alarm.ticket_id)
        self.run_intake("2026-03-02 10:02")
        ticket = alarm.ticket_id
        self.assertEqual((ticket.channel, ticket.device_id), ("alarm", self.screen))
        self.assertEqual(ticket.severity_id.code, "error")
        self.assertTrue(ticket.covered)
        self.run_intake("2026-03-02 10:07")
        self.assertEqual(self.env["service.ticket"].search([("alarm_kind", "!=", False)]), ticket)

    def test_a_screen_switched_off_at_night_opens_nothing(self):
        alarm = self.alarm(self.screen, "2026-03-02 19:00")
        self.run_intake("2026-03-02 22:00")
        self.run_intake("2026-03-03 08:10")
        self.over(self.screen, "2026-03-03 08:12")
        self.run_intake("2026-03-03 08:20")
        self.assertFalse(alarm.ticket_id)

    def test_one_fault_on_many_devices_is_one_ticket_and_gets_severe(self):
        screens = self.screens(5)
        for number, screen in enumerate(screens):
            self.alarm(screen, f"2026-03-02 10:0{number}")
        self.run_intake("2026-03-02 10:20")
        ticket = screens.alarm_ids.ticket_id
        self.assertEqual(len(ticket), 1)
        self.assertEqual(ticket.affected_n, 5)
        self.assertEqual(ticket.severity_id.code, "severe")

    def test_what_is_gone_before_anybody_looked_is_cancelled_and_the_third_time_stays(self):
        tickets = self.env["service.ticket"]
        for hour in ("10", "11", "12"):
            alarm = self.alarm(self.screen, f"2026-03-02 {hour}:00")
            self.run_intake(f"2026-03-02 {hour}:05")
            tickets |= alarm.ticket_id
            self.over(self.screen, f"2026-03-02 {hour}:10")
        self.assertEqual(tickets.sorted("id").mapped("state"), ["cancelled", "cancelled", "new"])

    def test_a_ticket_that_is_worked_stays_when_its_alarm_is_over(self):
        alarm = self.alarm(self.screen, "2026-03-02 10:00")
        self.run_intake("2026-03-02 10:05")
        alarm.ticket_id.with_user(self.engineer).action_respond()
        self.over(self.screen, "2026-03-02 10:10")
        self.assertEqual(alarm.ticket_id.state, "working")

    def test_matters_of_set_up_and_hospitals_without_contract_open_nothing(self):
        twin = self.alarm(self.screen, "2026-03-02 10:00", "twin")
        other = self.env["res.company"].create({"name": "Second hospital"})
        stranger = self.env["maintenance.equipment"].create(
            {"name": "X", "company_id": other.id, "device_kind": "kiosk"}
        )
        alarm = self.alarm(stranger, "2026-03-02 10:00")
        self.run_intake("2026-03-02 10:30")
        self.assertFalse(twin.ticket_id | alarm.ticket_id)


@tagged("post_install", "-at_install")
class TestFaultIntake(IntakeCase):
    def faults(self, when):
        self.clock_at(when)
        return self.env["device.fault"]

    def tickets(self):
        return self.env["service.ticket"].search([("source", "=", "his.interface,1,silence")])

    def test_a_silent_interface_is_one_ticket_however_often_it_is_told(self):
        for minute in ("00", "05"):
            faults = self.faults(f"2026-03-02 10:{minute}")
            faults._raised(self.hospital, "his.interface,1,silence", "LIS is silent", "since 09:40")
        ticket = self.tickets()
        self.assertEqual((len(ticket), ticket.channel), (1, "interface"))
        self.assertTrue(ticket.covered)

    def test_well_again_before_anybody_looked_is_cancelled_but_not_under_work(self):
        source = "his.interface,1,silence"
        self.faults("2026-03-02 10:00")._raised(self.hospital, source, "LIS is silent")
        self.faults("2026-03-02 10:03")._over(self.hospital, source)
        self.assertEqual(self.tickets().state, "cancelled")
        self.faults("2026-03-02 11:00")._raised(self.hospital, source, "LIS is silent")
        second = self.tickets().filtered(lambda one: one.state == "new")
        second._step("responded")
        self.faults("2026-03-02 11:03")._over(self.hospital, source)
        self.assertEqual(second.state, "working")

    def test_without_a_contract_that_takes_alarms_nothing_is_opened(self):
        self.contract.alarm_window_id = False
        self.faults("2026-03-02 10:00")._raised(
            self.hospital, "his.interface,1,silence", "LIS is silent"
        )
        self.assertFalse(self.tickets())


@tagged("post_install", "-at_install")
class TestMailIntake(RingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "service.test"})
        cls.box = cls.env["service.mailbox"].create(
            {
                "name": "Box",
                "company_id": cls.hospital.id,
                "alias_name": "first-hospital",
                "alias_domain_id": domain.id,
            }
        )
        cls.contract.contact_ids = [
            (0, 0, {"name": "Head of IT", "phone": "1", "email": "IT@hospital.test"})
        ]

    def mail(self, sender, subject="Wrong list", number=1):
        self.env["mail.thread"].message_process(
            None,
            MAIL.format(
                sender=sender, to="first-hospital@service.test", subject=subject, number=number
            ),
        )
        return self.env["service.ticket"].search(
            [("company_id", "=", self.hospital.id)], order="id desc", limit=1
        )

    def test_a_mail_becomes_a_ticket_of_the_mailbox_s_hospital(self):
        ticket = self.mail("it@hospital.test")
        self.assertEqual((ticket.channel, ticket.name), ("mail", "Wrong list"))
        self.assertIn("yesterday's list", ticket.description)
        self.assertTrue(ticket.sender_known)
        self.assertTrue(ticket.covered)
        subjects = ticket.message_ids.mapped(lambda one: one.subject or "")
        self.assertIn(f"[{ticket.number}] Wrong list", subjects)

    def test_a_stranger_s_mail_is_marked_and_gets_no_answer(self):
        ticket = self.mail("who@elsewhere.test", "Re: nothing", 2)
        self.assertFalse(ticket.sender_known)
        self.assertFalse(ticket.message_ids.filtered(lambda one: "Received as" in (one.body or "")))

    def test_a_known_sender_writes_into_the_ticket_that_the_subject_names(self):
        ticket = self.mail("it@hospital.test", number=3)
        again = self.mail("it@hospital.test", f"AW: [{ticket.number}] more", 4)
        self.assertEqual(again, ticket)
        other = self.mail("who@elsewhere.test", f"[{ticket.number}] let me in", 5)
        self.assertNotEqual(other, ticket)

    def test_a_number_of_another_hospital_opens_nothing_there(self):
        second = self.env["res.company"].create({"name": "Second hospital"})
        theirs = self.ticket("2026-03-02 09:00", company_id=second.id, device_id=False)
        mine = self.mail("it@hospital.test", f"[{theirs.number}] hello", 6)
        self.assertNotEqual(mine, theirs)
        self.assertEqual(mine.company_id, self.hospital)


@tagged("post_install", "-at_install")
class TestQr(ServiceCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss.group_ids |= cls.env.ref("device_registry.group_device_manager")
        cls.action = cls.screen.with_user(cls.boss).action_report_labels()
        cls.path = f"/service/device/{cls.screen.report_token}"

    def report(self, page=None, **given):
        page = page or self.url_open(self.path).text
        hidden = dict(re.findall(r'name="(csrf_token|key)" value="([^"]+)"', page))
        return self.url_open(self.path, data={**hidden, **given})

    def tickets(self):
        return self.env["service.ticket"].search([("device_id", "=", self.screen.id)])

    def test_a_label_opens_the_page_of_its_device_without_login(self):
        page = self.url_open(self.path)
        self.assertIn("Hall", page.text)
        self.assertIn("<textarea", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(self.url_open("/service/device/" + "y" * 43).status_code, 404)

    def test_the_label_is_no_key_to_the_device_itself(self):
        self.screen._pair()
        self.assertNotEqual(self.screen.report_token, self.screen.device_token)
        answer = self.url_open(
            "/device/heartbeat", data="{}", headers={"X-Device-Token": self.screen.report_token}
        )
        self.assertEqual(answer.status_code, 401)

    def test_a_report_becomes_a_ticket_and_a_repeat_makes_no_second(self):
        page = self.url_open(self.path).text
        answer = self.report(page, symptom="blocked", note="black", reporter_phone="8011")
        ticket = self.tickets()
        self.assertIn(ticket.number, answer.text)
        self.assertEqual((ticket.channel, ticket.severity_id.code), ("qr", "severe"))
        self.report(page, symptom="blocked", note="black")
        self.assertEqual(self.tickets(), ticket)

    def test_a_fault_that_is_known_is_told_once_more(self):
        self.report(symptom="wrong")
        ticket = self.tickets()
        self.report(same=ticket.number)
        self.assertEqual(self.tickets(), ticket)
        self.assertRegex(" ".join(ticket.message_ids.mapped("body")), "once more|再次扫码报修")

    def test_a_disaster_cannot_be_called_from_a_label(self):
        self.report(symptom="blocked", hospital_stands="yes")
        self.assertNotEqual(self.tickets().severity_id.code, "disaster")

    def test_the_sixth_report_in_ten_minutes_is_sent_to_the_hotline(self):
        for _number in range(5):
            self.report(symptom="wrong")
        self.assertEqual(len(self.tickets()), 5)
        self.assertRegex(self.report(symptom="wrong").text, "Too many reports|报修过多")
        self.assertEqual(len(self.tickets()), 5)

    def test_without_a_symptom_the_form_says_what_is_missing(self):
        self.assertRegex(self.report(note="hm").text, "Say first|请先选择")

    def test_a_renewed_label_voids_the_old_one(self):
        self.screen.action_report_renew()
        self.env.flush_all()
        self.assertEqual(self.url_open(self.path).status_code, 404)

    def test_labels_are_a_sheet_with_names(self):
        file = self.env["ir.attachment"].browse(int(re.search(r"\d+", self.action["url"])[0]))
        self.assertIn("Hall", PdfReader(io.BytesIO(file.raw)).pages[0].extract_text())
        with self.assertRaises(UserError):
            self.screen.with_user(self.engineer).action_report_labels()
