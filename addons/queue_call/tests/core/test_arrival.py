"""Who may check in when, who is late: at the edges, and for any slot."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.arrival import BY_FORCE, LETS_IN, Registration, Wall, verdict
from queue_call.core.halfday import half_day_span
from queue_call.core.policy import Policy
from queue_call.core.states import STATES

DAY = date(2026, 3, 2)
WALL = Wall("Asia/Shanghai", 12.0)
MORNING, NOON = half_day_span(DAY, "am", WALL.tz, WALL.noon)
_NOON, NIGHT = half_day_span(DAY, "pm", WALL.tz, WALL.noon)
MINUTE = timedelta(minutes=1)


def local(hour, minute=0):
    return datetime(2026, 3, 2, hour, minute, tzinfo=timezone(timedelta(hours=8)))


def code(now, policy=None, half="am", **more):
    return verdict(policy or Policy(), Registration(DAY, half, **more), now, WALL).code


@pytest.mark.parametrize(
    ("mode", "now", "expected"),
    [
        ("any", local(7), "ok"),
        ("none", local(9, 29), "early"),
        ("none", local(9, 30), "ok"),
        ("minutes", local(9, 19), "early"),
        ("minutes", local(9, 20), "ok"),
    ],
)
def test_the_early_window_opens_when_the_rule_says(mode, now, expected):
    policy = Policy(early_mode=mode, early_minutes=10)
    assert code(now, policy, slot_start=local(9, 30)) == expected


def test_who_is_early_is_told_from_when_he_may_come():
    policy = Policy(early_mode="minutes", early_minutes=15)
    one = Registration(DAY, "am", slot_start=local(9, 30))
    assert verdict(policy, one, local(8), WALL).at == local(9, 15)


def test_late_begins_after_the_last_minute_of_grace():
    policy = Policy(late_after_min=30)
    assert code(local(10, 0), policy, slot_start=local(9, 30)) == "ok"
    assert code(local(10, 0) + MINUTE, policy, slot_start=local(9, 30)) == "late"


def test_an_afternoon_registration_is_not_checked_in_in_the_morning():
    assert code(local(9), half="pm") == "wrong_half_day"
    assert code(local(12), half="pm") == "ok"


def test_a_slot_just_after_noon_opens_its_window_before_noon():
    policy = Policy(early_mode="minutes", early_minutes=30)
    assert code(local(11, 45), policy, half="pm", slot_start=local(12, 10)) == "ok"
    assert code(local(11, 30), policy, half="pm", slot_start=local(12, 10)) == "wrong_half_day"


def test_a_morning_registration_is_late_in_the_afternoon_not_refused():
    assert code(local(14)) == "late"


def test_another_day_is_refused_to_the_minute():
    assert code(MORNING - MINUTE) == "wrong_day"
    assert code(NIGHT) == "past"
    assert code(NIGHT - MINUTE) == "late"


def test_whoever_has_not_paid_is_sent_to_pay_only_where_the_rule_says_so():
    assert code(local(9), paid=False) == "ok"
    assert code(local(9), Policy(unpaid_check_in=False), paid=False) == "unpaid"
    assert code(local(9), Policy(unpaid_check_in=False), paid=True) == "ok"


@pytest.mark.parametrize("state", STATES)
def test_only_a_registered_patient_is_checked_in(state):
    assert (code(local(9), state=state) in LETS_IN) == (state == "registered")


def test_nobody_who_stands_elsewhere_can_be_forced():
    for state in STATES[1:]:
        assert code(local(9), state=state) not in BY_FORCE


MOMENTS = st.integers(-600, 2000).map(lambda minutes: MORNING + minutes * MINUTE)
POLICIES = st.builds(
    Policy,
    early_mode=st.sampled_from(["any", "none", "minutes"]),
    early_minutes=st.integers(0, 120),
    late_after_min=st.integers(0, 120),
)


@given(POLICIES, st.integers(0, 1439), MOMENTS)
def test_there_is_one_window_and_waiting_never_closes_it_before_midnight(policy, slot, now):
    start = MORNING + slot * MINUTE
    half = "am" if start < NOON else "pm"
    one = Registration(DAY, half, slot_start=start)
    found = verdict(policy, one, now, WALL)
    if found.lets_in:
        later = min(now + 30 * MINUTE, NIGHT - MINUTE)
        assert verdict(policy, one, later, WALL).lets_in
    if found.at:
        assert found.at > now
        assert verdict(policy, one, found.at, WALL).lets_in
