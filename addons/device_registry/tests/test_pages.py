import json
import logging

from odoo.tests import HttpCase, tagged

from .common import UNKNOWN, Hospitals

PAIR, START, POLL = "/device/pair", "/device/pair/start", "/device/pair/poll"
BEAT = "/device/heartbeat"


@tagged("post_install", "-at_install")
class TestPages(Hospitals, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_hospitals()
        cls.env["device.pairing"].search([]).unlink()
        cls.screen._pair()
        cls.home = cls.screen._device_home_url()

    def post(self, path, body=None, token=None):
        headers = {"X-Device-Token": token} if token else {}
        body = {} if body is None else body
        return self.url_open(path, headers=headers, json=body, method="POST")

    def beat(self, token, body=None):
        return self.post(BEAT, body, token)

    # ------------------------------------------------------------------- pages

    def test_the_pair_page_needs_no_login_and_nothing_from_outside(self):
        page = self.url_open(f"{PAIR}?kind=hall_screen")
        self.assertEqual(page.status_code, 200)
        self.assertIn('data-kind="hall_screen"', page.text)
        self.assertIn('id="pair_code"', page.text)
        self.assertNotIn("http://", page.text)
        self.assertNotIn("https://", page.text)

    def test_pages_are_not_kept_and_tell_nobody_their_address(self):
        for path in (PAIR, self.home, f"/device/home/{UNKNOWN}"):
            page = self.url_open(path)
            self.assertEqual(page.headers["Cache-Control"], "no-store", path)
            self.assertEqual(page.headers["Referrer-Policy"], "no-referrer", path)
            self.assertNotIn("Set-Cookie", page.headers, path)

    def test_what_comes_in_the_address_is_text_and_no_markup(self):
        page = self.url_open(f"{PAIR}?kind=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        self.assertNotIn("<script>alert", page.text)

    def test_pages_speak_the_hospitals_language_whatever_the_browser_asks_for(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env.ref("base.public_user").company_id.partner_id.lang = "zh_CN"
        page = self.url_open(PAIR, headers={"Accept-Language": "en-US"})
        self.assertIn('lang="zh-CN"', page.text)

    def test_the_home_of_a_paired_device_says_which_it_is_and_where(self):
        page = self.url_open(self.home)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Screen", page.text)
        self.assertIn("Campus / Room 1", page.text)

    def test_a_refused_page_says_why_and_how_to_pair(self):
        self.other_screen._pair()
        gone = self.other_screen._device_home_url()
        self.other_screen._revoke_token()
        cases = (
            (gone, "revoked"),
            (f"/device/home/{UNKNOWN}", "unknown"),
            ("/device/home/x", "unknown"),
        )
        for path, code in cases:
            page = self.url_open(path)
            self.assertEqual(page.status_code, 401, path)
            self.assertIn(f'data-code="{code}"', page.text)
            self.assertIn('href="/device/pair"', page.text)
            self.assertIn('id="pair_code"', page.text)
            self.assertNotIn("Other screen", page.text)

    # ----------------------------------------------------------------- pairing

    def test_a_browser_starts_polls_and_is_sent_to_its_page(self):
        started = self.post(START, {"kind": "hall_screen"}).json()
        self.assertRegex(started["code"], "^[2-9A-Z]{3}-[2-9A-Z]{3}$")
        told = self.post(POLL, {"secret": started["secret"]}).json()
        self.assertEqual(told["state"], "waiting")
        wizard = self.env["device.pair"].with_user(self.manager)
        wizard = wizard.with_context(allowed_company_ids=self.hospital.ids)
        wizard.create({"device_id": self.screen.id, "code": started["code"]}).action_pair()
        self.env.flush_all()
        told = self.post(POLL, {"secret": started["secret"]}).json()
        self.assertEqual(told["state"], "paired")
        self.assertEqual(self.url_open(told["url"]).status_code, 200)
        self.assertEqual(self.url_open(self.home).status_code, 401)

    def test_a_poll_with_a_wrong_secret_is_told_nothing(self):
        self.post(START)
        for body in ({}, {"secret": UNKNOWN}, {"secret": None}, {"secret": ["x"]}, [], 7):
            self.assertEqual(self.post(POLL, body).json(), {"state": "expired"}, body)

    def test_too_many_codes_are_refused_with_what_to_do(self):
        for _ in range(30):
            self.assertEqual(self.post(START, {"kind": "\x00"}).status_code, 200)
        answer = self.post(START)
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(answer.json()["error"]["code"], "too_many")
        self.assertTrue(answer.json()["error"]["remedy"])

    # --------------------------------------------------------------- heartbeat

    def test_a_heartbeat_is_answered_with_the_servers_time(self):
        answer = self.beat(self.screen.device_token, {"uptime_s": 5, "version": "a\x00\ud800"})
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.json()["ok"])
        self.assertRegex(answer.json()["now"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.screen.invalidate_recordset()
        self.assertTrue(self.screen.online)

    def test_a_body_that_is_no_json_is_still_a_sign_of_life(self):
        headers = {"X-Device-Token": self.screen.device_token}
        for body in (b"{", b"\xff", b"[1]", b"NaN", json.dumps({"uptime_s": 10**40}).encode()):
            self.assertEqual(self.url_open(BEAT, data=body, headers=headers).status_code, 200, body)

    def test_a_refused_heartbeat_is_401_with_reason_and_remedy(self):
        self.other_screen._pair()
        gone = self.other_screen.device_token
        self.other_screen._revoke_token()
        for token, code in (
            (UNKNOWN, "unknown"),
            (None, "unknown"),
            ("x", "unknown"),
            (gone, "revoked"),
        ):
            answer = self.beat(token)
            self.assertEqual(answer.status_code, 401)
            error = answer.json()["error"]
            self.assertEqual(set(error), {"code", "message", "remedy"})
            self.assertEqual(error["code"], code)
            self.assertIn("/device/pair", error["remedy"])

    # ------------------------------------------------------------- every route

    def test_every_route_answers_each_role_alike_and_wants_its_own_method(self):
        token = self.screen.device_token
        portal = self.make_user("portal", kind="base.group_portal")
        roles = (None, portal.login, self.plain.login, self.viewer.login, self.manager.login)
        for login in roles:
            self.authenticate(login, login)
            for path, own in ((PAIR, 200), (self.home, 200), (f"/device/home/{UNKNOWN}", 401)):
                self.assertEqual(self.url_open(path).status_code, own, (login, path))
                self.assertEqual(self.post(path).status_code, 405, (login, path))
            for path in (START, POLL, BEAT):
                self.assertEqual(self.url_open(path).status_code, 405, (login, path))
                self.assertEqual(self.post(path, token=token).status_code, 200, (login, path))

    def test_a_login_is_no_substitute_for_a_token(self):
        self.authenticate(self.manager.login, self.manager.login)
        self.assertEqual(self.beat(None).status_code, 401)
        self.assertEqual(self.beat(str(self.screen.id)).status_code, 401)
        self.assertEqual(self.url_open(f"/device/home/{self.screen.id}").status_code, 401)

    # --------------------------------------------------------------------- log

    def test_the_log_names_the_page_of_a_device_without_its_token(self):
        line = f'127.0.0.1 - - "GET {self.home}?x=1 HTTP/1.1" 200'
        for name in ("werkzeug", "longpolling"):
            for message, args in ((line, None), ("%s %s", (line, 0.1))):
                logger = logging.getLogger(name)
                record = logger.makeRecord(name, logging.INFO, "", 0, message, args, None)
                logger.filter(record)
                self.assertIn("GET /device/home/…?x=1 HTTP/1.1", record.getMessage())
                self.assertNotIn(self.screen.device_token, record.getMessage())
