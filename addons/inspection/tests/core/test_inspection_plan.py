from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inspection.core import plan

YEAR = plan.slots(date(2026, 1, 1), date(2026, 12, 31), 4)
WEEK = date(2026, 3, 2)


def working(day):
    return day.weekday() < 5


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 12), st.integers(12, 800))
def test_windows_follow_each_other_without_gap_and_differ_by_a_day_at_most(first, quota, days):
    last = first + timedelta(days - 1)
    found = plan.slots(first, last, quota)
    assert found[0].first == first
    assert found[-1].last == last
    for one, two in zip(found, found[1:], strict=False):
        assert two.first == one.last + timedelta(1)
    lengths = {(one.last - one.first).days for one in found}
    assert max(lengths) - min(lengths) <= 1


@pytest.mark.parametrize("quota", [0, -1, 400])
def test_a_year_that_cannot_hold_what_is_owed_is_refused(quota):
    with pytest.raises(ValueError, match="quota"):
        plan.slots(date(2026, 1, 1), date(2026, 12, 31), quota)


@given(st.text(max_size=20))
def test_drawn_days_are_working_days_of_their_window_far_enough_apart(seed):
    drawn = plan.draw(YEAR, working, seed)
    days = [drawn[slot.number] for slot in YEAR]
    assert all(slot.holds(day) and working(day) for slot, day in zip(YEAR, days, strict=True))
    assert all((two - one).days >= plan.GAP_DAYS for one, two in zip(days, days[1:], strict=False))
    assert all(
        day <= slot.last - timedelta(plan.RESERVE_DAYS)
        for slot, day in zip(YEAR, days, strict=True)
    )
    assert plan.draw(YEAR, working, seed) == drawn


def test_two_hospitals_are_not_inspected_on_the_same_days():
    days = {tuple(plan.draw(YEAR, working, str(seed)).values()) for seed in range(50)}
    assert len(days) > 45


def test_a_day_that_was_agreed_is_kept_and_its_neighbours_keep_away():
    agreed = YEAR[0].last
    drawn = plan.draw(YEAR, working, "x", {1: agreed})
    assert drawn[1] == agreed
    assert (drawn[2] - agreed).days >= plan.GAP_DAYS


def test_wishes_are_given_up_before_an_inspection_is():
    only = YEAR[1].last
    drawn = plan.draw(YEAR, lambda day: day == only, "x", {1: YEAR[0].last})
    assert drawn[2] == only
    assert drawn[3] is None


def test_no_day_is_drawn_in_the_past():
    today = YEAR[0].last - timedelta(3)
    drawn = plan.draw(YEAR, lambda day: True, "x", not_before=today)
    assert drawn[1] >= today


def test_a_move_is_judged_by_day_window_and_neighbours():
    slot = YEAR[0]
    other = slot.first + timedelta(50)
    assert plan.move_faults(slot, WEEK, WEEK, [], working) == []
    assert plan.move_faults(slot, WEEK - timedelta(3), WEEK, [], working) == ["past"]
    assert plan.move_faults(slot, date(2026, 3, 7), WEEK, [], working) == ["not_free"]
    assert plan.move_faults(slot, date(2026, 6, 1), WEEK, [], working) == ["outside"]
    assert plan.move_faults(slot, WEEK, WEEK, [other], working) == ["too_close"]
    assert {"past", "not_free"} == plan.REFUSED


@pytest.mark.parametrize(
    ("planned", "done", "today", "expected"),
    [
        (WEEK, None, date(2026, 2, 1), "planned"),
        (None, None, date(2026, 2, 1), "undated"),
        (WEEK, None, WEEK + timedelta(1), "closing"),
        (date(2026, 2, 1), None, date(2026, 2, 2), "undated"),
        (WEEK, None, date(2026, 4, 2), "missed"),
        (WEEK, WEEK, date(2026, 9, 1), "done"),
        (WEEK, date(2026, 4, 20), date(2026, 9, 1), "late"),
    ],
)
def test_an_inspection_stands_as_its_window_says(planned, done, today, expected):
    assert plan.standing(YEAR[0], planned, done, today) == expected


def test_fulfilment_counts_what_was_done_even_late_and_what_was_missed():
    found = plan.fulfilment(["done", "missed", "late", "planned"])
    assert (found.text, found.missed, found.next_number) == ("2/4", 1, 2)
    assert plan.fulfilment(["done"] * 4).next_number is None
