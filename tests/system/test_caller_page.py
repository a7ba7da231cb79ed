"""The doctor's caller in a real browser: narrow, with keys of one's own, beside a lost server."""

import uuid

import pytest

STATE = "jiaohao.caller.state"


@pytest.fixture
def doctor(fresh):
    session = fresh.login("doctor1")
    if not session.rpc("/queue/caller/state")["session"]:
        session.rpc("/queue/caller/open")
    queue = session.rpc("/queue/caller/state")["session"]["queues"][0]["id"]
    mark = uuid.uuid4()
    fresh.shell(
        f"queue = env['queue.queue'].browse({queue})\n"
        "for n in range(4):\n"
        f"    queue._issue_number(f'{mark}-{{n}}')\n\n"
        "env.cr.commit()"
    )
    yield session
    session.rpc("/queue/caller/keys", keys=None)


@pytest.fixture
def caller(fresh, doctor, page):
    def opened(width, height):
        page.size(width, height)
        page.use(doctor)
        page.open(fresh.url + "/queue/caller")
        page.wait(f"window.jiaohao && {STATE} && {STATE}.session", 20)
        page.wait("jiaohao.caller.link.view().mode === 'live'", 20)
        return page

    return opened


def press(page, key, result, **held):
    page.wait("!jiaohao.caller.busy && jiaohao.caller.link.view().mode === 'live'")
    page.key(key, **held)
    page.wait(result, 6)


@pytest.mark.parametrize("size", [(280, 600), (320, 600), (1366, 768)])
def test_the_next_three_and_every_key_are_seen_without_scrolling_sideways(caller, size):
    page = caller(*size)
    press(page, "F1", f"{STATE}.current")
    assert page.eval("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.eval("document.querySelectorAll('.next .one').length") >= 1
    outside = page.eval(
        "[...document.querySelectorAll('.key:not([hidden])')].filter((one) => {"
        " const box = one.getBoundingClientRect();"
        " return box.width && (box.left < 0 || box.right > innerWidth); }).length"
    )
    assert outside == 0
    assert page.eval("document.querySelector('.next').getBoundingClientRect().top < innerHeight")
    assert not page.console


def test_a_doctor_changes_a_key_and_only_the_new_one_calls(caller, doctor):
    page = caller(400, 800)
    before = page.eval(f"{STATE}.current && {STATE}.current.number")
    page.click(".tool")
    page.wait("!document.querySelector('.sheet').hidden")
    page.click(".choose[data-verb=next]")
    page.key("F2")
    page.wait("!document.querySelector('.fault').hidden")  # F2 recalls already
    assert page.eval("document.querySelector('.sheet .main').disabled")
    page.click(".choose[data-verb=next]")
    page.key("F12")
    page.wait("document.querySelector('.fault').hidden")
    page.click(".sheet .main")
    page.wait("document.querySelector('.sheet').hidden", 6)
    assert doctor.rpc("/queue/caller/state")["keys"]["next"] == "F12"
    page.key("F1")
    assert page.eval("jiaohao.caller.busy") is None
    press(page, "F12", f"{STATE}.current && {STATE}.current.number !== '{before}'")


def test_a_patient_sent_for_tests_comes_back_by_one_key(caller):
    page = caller(400, 800)
    press(page, "F1", f"{STATE}.current")
    away = page.eval(f"{STATE}.away.length")
    press(page, "F6", f"{STATE}.away.length === {away + 1}")
    page.wait("!jiaohao.caller.busy")
    page.key("F9")
    if away:
        page.wait("!document.querySelector('.sheet').hidden")
        page.key("1")
    page.wait(f"{STATE}.away.length === {away}", 6)
    assert not page.console
