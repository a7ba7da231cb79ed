import base64

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import at
from .test_ring import RingCase


@tagged("post_install", "-at_install")
class TestHotline(RingCase):
    def call(self, when="2026-03-02 09:00", **more):
        self.clock_at(when)
        values = {
            "name": "How is a doctor added?",
            "company_id": self.hospital.id,
            "began_at": self.utc(when),
            "note": "Asked; told to open the doctors' page.",
        }
        return self.env["service.call"].create(values | more)

    @staticmethod
    def utc(when):
        moment = at(when)
        return (moment - moment.utcoffset()).replace(tzinfo=None)

    def test_a_known_number_says_who_rings(self):
        self.contract.contact_ids = [(0, 0, {"name": "Head of IT", "phone": "0571-8000 0001"})]
        with Form(self.env["service.call"].with_user(self.engineer)) as form:
            form.caller_phone = "057180000001"
            self.assertEqual(form.caller_name, "Head of IT")
            self.assertEqual(form.company_id, self.hospital)
            form.name = "x"

    def test_what_is_solved_on_the_telephone_is_a_record_and_no_ticket(self):
        call = self.call().with_user(self.engineer)
        call.action_solved()
        self.assertEqual((call.outcome, call.solved_share), ("solved", 100))
        self.assertFalse(call.ticket_id)
        with self.assertRaises(UserError):
            call.action_missed()

    def test_a_ticket_of_a_call_counts_from_when_the_hospital_rang(self):
        call = self.call("2026-03-02 02:00", kind="fault", hospital_stands="yes", name="All dark")
        self.clock_at("2026-03-02 02:20")
        call.with_user(self.engineer).action_ticket()
        ticket = call.ticket_id
        self.assertEqual(self.local(ticket.reported_at), "03-02 02:00")
        self.assertEqual(self.local(ticket.entered_at), "03-02 02:20")
        self.assertEqual(self.local(self.clock(ticket, "arrive").due_at), "03-02 04:00")
        self.assertEqual(ticket.call_state, "ringing")

    def test_a_call_about_an_open_ticket_is_told_there(self):
        ticket = self.ticket("2026-03-02 09:00")
        call = self.call(ticket_id=ticket.id, caller_name="Nurse")
        call.action_existing()
        self.assertIn("Nurse", ticket.message_ids[:1].body)

    def test_a_score_on_the_telephone_is_the_ticket_s(self):
        ticket = self.ticket("2026-03-02 09:00")
        ticket._step("resolved", note="plug")
        self.call(ticket_id=ticket.id, score="4").action_existing()
        self.assertEqual(ticket.score, 4)

    def test_hours_of_the_hotline_and_of_the_day_are_the_hospital_s(self):
        inside, lunch, night = (self.call(f"2026-03-02 {hour}") for hour in _HOURS)
        self.assertEqual([inside.hour, lunch.hour, night.hour], [9, 12, 23])
        self.assertTrue(inside.in_hours)
        self.assertFalse(night.in_hours)
        self.assertEqual(inside.weekday, "1")

    def test_a_call_of_tomorrow_is_refused(self):
        self.clock_at("2026-03-02 09:00")
        with self.assertRaisesRegex(ValidationError, "future"):
            self.env["service.call"].create(
                {"company_id": self.hospital.id, "began_at": self.utc("2026-03-03 09:00")}
            )


_HOURS = ("09:00", "12:30", "23:00")


@tagged("post_install", "-at_install")
class TestConsulting(RingCase):
    def question(self, **more):
        return self.ticket("2026-03-02 09:00", kind="question", service="consult", **more)

    def test_a_question_that_is_answered_and_accepted_is_closed(self):
        ticket = self.question()
        with self.assertRaises(ValidationError):
            ticket._consult("answered")
        ticket._consult("answered", "Open the doctors' page.")
        self.assertEqual((ticket.state, ticket.consult_state), ("working", "answered"))
        ticket._consult("accepted")
        self.assertEqual((ticket.state, ticket.consult_state), ("closed", "accepted"))

    def test_what_stays_unsolved_goes_to_an_engineer(self):
        self.contract.needs_admission = False
        ticket = self.question()
        ticket._consult("unsolved", "does not help")
        self.assertTrue(ticket.user_id)
        self.assertEqual(ticket.consult_state, "unsolved")

    def test_the_hospital_decides_about_remote_support_and_visits(self):
        ticket = self.ticket("2026-03-02 09:00")
        ticket._wish("remote", False)
        ticket._wish("visit", False)
        with self.assertRaisesRegex(UserError, "declined remote"):
            ticket._step("remote_started")
        with self.assertRaisesRegex(UserError, "declined an engineer"):
            ticket._step("departed")
        ticket._wish("visit", True)
        ticket._step("departed")
        self.assertEqual(ticket.visit_wish, "wanted")

    def test_advice_is_scoped_delivered_returned_and_accepted(self):
        ticket = self.ticket("2026-03-02 09:00", kind="planning", service="planning")
        with self.assertRaises(UserError):
            ticket._consult("accepted")
        ticket._consult("scoped", "queue calling of the new building")
        with self.assertRaisesRegex(ValidationError, "attach"):
            ticket._consult("plan_delivered")
        ticket.write({"plan": base64.b64encode(b"%PDF-1"), "plan_name": "plan.pdf"})
        ticket._consult("plan_delivered")
        ticket._consult("plan_returned", "the third floor is missing")
        ticket._consult("plan_delivered")
        ticket._consult("accepted")
        self.assertEqual(ticket.state, "closed")
        self.assertEqual(ticket.event_ids.mapped("verb").count("plan_delivered"), 2)

    def test_the_portal_takes_the_hospital_s_decisions_and_no_others(self):
        it = self.env["res.users"].create(
            {
                "name": "it",
                "login": "it-consult",
                "company_id": self.hospital.id,
                "company_ids": [(6, 0, self.hospital.ids)],
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        tickets = self.env["service.ticket"].with_user(it)
        ticket = self.question()
        ticket._consult("answered", "Do this.")
        self.assertEqual(tickets._portal_act(ticket.number, "answered", "x"), "")
        tickets._portal_act(ticket.number, "unsolved", "It does not help")
        tickets._portal_act(ticket.number, "remote_yes", "")
        self.assertEqual((ticket.consult_state, ticket.remote_wish), ("unsolved", "wanted"))
        self.assertEqual(tickets._portal_plan(ticket.number), ("", b""))

    def test_a_fault_has_no_such_flow(self):
        with self.assertRaises(UserError):
            self.ticket("2026-03-02 09:00")._consult("answered", "x")


@tagged("post_install", "-at_install")
class TestSatisfaction(RingCase):
    def test_a_low_score_is_looked_after_until_somebody_has_talked(self):
        ticket = self.ticket("2026-03-02 09:00")
        ticket._satisfied("2", "came late")
        self.assertEqual((ticket.score, ticket.unhappy), (2, "open"))
        told = ticket.activity_ids.filtered(lambda one: "unhappy" in (one.summary or ""))
        self.assertEqual(told.user_id, self.boss)
        with self.assertRaises(ValidationError):
            ticket._unhappy_done("")
        ticket._unhappy_done("Apologised; a second engineer on Mondays.")
        self.assertEqual(ticket.unhappy, "done")

    def test_a_good_score_disturbs_nobody_and_none_is_not_nought(self):
        good, none = self.ticket("2026-03-02 09:00"), self.ticket("2026-03-02 09:01")
        good._satisfied("5")
        self.assertFalse(good.unhappy)
        average = self.env["service.ticket"]._read_group(
            [("id", "in", (good | none).ids), ("satisfaction", "!=", False)], [], ["score:avg"]
        )
        self.assertEqual(average[0][0], 5)


@tagged("post_install", "-at_install")
class TestChange(RingCase):
    """A change of the software (B7): estimated, decided, planned into a release, delivered."""

    def change(self):
        ticket = self.ticket("2026-03-02 09:00", kind="change", service="patch")
        self.assertEqual(ticket.consult_state, "asked")
        return ticket

    def module(self, code):
        return self.env.ref(f"maintenance_contract.module_{code}")

    def estimated(self, code="queue"):
        ticket = self.change()
        ticket.write({"module_id": self.module(code).id, "change_days": 2})
        ticket._consult("estimated", "one setting more")
        return ticket

    def test_an_estimate_names_the_module_and_the_effort(self):
        ticket = self.change()
        with self.assertRaisesRegex(ValidationError, "Module"):
            ticket._consult("estimated", "x")
        ticket.module_id = self.module("queue")
        with self.assertRaisesRegex(ValidationError, "Effort"):
            ticket._consult("estimated", "x")
        ticket.change_days = 1
        ticket._consult("estimated", "x")
        self.assertEqual((ticket.consult_state, ticket.state), ("estimated", "working"))

    def test_what_the_contract_does_not_hold_is_said(self):
        self.contract.sudo().module_ids = self.module("queue")
        self.assertTrue(self.estimated("queue").change_within)
        self.assertFalse(self.estimated("voice").change_within)

    def test_nothing_is_planned_before_the_hospital_has_approved(self):
        ticket = self.estimated()
        with self.assertRaises(UserError):
            ticket._consult("planned")
        ticket._consult("declined", "too dear")
        with self.assertRaises(UserError):
            ticket._consult("planned")
        ticket._consult("estimated", "a smaller one")
        ticket._consult("approved")
        with self.assertRaisesRegex(ValidationError, "Release"):
            ticket._consult("planned")

    def test_it_is_delivered_with_a_published_release_and_closed_when_accepted(self):
        ticket = self.estimated()
        ticket._consult("approved")
        release = self.env["service.release"].create({"name": "9.1.0", "title": "t", "notes": "n"})
        ticket.release_id = release
        ticket._consult("planned")
        with self.assertRaisesRegex(ValidationError, "9.1.0"):
            ticket._consult("change_delivered")
        release.sudo().state = "published"
        ticket._consult("change_delivered")
        ticket._consult("change_returned", "the button is missing")
        ticket._consult("planned")
        ticket._consult("change_delivered")
        ticket._consult("accepted")
        self.assertEqual((ticket.state, ticket.consult_state), ("closed", "accepted"))
        self.assertEqual(release.change_ids, ticket)

    def test_a_client_cannot_write_the_decision(self):
        with self.assertRaises(UserError):
            self.estimated().with_user(self.engineer).write({"consult_state": "approved"})

    def test_an_approved_estimate_is_not_changed(self):
        ticket = self.estimated()
        ticket._consult("approved")
        with self.assertRaisesRegex(UserError, "approved"):
            ticket.with_user(self.engineer).change_days = 9
