"""Health education in a real browser: files kept on the box, notices, and no network."""

import pytest

SCREEN = "检验科大厅屏（候诊与宣教）"
MEDIA = "(window.jiaohao && jiaohao.screen && jiaohao.screen.media)"
ALL_HERE = f"(() => {{ const m = {MEDIA}; const s = m && m.plan && m.cache.state();"
ALL_HERE += " return s && s.files > 0 && s.have === s.files && JSON.stringify(s) })()"
ON_SHOW = "!!document.querySelector('.m-slide.on')"
URGENT = "document.querySelector('.m-urgent:not([hidden])')"
CALLS = (
    "performance.getEntriesByType('resource').filter((one) => one.name.includes('/queue/media/'))"
)


@pytest.fixture(autouse=True)
def all_day(fresh):
    """The demo's programmes play around the clock, so that the hour of the test does not matter."""
    fresh.shell(
        "for one in env['queue.programme'].search([]):\n"
        "    one.time_ids.unlink()\n"
        "    one.write({'time_ids': [(0, 0, {'start': 0, 'end': 24})]})"
    )


def test_a_box_keeps_its_files_and_plays_without_a_network(fresh, page):
    page.open(fresh.device(SCREEN).url)
    page.wait(ALL_HERE, 60)
    page.wait(ON_SHOW, 20)
    first = page.eval("document.querySelector('.m-slide.on').outerHTML.length")
    assert first > 0
    page.open(fresh.device(SCREEN).url)  # the box starts anew
    page.wait(ALL_HERE, 30)
    page.wait(ON_SHOW, 20)
    assert page.eval(f"{CALLS}.length") == 0  # nothing is fetched twice
    page.offline(True)
    key = page.eval("jiaohao.screen.view.regions.find((r) => r.view.media).view.current.slide.key")
    page.wait(
        "(() => { const r = jiaohao.screen.view.regions.find((one) => one.view.media).view;"
        f" return r.current && r.current.slide.key !== '{key}' }})()",
        60,
    )
    page.offline(False)


def test_an_urgent_notice_takes_the_place_of_what_plays_and_is_reported(fresh, page):
    page.open(fresh.device(SCREEN).url)
    page.wait(ON_SHOW, 60)
    lead = fresh.login("desk_lead")
    ready = lead.call("queue.announcement.text", "search", [("urgent", "=", True)], limit=1)
    lead.call("queue.announcement.text", "action_start", ready)
    page.wait(URGENT, 10)
    (text,) = lead.call("queue.announcement.text", "read", ready, ["text"])
    assert text["text"] in page.text(".m-urgent")
    running = lead.call("queue.announcement", "search", [], limit=1)
    lead.call("queue.announcement", "action_end", running)
    page.wait(f"!({URGENT})", 10)
    page.wait(ON_SHOW, 10)
