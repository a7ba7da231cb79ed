"""Days as tables: which are made, which go."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.storage import AHEAD, day_of, day_table, missing_days, older_than

DAYS = st.dates(date(2020, 1, 1), date(2080, 1, 1))


@given(DAYS)
def test_a_table_is_named_after_its_day(day):
    assert day_of(day_table(day)) == day
    assert day_of("his_inbox_rest") is None


@given(DAYS, st.sets(st.integers(-5, 20)))
def test_after_making_the_missing_days_none_is_missing(today, there):
    tables = [day_table(today + timedelta(days=n)) for n in there]
    made = [day_table(day) for day in missing_days(tables, today)]
    assert not set(made) & set(tables)
    assert missing_days([*tables, *made], today) == []
    assert {day_table(today), day_table(today + timedelta(days=AHEAD))} <= {*tables, *made}


@given(DAYS, st.integers(1, 60))
def test_a_day_goes_when_its_last_moment_is_old_enough_and_the_rest_never(today, keep):
    days = [today - timedelta(days=n) for n in range(80)]
    gone = older_than(["his_inbox_rest", *map(day_table, days)], today, keep)
    assert gone == sorted(day_table(day) for day in days if (today - day).days > keep)
