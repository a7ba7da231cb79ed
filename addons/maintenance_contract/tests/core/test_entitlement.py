"""Which line covers a case, and what stands in the way when none does."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core.entitlement import Case, Line, judge, resolve, specificity
from maintenance_contract.core.severity import SEVERITIES, Answers, more_severe, propose

ALL = Line(1, date(2026, 1, 1), date(2026, 12, 31), frozenset({"onsite", "remote"}))
SCREENS = replace(ALL, key=2, kinds=frozenset({"hall_screen"}))
ONE = replace(ALL, key=3, devices=frozenset({7}))
CASE = Case(date(2026, 3, 2), "onsite", device=7, kind="hall_screen", sites=(30, 20, 10))


def test_the_most_specific_line_counts():
    assert resolve([ALL, SCREENS, ONE], CASE).line == 3
    assert resolve([ALL, SCREENS], CASE).line == 2
    assert resolve([ALL], CASE) == resolve(
        [ALL, replace(SCREENS, kinds=frozenset({"kiosk"}))], CASE
    )


@pytest.mark.parametrize(
    ("line", "case", "reason"),
    [
        (ALL, replace(CASE, day=date(2025, 12, 31)), "not_started"),
        (ALL, replace(CASE, day=date(2027, 1, 1)), "expired"),
        (replace(ALL, suspended=True), CASE, "suspended"),
        (ALL, replace(CASE, service="training"), "service_not_included"),
        (replace(ALL, sites=frozenset({11})), CASE, "site_not_included"),
        (replace(ALL, sites=frozenset({10})), CASE, "covered"),
        (replace(ONE, devices=frozenset({8})), CASE, "device_not_included"),
        (replace(ONE, devices=frozenset({8}), kinds=frozenset({"hall_screen"})), CASE, "covered"),
        (ONE, replace(CASE, retired=True), "device_retired"),
        (replace(ALL, excluded_causes=frozenset({"liquid"})), replace(CASE, cause="liquid"),
         "cause_excluded"),
        (replace(ALL, quota_left=0), CASE, "quota_used_up"),
        (replace(ALL, quota_left=1), CASE, "covered"),
    ],
)  # fmt: skip
def test_the_reason_is_the_first_thing_in_the_way(line, case, reason):
    verdict = resolve([line], case)
    assert (verdict.reason, verdict.line) == (reason, line.key)
    assert verdict.covered is (reason == "covered")


def test_without_a_contract_there_is_no_line():
    assert resolve([], CASE).reason == "no_contract"
    assert resolve([], CASE).line is None


def test_the_line_that_came_closest_gives_the_reason():
    expired = replace(ONE, key=9, last=date(2026, 2, 1))
    other = replace(ALL, key=8, services=frozenset({"remote"}))
    assert resolve([expired, other], CASE).reason == "service_not_included"


LINES = st.builds(
    Line,
    key=st.integers(1, 99),
    first=st.dates(date(2025, 1, 1), date(2026, 6, 1)),
    last=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    services=st.sets(st.sampled_from(["onsite", "remote"])).map(frozenset),
    devices=st.none() | st.sets(st.integers(6, 8)).map(frozenset),
    kinds=st.none() | st.sets(st.sampled_from(["hall_screen", "kiosk"])).map(frozenset),
)


@given(st.lists(LINES, max_size=6))
def test_a_case_is_covered_when_some_line_covers_it_and_by_the_most_specific(lines):
    covering = [line for line in lines if judge(line, CASE) == "covered"]
    verdict = resolve(lines, CASE)
    assert verdict.covered is bool(covering)
    if covering:
        best = max(map(specificity, covering))
        assert verdict.line in [line.key for line in covering if specificity(line) == best]


@given(st.builds(Answers, *[st.sampled_from([None, True, False])] * 5))
def test_a_proposal_names_the_tender_s_item_and_more_harm_is_never_less_severe(answers):
    proposal = propose(answers)
    assert proposal.item == f"C{SEVERITIES.index(proposal.severity) + 1}"
    worse = propose(replace(answers, basics_blocked=True))
    assert not more_severe(proposal.severity, worse.severity)
