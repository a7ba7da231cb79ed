"""An interface is judged by its own hours."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.watch import Alarm, Facts, expected, judge, profile

NOW = datetime(2026, 3, 2, 9, 30)  # a Monday
DAYS = [NOW - timedelta(days=number) for number in range(1, 15)]
BUSY = [
    (day.replace(hour=hour, minute=minute), 4)
    for day in DAYS if day.weekday() < 5 for hour in range(8, 12) for minute in range(60)
]  # fmt: skip
WELL = Facts(beat_at=NOW, last_at=NOW)


def kinds(usual=None, **facts):
    found = judge(
        Facts(**{**vars(WELL), **facts}), profile(BUSY, NOW) if usual is None else usual, NOW
    )
    return [one.kind for one in found]


def test_silence_in_a_busy_hour_alarms_and_at_night_does_not():
    assert profile(BUSY, NOW) == {(False, hour): 240.0 for hour in range(8, 12)}
    assert kinds(last_at=NOW - timedelta(minutes=4)) == []
    assert kinds(last_at=NOW - timedelta(minutes=6)) == ["silence"]
    night = NOW.replace(hour=5)
    late = Facts(beat_at=night, last_at=night - timedelta(hours=7))
    assert judge(late, profile(BUSY, night), night) == []
    sunday = NOW - timedelta(days=1)
    silent = Facts(beat_at=sunday, last_at=sunday - timedelta(minutes=90))
    assert judge(silent, profile(BUSY, sunday), sunday) == []


def test_an_interface_without_a_past_is_not_called_silent():
    assert kinds({}, last_at=NOW - timedelta(days=3)) == []


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 3000))
def test_what_was_to_come_adds_up(one, two, three):
    usual = profile(BUSY, NOW)
    a, b, c = sorted(NOW - timedelta(seconds=number) for number in (one, two, three))
    assert abs(expected(usual, a, b) + expected(usual, b, c) - expected(usual, a, c)) < 1e-6


def test_lag_errors_and_an_open_line():
    minutes = timedelta(minutes=1)
    assert kinds(oldest_at=NOW - minutes) == []
    assert kinds(oldest_at=NOW - 3 * minutes, open_since=NOW - 5 * minutes) == ["lag", "breaker"]
    assert kinds(failed=10, received=50) == ["errors"]
    assert kinds(failed=10, received=51) == []
    assert kinds(failed=9, received=9) == []


def test_a_dead_gateway_explains_the_rest():
    gone = Facts(beat_at=NOW - timedelta(minutes=5), last_at=NOW - timedelta(hours=1))
    assert judge(gone, profile(BUSY, NOW), NOW) == [Alarm("process", 5)]
    assert judge(Facts(runs=False), {}, NOW) == [Alarm("process", 0)][:0]
