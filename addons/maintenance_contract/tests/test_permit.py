from datetime import timedelta

from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from psycopg2.errors import RaiseException

from .common import ServiceCase, at

NAIVE = "%Y-%m-%d %H:%M:%S"


def utc(text):
    """A wall-clock time of the hospital as a naive UTC moment."""
    moment = at(text)
    return (moment - moment.utcoffset()).replace(tzinfo=None)


class PermitCase(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.it = cls.env["res.users"].create(
            {
                "name": "it",
                "login": "it-permit",
                "password": "it-permit-it-permit",
                "lang": "en_US",
                "tz": "Asia/Shanghai",
                "company_id": cls.hospital.id,
                "company_ids": [(6, 0, cls.hospital.ids)],
                "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)],
            }
        )

    def setUp(self):
        super().setUp()
        if not isinstance(self, HttpCase):  # which is in that mode already
            self.registry_enter_test_mode()
        self.clock_at("2026-03-02 10:00")

    def permit(self, **more):
        """A permit asked for by the engineer for two hours from ten o'clock."""
        ticket = self.ticket("2026-03-02 09:30")
        self.clock_at("2026-03-02 10:00")
        values = {
            "ticket_id": ticket.id,
            "company_id": self.hospital.id,
            "purpose": "Why are calls late",
            "tool": "Bastion host",
            "since": utc("2026-03-02 10:00"),
            "until": utc("2026-03-02 12:00"),
        }
        permit = self.env["service.permit"].with_user(self.engineer).create(values | more)
        permit.action_ask()
        return permit

    def log(self):
        domain = [("company_id", "=", self.hospital.id)]
        return self.env["service.access.entry"].search(domain, order="number")


@tagged("post_install", "-at_install")
class TestPermit(PermitCase):
    def connect(self, permit):
        return self.env["service.remote.session"].with_user(self.engineer)._open(permit, "10.0.0.9")

    def test_nobody_connects_before_the_hospital_has_granted_it_and_the_attempt_is_noted(self):
        permit = self.permit()
        with self.assertRaisesRegex(UserError, "not answered yet"):
            self.connect(permit)
        self.assertEqual(self.log().mapped("what"), ["asked", "denied"])

    def test_a_session_is_opened_used_and_closed_and_all_of_it_stands_in_the_log(self):
        permit = self.permit(may_read=True, data_what="queue_entry of today")
        permit.with_user(self.it).sudo()._grant(note="go on")
        session = self.connect(permit)
        self.assertEqual(permit.ticket_id.state, "remote")
        session._use("step", "read the server's log")
        session._use("read", "40 rows of queue_entry")
        with self.assertRaisesRegex(UserError, "does not allow this"):
            session._use("export", "the whole table")
        session._close("The network switch drops packets")
        self.assertEqual(
            self.log().mapped("what"),
            ["asked", "granted", "opened", "step", "read", "denied", "closed"],
        )
        self.assertEqual(set(self.log()[2:5].mapped("session")), {session.number})
        with self.assertRaisesRegex(UserError, "is over"):
            session._use("step", "one thing more")

    def test_a_session_ends_by_itself_when_its_permit_does(self):
        permit = self.permit()
        permit._grant(until=utc("2026-03-02 11:00"))
        session = self.connect(permit)
        self.clock_at("2026-03-02 11:20")
        session._close_expired()
        self.assertEqual((session.end, session.closed_at), ("over", utc("2026-03-02 11:00")))
        with self.assertRaisesRegex(UserError, "time is over"):
            self.connect(permit)

    def test_a_withdrawn_permit_ends_what_is_open_at_once(self):
        permit = self.permit()
        permit._grant()
        session = self.connect(permit)
        permit._withdraw("We are in the middle of a rush")
        self.assertEqual(session.end, "withdrawn")

    def test_a_hospital_may_shorten_but_not_lengthen_what_was_asked(self):
        permit = self.permit()
        with self.assertRaisesRegex(ValidationError, "not longer"):
            permit._grant(until=utc("2026-03-02 13:00"))
        with self.assertRaisesRegex(ValidationError, "Say why"):
            permit._refuse("")

    def test_what_the_hospital_was_asked_is_not_changed_afterwards(self):
        permit = self.permit()
        with self.assertRaisesRegex(UserError, "ask anew"):
            permit.with_user(self.engineer).write({"may_export": True})
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            permit.with_user(self.engineer).write({"state": "granted"})

    def test_a_permit_for_data_names_the_data(self):
        with self.assertRaisesRegex(ValidationError, "Which data"):
            self.permit(may_change=True)

    def test_an_answer_on_paper_needs_the_paper(self):
        wizard = self.env["service.permit.answer"].with_user(self.boss)
        answer = wizard.create({"permit_id": self.permit().id, "until": utc("2026-03-02 11:00")})
        with self.assertRaisesRegex(ValidationError, "Signed paper"):
            answer.action_apply()
        answer.paper = b"JVBERi0xLjQK"
        answer.action_apply()
        self.assertEqual(answer.permit_id.state, "granted")


@tagged("post_install", "-at_install")
class TestAccessLog(PermitCase):
    def verify(self, anchor=None):
        return self.env["service.access.entry"]._verify(self.hospital, anchor)

    def test_the_log_is_whole_until_a_row_is_altered_behind_every_back(self):
        permit = self.permit()
        permit._refuse("not today")
        number, digest, broken = self.verify()
        self.assertEqual((number, broken), (2, None))
        self.env.cr.execute("ALTER TABLE service_access_entry DISABLE TRIGGER ALL")
        self.env.cr.execute(
            "UPDATE service_access_entry SET detail = 'yes' WHERE company_id = %s AND number = 2",
            (self.hospital.id,),
        )
        self.assertEqual(self.verify()[2].number, 2)
        self.env.cr.execute(
            "DELETE FROM service_access_entry WHERE company_id = %s AND number = 2",
            (self.hospital.id,),
        )
        self.assertEqual(self.verify()[2].what, "cut")
        self.env.cr.execute(
            "UPDATE service_access_head SET number = 1, digest = %s WHERE company_id = %s",
            (self.log().digest, self.hospital.id),
        )
        self.assertIsNone(self.verify()[2])
        self.assertEqual(self.verify((number, digest))[2].what, "cut")

    def test_odoo_and_the_database_refuse_to_change_it(self):
        self.permit()
        with self.assertRaises(UserError):
            self.log().write({"detail": "x"})
        with self.assertRaises(UserError):
            self.log().unlink()
        for change in (
            "UPDATE service_access_entry SET detail = 'x'",
            "DELETE FROM service_access_entry",
        ):
            with (
                self.assertRaises(RaiseException),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(change)


@tagged("post_install", "-at_install")
class TestPapers(PermitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.write({"needs_admission": True, "needs_undertaking": True})

    def paper(self, kind, **more):
        values = {
            "user_id": self.engineer.id,
            "company_id": self.hospital.id,
            "kind": kind,
            "first_day": "2026-01-01",
            "last_day": "2026-12-31",
            "document": b"JVBERi0xLjQK",
        }
        paper = self.env["service.admission"].create(values | more)
        paper.action_confirm()
        return paper

    def test_work_is_not_given_to_whom_the_hospital_does_not_admit(self):
        ticket = self.ticket("2026-03-02 09:00")
        with self.assertRaisesRegex(UserError, "Admission.*missing"):
            ticket.with_user(self.engineer).user_id = self.engineer
        self.paper("admission", last_day="2026-03-01")
        with self.assertRaisesRegex(UserError, "ended on"):
            ticket.with_user(self.engineer).user_id = self.engineer
        self.paper("admission")
        self.paper("undertaking")
        ticket.with_user(self.engineer).user_id = self.engineer
        self.assertEqual(ticket.user_id, self.engineer)

    def test_a_manager_may_in_spite_of_it_and_it_is_written_down(self):
        ticket = self.ticket("2026-03-02 09:00")
        ticket.with_user(self.boss).user_id = self.engineer
        self.assertIn("in spite of", ticket.message_ids[0].body)

    def test_a_paper_that_ends_soon_is_a_flag_and_an_activity(self):
        self.paper("undertaking")
        soon = self.paper("admission", last_day="2026-03-10")
        ticket = self.ticket("2026-03-02 09:00", user_id=self.engineer.id)
        self.assertIn("ends on 2026-03-10", ticket.papers_note)
        self.assertIsNone(self.engineer._admission_problem(self.hospital))
        self.assertEqual(soon.state, "valid")

    def visit(self, day, user):
        values = {
            "name": "Look after the hall",
            "company_id": self.hospital.id,
            "user_id": self.engineer.id,
            "planned_start": f"{day} 06:00:00",
        }
        return self.env["service.visit"].with_user(user).create(values)

    def test_a_visit_is_planned_only_on_a_day_on_which_the_engineer_is_admitted(self):
        self.clock_at("2026-03-02 09:00")
        self.paper("undertaking")
        with self.assertRaisesRegex(UserError, "Admission.*missing"):
            self.visit("2026-03-03", self.engineer)
        self.paper("admission", last_day="2026-03-03")
        visit = self.visit("2026-03-03", self.engineer)
        with self.assertRaisesRegex(UserError, "ended on 2026-03-03"):
            visit.planned_start = "2026-03-04 06:00:00"
        with self.assertRaisesRegex(UserError, "ended on 2026-03-03"):
            # 4 March at the hospital, 3 March in UTC
            visit.planned_start = "2026-03-03 16:30:00"

    def test_a_visit_says_that_a_paper_ends_soon(self):
        self.paper("undertaking")
        paper = self.paper("admission", last_day="2026-03-10")
        values = {"name": "Look", "company_id": self.hospital.id, "user_id": self.engineer.id}
        visit = self.env["service.visit"].create(values | {"planned_start": "2026-03-09 02:00:00"})
        self.assertIn("2026-03-10", visit.papers_note)
        paper.last_day = "2027-12-31"
        visit.invalidate_recordset(["papers_note"])
        self.assertFalse(visit.papers_note)

    def test_a_visit_that_has_begun_is_not_stopped_by_a_paper(self):
        self.clock_at("2026-03-03 09:00")
        self.paper("undertaking")
        self.paper("admission", last_day="2026-03-03")
        visit = self.visit("2026-03-03", self.engineer)
        visit.action_depart()
        visit.planned_start = "2026-03-04 06:00:00"
        self.assertEqual(visit.state, "on_way")

    def test_a_manager_may_plan_a_visit_in_spite_of_it_and_it_is_written_down(self):
        visit = self.visit("2026-03-03", self.boss)
        self.assertIn("in spite of", visit.message_ids[0].body)

    def test_a_remote_session_needs_the_undertaking(self):
        permit = self.permit()
        permit._grant()
        sessions = self.env["service.remote.session"].with_user(self.engineer)
        with self.assertRaisesRegex(UserError, "Undertaking.*missing"):
            sessions._open(permit)
        self.paper("undertaking", last_day=False)
        self.assertTrue(sessions._open(permit).number)

    def test_a_paper_is_confirmed_with_the_paper_and_then_stands(self):
        values = {"user_id": self.engineer.id, "company_id": self.hospital.id}
        blank = self.env["service.admission"].create(values)
        with self.assertRaisesRegex(ValidationError, "attach"):
            blank.action_confirm()
        with self.assertRaisesRegex(UserError, "revoke it"):
            self.paper("admission").with_user(self.boss).last_day = "2027-12-31"


@tagged("post_install", "-at_install")
class TestIncident(PermitCase):
    def test_an_incident_goes_its_way_and_is_not_changed_once_settled(self):
        incident = (
            self.env["service.incident"]
            .with_user(self.engineer)
            .create(
                {
                    "name": "Ladder",
                    "company_id": self.hospital.id,
                    "happened_at": utc("2026-03-02 09:00"),
                }
            )
        )
        with self.assertRaisesRegex(ValidationError, "Course of events"):
            incident.action_examine()
        incident.write(
            {
                "course": "It slipped",
                "told_hospital_at": utc("2026-03-02 09:30"),
                "cause": "No mat",
                "remedy": "Mats",
                "liable": "company",
                "liable_note": "We pay",
            }
        )
        incident.action_examine()
        incident.action_settle()
        with self.assertRaisesRegex(UserError, "not changed"):
            incident.liable = "nobody"
        incident.with_user(self.it).sudo()._agree()
        self.assertEqual(incident.hospital_agreed_by, "it")

    def test_one_in_the_future_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self.env["service.incident"].create(
                {
                    "name": "x",
                    "company_id": self.hospital.id,
                    "happened_at": utc("2026-03-02 11:00"),
                }
            )


@tagged("post_install", "-at_install")
class TestPermitPortal(PermitCase, HttpCase):
    def post(self, path, **data):
        token = http.Request.csrf_token(self)
        return self.url_open(path, data={"csrf_token": token, **data})

    def test_the_hospital_shortens_grants_sees_the_session_ends_it_and_takes_the_log(self):
        permit = self.permit()
        self.authenticate("it-permit", "it-permit-it-permit")
        self.assertIn("Why are calls late", self.url_open("/my/permits").text)
        self.post(f"/my/permits/{permit.number}/grant", until="2026-03-02T11:30", note="not longer")
        self.assertEqual((permit.state, permit.until), ("granted", utc("2026-03-02 11:30")))
        session = self.env["service.remote.session"].with_user(self.engineer)._open(permit)
        self.assertIn(session.number, self.url_open("/my/permits").text)
        self.post(f"/my/permits/{permit.number}/end")
        self.assertEqual(session.end, "hospital")
        answer = self.post("/my/permits/log.csv")
        self.assertEqual(answer.headers["Content-Type"], "text/csv; charset=utf-8")
        lines = answer.content.decode("utf-8-sig").splitlines()
        hospital, number, digest = lines[-1].split(",")[-1].split(":")
        self.assertEqual(int(hospital), self.hospital.id)
        verify = self.env["service.access.entry"]._verify
        self.assertIsNone(verify(self.hospital, (int(number), digest))[2])
        self.assertIn("downloaded", self.log().mapped("what"))

    def test_a_wrong_answer_says_what_is_wrong(self):
        permit = self.permit()
        self.authenticate("it-permit", "it-permit-it-permit")
        page = self.post(f"/my/permits/{permit.number}/refuse")
        self.assertRegex(page.text, "Say why the permit is refused|请说明拒绝原因")
        page = self.post(f"/my/permits/{permit.number}/grant", until="tomorrow")
        self.assertRegex(page.text, "enter day and time|”：请填写日期和时间")
        self.assertEqual(permit.state, "asked")

    def test_the_hospital_agrees_to_a_proposed_time_by_itself(self):
        ticket = self.ticket("2026-03-02 09:30", basics_blocked="yes")
        until = self.env.cr.now().replace(microsecond=0) + timedelta(days=2)
        kinds = [
            one["kind"]
            for one in ticket.terms
            if one["negotiable"] and one["severity"] == ticket.severity_id.code
        ]
        if not kinds:
            self.skipTest("this severity has no promise that may be agreed")
        ticket._propose_time(kinds[0], until, "the part comes then")
        self.authenticate("it-permit", "it-permit-it-permit")
        self.assertIn("the part comes then", self.url_open(f"/my/tickets/{ticket.number}").text)
        self.post(f"/my/tickets/{ticket.number}/agree_time")
        self.assertFalse(ticket.proposed_kind)
        self.assertIn("agreed", ticket.event_ids.mapped("verb"))
