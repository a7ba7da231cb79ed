"""The clocks of a ticket, read from its log: the contract's rules as sentences."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core.deadline import Duration, WorkingDays
from maintenance_contract.core.terms import (
    PAUSE_REASONS,
    TARGET_KINDS,
    Target,
    decode_target,
    encode_target,
)
from maintenance_contract.core.ticket_log import (
    Event,
    LogError,
    clocks,
    current,
    is_paused,
    read_clock,
    severity_of,
)
from maintenance_contract.core.window import ROUND_THE_CLOCK, Calendar, Window

ALWAYS = Window("Asia/Shanghai", ROUND_THE_CLOCK)
OFFICE = Window(
    "Asia/Shanghai",
    tuple((((480, 1020),) if day < 5 else ()) for day in range(7)),
    Calendar(make_up=frozenset({date(2026, 9, 20)}), known_years=frozenset({2026})),
)
HOURS = lambda number: Duration(timedelta(hours=number))  # noqa: E731 - reads as a unit
WAITS = frozenset({"waiting_for_hospital", "access_refused"})
TENDER = [
    Target("respond", "disaster", HOURS(0.25), ALWAYS),
    Target("arrive", "disaster", HOURS(2), ALWAYS),
    Target("respond", "severe", HOURS(1), ALWAYS),
    Target("arrive", "severe", HOURS(24), ALWAYS, "remote_failed", WAITS),
    Target("resolve", "severe", HOURS(48), ALWAYS, "arrived", WAITS),
    Target("depart", "error", WorkingDays(1), OFFICE, negotiable=True),
    Target("resolve", "error", HOURS(8), OFFICE, pauses=WAITS),
    Target("depart", "request", WorkingDays(3), OFFICE, negotiable=True),
]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def log(*entries):
    """("2026-03-02 09:00", verb, word, until) → events."""
    return [
        Event(at(when), verb, *(rest[:1] or ("",)), **({"until": at(rest[1])} if rest[1:] else {}))
        for when, verb, *rest in entries
    ]


def begin(severity, when="2026-03-02 09:00"):
    return [(when, "reported"), (when, "rated", severity)]


def reading(events, kind, now):
    found = [one for one in current(clocks(TENDER, events)) if one.target.kind == kind]
    return read_clock(found[0], at(now)) if found else None


def local(moment):
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%m-%d %H:%M")


def test_a_disaster_is_responded_to_and_on_site_within_two_hours_also_at_night():
    events = log(*begin("disaster", "2026-03-01 02:00"), ("2026-03-01 02:10", "responded"))
    assert local(reading(events, "arrive", "2026-03-01 02:30").due.at) == "03-01 04:00"
    assert reading(events, "respond", "2026-03-01 02:30").status == "met"
    late = [*events, *log(("2026-03-01 04:01", "arrived"))]
    assert reading(late, "arrive", "2026-03-01 05:00").status == "met_late"


def test_the_day_on_site_begins_when_remote_support_is_declared_failed():
    events = log(*begin("severe"), ("2026-03-02 09:20", "remote_started"))
    assert reading(events, "arrive", "2026-03-02 12:00") is None
    events += log(("2026-03-02 12:00", "remote_failed"))
    assert local(reading(events, "arrive", "2026-03-02 13:00").due.at) == "03-03 12:00"
    events += log(("2026-03-03 08:00", "arrived"))
    assert local(reading(events, "resolve", "2026-03-03 09:00").due.at) == "03-05 08:00"


def test_a_pause_stops_only_the_targets_it_may_stop_and_fulfils_none():
    events = log(*begin("severe"), ("2026-03-02 09:30", "paused", "waiting_for_hospital"))
    respond = reading(events, "respond", "2026-03-02 10:30")
    assert respond.status == "breached"
    events = log(*begin("error"), ("2026-03-02 10:00", "paused", "waiting_for_hospital"))
    resolve = reading(events, "resolve", "2026-03-02 15:00")
    assert (resolve.status, resolve.elapsed) == ("paused", timedelta(hours=1))
    events += log(("2026-03-02 15:00", "resumed"))
    assert local(reading(events, "resolve", "2026-03-02 15:00").due.at) == "03-03 13:00"
    assert is_paused(events) is False


def test_a_raised_severity_counts_from_the_report_but_is_never_due_at_once():
    events = log(*begin("error"), ("2026-03-02 15:00", "rated", "disaster"))
    assert local(reading(events, "arrive", "2026-03-02 15:00").due.at) == "03-02 15:30"
    early = log(*begin("error"), ("2026-03-02 09:10", "rated", "disaster"))
    assert local(reading(early, "arrive", "2026-03-02 09:10").due.at) == "03-02 11:00"


def test_a_breach_stays_when_the_severity_is_lowered():
    events = log(*begin("severe"), ("2026-03-02 11:00", "rated", "request"))
    old = [one for one in clocks(TENDER, events) if one.closed_at]
    assert [read_clock(one, at("2026-04-01 09:00")).status for one in old] == ["breached"]
    assert severity_of(events) == "request"
    assert local(reading(events, "depart", "2026-03-02 12:00").due.at) == "03-05 17:00"


def test_an_agreed_time_replaces_the_promise_and_no_pause_moves_it():
    agreed = ("2026-03-02 10:00", "agreed", "depart", "2026-03-06 09:00")
    events = log(*begin("error"), agreed, ("2026-03-02 11:00", "paused", "waiting_for_hospital"))
    assert local(reading(events, "depart", "2026-03-05 18:00").due.at) == "03-06 09:00"
    assert reading(events, "depart", "2026-03-05 18:00").status == "running"


def test_only_what_may_be_negotiated_can_be_agreed():
    agreed = ("2026-03-02 10:00", "agreed", "respond", "2026-03-06 09:00")
    events = log(*begin("severe"), agreed)
    assert local(reading(events, "respond", "2026-03-02 10:00").due.at) == "03-02 10:00"


def test_a_reopened_ticket_goes_on_where_it_stood_and_its_response_stays_met():
    events = log(
        *begin("error"),
        ("2026-03-02 10:00", "responded"),
        ("2026-03-02 11:00", "resolved"),
        ("2026-03-03 09:00", "closed"),
        ("2026-03-04 09:00", "reopened"),
    )
    resolve = reading(events, "resolve", "2026-03-04 10:00")
    assert (resolve.status, resolve.elapsed) == ("running", timedelta(hours=3))
    assert local(resolve.due.at) == "03-04 15:00"


def test_a_make_up_sunday_is_the_working_day_after_friday():
    events = log(*begin("error", "2026-09-18 16:59"))
    assert local(reading(events, "depart", "2026-09-18 17:00").due.at) == "09-20 17:00"


@pytest.mark.parametrize("entries", [[], [("2026-03-02 09:00", "rated", "error")], begin("bad")])
def test_a_log_without_report_or_with_an_unknown_severity_is_refused(entries):
    with pytest.raises(LogError):
        clocks(TENDER, log(*entries))


WORDS = st.sampled_from(
    [
        "responded",
        "remote_failed",
        "departed",
        "arrived",
        "resolved",
        "reopened",
        "resumed",
        "closed",
    ]
)
STEP = st.tuples(st.integers(1, 600), st.one_of(WORDS, st.sampled_from(["paused", "rated"])))


@st.composite
def histories(draw):
    start = at("2026-03-02 09:00")
    events = [Event(start, "reported"), Event(start, "rated", draw(SEVERITY))]
    for minutes, verb in draw(st.lists(STEP, max_size=12)):
        start += timedelta(minutes=minutes)
        word = ""
        if verb == "paused":
            word = draw(st.sampled_from(PAUSE_REASONS))
        if verb == "rated":
            word = draw(SEVERITY)
        events.append(Event(start, verb, word))
    return events, start


SEVERITY = st.sampled_from(["disaster", "severe", "error", "request"])


@given(histories(), st.integers(0, 10_000))
def test_a_breach_once_read_is_read_ever_after(history, later):
    events, end = history
    soon = [read_clock(one, end) for one in clocks(TENDER, events)]
    then = [read_clock(one, end + timedelta(minutes=later)) for one in clocks(TENDER, events)]
    for before, after in zip(soon, then, strict=True):
        if before.status in ("breached", "met_late"):
            assert after.status == before.status


@given(histories())
def test_times_in_any_zone_give_the_same_clocks(history):
    events, end = history
    utc = [replace(one, at=one.at.astimezone(timezone.utc)) for one in events]
    here, there = clocks(TENDER, events), clocks(TENDER, utc)
    assert [read_clock(one, end) for one in here] == [read_clock(one, end) for one in there]


@given(histories())
def test_a_pause_never_shortens_a_deadline(history):
    events, end = history
    without = [one for one in events if one.verb not in ("paused", "resumed")]
    paused, plain = clocks(TENDER, events), clocks(TENDER, without)
    for one, other in zip(paused, plain, strict=True):
        assert read_clock(one, end).due.at >= read_clock(other, end).due.at


@pytest.mark.parametrize("target", TENDER, ids=lambda one: f"{one.severity}-{one.kind}")
def test_frozen_terms_come_back_as_they_were(target):
    assert decode_target(json.loads(json.dumps(encode_target(target)))) == target
    assert target.kind in TARGET_KINDS
