from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ServiceCase, at


@tagged("post_install", "-at_install")
class TestTicket(ServiceCase):
    def test_a_disaster_has_its_clocks_from_the_report(self):
        ticket = self.ticket("2026-03-01 02:00", hospital_stands="yes")
        self.assertEqual(ticket.severity_id.code, "disaster")
        self.assertEqual(self.local(self.clock(ticket, "arrive").due_at), "03-01 04:00")
        self.assertEqual(self.local(ticket.due_at), "03-01 02:15")
        self.assertTrue(ticket.covered)
        self.assertIn("HT-1", ticket.coverage)

    def test_a_general_error_departs_by_the_close_of_the_next_working_day(self):
        ticket = self.ticket("2026-09-18 16:59", something_wrong="yes")
        self.assertEqual(ticket.severity_id.code, "error")
        # 6×8: Saturday 19 September is a working day of this window
        self.assertEqual(self.local(self.clock(ticket, "depart").due_at), "09-19 17:00")

    def test_numbers_have_no_gap_and_no_duplicate(self):
        one, two = self.ticket("2026-03-02 09:00"), self.ticket("2026-03-02 09:01")
        first, second = (int(ticket.number.split("-")[1]) for ticket in (one, two))
        self.assertEqual(second - first, 1)

    def test_without_a_contract_a_ticket_says_so_and_runs_no_clock(self):
        other = self.env["res.company"].create({"name": "Second hospital"})
        ticket = self.ticket("2026-03-02 09:00", company_id=other.id, device_id=False)
        self.assertFalse(ticket.covered)
        self.assertEqual(ticket.coverage, "Not covered: the hospital has no contract")
        self.assertFalse(ticket.clock_ids)

    def test_before_and_after_the_contract_is_not_covered(self):
        early = self.ticket("2025-12-31 09:00")
        late = self.ticket("2027-01-01 09:00")
        self.assertEqual((early.coverage_reason, late.coverage_reason), ("not_started", "expired"))

    def test_a_retired_device_is_not_covered_by_the_line_of_its_kind(self):
        self.screen.active = False
        ticket = self.ticket("2026-03-02 09:00")
        self.assertEqual(ticket.coverage_reason, "device_retired")

    def test_outside_the_window_the_clock_waits_for_its_opening(self):
        ticket = self.ticket("2026-03-01 22:00", something_wrong="yes")  # a Sunday night
        clock = self.clock(ticket, "depart")
        ticket._read_clocks(at("2026-03-02 07:59"))
        clock = self.clock(ticket, "depart")
        self.assertEqual((clock.status, clock.elapsed_hours), ("running", 0))
        self.assertEqual(self.local(clock.due_at), "03-02 17:00")

    def test_a_ticket_paused_for_ever_keeps_its_breach_and_its_deadline_never_comes_nearer(self):
        ticket = self.ticket("2026-03-02 09:00", basics_blocked="yes")
        ticket.action_respond()
        ticket._step("remote_failed", note="no contact")
        ticket._pause("access_refused", "ward closed, told by the head nurse")
        dues = []
        for moment in ("2026-03-02 10:00", "2026-04-02 10:00", "2027-04-02 10:00"):
            ticket._read_clocks(at(moment))
            clock = self.clock(ticket, "arrive")
            dues.append(clock.due_at)
            self.assertEqual(clock.status, "paused")
        self.assertEqual(dues, sorted(dues))
        self.assertEqual(ticket.state, "waiting")

    def test_a_forgotten_pause_stands_out_and_is_asked_about(self):
        ticket = self.ticket("2026-03-02 09:00", basics_blocked="yes")
        ticket.user_id = self.engineer
        ticket.action_respond()
        ticket._step("remote_failed", note="no contact")
        ticket._pause("access_refused", "ward closed, told by the head nurse")
        mine = [("res_id", "=", ticket.id), ("summary", "like", "still wait")]
        asked = {}
        for day in ("03-04", "03-06", "03-07", "03-17"):
            self.clock_at(f"2026-{day} 10:00")
            self.env["service.ticket"]._cron_watch()
            ticket.invalidate_recordset(["pause_note"])
            found = self.env["mail.activity"].search(mine)
            asked[day] = (len(found), self.boss in found.user_id, bool(ticket.pause_note))
        self.assertEqual(asked["03-04"], (0, False, False))
        self.assertEqual(asked["03-06"], (1, False, True))
        self.assertEqual(asked["03-07"], (1, False, True))
        self.assertEqual(asked["03-17"][1:], (True, True))
        ticket._step("resumed")
        self.assertFalse(ticket.paused_at)
        self.assertFalse(ticket.pause_note)

    def test_after_a_year_it_is_a_new_ticket_with_the_promises_of_that_day(self):
        ticket = self.ticket("2026-03-02 09:00", something_wrong="yes")
        ticket._step("resolved", note="new cable")
        self.clock_at("2027-03-02 09:00")
        again = ticket._reopen("black again")
        self.assertEqual((again.original_id, ticket.state), (ticket, "resolved"))
        self.assertEqual(again.coverage_reason, "expired")
        self.assertFalse(again.clock_ids)

    def test_a_report_in_the_future_or_long_past_is_refused(self):
        self.clock_at("2026-03-02 09:00")
        future = at("2026-03-02 11:00").astimezone(at("2026-03-02 11:00").tzinfo)
        naive = future.replace(tzinfo=None) - timedelta(hours=8)
        with self.assertRaisesRegex(ValidationError, "future"):
            self.env["service.ticket"].create(
                {"name": "x", "company_id": self.hospital.id, "reported_at": naive}
            )
        with self.assertRaisesRegex(ValidationError, "31 days"):
            self.env["service.ticket"].create(
                {
                    "name": "x",
                    "company_id": self.hospital.id,
                    "reported_at": naive - timedelta(days=60),
                }
            )

    def test_the_day_on_site_runs_from_the_failure_of_remote_support(self):
        ticket = self.ticket("2026-03-02 09:00", basics_blocked="yes")
        self.assertFalse(self.clock(ticket, "arrive"))
        self.clock_at("2026-03-02 09:30")
        ticket.action_respond()
        self.assertEqual(self.clock(ticket, "respond").status, "met")
        ticket.action_remote()
        self.clock_at("2026-03-02 11:00")
        with self.assertRaisesRegex(ValidationError, "Say why"):
            ticket._step("remote_failed")
        ticket._step("remote_failed", note="no picture after restart")
        self.assertEqual(self.local(self.clock(ticket, "arrive").due_at), "03-03 11:00")
        self.assertEqual(ticket.state, "working")

    def test_a_step_that_cannot_follow_is_refused_in_words(self):
        ticket = self.ticket("2026-03-02 09:00")
        with self.assertRaisesRegex(UserError, "cannot follow"):
            ticket.action_confirm()

    def test_a_step_is_not_before_the_report_and_not_in_the_future(self):
        ticket = self.ticket("2026-03-02 09:00")
        for moment in ("2026-03-02 08:00", "2026-03-02 12:00"):
            with self.assertRaises(ValidationError):
                ticket._step("responded", at(moment))

    def test_a_pause_needs_a_proof_and_ends_with_the_next_step_of_work(self):
        ticket = self.ticket("2026-03-02 09:00", basics_blocked="yes")
        ticket.action_respond()
        with self.assertRaisesRegex(ValidationError, "what is waited for"):
            ticket._pause("access_refused", "")
        self.clock_at("2026-03-02 09:20")
        ticket._pause("access_refused", "ward closed, told by the head nurse")
        self.assertEqual(ticket.state, "waiting")
        self.clock_at("2026-03-02 10:00")
        ticket.action_depart()
        verbs = ticket.event_ids.mapped("verb")
        self.assertEqual(verbs[-3:], ["paused", "resumed", "departed"])

    def test_severity_goes_up_with_a_reason_and_down_with_consent(self):
        ticket = self.ticket("2026-03-02 09:00", something_wrong="yes")
        disaster = self.env.ref("maintenance_contract.severity_disaster")
        self.clock_at("2026-03-02 15:00")
        with self.assertRaisesRegex(ValidationError, "why"):
            ticket._rate(disaster, "")
        ticket._rate(disaster, "whole hall is dark now")
        self.assertEqual(self.local(self.clock(ticket, "arrive").due_at), "03-02 15:30")
        request = self.env.ref("maintenance_contract.severity_request")
        with self.assertRaisesRegex(UserError, "consent"):
            ticket._rate(request, "was a loose plug")
        ticket._rate(request, "agreed with the head of IT", consent=True)
        self.assertEqual(ticket.severity_state, "agreed")

    def test_an_agreed_time_replaces_departure_but_never_after_the_breach(self):
        ticket = self.ticket("2026-03-02 09:00", something_wrong="yes")
        until = self.env["service.ticket"]._fields["reported_at"].to_datetime("2036-03-06 01:00:00")
        ticket._agree_time("depart", until, "head of IT, by telephone")
        self.assertTrue(self.clock(ticket, "depart").agreed)
        self.assertEqual(self.clock(ticket, "depart").due_at, until)
        late = self.ticket("2026-03-02 09:00", something_wrong="yes")
        self.clock_at("2026-03-10 09:00")
        late._read_clocks(at("2026-03-10 09:00"))
        with self.assertRaisesRegex(UserError, "has passed"):
            late._agree_time("depart", until, "too late")

    def test_a_solved_ticket_opens_again_and_after_thirty_days_as_a_linked_one(self):
        ticket = self.ticket("2026-03-02 09:00", something_wrong="yes")
        ticket.action_respond()
        ticket._step("resolved", note="new cable")
        self.clock_at("2026-03-04 09:00")
        self.assertEqual(ticket._reopen("black again"), ticket)
        self.assertEqual(ticket.state, "working")
        ticket._step("resolved", note="new panel")
        self.clock_at("2026-06-04 09:00")
        again = ticket._reopen("black again")
        self.assertNotEqual(again, ticket)
        self.assertEqual(again.original_id, ticket)

    def test_the_report_moves_earlier_with_a_reason_and_the_log_keeps_both(self):
        ticket = self.ticket("2026-03-02 09:00", hospital_stands="yes")
        earlier = ticket.reported_at - timedelta(minutes=30)
        ticket._correct_report(earlier, "call list of the hotline")
        self.assertEqual(self.local(self.clock(ticket, "arrive").due_at), "03-02 10:30")
        self.assertEqual(ticket.event_ids.mapped("verb").count("reported"), 2)
        with self.assertRaisesRegex(UserError, "later"):
            ticket._correct_report(earlier + timedelta(hours=2), "wish")

    def test_a_changed_contract_moves_no_running_ticket_unless_re_rated_on_purpose(self):
        ticket = self.ticket("2026-03-02 09:00", hospital_stands="yes")
        target = ticket.line_id.target_ids.filtered(
            lambda one: one.kind == "arrive" and one.severity_id.code == "disaster"
        )
        target.hours = 4
        ticket._read_clocks()
        self.assertEqual(self.local(self.clock(ticket, "arrive").due_at), "03-02 11:00")
        before, after = ticket._re_rate("agreed with the hospital")
        self.assertEqual(self.local(before["arrive"]), "03-02 11:00")
        self.assertEqual(self.local(after["arrive"]), "03-02 13:00")

    def test_the_log_and_what_verbs_decide_cannot_be_written_by_hand(self):
        ticket = self.ticket("2026-03-02 09:00").with_user(self.engineer)
        for values in ({"state": "closed"}, {"covered": True}, {"terms": []}, {"urgency": "3"}):
            with self.assertRaises(UserError):
                ticket.write(values)
        with self.assertRaises(UserError):
            ticket.write({"reported_at": "2026-03-01 00:00:00"})
        with self.assertRaises(UserError):
            ticket.event_ids.write({"note": "changed"})
        with self.assertRaises(UserError):
            self.ticket("2026-03-02 09:00").event_ids.unlink()
        with self.assertRaises(UserError):
            self.ticket("2026-03-02 09:00").unlink()

    def test_an_engineer_works_a_ticket_with_the_buttons(self):
        ticket = self.ticket("2026-03-02 09:00", basics_blocked="yes").with_user(self.engineer)
        ticket.action_respond()
        ticket.action_depart()
        ticket.action_arrive()
        ticket._step("resolved", note="new power supply")
        ticket.action_confirm()
        self.assertEqual((ticket.state, ticket.user_id), ("closed", self.engineer))
        self.assertEqual(ticket.event_ids[-1:].user_id, self.engineer)

    def test_the_ledger_of_a_clock_adds_up(self):
        ticket = self.ticket("2026-03-02 09:00", hospital_stands="yes")
        clock = self.clock(ticket, "arrive")
        with Form(self.env["service.clock.ledger"].with_context(default_clock_id=clock.id)) as form:
            ledger = form.save()
        rows = ledger.line_ids
        self.assertTrue(rows)
        for before, after in zip(rows, rows[1:], strict=False):
            self.assertEqual(before.end, after.start)

    def test_a_step_by_the_window_stops_the_clocks_it_names(self):
        ticket = self.ticket("2026-03-02 09:00", basics_blocked="yes")
        ticket.action_respond()
        wizard = self.env["service.step"].create(
            {
                "ticket_id": ticket.id,
                "verb": "paused",
                "reason": "access_refused",
                "note": "ward closed",
                "at": ticket.reported_at,
            }
        )
        self.assertIn("Engineer on site", wizard.stops)
        wizard.action_apply()
        self.assertEqual(ticket.state, "waiting")


@tagged("post_install", "-at_install")
class TestEscalation(ServiceCase):
    def watch(self, text):
        self.env["service.ticket"]._cron_watch(at(text))

    def test_a_warning_a_breach_and_the_next_level_are_told_once_each(self):
        ticket = self.ticket("2026-03-02 09:00", hospital_stands="yes")
        ticket.user_id = self.engineer
        self.watch("2026-03-02 09:05")
        self.assertFalse(ticket.activity_ids)
        self.watch("2026-03-02 09:10")
        self.assertEqual(ticket.activity_ids.user_id, self.engineer)
        self.watch("2026-03-02 09:16")
        self.assertEqual(ticket.urgency, "0")
        told = ticket.activity_ids.filtered(lambda one: "was not kept" in one.summary)
        self.assertEqual(told.user_id, self.engineer | self.boss)
        count = len(ticket.activity_ids)
        self.watch("2026-03-02 09:17")
        self.assertEqual(len(ticket.activity_ids), count)
        self.watch("2026-03-02 09:46")
        self.assertTrue(ticket.activity_ids.filtered(lambda one: "still open" in one.summary))

    def test_a_scheduler_that_slept_over_a_breach_makes_it_good(self):
        ticket = self.ticket("2026-03-02 09:00", hospital_stands="yes")
        self.watch("2026-03-03 09:00")
        self.assertTrue(ticket.activity_ids.filtered(lambda one: "Engineer on site" in one.summary))
        self.assertEqual(self.clock(ticket, "arrive").status, "breached")

    def test_the_next_run_is_asked_for_at_the_next_moment(self):
        cron = self.env.ref("maintenance_contract.cron_watch")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.ticket("2026-03-02 09:00", hospital_stands="yes")
        fresh = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - triggers
        self.assertIn("03-02 09:09", [self.local(one.call_at) for one in fresh])

    def test_a_fulfilled_promise_is_not_warned_of(self):
        ticket = self.ticket("2026-03-02 09:00", basics_blocked="yes")
        ticket.action_respond()
        self.watch("2026-03-02 12:00")
        self.assertFalse(ticket.activity_ids)
