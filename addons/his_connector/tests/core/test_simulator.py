"""The simulated HIS: equal seeds give equal days, and the gateway understands all of it."""

from datetime import date, datetime, timedelta, timezone
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from his_connector.core.codes import CodeMap, DoctorTarget
from his_connector.core.commands import Cancel, Register, UpdatePatient
from his_connector.core.intake import judge
from his_connector.core.mllp import Frame, Kind
from his_connector.core.profile import Profile
from his_connector.simulator.day import live, plan_day
from his_connector.simulator.hospital import ZONE, half_day
from his_connector.simulator.messages import CHARSETS, events_of
from his_connector.simulator.names import COMPOUND, LATIN, RARE
from his_connector.simulator.steps import CheckIn, Send, play

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)
PROFILE = Profile(1, 1, zone=ZONE)
CODES = CodeMap(
    departments={"0301": 1, "0302": 3, "0401": 4},
    doctors={("", "1001"): DoctorTarget(11, 2), ("", "1002"): DoctorTarget(12)},
    classes={"01": None, "02": 2, "03": 3, "04": 4},
)


def sends(visits, charset="utf-8"):
    return [step for step in play(visits, charset) if isinstance(step, Send)]


def judged(step):
    (item,) = judge(Frame(Kind.MESSAGE, step.body, len(step.body)), PROFILE, CODES, NOW).items
    return item


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.sampled_from(list(CHARSETS)))
def test_the_same_seed_gives_the_same_day_byte_for_byte(seed, charset):
    first, second = (list(play(plan_day(DAY, 20, seed, charset), charset)) for _ in range(2))
    assert first == second
    assert first != list(play(plan_day(DAY, 20, seed + 1, charset), charset))


@pytest.mark.parametrize("charset", CHARSETS)
def test_the_gateway_understands_every_message_as_it_was_meant(charset):
    visits = plan_day(DAY, 400, 7, charset)
    by_ref = {visit.ref: visit for visit in visits}
    by_mrn = {visit.patient.mrn: visit for visit in visits}
    kinds = {"A04": Register, "S12": Register, "A08": UpdatePatient, "A11": Cancel, "S15": Cancel}
    for step in sends(visits, charset):
        item = judged(step)
        assert (item.answer.code, item.state, item.unmapped) == ("AA", "new", ())
        command = item.command
        assert type(command) is kinds[step.event]
        visit = by_mrn[command.person.mrn]
        assert command.person.name == visit.patient.name.shown
        assert command.person.card_no == visit.patient.card_no
        if isinstance(command, Register):
            check_registration(command, by_ref[command.visit_ref])
        elif isinstance(command, Cancel):
            assert by_ref[command.visit_ref].cancelled_at == step.at
        else:
            assert command.person.phone == visit.patient.phone


def check_registration(command, visit):
    service = command.service
    assert service.department.code == visit.clinic.department
    assert (service.doctor.code if service.doctor else "") == visit.clinic.doctor
    assert half_day(service.at) == visit.half_day
    assert service.at.astimezone(ZONE).date() == DAY
    assert service.class_code.code == visit.class_code
    assert command.source == ("appointment" if visit.slot else "walk_in")


def test_a_day_holds_every_kind_of_event_and_of_name():
    visits = plan_day(DAY, 600, 3)
    assert all(events_of(visits).values())
    names = [visit.patient.name for visit in visits]
    assert any(name.family in COMPOUND for name in names)
    assert any("·" in name.family for name in names)
    assert any(set(name.given) & set(RARE) for name in names)
    assert any(name.latin and (name.family, name.given) in LATIN for name in names)
    assert len({name.shown for name in names}) > 400


def test_most_come_at_the_two_peaks_of_the_day():
    hours = [v.arrives.astimezone(ZONE) for v in plan_day(DAY, 1000, 1)]
    minutes = [at.hour * 60 + at.minute for at in hours]
    morning = sum(8 * 60 <= minute < 9 * 60 + 30 for minute in minutes)
    afternoon = sum(13 * 60 + 30 <= minute < 14 * 60 + 30 for minute in minutes)
    assert morning > 350
    assert afternoon > 150
    assert all(7 * 60 <= minute < 17 * 60 for minute in minutes)


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_a_visit_is_registered_before_anything_else_happens_to_it(seed):
    visits = plan_day(DAY, 30, seed)
    steps = list(play(visits, "utf-8"))
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    controls = [step.control for step in steps if isinstance(step, Send)]
    assert len(set(controls)) == len(controls)
    seen = set()
    for step in steps:
        if isinstance(step, CheckIn):
            assert step.code in seen
        else:
            visit = "V" + step.control[:-3]
            assert (visit in seen) is (step.event not in ("A04", "S12"))
            seen.add(visit)
    for visit in visits:
        assert not (visit.cancelled_at and visit.checks_in_at)


@settings(max_examples=15)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(timezone.utc)))
def test_the_present_begins_with_a_crowd_and_goes_on_gently_and_bounded(now):
    visits = list(islice(live(now, 30, 1), 75))
    times = [visit.arrives for visit in visits]
    assert times[0] == now
    assert times[11] - now < timedelta(seconds=6)
    for before, after in zip(times[11:], times[12:], strict=False):
        assert after - before >= timedelta(seconds=20) or half(before) != half(after)
    counts = {}
    for at in times:
        counts[half(at)] = counts.get(half(at), 0) + 1
    assert max(counts.values()) == 30
    assert all(visit.half_day == half(visit.arrives)[1] for visit in visits)


def half(at):
    return at.astimezone(ZONE).date(), half_day(at)


def test_the_present_plays_on_though_it_never_ends():
    steps = list(islice(play(live(NOW, 30, 5), "utf-8"), 200))
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert all(judged(step).answer.code == "AA" for step in steps if isinstance(step, Send))


def test_two_runs_of_the_present_bring_different_patients():
    first = {visit.ref for visit in islice(live(NOW, 30, 1), 40)}
    later = {visit.ref for visit in islice(live(NOW + timedelta(seconds=1), 30, 1), 40)}
    assert not first & later
