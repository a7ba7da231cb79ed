from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .test_ring import RingCase


@tagged("post_install", "-at_install")
class TestAssignment(RingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.needs_admission = False
        cls.screens = cls.env["service.skill"].create(
            {"name": "Screens", "device_kind": "hall_screen"}
        )
        cls.env["service.engineer"]._of(cls.second).skill_ids = cls.screens

    def test_what_nobody_sees_come_in_goes_to_whom_it_suits_with_a_notice(self):
        ticket = self.ticket("2026-03-02 09:00", something_wrong="yes", channel="portal")
        self.assertEqual(ticket.user_id, self.second)
        self.assertIn("has the skills", ticket.assigned_because)
        notice = ticket.notice_ids
        self.assertEqual((notice.user_id, notice.reason), (self.second, "assigned"))

    def test_what_the_hotline_takes_is_given_out_by_a_person(self):
        ticket = self.ticket("2026-03-02 09:00", something_wrong="yes")
        self.assertFalse(ticket.user_id)
        chooser = self.env["service.assign"].browse(ticket.action_choose_engineer()["res_id"])
        self.assertEqual(chooser.line_ids[0].user_id, self.second)
        chooser.line_ids[0].with_user(self.engineer).action_choose()
        self.assertEqual(ticket.user_id, self.second)

    def test_nobody_without_papers_is_given_a_ticket(self):
        users = type(self.env["res.users"])
        with patch.object(users, "_admission_problem", lambda *_a, **_k: "papers ended"):
            ticket = self.ticket("2026-03-02 09:00", something_wrong="yes", channel="portal")
            self.assertFalse(ticket.user_id)
            with self.assertRaisesRegex(UserError, "papers ended"):
                ticket._assign(self.second)
            chooser = self.env["service.assign"].browse(ticket.action_choose_engineer()["res_id"])
            self.assertFalse(any(chooser.line_ids.mapped("possible")))

    def test_a_disaster_is_his_who_answers(self):
        ticket = self.ticket("2026-03-02 09:00", hospital_stands="yes", channel="portal")
        self.assertFalse(ticket.user_id)

    def test_an_engineer_of_another_hospital_is_not_even_shown(self):
        other = self.env["res.company"].create({"name": "Second hospital"})
        self.second.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        ticket = self.ticket("2026-03-02 09:00")
        chooser = self.env["service.assign"].browse(ticket.action_choose_engineer()["res_id"])
        self.assertEqual(chooser.line_ids.user_id, self.engineer)


@tagged("post_install", "-at_install")
class TestKnowledge(RingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.env["service.knowledge"].create(
            {
                "name": "Screen stays black",
                "device_kind": "hall_screen",
                "remedy": "Push the HDMI plug in.",
                "state": "published",
                "for_hospital": True,
            }
        )

    def test_a_ticket_shows_what_is_known_while_it_is_written(self):
        with Form(self.env["service.ticket"].with_user(self.engineer)) as form:
            form.name = "hall screen is black"
            self.assertEqual(form.suggestion_ids.ids, self.known.ids)
            form.name = "printer has no paper"
            self.assertFalse(form.suggestion_ids.ids)

    def test_what_helped_is_named_and_becomes_the_solution(self):
        ticket = self.ticket("2026-03-02 09:00").with_user(self.engineer)
        known = self.known.with_user(self.engineer).with_context(ticket_id=ticket.id)
        known.action_helped()
        known.action_helped()
        self.assertEqual((ticket.knowledge_id, ticket.solution), (self.known, self.known.remedy))
        self.assertEqual(self.known.served, "1/1")
        known.action_failed()
        self.assertEqual(self.known.served, "1/2")

    def test_drafts_and_other_hospitals_remedies_are_not_suggested(self):
        other = self.env["res.company"].create({"name": "Second hospital"})
        self.known.company_id = other
        self.assertFalse(self.ticket("2026-03-02 09:00").suggestion_ids)
        self.known.write({"company_id": False, "state": "draft"})
        self.assertFalse(self.ticket("2026-03-02 09:00").suggestion_ids)

    def test_a_solved_ticket_becomes_a_draft(self):
        ticket = self.ticket("2026-03-02 09:00")
        with self.assertRaises(UserError):
            ticket.action_make_knowledge()
        ticket.solution = "new power supply"
        draft = self.env["service.knowledge"].browse(ticket.action_make_knowledge()["res_id"])
        self.assertEqual((draft.state, draft.device_kind), ("draft", "hall_screen"))

    def test_the_hospital_is_shown_what_is_meant_for_it(self):
        it = self.env["res.users"].create(
            {
                "name": "it",
                "login": "it-known",
                "company_id": self.hospital.id,
                "company_ids": [(6, 0, self.hospital.ids)],
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        ask = self.env["service.knowledge"].with_user(it)._portal_suggest
        self.assertEqual(ask("black screen", str(self.screen.id))[0]["name"], self.known.name)
        self.known.for_hospital = False
        self.assertEqual(ask("black screen", "x"), [])


@tagged("post_install", "-at_install")
class TestSame(RingCase):
    def test_an_open_ticket_of_the_same_device_is_shown(self):
        one = self.ticket("2026-03-02 09:00")
        two = self.ticket("2026-03-02 10:00", name="no picture")
        self.assertEqual(two.similar_ids, one)

    def test_the_earliest_report_and_the_worst_severity_count_on_the_one_ticket(self):
        door = self.screen.copy({"name": "Door"})
        one = self.ticket("2026-03-02 10:00", something_wrong="yes")
        two = self.ticket("2026-03-02 09:00", basics_blocked="yes", device_id=door.id)
        self.clock_at("2026-03-02 10:05")
        self.assertEqual(two._same_as(one), one)
        self.assertEqual((two.state, two.original_id), ("cancelled", one))
        self.assertEqual(self.local(one.reported_at), "03-02 09:00")
        self.assertEqual(one.severity_id.code, "severe")
        self.assertEqual(one.affected_ids | one.device_id, self.screen | door)

    def test_a_third_one_goes_to_the_root_and_no_ring_is_made(self):
        one, two, three = (self.ticket(f"2026-03-02 0{hour}:00") for hour in (7, 8, 9))
        two._same_as(one)
        self.assertEqual(three._same_as(two), one)
        with self.assertRaises(ValidationError):
            one._same_as(three)

    def test_tickets_of_two_hospitals_and_closed_ones_are_not_put_together(self):
        other = self.env["res.company"].create({"name": "Second hospital"})
        mine = self.ticket("2026-03-02 09:00")
        with self.assertRaises(ValidationError):
            mine._same_as(self.ticket("2026-03-02 09:00", company_id=other.id, device_id=False))
        done = self.ticket("2026-03-02 09:00")
        done._step("cancelled", note="mistake")
        with self.assertRaises(UserError):
            mine._same_as(done)

    def test_whoever_reported_it_twice_is_told_when_it_is_solved(self):
        one, two = self.ticket("2026-03-02 09:00"), self.ticket("2026-03-02 09:05")
        two._same_as(one)
        one._step("responded")
        one._step("resolved", note="plug")
        self.assertIn(one.number, two.message_ids[:1].body)

    def test_the_step_s_form_puts_together(self):
        one, two = self.ticket("2026-03-02 09:00"), self.ticket("2026-03-02 09:05")
        step = self.env["service.step"].create(
            {"ticket_id": two.id, "verb": "same", "original_id": one.id}
        )
        self.assertEqual(step.action_apply()["res_id"], one.id)
