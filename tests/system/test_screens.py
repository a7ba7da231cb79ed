"""Screens, caller and kiosk in a real browser against real processes: what issue 2 promises."""

import json
import os
import signal
import sys
import time
import uuid

import pytest
import websocket

ROOM = "1诊室"
HALL, DOOR, KIOSK = "内科大厅屏", "1诊室门口屏", "内科自助机"
RIGHT = "(() => { const s = window.jiaohao && jiaohao.screen; return s && s.board.seq !== null"
LIVE = RIGHT + " && s.link.view().mode === 'live' && s.link.state.socket.state === 'open' })()"
AGE_SHOWN = "!document.querySelector('.age').hidden && document.querySelector('.age').innerText"
NAMES = ["张小明", "欧阳娜娜", "买买提·吐尔逊", "诸葛孔明明"]


class Hall:
    """A hall and a door screen, a doctor in room 1, and patients who wait for him."""

    def __init__(self, suite, browser):
        self.suite, self.browser, self.pages = suite, browser, []
        self.doctor, self.second = suite.login("doctor1"), suite.login("doctor2")

    def screen(self, name):
        page = self.browser.page()
        self.pages.append(page)
        page.open(self.suite.device(name).url)
        page.wait(LIVE, 20)
        return page

    def open_room(self, doctor=None):
        return (doctor or self.doctor).rpc("/queue/caller/open")

    def patients(self, count, doctor=None):
        """Anonymous walk-ins of the doctor's first queue, by the kiosk."""
        kiosk = self.suite.visitor(self.suite.device(KIOSK).token)
        queue = self.open_room(doctor)["session"]["queues"][0]["id"]
        tickets = []
        for _ in range(count):
            body = {"queue": f"q{queue}", "request_id": str(uuid.uuid4())}
            answer = kiosk.post("/queue/kiosk/take", json=body)
            assert answer.status == 200, answer.text
            tickets.append(answer.json())
        return tickets

    def press(self, verb, doctor=None):
        caller = doctor or self.doctor
        return caller.rpc("/queue/caller/do", verb=verb, request_id=str(uuid.uuid4()))

    def call(self, doctor=None):
        state = self.press("next", doctor)
        assert state["current"], state
        return state["current"]["number"], state["delivery"]["call"]

    def seq(self):
        return self.doctor.rpc("/queue/caller/pulse")["seq"]

    def acks(self, call, wanted=2, timeout=3.0):
        """Seconds from the key to the picture, per screen, as the screens report them."""
        end = time.monotonic() + timeout
        while True:
            rows = self.suite.sql(
                "SELECT extract(epoch FROM a.shown_at - c.at)::float FROM queue_call_ack a"
                " JOIN queue_call c ON c.id = a.call_id WHERE c.id = %s",
                call,
            )
            if len(rows) >= wanted or time.monotonic() > end:
                return [row[0] for row in rows]
            time.sleep(0.02)

    def close(self):
        for page in self.pages:
            page.close()


@pytest.fixture
def hall(fresh, browser):
    there = Hall(fresh, browser)
    there.open_room()
    yield there
    there.close()


def note(what, **figures):
    """Keep a figure for the report, beside the tests' output."""
    words = ", ".join(f"{name}={value}" for name, value in figures.items())
    sys.stdout.write(f"MEASURED {what}: {words}\n")


def page_time(page):
    """The page's running clock, to be read before what ends an outage."""
    return page.eval("jiaohao.screen.link.now()")


def recovery(page, hall, started, timeout=6.0):
    """Seconds from now until the page holds the server's state, confirmed after ``started``."""
    began = time.monotonic()
    while time.monotonic() - began < timeout:
        seq = hall.seq()
        right = (
            f"(s => s.board.seq === {seq} && s.link.state.confirmed >= {started}"
            " && s.link.view().mode === 'live')(jiaohao.screen)"
        )
        if page.eval(right):
            return time.monotonic() - began
        time.sleep(0.02)
    raise AssertionError(
        "not right again: " + page.eval("JSON.stringify(jiaohao.screen.link.state)")
    )


def age_appears(page, since, least=4.0, most=7.0):
    """The age must be on the screen 5 s after the last proof of freshness, not much before."""
    text = page.wait(AGE_SHOWN, most)
    took = time.monotonic() - since
    assert least <= took <= most, took
    return took, text


# -- a call -----------------------------------------------------------------------------------


def test_a_call_is_painted_on_hall_and_door_and_the_caller_sees_two_screens(hall, page):
    hall.patients(1)
    hall_page, door_page = hall.screen(HALL), hall.screen(DOOR)
    page.size(400, 800)
    page.use(hall.doctor)
    page.open(hall.suite.url + "/queue/caller")
    page.wait("window.jiaohao && jiaohao.caller.state && jiaohao.caller.state.session", 20)
    page.key("F1")
    number = page.wait("jiaohao.caller.state.current && jiaohao.caller.state.current.number")
    hall_page.wait(f"document.querySelector('.popup').innerText.includes('{number}')", 2)
    door_page.wait(f"document.querySelector('.now').innerText.includes('{number}')", 2)
    assert ROOM in hall_page.text(".popup")
    page.wait("document.querySelector('.delivery').className.includes('good')", 3)
    assert "2" in page.text(".delivery")
    assert not hall_page.console
    assert not door_page.console
    assert not page.console


def test_calls_reach_the_glass_within_a_blink(hall):
    hall.patients(12)
    hall.screen(HALL)
    hall.screen(DOOR)
    times = []
    for _ in range(12):
        _number, call = hall.call()
        times += hall.acks(call)
        time.sleep(0.15)
    times.sort()
    note("key to glass, s", p50=times[len(times) // 2], worst=times[-1], n=len(times))
    assert len(times) == 24
    assert times[len(times) // 2] < 0.5


def test_two_calls_at_once_are_both_shown(hall):
    hall.patients(2)
    hall.patients(2, hall.second)
    page = hall.screen(HALL)
    first, first_call = hall.call()
    time.sleep(0.3)
    second, second_call = hall.call(hall.second)
    page.wait(f"document.querySelector('.popup').innerText.includes('{second}')", 2)
    shown = page.text(".popup")
    assert first in shown
    assert second in shown
    assert hall.acks(first_call, 1)
    assert hall.acks(second_call, 1)


def test_every_key_of_the_caller_works(hall, page):
    hall.patients(3)
    page.size(400, 800)
    page.use(hall.doctor)
    page.open(hall.suite.url + "/queue/caller")
    page.wait("window.jiaohao && jiaohao.caller.state && jiaohao.caller.state.session", 20)
    state = "jiaohao.caller.state"

    def press(key, result, ctrl=False):
        page.wait("!jiaohao.caller.busy && jiaohao.caller.link.view().mode === 'live'")
        page.key(key, ctrl=ctrl)
        page.wait(result, 4)

    before = page.eval(f"{state}.current && {state}.current.number")
    press("F1", f"{state}.current && {state}.current.number !== {json.dumps(before)}")
    first = page.eval(f"{state}.current.number")
    press("F2", f"{state}.current.recalls === 1")
    press("F3", f"{state}.current.state === 'in_service'")
    press("F7", f"{state}.current === null")
    press("z", f"{state}.current && {state}.current.number === '{first}'", ctrl=True)
    press("F7", f"{state}.current === null")
    press("F1", f"{state}.current && {state}.current.number !== '{first}'")
    press("F4", f"{state}.current === null && {state}.stats.no_show >= 1")
    press("F1", f"{state}.current && {state}.current.state === 'called'")
    press("F5", f"{state}.current === null")
    assert page.eval("performance.getEntriesByType('navigation')[0].type") == "navigate"
    press("F8", f"{state}.session.state === 'paused'")
    press("F8", f"{state}.session.state === 'open'")
    assert not page.console


def test_an_undone_call_leaves_the_screens(hall):
    hall.patients(1)
    page = hall.screen(HALL)
    number, call = hall.call()
    page.wait(f"document.querySelector('.popup').innerText.includes('{number}')", 2)
    hall.press("undo")
    page.wait(f"!document.querySelector('[data-call=\"{call}\"]')", 2)


# -- cut off ----------------------------------------------------------------------------------


def test_a_dead_server_shows_the_age_and_a_new_one_is_found_within_two_seconds(hall):
    hall.patients(2)
    page = hall.screen(HALL)
    hall.suite.odoo.kill()
    killed = time.monotonic()
    took, text = age_appears(page, killed, least=2.5)
    number = any(char.isdigit() for char in text)
    assert number, text
    started = page_time(page)
    hall.suite.odoo.start()
    back = recovery(page, hall, started)
    assert page.eval("document.querySelector('.age').hidden")
    called, call = hall.call()
    page.wait(f"document.body.innerText.includes('{called}')", 2)
    assert hall.acks(call, 1)
    note("server killed", age_after_s=round(took, 2), right_after_s=round(back, 2))
    assert back <= 2.0


def test_a_hanging_server_shows_the_age_and_is_found_within_two_seconds(hall):
    page = hall.screen(HALL)
    os.kill(hall.suite.odoo.pid, signal.SIGSTOP)
    try:
        took, _text = age_appears(page, time.monotonic(), least=2.5)
        time.sleep(3)
        # What was asked within the last second is answered, truthfully, after the return.
        started = page_time(page) - 1000
    finally:
        os.kill(hall.suite.odoo.pid, signal.SIGCONT)
    back = recovery(page, hall, started)
    note("server hanging", age_after_s=round(took, 2), right_after_s=round(back, 2))
    assert back <= 2.0


def test_a_restart_of_the_database_leaves_no_screen_deaf(hall):
    hall.patients(3)
    page = hall.screen(HALL)
    started = page_time(page)
    hall.suite.postgres.restart()
    back = recovery(page, hall, started)
    number, call = hall.call()
    page.wait(f"document.body.innerText.includes('{number}')", 3)
    shown = hall.acks(call, 1)
    note("database restarted", right_after_s=round(back, 2), next_call_s=shown)
    assert back <= 2.0
    time.sleep(4)  # by now the bus itself must be back, without the pulse's help
    fetched = page.eval("jiaohao.screen.link.state.ids")
    number, call = hall.call()
    page.wait(f"document.body.innerText.includes('{number}')", 1)
    assert hall.acks(call, 1)[0] < 1.0
    note("bus after restart", requests_since=page.eval("jiaohao.screen.link.state.ids") - fetched)


def test_calls_made_while_the_network_was_gone_are_shown_on_its_return(hall):
    hall.patients(2)
    hall.patients(2, hall.second)
    page = hall.screen(HALL)
    page.offline(True)
    gone = time.monotonic()
    first, first_call = hall.call()
    time.sleep(0.5)
    second, second_call = hall.call(hall.second)
    took, _text = age_appears(page, gone, least=2.5)
    started = page_time(page)
    page.offline(False)
    back = recovery(page, hall, started)
    shown = page.text(".popup")
    assert first in shown
    assert second in shown
    assert hall.acks(first_call, 1)
    assert hall.acks(second_call, 1)
    note("network gone", age_after_s=round(took, 2), right_after_s=round(back, 2))
    assert back <= 2.0


def test_a_tab_that_slept_is_right_within_two_seconds_of_waking(hall):
    hall.patients(1)
    page = hall.screen(HALL)
    page.hide(True)
    time.sleep(8)
    number, call = hall.call()
    time.sleep(1)
    started = page_time(page)
    page.hide(False)
    back = recovery(page, hall, started)
    # Headless Chromium leaves the page hidden after the freeze; until somebody can look at it,
    # nothing is claimed to have been shown.
    assert not hall.acks(call, 1, timeout=0.5)
    page.send("Emulation.setFocusEmulationEnabled", enabled=True)
    page.wait(f"document.querySelector('.popup').innerText.includes('{number}')", 2)
    assert hall.acks(call, 1)
    note("tab asleep", right_after_s=round(back, 2))
    assert back <= 2.0


def test_a_screen_keeps_its_last_picture_in_the_box(hall):
    hall.patients(1)
    page = hall.screen(HALL)
    number, _call = hall.call()
    page.wait(f"document.body.innerText.includes('{number}')", 2)
    # Read together: the board goes on while a test looks at it.
    kept, shown = page.eval(
        "[localStorage.getItem(Object.keys(localStorage).find(k => k.endsWith('.board'))),"
        " jiaohao.screen.board.seq]"
    )
    assert number in kept
    assert json.loads(kept)["state"]["seq"] == shown


def test_the_caller_says_at_once_that_the_server_is_gone(hall, page):
    hall.patients(1)
    page.size(400, 800)
    page.use(hall.doctor)
    page.open(hall.suite.url + "/queue/caller")
    page.wait("window.jiaohao && jiaohao.caller.link.state.socket.state === 'open'", 20)
    page.wait("jiaohao.caller.state && jiaohao.caller.state.session")
    hall.suite.odoo.kill()
    killed = time.monotonic()
    page.wait("!document.querySelector('.alert').hidden", 3)
    took = time.monotonic() - killed
    page.key("F1")
    assert page.eval("jiaohao.caller.busy") is None
    assert page.eval("document.querySelector('.key.next').disabled")
    hall.suite.odoo.start()
    page.wait("document.querySelector('.alert').hidden", 4)
    page.wait("!document.querySelector('.key.next').disabled", 2)
    note("caller", knows_after_s=round(took, 2))
    assert took < 2.0


# -- who may see what -------------------------------------------------------------------------


def test_no_full_name_is_on_any_public_wire(hall):
    mark = uuid.uuid4().hex[:8]
    hall.suite.shell(_register(NAMES, mark))
    device = hall.suite.device(HALL)
    hall.open_room()
    socket = listen(hall.suite, device.token)
    heard = []
    while _waiting(hall, mark):  # others may stand before them
        hall.call()
        heard.append(hear(socket))
    socket.close()
    visitor = hall.suite.visitor(device.token)
    wires = [
        visitor.get(f"/queue/screen/{device.token}").text,
        visitor.get("/queue/screen/state").text,
        visitor.get("/queue/screen/pulse").text,
        *heard,
    ]
    wires = [wire.encode().decode("unicode_escape", "ignore") + wire for wire in wires]
    page = hall.screen(HALL)
    wires.append(page.eval("document.documentElement.outerHTML"))
    for name in NAMES:
        assert not any(name in wire for wire in wires), name
    assert any("张*明" in wire for wire in wires)


def _waiting(hall, mark):
    """How many of the patients registered here have not been called yet.

    By their reference: people of the same names may wait elsewhere, for a doctor who does not call.
    """
    query = (
        "SELECT count(*) FROM queue_entry e JOIN queue_visit v ON v.id = e.visit_id"
        " WHERE v.visit_ref LIKE %s AND e.state = 'waiting'"
    )
    return hall.suite.sql(query, f"{mark}-%")[0][0]


def _register(names, mark):
    return f"""
company = env.ref("base.main_company")
doctor = env["queue.practitioner"].search([("user_id.login", "=", "doctor1")], limit=1)
day, half = company._queue_half_day()
entries = env["queue.entry"]._register_all([
    {{
        "company_id": company.id,
        "patient": {{"mrn": f"{mark}-{{i}}", "name": name}},
        "visit_ref": f"{mark}-{{i}}",
        "queue_id": doctor.queue_ids[0].id,
        "service_date": day,
        "half_day": half,
        "source": "appointment",
    }}
    for i, name in enumerate({names!r})
])
entries._check_in()
"""


def listen(suite, token):
    url = suite.url.replace("http", "ws") + "/websocket"
    socket = websocket.create_connection(url, timeout=5, origin=suite.url)
    last = suite.visitor(token).get("/queue/screen/state").json()["bus_last"]
    data = {"channels": [f"queue_call.device:{token}"], "last": last}
    socket.send(json.dumps({"event_name": "subscribe", "data": data}))
    time.sleep(0.3)
    return socket


def hear(socket, seconds=30):
    """The next frame with a message that is no beat; a beat may ride in the same frame."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        text = socket.recv()
        if any(one["message"]["type"] != "queue_call/beat" for one in json.loads(text)):
            return text
    raise TimeoutError("only beats")


def test_a_guessed_channel_hears_nothing(hall):
    hall.patients(1)
    socket = listen(hall.suite, hall.suite.device(HALL).token)
    deaf = websocket.create_connection(
        hall.suite.url.replace("http", "ws") + "/websocket", timeout=2, origin=hall.suite.url
    )
    names = [
        "queue_call.device:" + "A" * 43,
        "queue_call.staff:1",
        "queue.zone,1",
        "queue_call.device:",
    ]
    last = (
        hall.suite.visitor(hall.suite.device(HALL).token)
        .get("/queue/screen/state")
        .json()["bus_last"]
    )
    data = {"channels": names, "last": last}
    deaf.send(json.dumps({"event_name": "subscribe", "data": data}))
    time.sleep(0.3)
    hall.call()
    assert "queue_call/zone" in hear(socket)
    with pytest.raises(websocket.WebSocketTimeoutException):
        deaf.recv()
    socket.close()
    deaf.close()


def test_a_wrong_token_gets_a_page_that_says_how_to_pair(fresh, page):
    page.open(f"{fresh.url}/queue/screen/{'x' * 43}")
    assert "/device/pair" in page.text()
    answer = fresh.visitor("x" * 43).get("/queue/screen/state")
    assert answer.status == 401
    assert answer.json()["error"]["code"] == "unknown"


def test_a_revoked_screen_leaves_its_picture_and_says_how_to_pair(hall):
    page = hall.screen("皮肤科大厅屏")
    device = hall.suite.device("皮肤科大厅屏")
    hall.suite.sql(
        "UPDATE maintenance_equipment SET revoked_token_hash = device_token_hash,"
        " device_token_hash = NULL WHERE id = %s",
        device.id,
    )
    try:
        page.wait("document.body.innerText.includes('/device/pair')", 8)
    finally:
        hall.suite.sql(
            "UPDATE maintenance_equipment SET device_token_hash = revoked_token_hash,"
            " revoked_token_hash = NULL WHERE id = %s",
            device.id,
        )


def test_a_sensitive_zone_shows_numbers_only(hall):
    page = hall.screen("皮肤科大厅屏")
    state = (
        hall.suite.visitor(hall.suite.device("皮肤科大厅屏").token)
        .get("/queue/screen/state")
        .json()
    )
    assert state["zone"]["mask"] == "number_only"
    people = [one for row in state["rows"] for one in row["next"] + row["current"] + row["passed"]]
    assert not any(one["name"] for one in people)
    assert not page.console


# -- the kiosk --------------------------------------------------------------------------------


def test_the_kiosk_gives_a_number_and_forgets_it(hall, page):
    page.size(1080, 1920)
    page.open(hall.suite.device(KIOSK).url)
    page.wait("window.jiaohao && jiaohao.kiosk.state && jiaohao.kiosk.state.queues.length", 20)
    page.click(".queue")
    page.wait("jiaohao.kiosk.show.what === 'ticket'", 5)
    number = page.text(".ticket .number")
    assert number
    assert hall.suite.sql("SELECT count(*) FROM queue_entry WHERE number = %s", number)[0][0] >= 1
    page.wait("jiaohao.kiosk.show.what === 'home'", 30)
    assert number not in page.text()


def test_a_kiosk_without_a_network_sends_people_to_the_desk(hall, page):
    page.open(hall.suite.device(KIOSK).url)
    page.wait("window.jiaohao && jiaohao.kiosk.state", 20)
    page.offline(True)
    page.wait("!document.querySelector('.cover').hidden", 8)
    page.offline(False)
    page.wait("document.querySelector('.cover').hidden", 3)
