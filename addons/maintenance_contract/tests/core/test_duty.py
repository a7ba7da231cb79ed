from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core.duty import (
    MOST_CALLS,
    PATIENCE,
    Call,
    Shift,
    holes,
    next_call,
    on_duty,
    rotation,
)

START = datetime(2026, 3, 2, 2, 0, tzinfo=timezone.utc)
HOURS = st.integers(0, 200).map(lambda hours: START + timedelta(hours=hours))
SHIFTS = st.lists(
    st.builds(
        lambda person, level, start, length: Shift(
            person, level, start, start + timedelta(hours=length)
        ),
        st.integers(1, 5),
        st.integers(1, 3),
        HOURS,
        st.integers(1, 60),
    ),
    max_size=12,
)
CHAINS = st.lists(st.integers(1, 9), unique=True, min_size=1, max_size=6)


def ring(chain, minutes, failed=frozenset()):
    """Play a call that nobody answers: the scheduler looks every minute; (person, minute) rung."""
    calls, rung = [], []
    for minute in range(minutes):
        now = START + timedelta(minutes=minute)
        while True:
            step = next_call(chain, calls, now)
            if step.act != "ring":
                break
            calls.append(Call(step.person, now, step.person in failed))
            rung.append((step.person, minute))
    return rung


@given(SHIFTS, HOURS)
def test_who_is_on_duty_is_told_once_in_the_order_of_levels(shifts, now):
    found = on_duty(shifts, now)
    assert len(found) == len(set(found))
    present = [one for one in shifts if one.start <= now < one.end]
    assert set(found) == {one.person for one in present}
    best = {person: min(one.level for one in present if one.person == person) for person in found}
    assert [best[person] for person in found] == sorted(best.values())


@given(SHIFTS, HOURS)
def test_at_each_hour_there_is_somebody_of_the_first_line_or_a_hole(shifts, now):
    empty = any(start <= now < end for start, end in holes(shifts, START, START + timedelta(9)))
    first = any(one.level == 1 and one.start <= now < one.end for one in shifts)
    assert empty != first


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.integers(1, 60),
    st.integers(1, 14),
)
def test_a_rotation_leaves_no_hole_and_no_overlap(persons, days, turn):
    zone = ZoneInfo("Asia/Shanghai")
    plan = rotation(persons, date(2026, 3, 2), days, turn, time(8), zone)
    assert not holes(plan, plan[0].start, plan[-1].end)
    for one, following in zip(plan, plan[1:], strict=False):
        assert one.end == following.start
    assert plan[-1].end - plan[0].start == timedelta(days=days)


def test_a_rotation_of_nobody_is_empty():
    assert rotation([], date(2026, 3, 2), 7, 7, time(8), timezone.utc) == []


def test_the_next_is_rung_after_three_minutes_and_then_round_again():
    assert ring([7, 8, 9], 11) == [(7, 0), (8, 3), (9, 6), (7, 9)]


def test_a_call_that_did_not_go_out_rings_the_next_at_once():
    assert ring([7, 8, 9], 5, failed={7}) == [(7, 0), (8, 0), (9, 3)]


def test_a_dead_notifier_is_tried_every_three_minutes_not_without_end():
    rung = ring([7, 8], 8, failed={7, 8})
    assert [minute for _person, minute in rung] == [0, 0, 3, 6]


@given(CHAINS, st.data())
def test_everybody_of_the_chain_is_rung_within_one_round(chain, data):
    failed = data.draw(st.sets(st.sampled_from(chain), max_size=len(chain) - 1))
    rung = ring(chain, 3 * len(chain), failed)
    assert {person for person, _minute in rung} == set(chain)


@given(CHAINS)
def test_nobody_waits_less_than_his_patience_when_calls_go_out(chain):
    rung = ring(chain, 60)
    gaps = {later[1] - one[1] for one, later in zip(rung, rung[1:], strict=False)}
    assert gaps == {PATIENCE.seconds // 60}


def test_it_ends_after_three_hours():
    calls = [Call(7, START) for _ in range(MOST_CALLS)]
    assert next_call([7, 8], calls, START + timedelta(hours=9)).act == "end"
    assert next_call([], [], START).act == "end"


def test_somebody_who_left_the_roster_is_followed_by_the_first():
    step = next_call([8, 9], [Call(7, START)], START + PATIENCE)
    assert step.person == 8
