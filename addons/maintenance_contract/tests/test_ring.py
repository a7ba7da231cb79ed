import re
from unittest.mock import patch

import requests
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from .common import ServiceCase, at

NOBODY = "odoo.addons.maintenance_contract.models.service_notifier.requests.post"


class RingCase(ServiceCase):
    """An engineer of the first and one of the second line on duty in March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.user("second", "maintenance_contract.group_service_user")
        cls.env["res.users"].browse(2).company_ids -= cls.hospital
        for user, level in ((cls.engineer, "1"), (cls.second, "2")):
            cls.env["service.engineer"].create({"user_id": user.id, "phone": "138-0000-1234"})
            cls.env["service.duty"].create(
                {
                    "company_id": cls.hospital.id,
                    "user_id": user.id,
                    "level": level,
                    "start": "2026-03-01 00:00:00",
                    "end": "2026-03-31 00:00:00",
                }
            )

    def run_at(self, text):
        self.clock_at(text)
        self.env["service.ticket"]._work_calls(lambda *_args: None, at(text))

    def disaster(self, when="2026-03-02 02:00"):
        return self.ticket(when, hospital_stands="yes")

    def rung(self, ticket):
        calls = ticket.notice_ids.filtered(lambda one: one.reason == "call").sorted("id")
        return calls.mapped("user_id.name")


@tagged("post_install", "-at_install")
class TestRing(RingCase):
    def test_a_disaster_rings_at_once_and_the_next_after_three_minutes(self):
        ticket = self.disaster()
        self.assertEqual(ticket.call_state, "ringing")
        self.run_at("2026-03-02 02:00")
        self.assertEqual(self.rung(ticket), ["engineer"])
        self.assertEqual(ticket.notice_ids.state, "sent")
        self.run_at("2026-03-02 02:02")
        self.assertEqual(self.rung(ticket), ["engineer"])
        self.run_at("2026-03-02 02:03")
        self.assertEqual(self.rung(ticket), ["engineer", "second"])
        self.run_at("2026-03-02 02:06")
        self.assertEqual(self.rung(ticket)[2], "boss")

    def test_other_severities_do_not_ring(self):
        self.assertFalse(self.ticket("2026-03-02 02:00", basics_blocked="yes").call_state)

    def test_an_answer_stops_the_ringing_and_gives_the_ticket(self):
        ticket = self.disaster()
        ticket.with_user(self.engineer).action_take()
        self.assertEqual((ticket.call_state, ticket.user_id), ("answered", self.engineer))
        self.assertTrue(ticket.notice_ids.answered_at)
        self.run_at("2026-03-02 02:30")
        self.assertEqual(self.rung(ticket), ["engineer"])
        self.assertEqual(self.clock(ticket, "respond").status, "running")

    def test_who_lacks_his_admission_papers_is_rung_last_and_not_given_the_ticket(self):
        def problem(user, _company, _day=None, work=""):
            return "papers ended" if user == self.engineer else None

        users = type(self.env["res.users"])
        with patch.object(users, "_admission_problem", problem):
            ticket = self.disaster()
            self.assertEqual(ticket._call_chain(at("2026-03-02 02:00"))[-1:], self.engineer)
            ticket._take(self.engineer)
        self.assertEqual(ticket.call_state, "answered")
        self.assertFalse(ticket.user_id)

    def test_a_raised_severity_rings_and_a_lowered_one_is_silent(self):
        ticket = self.ticket("2026-03-02 02:00", something_wrong="yes")
        ticket._rate(self.env.ref("maintenance_contract.severity_disaster"), "all is dark")
        self.assertEqual(ticket.call_state, "ringing")
        ticket._rate(self.env.ref("maintenance_contract.severity_error"), "was a plug", True)
        self.assertEqual(ticket.call_state, "ended")

    def test_a_response_or_the_end_of_the_ticket_stops_the_ringing(self):
        one, two = self.disaster(), self.disaster()
        one.action_respond()
        two._step("cancelled", note="false alarm")
        self.assertEqual((one.call_state, two.call_state), ("answered", "ended"))

    def test_a_reopened_disaster_rings_again(self):
        ticket = self.disaster()
        ticket.action_respond()
        ticket._step("resolved", note="restarted")
        ticket.user_id = False
        ticket._reopen("down again")
        self.assertEqual(ticket.call_state, "ringing")

    def test_without_anybody_on_duty_the_managers_are_rung(self):
        ticket = self.disaster("2026-05-02 02:00")
        self.assertEqual(self.rung(ticket), ["boss"])

    def test_nobody_answers_for_three_hours(self):
        ticket = self.disaster()
        with patch("odoo.addons.maintenance_contract.core.duty.MOST_CALLS", 2):
            for minute in ("02:00", "02:03", "02:06"):
                self.run_at(f"2026-03-02 {minute}")
        self.assertEqual(ticket.call_state, "unanswered")
        self.assertIn(
            "nobody answered", " ".join(ticket.activity_ids.mapped(lambda one: one.summary or ""))
        )
        ticket.with_user(self.engineer).action_take()
        self.assertEqual(ticket.call_state, "answered")

    def test_a_notifier_that_fails_is_written_down_and_the_next_is_rung_at_once(self):
        notifier = self.env["service.notifier"].create(
            {"name": "Down", "kind": "sms", "url": "http://127.0.0.1:9/", "sequence": 200}
        )
        self.env["service.engineer"]._of(self.engineer).notifier_id = notifier
        ticket = self.disaster()
        with patch(NOBODY) as post:
            post.return_value.status_code = 500
            self.run_at("2026-03-02 02:00")
        first = ticket.notice_ids.filtered(lambda one: one.user_id == self.engineer)
        self.assertEqual((first.state, first.error), ("failed", "HTTP 500"))
        self.assertEqual(notifier.failures, 1)
        self.assertEqual(self.rung(ticket), ["engineer", "second"])

    def test_an_error_of_the_network_tells_no_address(self):
        notifier = self.env["service.notifier"].create(
            {"name": "Down", "kind": "webhook", "url": "http://127.0.0.1:9/s3cret"}
        )
        with patch(NOBODY, side_effect=requests.ConnectionError("http://127.0.0.1:9/s3cret")):
            with self.assertRaisesRegex(UserError, "Down: ConnectionError$"):
                notifier.action_try()

    def test_a_notice_speaks_the_language_of_who_is_told(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        ticket = self.ticket("2026-03-02 02:00", hospital_stands="yes")
        self.engineer.lang = "zh_CN"
        self.assertEqual(ticket._as_read_by(self.engineer).env.lang, "zh_CN")
        self.assertEqual(ticket._as_read_by(self.boss).env.lang, "en_US")

    def test_a_notice_leaves_the_house_without_free_text(self):
        ticket = self.ticket(
            "2026-03-02 02:00", hospital_stands="yes", name="Patient Wang Xiaoming cannot check in"
        )
        notice = ticket.notice_ids
        self.assertNotIn("Wang", f"{notice.title} {notice.text}")
        self.assertEqual(notice.phone, "138****1234")

    def test_a_server_that_stopped_while_sending_lets_the_next_ring(self):
        ticket = self.disaster()
        ticket.notice_ids.write({"state": "sending", "tried_at": ticket.reported_at, "tries": 1})
        self.run_at("2026-03-02 02:02")
        self.assertEqual(self.rung(ticket), ["engineer", "second"])

    def test_deadlines_are_told_by_notifier_too_and_tried_three_times(self):
        ticket = self.ticket("2026-03-02 09:00", basics_blocked="yes")
        ticket.user_id = self.engineer
        ticket.notice_ids.unlink()
        self.env["service.engineer"].search([]).notifier_id = self.env["service.notifier"].create(
            {"name": "Hook", "kind": "webhook", "url": "http://127.0.0.1:9/"}
        )
        self.env["service.ticket"]._cron_watch(at("2026-03-02 09:50"))
        notice = ticket.notice_ids
        self.assertEqual((notice.user_id, notice.reason), (self.engineer, "clock"))
        with patch(NOBODY) as post:
            post.return_value.status_code = 503
            for _run in range(5):
                self.run_at("2026-03-02 09:51")
        self.assertEqual((notice.state, notice.tries), ("failed", 3))

    def test_the_log_of_notices_is_the_systems_alone(self):
        notice = self.disaster().notice_ids
        for user in (self.engineer, self.boss):
            for verb in ("write", "create", "unlink"):
                self.assertFalse(notice.with_user(user).has_access(verb))


@tagged("post_install", "-at_install")
class TestRoster(RingCase):
    def test_a_plan_of_turns_fills_the_roster_and_a_second_one_replaces_it(self):
        self.env["service.duty"].search([]).unlink()
        for _time in range(2):
            with Form(self.env["service.duty.plan"].with_user(self.boss)) as form:
                form.first = "2026-03-02"
                form.days, form.turn = 10, 7
                for user in (self.engineer, self.second):
                    with form.line_ids.new() as line:
                        line.user_id = user
                self.assertIn("2026-03-02 08:00", form.preview)
            form.save().action_apply()
        duties = self.env["service.duty"].search([("company_id", "=", self.hospital.id)])
        self.assertEqual(duties.mapped("user_id"), self.engineer + self.second)
        self.assertEqual(len(duties), 2)
        self.assertEqual(self.local(duties[1].end), "03-12 08:00")

    def test_a_hole_in_the_roster_is_told_once_to_the_managers(self):
        duties = self.env["service.duty"]
        now = at("2026-03-25 08:00")
        self.assertEqual(len(duties._holes(self.hospital, now)), 1)
        duties._cron_holes(now)
        duties._cron_holes(now)
        told = self.contract.activity_ids.filtered(lambda one: one.user_id == self.boss)
        self.assertEqual(len(told), 1)
        self.assertIn("Nobody is on duty", told.summary)

    def test_a_duty_of_somebody_who_does_not_look_after_the_hospital_is_refused(self):
        other = self.env["res.company"].create({"name": "Second hospital"})
        with self.assertRaisesRegex(ValidationError, "does not look after"):
            self.env["service.duty"].create(
                {
                    "company_id": other.id,
                    "user_id": self.engineer.id,
                    "start": "2026-03-01 00:00:00",
                    "end": "2026-03-02 00:00:00",
                }
            )

    def test_a_duty_of_more_than_a_month_and_a_telephone_that_is_none_are_refused(self):
        with self.assertRaises(ValidationError):
            self.env["service.duty"].search([], limit=1).end = "2026-09-01 00:00:00"
        with self.assertRaises(ValidationError):
            self.env["service.engineer"]._of(self.engineer).phone = "none"

    def test_who_is_on_duty_now_can_be_asked_for(self):
        self.clock_at("2026-03-02 09:00")
        present = self.env["service.duty"].search([("present", "=", True)])
        self.assertEqual(present.user_id, self.engineer | self.second)
        self.clock_at("2026-04-02 09:00")
        self.assertFalse(self.env["service.duty"].search([("present", "=", True)]))

    def test_the_log_notifier_is_tried_without_any_service(self):
        notifier = self.env.ref("maintenance_contract.notifier_log")
        self.assertEqual(notifier.action_try()["params"]["type"], "success")
        bad = self.env["service.notifier"].create({"name": "B", "kind": "webhook", "url": "x"})
        with self.assertRaisesRegex(UserError, "address"):
            bad.action_try()


@tagged("post_install", "-at_install")
class TestAnswerPage(RingCase, HttpCase):
    def link(self, ticket):
        sent = []
        with patch.object(
            type(self.env["service.notifier"]), "_deliver", lambda _self, one: sent.append(one)
        ):
            self.env["service.ticket"]._work_calls(lambda *_args: None, at("2026-03-02 02:00"))
        return "/" + sent[0].link.split("/", 3)[3]

    def test_looking_answers_nothing_and_the_button_takes_the_call(self):
        ticket = self.disaster()
        path = self.link(ticket)
        seen = self.url_open(path)
        self.assertRegex(seen.text, "I take it|我来处理")
        self.assertEqual(seen.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(ticket.call_state, "ringing")
        token = re.search(r'csrf_token" value="([^"]+)"', seen.text)[1]
        self.url_open(path, data={"csrf_token": token})
        ticket.invalidate_recordset()
        self.assertEqual((ticket.call_state, ticket.user_id), ("answered", self.engineer))
        self.assertRegex(self.url_open(path).text, "You have taken this call|您已接手")

    def test_a_link_that_is_none_opens_nothing(self):
        self.assertEqual(self.url_open("/service/answer/" + "x" * 43).status_code, 404)
        self.assertEqual(self.url_open("/service/answer/short").status_code, 404)
