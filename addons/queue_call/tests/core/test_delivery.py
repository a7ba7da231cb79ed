from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.delivery import verdict

AT = datetime(2026, 3, 2, 0, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("expected", "shown", "after_s", "state", "shown_n", "missing"),
    [
        (set(), set(), 0, "none", 0, ()),
        (set(), {1}, 60, "none", 0, ()),
        ({1, 2}, set(), 0, "pending", 0, (1, 2)),
        ({1, 2}, {1}, 2.999, "pending", 1, (2,)),
        ({1, 2}, {1}, 3, "partial", 1, (2,)),
        ({1, 2}, set(), 3, "late", 0, (1, 2)),
        ({1, 2}, {1, 2}, 0.1, "shown", 2, ()),
        ({1, 2}, {1, 2}, 600, "shown", 2, ()),
        ({1}, {1, 99}, 1, "shown", 1, ()),
        ({1}, {99}, 9, "late", 0, (1,)),
    ],
)
def test_a_call_is_judged_by_the_screens_that_should_show_it(
    expected, shown, after_s, state, shown_n, missing
):
    found = verdict(AT, expected, shown, AT + timedelta(seconds=after_s))
    assert (found.state, found.shown_n, found.missing) == (state, shown_n, missing)
    assert found.expected_n == len(expected)


def test_the_limit_is_a_setting():
    now = AT + timedelta(seconds=4)
    assert verdict(AT, {1}, set(), now, limit_s=5).state == "pending"


def test_a_screen_whose_clock_runs_ahead_does_not_make_a_call_late():
    assert verdict(AT, {1}, set(), AT - timedelta(seconds=1)).state == "pending"


sets = st.sets(st.integers(1, 6))


@given(sets, sets, st.integers(1, 6), st.floats(0, 10))
def test_one_more_acknowledgement_never_makes_it_worse(expected, shown, more, after_s):
    rank = {"late": 0, "partial": 1, "pending": 1, "shown": 2, "none": 2}
    now = AT + timedelta(seconds=after_s)
    before, after = (verdict(AT, expected, acks, now) for acks in (shown, shown | {more}))
    assert rank[after.state] >= rank[before.state]
    assert after.shown_n + len(after.missing) == after.expected_n
