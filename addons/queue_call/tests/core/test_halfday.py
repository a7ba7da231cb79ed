from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.halfday import half_day_span, service_half_day

SHANGHAI = "Asia/Shanghai"


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("now", "tz", "noon", "expected"),
    [
        (utc(2026, 3, 1, 16, 0), SHANGHAI, 12.0, (date(2026, 3, 2), "am")),
        (utc(2026, 3, 1, 15, 59, 59), SHANGHAI, 12.0, (date(2026, 3, 1), "pm")),
        (utc(2026, 3, 2, 3, 59, 59), SHANGHAI, 12.0, (date(2026, 3, 2), "am")),
        (utc(2026, 3, 2, 4, 0), SHANGHAI, 12.0, (date(2026, 3, 2), "pm")),
        (utc(2026, 3, 2, 4, 29), SHANGHAI, 12.5, (date(2026, 3, 2), "am")),
        (utc(2026, 3, 2, 4, 30), SHANGHAI, 12.5, (date(2026, 3, 2), "pm")),
        (utc(2025, 12, 31, 16, 30), SHANGHAI, 12.0, (date(2026, 1, 1), "am")),
        (utc(2028, 2, 28, 16, 30), SHANGHAI, 12.0, (date(2028, 2, 29), "am")),
        (utc(2026, 3, 2, 5, 59), "Asia/Urumqi", 12.0, (date(2026, 3, 2), "am")),
        (utc(2026, 3, 2, 3, 0), "America/Los_Angeles", 12.0, (date(2026, 3, 1), "pm")),
        (utc(2026, 3, 2, 0, 0), "UTC", 0.0, (date(2026, 3, 2), "pm")),
    ],
)
def test_a_moment_belongs_to_the_half_day_of_the_hospitals_wall_clock(now, tz, noon, expected):
    assert service_half_day(now, tz, noon) == expected


def test_the_zone_in_which_the_moment_is_given_makes_no_difference():
    moment = utc(2026, 3, 1, 16, 30)
    abroad = moment.astimezone(timezone(timedelta(hours=-11)))
    assert service_half_day(abroad, SHANGHAI) == service_half_day(moment, SHANGHAI)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        service_half_day(utc(2026, 3, 2).replace(tzinfo=None), SHANGHAI)


@pytest.mark.parametrize("noon", [-0.5, 24.0, 99])
def test_a_noon_outside_the_day_is_refused(noon):
    with pytest.raises(ValueError, match="noon"):
        service_half_day(utc(2026, 3, 2), SHANGHAI, noon)


def test_a_night_shift_changes_its_day_at_local_midnight():
    before, after = utc(2026, 3, 1, 15, 59), utc(2026, 3, 1, 16, 1)
    assert service_half_day(before, SHANGHAI) == (date(2026, 3, 1), "pm")
    assert service_half_day(after, SHANGHAI) == (date(2026, 3, 2), "am")


def test_the_day_on_which_the_clock_is_put_forward_is_an_hour_shorter():
    am = half_day_span(date(2026, 3, 29), "am", "Europe/Berlin")
    assert am[1] - am[0] == timedelta(hours=11)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(timezone.utc)),
    st.sampled_from([SHANGHAI, "Asia/Urumqi", "UTC", "Europe/Berlin", "Asia/Kathmandu"]),
    st.sampled_from([0.0, 11.5, 12.0, 12.25, 13.0]),
)
def test_a_moment_lies_in_the_span_of_its_own_half_day_and_in_no_other(now, tz, noon):
    day, half = service_half_day(now, tz, noon)
    for other_day in (day - timedelta(days=1), day, day + timedelta(days=1)):
        for other_half in ("am", "pm"):
            start, end = half_day_span(other_day, other_half, tz, noon)
            assert (start <= now < end) == ((other_day, other_half) == (day, half))
