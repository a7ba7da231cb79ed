"""The triage desk in a real browser: search by initials, check in, move, undo, live changes."""

import json
import uuid

import pytest

PAGE = "/odoo/triage-desk"
NAMES = ["单小明", "曾桂芳", "欧阳娜娜"]


class Desk:
    """A nurse's page, and three patients of her own in the doctor's first queue."""

    def __init__(self, suite, browser):
        self.suite, self.browser, self.pages = suite, browser, []
        self.doctor = suite.login("doctor1")
        self.queue = self.doctor.rpc("/queue/caller/open")["session"]["queues"][0]["id"]
        self.mark = uuid.uuid4().hex[:8]

    def open(self, login):
        page = self.browser.page()
        self.pages.append(page)
        page.size(1366, 768)
        page.use(self.suite.login(login))
        try:
            page.open(self.suite.url + PAGE)
        except TimeoutError:  # the first page of a fresh database waits for its assets
            pass
        page.wait("!!document.querySelector('.o_desk_column')", 90)
        return page

    def register(self, login="nurse"):
        nurse = self.suite.login(login)
        entries = []
        for name in NAMES:
            values = {"queue": self.queue, "name": name, "card_no": f"{self.mark}{name[0]}"}
            request = f"{self.mark}-{name}"
            entries.append(nurse.call("queue.desk", "desk_register", values, request)["entry"])
        return entries

    def state(self, entry):
        return self.suite.sql("SELECT state, hand FROM queue_entry WHERE id = %s", entry)[0]

    def close(self):
        for page in self.pages:
            page.close()


@pytest.fixture
def desk(fresh, browser):
    there = Desk(fresh, browser)
    yield there
    there.close()


def find(page, text):
    """Type like a scanner or a nurse, wait for the hits, take the first."""
    page.key("F3")
    page.type(".o_desk_search input", text)
    page.wait("!!document.querySelector('.o_desk_hit')")
    hit = page.text(".o_desk_hit.o_desk_selected")
    page.key("Enter")
    page.wait("!document.querySelector('.o_desk_hits')")
    return hit


def card(page, entry_state):
    page.wait(f"!!document.querySelector('.o_desk_card .o_desk_s_{entry_state}')")


def reason(page, text="1"):
    page.wait("!!document.querySelector('.o_desk_form')")
    page.type(".o_desk_form input[name=reason]", text)
    page.key("Enter")
    page.wait("!document.querySelector('.o_desk_form')")


def test_a_nurse_searches_moves_and_takes_back_by_the_keyboard_page(desk):
    first, second, _third = desk.register()
    page = desk.open("desk_lead")
    assert "单小明" in find(page, "shanxm")
    card(page, "waiting")
    page.key("F4")  # back to registered, and in again
    card(page, "registered")
    page.key("F2")
    card(page, "waiting")
    assert desk.state(first)[0] == "waiting"
    page.wait("!!document.querySelector('.o_desk_undo')")
    page.key("z", ctrl=True)
    card(page, "registered")
    # The key before it may be taken back as well, for what is left of its ten seconds.
    page.wait("!document.querySelector('.o_desk_undo')", 25)
    page.key("F2")
    card(page, "waiting")

    assert "曾桂芳" in find(page, f"{desk.mark}曾")
    page.wait("document.querySelector('.o_desk_card .o_desk_name').innerText === '曾桂芳'")
    page.key("F8")
    reason(page, "危重")
    page.wait("document.querySelector('.o_desk_card').innerText.includes('危重')")
    assert desk.state(second) == ("waiting", "front")
    page.key("F6")
    reason(page, "去取药")
    card(page, "held")
    page.key("F2")
    card(page, "waiting")
    assert not page.console, page.console


def test_a_scanned_card_opens_the_patient_and_a_change_elsewhere_is_seen_page(desk):
    entry = desk.register()[2]
    page = desk.open("nurse")
    page.key("F3")
    page.type(".o_desk_search input", f"{desk.mark}欧")
    page.key("Enter")  # the scanner's own
    card(page, "waiting")
    assert "欧阳娜娜" in page.text(".o_desk_card")
    other = desk.suite.login("desk_lead")
    other.call("queue.desk", "desk_do", entry, "hold", {"reason": "去洗手间"}, desk.mark)
    card(page, "held")
    assert "去洗手间" in page.text(".o_desk_history")
    logged = desk.suite.sql("SELECT masked, found FROM queue_access_log ORDER BY id DESC LIMIT 1")
    assert logged[0][1] == 1
    assert desk.mark not in logged[0][0]


def test_a_lost_server_is_said_at_once_and_keys_are_off_page(desk):
    desk.register()
    page = desk.open("nurse")
    find(page, "oynn")
    card(page, "waiting")
    page.offline(True)
    page.key("F4")
    page.wait("!!document.querySelector('.o_desk_lost')", 20)
    words = json.dumps("button[data-verb=hold]")
    assert page.eval(f"document.querySelector({words}).disabled")
    page.offline(False)
    page.wait("!document.querySelector('.o_desk_lost')", 20)
