"""When silence, a wrong clock and a doubled token become alarms, and when they are over."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from device_registry.core import alarms
from device_registry.core.alarms import Speaker
from device_registry.core.heartbeat import clean

START = datetime(2026, 3, 2, tzinfo=timezone.utc)
SECONDS = st.integers(0, 3600)


def at(seconds):
    return START + timedelta(seconds=seconds)


@given(SECONDS)
def test_silence_becomes_an_alarm_when_it_has_lasted_and_not_before(seconds):
    told = alarms.step(START, False, None, at(seconds))
    assert told == ("raise" if seconds >= 180 else None)


@given(st.lists(st.booleans(), max_size=60))
def test_an_alarm_stands_until_all_was_well_for_a_whole_minute(looks):
    """Play looks 20 s apart: bad or good; compare with the rule said in another way."""
    standing, good_since, history = True, None, []
    for turn, bad in enumerate(looks):
        if not standing:
            break
        now = at(20 * turn)
        history.append(bad)
        step = alarms.step(START if bad else None, True, good_since, now)
        good_since = {"calm": now, "again": None}.get(step, good_since)
        standing = step != "clear"
        well = len(history) >= 4 and not any(history[-4:])
        assert standing != well


def test_a_clock_between_the_limits_stays_what_it_was():
    for skew in (45_000, -45_000, 60_000, 30_001):
        assert alarms.skewed(skew, True)
        assert not alarms.skewed(skew, False)
    year = 365 * 86_400_000
    assert alarms.skewed(year, False)
    assert alarms.skewed(-year, False)
    assert not alarms.skewed(30_000, True)


def test_a_clock_that_is_years_off_is_kept_as_the_largest_number():
    assert clean({"skew_ms": 40 * 365 * 86_400_000})["skew_ms"] == 2**31 - 1
    assert clean({"skew_ms": -1e300})["skew_ms"] == -(2**31 - 1)
    assert clean({"skew_ms": float("nan")})["skew_ms"] is None


def hear(marks):
    """Whether any of these marks, ten seconds apart, told of a second page."""
    current = before = None
    found = False
    for turn, mark in enumerate(marks):
        current, before, doubled = alarms.twins(current, before, Speaker(mark, "", at(10 * turn)))
        found = found or doubled
    return found


@given(st.lists(st.integers(1, 5), max_size=20))
def test_pages_that_follow_each_other_are_no_twins(times):
    """A page that is loaded again and again, each reporting some times."""
    assert not hear([f"page{n}" for n, count in enumerate(times) for _ in range(count)])


@given(st.integers(1, 4), st.integers(1, 4))
def test_two_pages_that_take_turns_are_twins(first, second):
    assert hear(["a"] * first + ["b"] * second + ["a"])


def test_a_page_that_slept_for_an_hour_is_no_twin():
    current, before, _ = alarms.twins(None, None, Speaker("a", "", at(0)))
    current, before, _ = alarms.twins(current, before, Speaker("b", "", at(10)))
    assert not alarms.twins(current, before, Speaker("a", "", at(3600)))[2]
