import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.media import approval, plan, programme
from queue_call.core.media.programme import (
    DAY,
    Programme,
    Times,
    clashes,
    day_plan,
    hidden,
    runs_on,
    wrong_times,
)

MONDAY = date(2026, 3, 2)
WEEK = frozenset(range(7))

weekdays = st.frozensets(st.integers(0, 6), min_size=1)
edges = st.tuples(st.integers(0, DAY), st.integers(0, DAY)).filter(lambda two: two[0] != two[1])
times = st.builds(lambda days, two: Times(days, min(two), max(two)), weekdays, edges)
dates = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))


@st.composite
def programmes(draw):
    count = draw(st.integers(0, 6))
    return [
        Programme(
            key,
            draw(st.integers(0, 2)),
            draw(st.integers(0, 3)),
            draw(st.lists(times, max_size=4)),
            draw(dates),
            draw(dates),
        )
        for key in range(count)
    ]


any_day = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(programmes(), any_day)
def test_a_day_has_no_gap_and_no_overlap(all_of_them, day):
    plan = day_plan(all_of_them, day)
    assert plan[0].start == 0
    assert plan[-1].end == DAY
    for one, two in zip(plan, plan[1:], strict=False):
        assert one.end == two.start
        assert one.programmes != two.programmes
    assert all(one.start < one.end for one in plan)


@given(programmes(), any_day, st.integers(0, DAY - 1))
def test_at_every_minute_the_highest_priority_that_wants_to_play_plays(all_of_them, day, minute):
    (part,) = [one for one in day_plan(all_of_them, day) if one.start <= minute < one.end]
    wanted = [one for one in all_of_them if any(a <= minute < b for a, b in runs_on(one, day))]
    top = max((one.priority for one in wanted), default=None)
    best = sorted(
        (one for one in wanted if one.priority == top), key=lambda one: (one.order, one.key)
    )
    assert part.programmes == tuple(one.key for one in best)


@given(programmes(), any_day)
def test_the_order_in_which_programmes_come_changes_nothing(all_of_them, day):
    assert day_plan(all_of_them[::-1], day) == day_plan(all_of_them, day)


@given(st.lists(times, max_size=5))
def test_a_clash_is_a_minute_at_which_both_lines_hold(lines):
    found = {(id(one.one), id(one.two)) for one in clashes(lines)}
    for number, one in enumerate(lines):
        for two in lines[number + 1 :]:
            both = one.weekdays & two.weekdays and max(one.start, two.start) < min(one.end, two.end)
            assert ((id(one), id(two)) in found) == bool(both) or one is two


def test_a_time_that_ends_when_another_begins_is_no_clash():
    assert clashes([Times(WEEK, 480, 720), Times(WEEK, 720, 1080)]) == []


def test_a_clash_names_both_times_and_the_days():
    one, two = Times(frozenset({0, 1, 2}), 480, 720), Times(frozenset({2, 3}), 690, 800)
    (clash,) = clashes([one, two])
    assert (clash.weekdays, clash.start, clash.end) == ((2,), 690, 720)
    assert (clash.one, clash.two) == (one, two)


def test_the_last_day_belongs_to_the_programme():
    programme = Programme(
        1, times=[Times(WEEK, 0, DAY)], first=MONDAY, last=MONDAY + timedelta(days=1)
    )
    on = [bool(runs_on(programme, MONDAY + timedelta(days=n))) for n in range(-1, 3)]
    assert on == [False, True, True, False]


@pytest.mark.parametrize(
    "bad",
    [
        Times(frozenset(), 0, 60),
        Times(WEEK, 60, 60),
        Times(WEEK, 1320, 360),
        Times(WEEK, -1, 60),
        Times(WEEK, 0, DAY + 1),
    ],
)
def test_a_line_that_can_never_hold_is_told_and_plays_nothing(bad):
    assert wrong_times(bad)
    assert runs_on(Programme(1, times=[bad]), MONDAY) == []


def test_a_programme_that_others_always_cover_is_named():
    low = Programme(1, 0, times=[Times(WEEK, 480, 600)])
    high = Programme(2, 5, times=[Times(WEEK, 480, 720)])
    assert hidden([low, high], MONDAY) == {1}
    assert hidden([low, Programme(2, 5, times=[Times(WEEK, 500, 720)])], MONDAY) == set()


def working(day):
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("kind", "days"), [("text", 1), ("image", 3), ("video", 3), ("pdf", 3), ("page", 3)]
)
def test_text_is_due_after_one_working_day_and_pictures_after_three(kind, days):
    assert approval.due(MONDAY, kind, working) == MONDAY + timedelta(days=days)


def test_a_holiday_is_no_working_day():
    friday = MONDAY + timedelta(days=4)
    closed = {friday + timedelta(days=n) for n in (3, 4)}  # Monday and Tuesday are off
    assert approval.due(
        friday, "text", lambda day: working(day) and day not in closed
    ) == friday + timedelta(days=5)


@given(any_day, st.sampled_from(["text", "image"]))
def test_a_due_day_is_a_working_day_after_the_submission(day, kind):
    found = approval.due(day, kind, working)
    assert found > day
    assert working(found)


def test_nobody_approves_what_he_has_submitted_himself():
    with pytest.raises(approval.Refused) as refused:
        approval.step("approve", "submitted", actor=7, submitter=7)
    assert refused.value.code == "self"
    assert approval.step("approve", "submitted", actor=8, submitter=7) == "approved"


@pytest.mark.parametrize("verb", ["reject", "retire"])
def test_a_no_needs_a_reason(verb):
    state = "submitted" if verb == "reject" else "approved"
    with pytest.raises(approval.Refused, match="reason"):
        approval.step(verb, state, 8, 7, "  ")
    approval.step(verb, state, 8, 7, "The dose is wrong")


@given(st.lists(st.tuples(st.sampled_from(sorted(approval.MOVES)), st.integers(1, 3)), max_size=12))
def test_nothing_is_ever_approved_without_two_persons(steps):
    state, submitter = "draft", None
    for verb, actor in steps:
        try:
            new = approval.step(verb, state, actor, submitter, "why")
        except approval.Refused:
            continue
        if verb == "submit":
            submitter = actor
        if verb == "approve":
            assert actor != submitter
            assert state == "submitted"
        state = new


@pytest.mark.parametrize("module", [approval, programme, plan])
def test_the_examples_of_the_media_modules_are_true(module):
    assert doctest.testmod(module).failed == 0


def test_a_plan_covers_its_days_with_moments_that_follow_each_other():
    always = Programme(7, times=[Times(WEEK, 480, 1080)])
    volumes = [plan.Volume(0, 720, 60), plan.Volume(720, 840, 20)]
    segments = plan.segments([always], volumes, MONDAY, 2, "Asia/Shanghai")
    assert segments[0]["from"] == 1772380800000  # 2026-03-02 00:00 in Shanghai
    assert [one["to"] for one in segments[:-1]] == [one["from"] for one in segments[1:]]
    assert segments[-1]["to"] - segments[0]["from"] == 2 * 86_400_000
    loud = [(one["programmes"], one["volume"]) for one in segments[:5]]
    assert loud == [([], 60), ([7], 60), ([7], 20), ([7], 100), ([], 100)]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=8), st.integers(0, 100_000))
def test_the_key_of_a_plan_depends_on_all_of_it(seconds, other):
    items = [{"id": n, "seconds": one} for n, one in enumerate(seconds)]
    assert plan.key(items) == plan.key(list(items))
    assert plan.key(items) != plan.key([*items, {"id": other}])
