import io

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from PIL import Image

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestPortal(ServiceCase, HttpCase):
    """Two hospitals; each one's IT in the portal, by real requests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.company"].create({"name": "Second hospital"})
        cls.it = cls.portal("it-one", cls.hospital)
        cls.other = cls.portal("it-two", cls.second)

    @classmethod
    def portal(cls, login, hospital):
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "password": login * 2,
                "lang": "en_US",
                "company_id": hospital.id,
                "company_ids": [(6, 0, hospital.ids)],
                "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)],
            }
        )

    def enter(self, user):
        self.authenticate(user.login, user.login * 2)

    def post(self, path, **data):
        self.url_open("/my/tickets")
        token = http.Request.csrf_token(self)
        return self.url_open(path, data={"csrf_token": token, **data})

    def own(self, **more):
        return self.env["service.ticket"].create(
            {"name": "Dark hall", "company_id": self.hospital.id, "basics_blocked": "yes"} | more
        )

    def test_it_reads_whom_to_call_at_its_own_supplier_alone(self):
        person = {"side": "supplier", "name": "Hotline", "phone": "400-8000-001"}
        self.contract.contact_ids = [(0, 0, person)]
        self.enter(self.it)
        self.assertIn("tel:400-8000-001", self.url_open("/my/tickets").text)
        self.enter(self.other)
        page = self.url_open("/my/tickets")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("400-8000-001", page.text)

    def test_the_form_has_room_for_a_description(self):
        self.enter(self.it)
        self.assertIn("<textarea", self.url_open("/my/tickets/new").text)

    def test_a_report_becomes_a_ticket_of_the_own_hospital_with_its_clocks(self):
        self.enter(self.it)
        answer = self.post(
            "/my/tickets/new",
            name="Screen black",
            hospital_stands="yes",
            device=str(self.screen.id),
            kind="fault",
            company_id=str(self.second.id),
            state="closed",
        )
        number = answer.url.rsplit("/", 1)[1]
        ticket = self.env["service.ticket"].search([("number", "=", number)])
        self.assertEqual(
            (ticket.company_id, ticket.channel, ticket.state, ticket.device_id),
            (self.hospital, "portal", "new", self.screen),
        )
        self.assertEqual(ticket.severity_id.code, "disaster")
        self.assertIn("Screen black", answer.text)

    def test_what_cannot_be_taken_comes_back_with_the_field_named(self):
        self.enter(self.it)
        answer = self.post("/my/tickets/new", name=" ", description="kept words")
        self.assertIn("alert-danger", answer.text)
        self.assertIn("kept words", answer.text)
        answer = self.post("/my/tickets/new", name="x" * 121)
        self.assertIn("120", answer.text)
        self.assertFalse(self.env["service.ticket"].search([("company_id", "=", self.hospital.id)]))

    def test_a_device_of_another_hospital_cannot_be_named(self):
        foreign = self.env["maintenance.equipment"].create(
            {"name": "Foreign", "company_id": self.second.id, "device_kind": "kiosk"}
        )
        self.enter(self.it)
        self.assertNotIn("Foreign", self.url_open("/my/tickets/new").text)
        answer = self.post("/my/tickets/new", name="Guess", device=str(foreign.id))
        ticket = self.env["service.ticket"].search([("number", "=", answer.url.rsplit("/", 1)[1])])
        self.assertFalse(ticket.device_id)

    def test_no_route_shows_or_moves_a_ticket_of_another_hospital(self):
        ticket = self.own()
        ticket.action_respond()
        ticket._step("resolved", note="secret cure")
        self.enter(self.other)
        self.assertNotIn(ticket.number, self.url_open("/my/tickets?show=all").text)
        for path in ("", "/report.pdf"):
            answer = self.url_open(f"/my/tickets/{ticket.number}{path}")
            self.assertEqual(answer.status_code, 404, path)
            self.assertNotIn("secret cure", answer.text)
        for act in ("answer", "agree", "dispute", "confirm", "reopen", "rate", "unlink"):
            answer = self.post(f"/my/tickets/{ticket.number}/{act}", note="mine", score="1")
            self.assertEqual(answer.status_code, 404, act)
        self.assertEqual((ticket.state, ticket.severity_state), ("resolved", "proposed"))
        self.assertFalse(ticket.satisfaction)

    def test_nothing_moves_without_a_token_or_by_get(self):
        ticket = self.own()
        self.enter(self.it)
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/my/tickets/{ticket.number}/agree", data={"note": ""})
        self.assertEqual(answer.status_code, 400)
        answer = self.url_open(f"/my/tickets/{ticket.number}/agree")
        self.assertIn(answer.status_code, (404, 405))
        self.assertEqual(ticket.severity_state, "proposed")

    def test_the_hospital_agrees_disputes_confirms_and_rates(self):
        ticket = self.own()
        self.enter(self.it)
        self.post(f"/my/tickets/{ticket.number}/agree")
        self.assertEqual(ticket.severity_state, "agreed")
        answer = self.post(f"/my/tickets/{ticket.number}/confirm")
        self.assertIn("alert-danger", answer.text)
        self.assertEqual(ticket.state, "new")
        ticket.action_respond()
        ticket._step("resolved", note="cable")
        self.post(f"/my/tickets/{ticket.number}/confirm")
        self.assertEqual(ticket.state, "closed")
        self.assertEqual(ticket.event_ids[-1:].user_id, self.it)
        self.post(f"/my/tickets/{ticket.number}/rate", score="4", note="quick")
        self.assertEqual((ticket.satisfaction, ticket.satisfaction_note), ("4", "quick"))
        self.post(f"/my/tickets/{ticket.number}/rate", score="9")
        self.assertEqual(ticket.satisfaction, "4")

    def test_an_answer_is_seen_by_the_engineer_under_the_hospital_s_name(self):
        ticket = self.own()
        self.enter(self.it)
        answer = self.post(f"/my/tickets/{ticket.number}/answer", note="<b>it smells</b>")
        self.assertEqual(ticket.message_ids[:1].author_id, self.it.partner_id)
        self.assertIn("it smells", answer.text)
        self.assertNotIn("<b>it smells</b>", answer.text)

    def test_an_internal_note_is_not_shown_to_the_hospital(self):
        ticket = self.own()
        ticket.message_post(body="internal: they forgot to pay", subtype_xmlid="mail.mt_note")
        self.enter(self.it)
        self.assertNotIn("forgot to pay", self.url_open(f"/my/tickets/{ticket.number}").text)

    def test_a_photo_loses_place_and_camera_and_no_photo_is_refused(self):
        out, exif = io.BytesIO(), Image.Exif()
        exif[0x010F] = "SecretCamera"
        Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif)
        self.assertIn(b"SecretCamera", out.getvalue())
        portal = self.env["service.ticket"].with_user(self.it)
        number = portal._portal_report({"name": "Red"}, [("a.jpg", out.getvalue())])
        ticket = self.env["service.ticket"].search([("number", "=", number)])
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", "service.ticket"), ("res_id", "=", ticket.id)]
        )
        self.assertEqual(len(kept), 1)
        self.assertNotIn(b"SecretCamera", kept.raw)
        self.assertEqual(Image.open(io.BytesIO(kept.raw)).size, (60, 40))
        self.enter(self.it)
        self.url_open("/my/tickets")
        refused = self.opener.post(
            self.base_url() + "/my/tickets/new",
            data={"csrf_token": http.Request.csrf_token(self), "name": "Bad"},
            files={"photos": ("evil.jpg", b"not a photo", "image/jpeg")},
        )
        self.assertIn("evil.jpg", refused.text)

    def test_a_portal_user_reads_tickets_of_his_hospital_alone_and_writes_none(self):
        mine, theirs = self.own(), self.own(company_id=self.second.id)
        tickets = self.env["service.ticket"].with_user(self.it)
        self.assertEqual(tickets.search([("id", "in", (mine | theirs).ids)]), mine)
        for verb in ("write", "create", "unlink"):
            self.assertFalse(tickets.has_access(verb), verb)
        for model in ("service.contract", "service.clock", "service.report", "service.step"):
            self.assertFalse(self.env[model].with_user(self.it).has_access("read"), model)

    def test_a_stranger_is_asked_to_log_in(self):
        answer = self.url_open("/my/tickets", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])
