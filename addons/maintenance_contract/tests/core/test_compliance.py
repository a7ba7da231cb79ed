from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core import compliance
from maintenance_contract.core.compliance import Case, Fact, Share

MARCH = date(2026, 3, 1)
FACTS = st.lists(
    st.builds(
        Fact,
        hospital=st.integers(1, 3),
        contract=st.integers(0, 2),
        severity=st.sampled_from(["disaster", "severe", "error"]),
        engineer=st.integers(0, 3),
        kind=st.sampled_from(["respond", "arrive"]),
        month=st.sampled_from([date(2026, 1, 1), date(2026, 2, 1), MARCH]),
        verdict=st.sampled_from(["kept", "missed", "open", "dropped"]),
    ),
    max_size=30,
)


def fact(verdict, **more):
    values = {"hospital": 1, "contract": 1, "severity": "error", "engineer": 1, "kind": "arrive"}
    return Fact(**(values | {"month": MARCH, "verdict": verdict} | more))


def test_what_nobody_judged_has_no_rate():
    assert compliance.share([fact("open"), fact("dropped")]) == Share(0, 0, 1)
    assert compliance.share([fact("open")]).rate is None


def test_three_of_four_kept_is_three_quarters():
    assert compliance.share([fact("kept")] * 3 + [fact("missed"), fact("open")]).rate == 0.75


@given(FACTS)
def test_every_promise_is_in_exactly_one_group(facts):
    for key in ("hospital", "contract", "severity", "engineer", "kind", "month"):
        groups = [one for _k, one in compliance.shares(facts, lambda f, key=key: getattr(f, key))]
        total = compliance.share(facts)
        assert sum(one.kept for one in groups) == total.kept
        assert sum(one.missed for one in groups) == total.missed
        assert sum(one.open for one in groups) == total.open


@given(FACTS)
def test_the_worst_group_comes_first(facts):
    rates = [one.rate for _k, one in compliance.shares(facts, lambda one: one.hospital)]
    judged = [rate for rate in rates if rate is not None]
    assert judged == sorted(judged)
    assert rates[: len(judged)] == judged


@given(FACTS)
def test_a_trend_adds_up_to_the_whole(facts):
    months = compliance.months(date(2026, 1, 15), MARCH)
    trend = compliance.trend(facts, months)
    assert [month for month, _share in trend] == months
    assert sum(one.kept for _m, one in trend) == compliance.share(facts).kept


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_months_back_and_forward_meet(day, count):
    month = compliance.back(day, count)
    for _step in range(count):
        month = compliance.after(month)
    assert month == day.replace(day=1)


def test_a_device_that_fails_again_after_90_days_is_no_repeat():
    days = [MARCH, MARCH + timedelta(days=90), MARCH + timedelta(days=181)]
    found = compliance.repeats(Case(7, 1, day) for day in days)
    assert [(one.device, one.times, one.last) for one in found] == [(7, 2, days[1])]


def test_questions_and_tickets_without_a_device_are_no_repeats():
    cases = [Case(7, 1, MARCH, is_fault=False)] * 3 + [Case(0, 1, MARCH)] * 3
    assert compliance.repeats(cases) == []


def test_the_busiest_engineer_comes_first():
    cases = [Case(1, 5, MARCH), Case(1, 6, MARCH, is_open=True), Case(1, 6, MARCH)]
    assert compliance.load(cases) == [(6, 2, 1), (5, 1, 0)]
