from datetime import datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_registry.core import grouping, health, quiet

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(("kind", "limit"), health.LIMITS.items())
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_an_alarm_of_a_figure_comes_at_one_limit_and_goes_at_the_other(kind, limit, values):
    standing = set()
    for value in values:
        bad = health.judge({limit.figure: value}, standing)[kind]
        if limit.low:
            assert bad == (value < limit.bad or (kind in standing and value < limit.good))
        else:
            assert bad == (value > limit.bad or (kind in standing and value > limit.good))
        standing = {kind} if bad else set()


def test_what_a_report_does_not_speak_of_is_not_judged():
    assert health.judge({"uptime_s": 3, "free_share": None, "services": None}, {"disk"}) == {}
    assert health.judge({"services": "-"}, ()) == {"service": False}
    assert health.judge({"services": "odoo,nginx"}, ()) == {"service": True}


def test_a_dead_switch_is_one_cause():
    silent = [grouping.Place(n, f"SW-1/{n}", "7") for n in range(40)]
    odd = grouping.Place(99, "SW-2/1", "8")
    found = grouping.groups([*silent, odd], {("switch", "SW-1"): 40, ("switch", "SW-2"): 30})
    assert set(found.values()) == {("switch", "SW-1")}
    assert 99 not in found


def test_two_boxes_of_a_busy_switch_are_two_faults():
    silent = [grouping.Place(n, f"SW-1/{n}") for n in range(4)]
    assert grouping.groups(silent, {("switch", "SW-1"): 20}) == {}
    assert grouping.groups(silent[:2], {("switch", "SW-1"): 2}) == {}


def test_a_floor_without_power_is_one_cause_and_its_switch_is_named_first():
    floor = [grouping.Place(n, "", "7") for n in range(6)]
    switch = [grouping.Place(10 + n, f"SW-1/{n}", "7") for n in range(3)]
    found = grouping.groups([*floor, *switch], {("floor", "7"): 9, ("switch", "SW-1"): 3})
    assert {found[n] for n in range(6)} == {("floor", "7")}
    assert found[10] == ("switch", "SW-1")


@given(
    st.lists(
        st.builds(
            grouping.Place,
            st.integers(1, 60),
            st.sampled_from(["", "A/1", "a / 2", "B/1", "7"]),
            st.sampled_from(["", "1", "2"]),
        ),
        unique_by=lambda one: one.id,
    )
)
def test_each_device_has_one_cause_at_most_and_it_is_one_of_its_own(silent):
    found = grouping.groups(silent, {})
    places = {one.id: one for one in silent}
    assert all(key in grouping.keys(places[one]) for one, key in found.items())


@given(st.floats(0, 23.9), st.floats(0, 23.9), st.times())
def test_quiet_hours_and_the_others_are_each_others_rest(begin, end, at):
    if begin != end:
        assert quiet.is_quiet(at, begin, end) != quiet.is_quiet(at, end, begin)
    assert not quiet.is_quiet(at, begin, begin)


def test_a_silence_of_the_night_counts_only_from_the_morning():
    evening = NOON.replace(hour=20, minute=30)
    night = NOON.replace(day=3, hour=2)
    morning = NOON.replace(day=3, hour=6, minute=40)
    assert quiet.counts_from(evening, night, 20, 6.5) is None
    assert quiet.counts_from(evening, morning, 20, 6.5) == morning.replace(minute=42)
    later = morning + timedelta(hours=3)
    assert quiet.counts_from(later, later + timedelta(minutes=5), 20, 6.5) == later
    assert quiet.counts_from(evening, night, 0, 0) == evening
    assert quiet.is_quiet(time(20, 0), 20, 6.5)
