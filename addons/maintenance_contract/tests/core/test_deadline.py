"""Deadlines as the contract means them: known cases first, then what must always hold."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core.clock import Facts, Pause, read
from maintenance_contract.core.deadline import Duration, WorkingDays, due, service_time
from maintenance_contract.core.ledger import ledger
from maintenance_contract.core.spans import total, union
from maintenance_contract.core.window import ROUND_THE_CLOCK, Calendar, Window, WindowError

UTC = timezone.utc
CHINA = Calendar(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)) | {date(2026, 9, 25)},
    make_up=frozenset(
        date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
    ),
    known_years=frozenset({2026}),
)


def week(days, *spans):
    """A week with the same hours on some days; hours as (from, to) in hours."""
    hours = tuple((int(a * 60), int(b * 60)) for a, b in spans)
    return tuple(hours if day in days else () for day in range(7))


def local(text, tz):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz))


FIVE_BY_EIGHT = Window("Asia/Shanghai", week(range(5), (8, 17)), CHINA)


def test_two_long_pauses_within_the_hours_of_a_short_week():
    monday = tuple(((630 if day == 0 else 510, 1140),) if day < 5 else () for day in range(7))
    window = Window("UTC", monday)
    pauses = [
        (local("2034-06-05 11:00", "UTC"), local("2034-06-07 09:30", "UTC")),
        (local("2034-06-07 10:00", "UTC"), local("2034-06-08 09:00", "UTC")),
    ]
    start = local("2034-06-05 10:00", "UTC")
    assert due(window, start, Duration(timedelta(hours=4)), pauses).at == local(
        "2034-06-08 12:00", "UTC"
    )


def test_a_warning_comes_service_time_before_the_deadline():
    window = Window("Asia/Shanghai", week(range(5), (8, 18)))
    start = local("2026-03-02 17:00", "Asia/Shanghai")
    facts = Facts(window, Duration(timedelta(hours=4)), start)
    reading = read(facts, start)
    assert reading.due.at == local("2026-03-03 11:00", "Asia/Shanghai")
    assert reading.warn_at == local("2026-03-03 10:00", "Asia/Shanghai")


@pytest.mark.parametrize(("minutes", "expected"), [(120, "08:30"), (240, "10:30")])
def test_a_holiday_is_skipped_in_berlin(minutes, expected):
    calendar = Calendar(frozenset({date(2015, 9, 22)}))
    window = Window("Europe/Berlin", week(range(5), (9, 17)), calendar)
    start = local("2015-09-21 14:30", "UTC")
    at = due(window, start, Duration(timedelta(minutes=minutes))).at
    assert at == local(f"2015-09-23 {expected}", "UTC")


def test_a_pause_that_outlasts_the_day_moves_the_rest_on():
    window = Window("Europe/Berlin", week(range(7), (9, 18)))
    start = local("2013-06-04 09:00", "UTC")
    pause = [(local("2013-06-04 10:00", "UTC"), local("2013-06-04 15:00", "UTC"))]
    at = due(window, start, Duration(timedelta(minutes=120)), pause).at
    assert at == local("2013-06-04 16:00", "UTC")


@pytest.mark.parametrize(("hours", "expected"), [(4, "14:00"), (6, "16:00")])
def test_a_report_after_closing_before_a_holiday(hours, expected):
    window = Window("UTC", week(range(7), (10, 18)), Calendar(frozenset({date(2019, 3, 5)})))
    at = due(window, local("2019-03-04 20:00", "UTC"), Duration(timedelta(hours=hours))).at
    assert at == local(f"2019-03-06 {expected}", "UTC")


def test_a_hold_of_an_hour_and_a_second_moves_the_deadline_past_closing():
    window = Window("UTC", week(range(5), (10, 18)))
    start = local("2026-03-05 15:00", "UTC")  # a Thursday
    hold = [(local("2026-03-05 15:30", "UTC"), local("2026-03-05 16:30:01", "UTC"))]
    at = due(window, start, Duration(timedelta(hours=2)), hold).at
    assert at == local("2026-03-06 10:00:01", "UTC")


def test_leave_of_a_day_in_brussels():
    window = Window(
        "Europe/Brussels", week(range(5), (8, 16)), Calendar(frozenset({date(2018, 4, 11)}))
    )
    start = local("2018-04-10 15:00", "Europe/Brussels")
    at = due(window, start, Duration(timedelta(hours=5))).at
    assert at == local("2018-04-12 12:00", "Europe/Brussels")


def test_a_make_up_sunday_is_a_working_day():
    start = local("2026-09-18 16:59", "Asia/Shanghai")
    assert due(FIVE_BY_EIGHT, start, WorkingDays(1)).at == local(
        "2026-09-20 17:00", "Asia/Shanghai"
    )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("A", "2026-03-03 17:00"), ("B", "2026-03-03 08:00"), ("C", "2026-03-02 17:00")],
)
def test_one_working_day_is_three_different_promises(rule, expected):
    start = local("2026-03-02 06:00", "Asia/Shanghai")
    assert due(FIVE_BY_EIGHT, start, WorkingDays(1, rule)).at == local(expected, "Asia/Shanghai")


def test_twenty_four_hours_end_at_the_next_midnight():
    window = Window("Asia/Shanghai", ROUND_THE_CLOCK)
    start = local("2026-03-02 00:00", "Asia/Shanghai")
    assert due(window, start, Duration(timedelta(hours=24))).at == local(
        "2026-03-03 00:00", "Asia/Shanghai"
    )


def test_a_report_at_closing_with_nothing_left_is_due_at_the_next_opening():
    start = local("2026-03-02 17:30", "Asia/Shanghai")
    at = due(FIVE_BY_EIGHT, start, Duration(timedelta())).at
    assert at == local("2026-03-03 08:00", "Asia/Shanghai")


def test_a_report_on_a_day_off_counts_as_made_on_the_next_working_day_by_rule_a2():
    start = local("2026-03-07 10:00", "Asia/Shanghai")  # a Saturday
    assert due(FIVE_BY_EIGHT, start, WorkingDays(1, "A")).at == local(
        "2026-03-09 17:00", "Asia/Shanghai"
    )
    assert due(FIVE_BY_EIGHT, start, WorkingDays(1, "A2")).at == local(
        "2026-03-10 17:00", "Asia/Shanghai"
    )


def test_a_deadline_in_a_year_without_a_notice_is_provisional():
    start = local("2026-12-30 16:00", "Asia/Shanghai")
    assert due(FIVE_BY_EIGHT, start, WorkingDays(3)).provisional
    assert not due(FIVE_BY_EIGHT, start, Duration(timedelta(minutes=30))).provisional


def test_a_paused_promise_of_days_is_due_later_by_the_paused_service_time():
    start = local("2026-03-02 10:00", "Asia/Shanghai")
    pause = [
        (local("2026-03-03 09:00", "Asia/Shanghai"), local("2026-03-03 11:00", "Asia/Shanghai"))
    ]
    at = due(FIVE_BY_EIGHT, start, WorkingDays(1), pause).at
    assert at == local("2026-03-04 10:00", "Asia/Shanghai")


def test_a_pause_while_closed_moves_nothing():
    start = local("2026-03-02 16:00", "Asia/Shanghai")
    night = [
        (local("2026-03-02 18:00", "Asia/Shanghai"), local("2026-03-03 07:00", "Asia/Shanghai"))
    ]
    promise = Duration(timedelta(hours=4))
    assert due(FIVE_BY_EIGHT, start, promise, night) == due(FIVE_BY_EIGHT, start, promise)


def test_an_agreed_time_is_not_moved_by_a_pause():
    agreed = local("2026-03-05 09:00", "Asia/Shanghai")
    start = local("2026-03-02 10:00", "Asia/Shanghai")
    facts = Facts(
        FIVE_BY_EIGHT, WorkingDays(1), start, pauses=(Pause(start, None, "asked"),), agreed=agreed
    )
    assert read(facts, start).due.at == agreed


def test_what_was_fulfilled_late_stays_late():
    start = local("2026-03-02 10:00", "Asia/Shanghai")
    late = local("2026-03-02 12:00", "Asia/Shanghai")
    facts = Facts(FIVE_BY_EIGHT, Duration(timedelta(hours=1)), start, stopped=late)
    assert read(facts, late).status == "met_late"
    assert read(facts, late + timedelta(days=400)).status == "met_late"
    assert read(facts, start + timedelta(minutes=90)).status == "breached"


@pytest.mark.parametrize(
    ("weekly", "field"),
    [(((),) * 7, "week"), (((480, 1020),), "week"), ((((600, 500),),) * 7, "week")],
)
def test_a_window_that_no_clock_has_is_refused_and_names_its_field(weekly, field):
    with pytest.raises(WindowError) as refused:
        Window("Asia/Shanghai", weekly)
    assert refused.value.field == field


def test_a_window_whose_days_are_all_holidays_is_refused_when_it_is_walked():
    calendar = Calendar(frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(1500)))
    window = Window("Asia/Shanghai", week(range(7), (8, 17)), calendar)
    with pytest.raises(WindowError, match="three years"):
        due(window, local("2026-01-01 08:00", "Asia/Shanghai"), Duration(timedelta(hours=1)))


# -- what always holds ------------------------------------------------------------------------
HOURS = st.lists(st.integers(0, 24), min_size=2, max_size=4, unique=True).map(
    lambda edges: tuple(
        (a * 60, b * 60)
        for a, b in zip(*[iter(sorted(edges)[: len(edges) // 2 * 2])] * 2, strict=True)
    )
)
WINDOWS = st.builds(
    lambda days, tz: Window(tz, tuple(days), CHINA),
    st.lists(st.one_of(st.just(()), HOURS), min_size=7, max_size=7).filter(any),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "UTC", "America/New_York"]),
)
MOMENTS = st.integers(0, 60 * 24 * 300).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
LENGTHS = st.integers(1, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))
PAUSES = st.lists(st.tuples(st.integers(0, 20000), st.integers(1, 6000)), max_size=4)


def pauses_after(start, raw):
    return tuple(
        Pause(start + timedelta(minutes=a), start + timedelta(minutes=a + b), "x") for a, b in raw
    )


@given(WINDOWS, MOMENTS, LENGTHS, PAUSES)
def test_elapsed_and_remaining_add_up_to_the_promise(window, start, length, raw):
    facts = Facts(window, Duration(length), start, pauses=pauses_after(start, raw))
    deadline = read(facts, start + timedelta(days=3000)).due.at
    for share in (0, 0.3, 0.8, 1):
        now = start + (deadline - start) * share
        whole = Facts(window, Duration(length), start, pauses=facts.pauses)
        reading = read(whole, max(now, start))
        if not any(pause.start <= now < pause.end for pause in facts.pauses):
            assert reading.elapsed + reading.remaining == length


@given(WINDOWS, MOMENTS, LENGTHS, PAUSES)
def test_a_pause_never_shortens_a_deadline(window, start, length, raw):
    stops = [pause.until(start) for pause in pauses_after(start, raw)]
    promise = Duration(length)
    assert due(window, start, promise, stops).at >= due(window, start, promise).at
    days = WorkingDays(2)
    assert due(window, start, days, stops).at >= due(window, start, days).at


@given(WINDOWS, MOMENTS, LENGTHS)
def test_a_deadline_lies_in_the_window_and_leaves_exactly_the_promised_time(window, start, length):
    at = due(window, start, Duration(length)).at
    assert total(service_time(window, start, at, [])) == length
    assert any(a < at <= b for a, b in window.spans(window.local_day(at - timedelta(seconds=1))))


@given(WINDOWS, MOMENTS, LENGTHS, PAUSES, st.integers(0, 30000))
def test_the_ledger_has_no_gap_and_adds_up_to_what_the_clock_says(
    window, start, length, raw, later
):
    facts = Facts(window, Duration(length), start, pauses=pauses_after(start, raw))
    now = start + timedelta(minutes=later)
    rows = ledger(facts, now)
    assert rows[0].start == start
    assert all(one.end == other.start for one, other in zip(rows, rows[1:], strict=False))
    counted = union((row.start, min(row.end, now)) for row in rows if row.counted)
    assert total(counted) == read(facts, now).elapsed
