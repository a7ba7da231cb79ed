"""Calls are heard: by one device of the zone, in order, reported from start to end."""

import time

from test_screens import DOOR, HALL, Hall, hall, note  # noqa: F401 - the hall is a fixture

READY = (
    "jiaohao.screen.voice && jiaohao.screen.voice.sound"
    " && jiaohao.screen.voice.sound.state() === 'ok'"
)
SPOKEN = """
SELECT d.name ->> 'en_US', a.how, a.engine, a.spoken_at, a.spoken_until, a.first_ms, a.call_id
  FROM queue_call_ack a JOIN maintenance_equipment d ON d.id = a.device_id
 WHERE a.call_id = ANY(%s) AND a.spoken_at IS NOT NULL ORDER BY a.spoken_at
"""


def spoken(suite, calls, wanted, timeout=60):
    """The reports of these calls, as soon as so many have come."""
    end = time.monotonic() + timeout
    while True:
        rows = suite.sql(SPOKEN, calls)
        if len(rows) >= wanted or time.monotonic() > end:
            return rows
        time.sleep(0.25)


def ready_clips(suite, wanted=1, timeout=90):
    """Wait until the renderer has made what was wanted at check-in."""
    end = time.monotonic() + timeout
    query = (
        "SELECT count(*) FILTER (WHERE state = 'ready'), count(*) FILTER (WHERE priority <= 10"
        " AND state IN ('wanted', 'rendering')) FROM queue_voice_clip"
    )
    while True:
        ready, open_ = suite.sql(query)[0]
        if ready >= wanted and not open_:
            return ready
        assert time.monotonic() < end, (ready, open_)
        time.sleep(0.25)


def test_each_call_is_spoken_once_by_one_device_in_order(hall):  # noqa: F811 - the fixture
    loud, quiet = hall.screen(HALL), hall.screen(DOOR)
    loud.wait(READY, 20)
    hall.patients(1)
    hall.patients(1, hall.second)
    ready_clips(hall.suite)
    calls = [hall.call(doctor)[1] for doctor in (hall.doctor, hall.second)]
    rows = spoken(hall.suite, calls, 2)
    for doctor in (hall.doctor, hall.second):
        hall.press("finish", doctor)
    assert [row[6] for row in rows] == calls
    assert len({row[0] for row in rows}) == 1
    for before, after in zip(rows, rows[1:], strict=False):
        assert before[4] <= after[3], "two calls at once"
    assert {row[1] for row in rows} <= {"spoken", "number"}, rows
    assert all(row[2] in ("espeak", "kokoro") for row in rows), rows
    assert quiet.eval("jiaohao.screen.voice.sound") is None
    note("voice", first_ms=[row[5] for row in rows], how=[row[1] for row in rows])


def test_a_killed_renderer_loses_no_clip(hall):  # noqa: F811 - the fixture
    hall.suite.voice.kill()
    hall.patients(2)
    hall.suite.voice.start()
    assert ready_clips(hall.suite)


def test_without_sound_a_sign_asks_for_a_touch(hall):  # noqa: F811 - the fixture
    page = hall.screen(HALL)
    page.wait(READY, 20)
    page.eval("jiaohao.screen.voice.sound.context.suspend()")
    page.wait("!!document.querySelector('.sound-sign:not([hidden])')", 3)
    page.click("body")
    page.wait("document.querySelector('.sound-sign').hidden", 3)


def test_a_dead_loudspeaker_is_replaced_within_seconds(hall):  # noqa: F811 - the fixture
    loud, beside = hall.screen(HALL), hall.screen(DOOR)
    loud.wait(READY, 20)
    beside.wait("jiaohao.screen.board.head.speaker.standby === 1", 20)
    hall.patients(1)
    ready_clips(hall.suite)
    loud.offline(True)
    call = hall.call(hall.doctor)[1]
    rows = spoken(hall.suite, [call], 1, timeout=45)
    loud.offline(False)
    hall.press("finish", hall.doctor)
    assert len(rows) == 1, rows
    (made,) = hall.suite.sql("SELECT at FROM queue_call WHERE id = ANY(%s)", [call])[0]
    late = (rows[0][3] - made).total_seconds()
    assert rows[0][0] != HALL
    assert late < 15, late
    note("voice takeover", seconds=late)
