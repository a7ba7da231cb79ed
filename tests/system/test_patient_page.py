"""A patient in real browsers: kiosk, slip, the phone that follows the call, and the way back."""

import os
import time
import uuid

import pytest

HALL_KIOSK, KIOSK = "门诊大厅自助机（通签）", "内科自助机"
READY = "window.jiaohao && jiaohao.kiosk && jiaohao.kiosk.state"
PICTURES = os.environ.get("JIAOHAO_PICTURES")


class Patient:
    """One registered patient of doctor1's first queue, a kiosk, a phone, and the doctor."""

    def __init__(self, suite, browser):
        self.suite, self.browser, self.pages = suite, browser, []
        self.doctor = suite.login("doctor1")
        self.mark = uuid.uuid4().hex[:8].upper()
        room = self.doctor.rpc("/queue/caller/open")
        self.queue = room["session"]["queues"][0]
        suite.shell(_register(self.queue["id"], self.mark))

    def kiosk(self, name=KIOSK, width=1080, height=1920):
        page = self.browser.page()
        self.pages.append(page)
        page.size(width, height)
        page.open(self.suite.device(name).url)
        page.wait(READY, 30)
        return page

    def phone(self, url):
        page = self.browser.page()
        self.pages.append(page)
        page.size(360, 640)
        page.open(self.suite.url + url[url.index("/queue/place/") :])
        page.wait("window.jiaohao && jiaohao.place", 20)
        page.eval("jiaohao.place.setLang('zh')")
        return page

    def press(self, verb):
        return self.doctor.rpc("/queue/caller/do", verb=verb, request_id=str(uuid.uuid4()))

    def call_until(self, number):
        """Let everybody before come and go; returns with this patient called."""
        for _ in range(200):
            state = self.press("next")
            if state["current"]["number"] == number:
                return state
        raise AssertionError(f"{number} was never called")

    def close(self):
        for page in self.pages:
            page.close()


def _register(queue, mark):
    return f"""
queue = env["queue.queue"].browse({queue})
day, half = queue.company_id._queue_half_day()
env["queue.entry"]._register_all([{{
    "company_id": queue.company_id.id,
    "patient": {{"mrn": {mark!r}, "name": "诸葛孔明明", "id_no": "11010119400101" + {mark!r}[:4]}},
    "visit_ref": {mark!r},
    "queue_id": queue.id,
    "service_date": day,
    "half_day": half,
    "source": "appointment",
}}])
"""


@pytest.fixture
def patient(fresh, browser):
    one = Patient(fresh, browser)
    yield one
    one.close()


def picture(page, name):
    if PICTURES:
        time.sleep(0.3)
        page.screenshot(f"{PICTURES}/{name}.png")


def scan(page, code):
    """A reader types into the page like a keyboard that is very fast."""
    page.eval(
        "for (const key of [..." + repr(code) + ", 'Enter'])"
        " document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    )


def checked_in(page, code):
    scan(page, code)
    page.wait("jiaohao.kiosk.show.what === 'ticket' && jiaohao.kiosk.slip", 15)
    return page.text(".ticket .number"), page.eval("jiaohao.kiosk.slip.url")


def test_from_the_kiosk_by_the_phone_to_the_room_and_back(patient):
    kiosk = patient.kiosk()
    number, url = checked_in(kiosk, patient.mark)
    picture(kiosk, "kiosk-ticket")
    phone = patient.phone(url)
    assert phone.text(".number-line .number") == number
    phone.click(".sound")
    picture(phone, "phone-waiting")
    called = patient.call_until(number)
    started = time.monotonic()
    phone.wait("!document.querySelector('.alarm').hidden", 15)
    took = time.monotonic() - started
    room = called["session"]["room"] if "room" in called["session"] else ""
    assert number in phone.text(".alarm")
    assert room in phone.text(".alarm")
    picture(phone, "phone-called")
    phone.click(".seen")
    phone.wait("document.querySelector('.alarm').hidden")
    patient.press("send_away")
    phone.wait("!!document.querySelector('.step.away') && !!document.querySelector('.qr')", 40)
    picture(phone, "phone-away")
    again, _url = checked_in(kiosk, url)  # the code on the phone is the code of the slip
    assert again == number
    assert kiosk.eval("jiaohao.kiosk.show.data.what") == "back"
    phone.wait("!!document.querySelector('.standing')", 40)
    assert took < 15
    assert not phone.console


def test_the_phone_carries_no_name_and_no_other_patient(patient):
    _number, url = checked_in(patient.kiosk(), patient.mark)
    phone = patient.phone(url)
    wire = phone.eval("document.documentElement.outerHTML + JSON.stringify(jiaohao.place.config)")
    assert "诸葛*明" in wire or "诸葛**明" in wire
    assert "孔明" not in wire
    assert patient.mark not in wire


def test_a_phone_without_a_network_says_how_old_its_picture_is(patient):
    _number, url = checked_in(patient.kiosk(), patient.mark)
    phone = patient.phone(url)
    phone.offline(True)
    phone.wait("!document.querySelector('.age').hidden", 60)
    phone.offline(False)
    phone.eval("window.dispatchEvent(new Event('online'))")
    phone.wait("document.querySelector('.age').hidden", 20)


def test_a_phone_page_is_small(patient):
    _number, url = checked_in(patient.kiosk(), patient.mark)
    phone = patient.phone(url)
    sizes = phone.eval(
        "performance.getEntriesByType('resource').filter(e => /assets_phone/.test(e.name))"
        ".map(e => e.encodedBodySize)"
    )
    assert sizes
    assert sum(sizes) <= 90_000  # plain; about a third of it when nginx has packed it


def test_a_kiosk_says_what_to_do_and_forgets_the_person(patient):
    page = patient.kiosk()
    scan(page, "unknown-" + patient.mark)
    page.wait("jiaohao.kiosk.show.what === 'problem'", 10)
    picture(page, "kiosk-problem")
    assert "分诊台" in page.text(".remedy")
    page.click(".tool.lang")
    page.wait("document.querySelector('.remedy').innerText.includes('desk')")
    page.eval("jiaohao.kiosk.step = Object.assign({}, jiaohao.kiosk.step, {since: -1e9})")
    page.wait("jiaohao.kiosk.show.what === 'home'", 5)
    assert page.eval("jiaohao.kiosk.step.lang") == "zh"


def test_one_kiosk_gives_numbers_of_every_zone(patient):
    page = patient.kiosk(HALL_KIOSK, 1366, 768)
    picture(page, "kiosk-hall-home")
    assert page.eval("document.querySelectorAll('.zone').length") >= 2
    page.click(".zone:not(:disabled)")
    page.wait("jiaohao.kiosk.show.what === 'queues'")
    picture(page, "kiosk-hall-queues")
    page.click(".queue:not(:disabled)")
    page.wait("jiaohao.kiosk.show.what === 'ticket'", 10)
    assert page.text(".ticket .number")


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1366, 768)])
def test_nothing_to_touch_is_small_and_nothing_is_cut_off(patient, width, height):
    page = patient.kiosk(width=width, height=height)
    rem = min(width, height) / 108
    least, cut = page.eval(
        "(() => { const boxes = [...document.querySelectorAll('button')]"
        ".filter(b => b.offsetParent).map(b => b.getBoundingClientRect());"
        " return [Math.min(...boxes.map(b => Math.min(b.width, b.height))),"
        " boxes.filter(b => b.right > innerWidth + 1 || b.left < -1).length]; })()"
    )
    assert least >= 8.9 * rem
    assert cut == 0


def test_two_kiosks_at_once_check_a_patient_in_once(patient):
    first, second = patient.kiosk(), patient.kiosk()
    for page in (first, second):
        page.eval(f"void jiaohao.kiosk.checkIn({patient.mark!r})")
    for page in (first, second):
        page.wait("jiaohao.kiosk.show.what === 'ticket'", 15)
    whats = {page.eval("jiaohao.kiosk.show.data.what") for page in (first, second)}
    assert whats == {"checked_in", "known"}
    rows = patient.suite.sql(
        "SELECT count(*) FROM queue_event v JOIN queue_entry e ON e.id = v.entry_id"
        " JOIN queue_visit t ON t.id = e.visit_id WHERE t.visit_ref = %s AND v.verb = 'check_in'",
        patient.mark,
    )
    assert rows == [(1,)]
