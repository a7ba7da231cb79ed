"""Permits, papers and the chained log."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core import chain, papers, permit

NOON = datetime(2026, 3, 2, 4, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
TEXTS = st.text(max_size=12)
FACTS = st.dictionaries(TEXTS, TEXTS | st.integers(), max_size=4)


def made(facts):
    before, entries = chain.FIRST, []
    for number, one in enumerate(facts, 1):
        before = chain.digest(before, number, one)
        entries.append(chain.Entry(number, one, before))
    return entries, (len(entries), before)


@given(st.lists(FACTS, max_size=8))
def test_an_untouched_chain_holds(facts):
    entries, last = made(facts)
    assert chain.verify(entries, last) is None
    assert chain.verify(entries, last, anchor=last) is None


@given(st.lists(FACTS, min_size=1, max_size=8), st.data())
def test_any_altered_entry_is_found_at_its_number(facts, data):
    entries, last = made(facts)
    place = data.draw(st.integers(0, len(entries) - 1))
    other = data.draw(FACTS.filter(lambda one: one != facts[place]))
    entries[place] = chain.Entry(place + 1, other, entries[place].digest)
    assert chain.verify(entries, last) == chain.Break(place + 1, "altered")


@given(st.lists(FACTS, min_size=2, max_size=8), st.data())
def test_a_removed_entry_and_a_cut_end_are_found(facts, data):
    entries, last = made(facts)
    place = data.draw(st.integers(0, len(entries) - 2))
    gone = [*entries[:place], *entries[place + 1 :]]
    assert chain.verify(gone, last) == chain.Break(place + 1, "missing")
    assert chain.verify(entries[:-1], last) == chain.Break(len(entries), "cut")


@given(st.lists(FACTS, min_size=1, max_size=6), st.data())
def test_a_chain_written_anew_with_its_head_is_found_by_what_is_kept_outside(facts, data):
    _entries, anchor = made(facts)
    place = data.draw(st.integers(0, len(facts) - 1))
    forged = list(facts)
    forged[place] = data.draw(FACTS.filter(lambda one: one != facts[place]))
    entries, last = made(forged)
    assert chain.verify(entries, last) is None
    assert chain.verify(entries, last, anchor).what == "replaced"
    shorter, head = made(facts[:-1])
    assert chain.verify(shorter, head, anchor).what == "cut"


def granted(**more):
    known = {
        "state": "granted", "since": NOON, "until": NOON + HOUR,
        "allowed": frozenset({"connect", "read"}), "engineers": frozenset({7}),
    }  # fmt: skip
    return permit.Permit(**known | more)


@pytest.mark.parametrize(
    ("one", "action", "engineer", "at", "why"),
    [
        (granted(), "read", 7, NOON, ""),
        (granted(), "read", 7, NOON + HOUR, "over"),
        (granted(), "read", 7, NOON - HOUR, "early"),
        (granted(), "export", 7, NOON, "action"),
        (granted(), "read", 8, NOON, "engineer"),
        (granted(state="asked"), "read", 7, NOON, "asked"),
        (granted(state="withdrawn"), "read", 7, NOON, "withdrawn"),
        (None, "read", 7, NOON, "none"),
    ],
)
def test_a_permit_allows_what_it_says_and_nothing_else(one, action, engineer, at, why):
    assert permit.refusal(one, action, engineer, at) == why


def test_of_several_permits_one_is_enough_and_the_nearest_says_why_not():
    over = granted(until=NOON)
    assert permit.best_refusal([over, granted()], "read", 7, NOON) == ""
    assert permit.best_refusal([over, granted()], "copy", 7, NOON) == "action"
    assert permit.best_refusal([], "copy", 7, NOON) == "none"


def test_what_is_asked_has_an_order_an_end_and_a_content():
    assert permit.problem(NOON, NOON + HOUR, ["read"]) == ""
    assert permit.problem(NOON, NOON, ["read"]) == "order"
    assert permit.problem(NOON, NOON + timedelta(days=32), ["read"]) == "long"
    assert permit.problem(NOON, NOON + HOUR, ["dance"]) == "nothing"


DAY = date(2026, 3, 2)


def paper(kind="admission", state="valid", first=-10, last=100):
    end = None if last is None else DAY + timedelta(days=last)
    return papers.Paper(kind, state, DAY + timedelta(days=first), end)


@pytest.mark.parametrize(
    ("own", "why", "stops"),
    [
        ([], "missing", True),
        ([paper(state="submitted")], "submitted", True),
        ([paper(last=-1)], "expired", True),
        ([paper(last=0)], "ending", False),
        ([paper(last=1)], "ending", False),
        ([paper(first=1)], "early", True),
        ([paper(state="revoked")], "revoked", True),
    ],
)
def test_what_is_in_the_way_of_an_engineer(own, why, stops):
    (lack,) = papers.lacks(own, ["admission"], DAY)
    assert (lack.why, lack.stops) == (why, stops)


def test_a_paper_that_goes_on_is_no_warning():
    assert papers.lacks([paper()], ["admission"], DAY) == []
    assert papers.lacks([paper(last=None)], ["admission"], DAY) == []
    assert papers.lacks([paper(last=3), paper(first=4, last=90)], ["admission"], DAY) == []
    assert len(papers.lacks([paper()], papers.ON_SITE, DAY)) == 1


@given(st.integers(-400, 400), st.integers(0, 400), st.integers(-400, 400))
def test_one_valid_paper_is_good_from_its_first_to_its_last_day(first, length, offset):
    one = paper(first=first, last=first + length)
    found = papers.lacks([one], ["admission"], DAY + timedelta(days=offset))
    inside = first <= offset <= first + length
    assert inside == (not any(lack.stops for lack in found))
