from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core.intake import (
    AFTER_OPENING,
    FLAPS,
    GRACE,
    TOGETHER,
    OpenTicket,
    ending,
    join,
    may_report,
    number_in,
    ripe_at,
)
from maintenance_contract.core.window import ROUND_THE_CLOCK, Window

START = datetime(2026, 3, 2, 0, 0, tzinfo=timezone.utc)  # a Monday, 08:00 at the hospital
DAY = (((480, 720), (780, 1020)),) * 6 + ((),)
WINDOW = Window("Asia/Shanghai", DAY)
MOMENTS = st.integers(0, 14 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


def is_open(window, moment):
    return next(window.walk(moment))[0] == moment


@given(MOMENTS)
def test_an_alarm_becomes_a_ticket_inside_the_hours_after_its_grace(since):
    ripe = ripe_at(WINDOW, since)
    assert ripe >= since + GRACE
    assert is_open(WINDOW, ripe) or is_open(WINDOW, ripe - AFTER_OPENING)
    if not is_open(WINDOW, since):
        assert ripe == next(WINDOW.walk(since))[0] + AFTER_OPENING


@given(MOMENTS)
def test_around_the_clock_only_the_grace_is_waited_for(since):
    ripe = ripe_at(Window("Asia/Shanghai", ROUND_THE_CLOCK), since)
    assert since + GRACE <= ripe <= since + AFTER_OPENING


def test_a_screen_switched_off_at_night_and_started_in_the_morning_is_no_fault():
    evening = START + timedelta(hours=9, minutes=30)
    assert ripe_at(WINDOW, evening) == START + timedelta(days=1, minutes=15)
    assert ripe_at(WINDOW, START + timedelta(minutes=3)) == START + timedelta(minutes=15)
    assert ripe_at(WINDOW, START + timedelta(hours=1)) == START + timedelta(hours=1, minutes=2)


def test_an_alarm_joins_the_ticket_of_its_device_before_that_of_its_kind():
    far = OpenTicket(1, "silent", frozenset({5}), START)
    own = OpenTicket(2, "sound", frozenset({7}), START - timedelta(days=2))
    assert join("silent", 7, START, [far, own]) == 2
    assert join("silent", 8, START, [far, own]) == 1


@given(st.timedeltas(timedelta(0), timedelta(hours=2)))
def test_the_same_alarm_elsewhere_is_the_same_fault_for_ten_minutes(apart):
    known = [OpenTicket(1, "silent", frozenset({5}), START)]
    assert (join("silent", 8, START + apart, known) == 1) == (apart <= TOGETHER)
    assert join("sound", 8, START + apart, known) is None


@given(st.booleans(), st.integers(0, 3), st.integers(0, 5))
def test_a_ticket_goes_away_only_untouched_with_nothing_standing_and_not_again_and_again(
    touched, standing, gone
):
    gone_away = ending(touched, standing, gone) == "cancel"
    assert gone_away == (not touched and not standing and gone + 1 < FLAPS)


@given(st.integers(0, 40), st.integers(0, 40))
def test_more_reports_never_open_the_door_again(device, address):
    if not may_report(device, address):
        assert not may_report(device + 1, address)
        assert not may_report(device, address + 1)
    assert may_report(0, 0)


@given(st.text(max_size=30), st.integers(0, 99), st.integers(10000, 999999))
def test_a_subject_names_its_ticket_between_anything(text, year, number):
    name = f"T{year:02d}-{number}"
    assert number_in(f"{text} [{name}] {text}") in (name, number_in(f"{text} ["))
