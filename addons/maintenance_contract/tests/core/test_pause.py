import doctest
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core import pause

BEGIN = datetime(2026, 3, 1, tzinfo=timezone.utc)


def test_the_examples_hold():
    assert doctest.testmod(pause).failed == 0


@given(hours=st.lists(st.integers(1, 200), min_size=1, max_size=60))
def test_a_pause_is_asked_about_at_the_first_look_after_three_days_and_never_twice_in_three(hours):
    now, asked, times = BEGIN, None, []
    for step in hours:
        now += timedelta(hours=step)
        whom = pause.whom_to_ask(BEGIN, asked, now)
        due = now - (asked or BEGIN) >= pause.ASK_AFTER
        assert (whom != "nobody") == due
        if whom != "nobody":
            assert (whom == "managers") == (now - BEGIN >= timedelta(days=14))
            times.append(now)
            asked = now
    assert all(b - a >= pause.ASK_AFTER for a, b in zip(times, times[1:], strict=False))
