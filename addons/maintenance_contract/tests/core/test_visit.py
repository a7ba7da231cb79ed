"""A visit is read from the set of its entries: no order of arrival changes it."""

from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st
from maintenance_contract.core.visit import LEADS_TO, NEXT, Entry, may_follow, read

NINE = datetime(2026, 3, 2, 1, tzinfo=timezone.utc)
VERBS = sorted(LEADS_TO)


def log(*steps):
    return [Entry(NINE + timedelta(minutes=at), n, verb) for n, (at, verb) in enumerate(steps)]


entries = st.lists(
    st.tuples(st.integers(0, 300), st.sampled_from(VERBS)), max_size=14
).map(lambda steps: log(*steps))  # fmt: skip


def test_a_usual_visit():
    told = read(
        log((0, "depart"), (25, "arrive"), (30, "start"), (50, "pause"), (60, "start"),
            (90, "finish"))
    )  # fmt: skip
    assert told.state == "done"
    assert told.travel == timedelta(minutes=25)
    assert told.work == timedelta(minutes=50)
    assert told.pauses == timedelta(minutes=10)
    assert not told.without_effect


@settings(max_examples=1000)
@given(entries, st.randoms(use_true_random=False))
def test_a_thousand_interleavings_read_the_same(log_, rnd):
    shuffled = list(log_)
    rnd.shuffle(shuffled)
    assert read(shuffled) == read(log_)


@given(entries)
def test_the_spans_fit_between_first_and_last_entry(log_):
    told = read(log_)
    if log_:
        spread = max(log_).at - min(log_).at
        assert told.travel + told.work + told.pauses <= spread
    assert len(told.without_effect) <= len(log_)


@given(entries)
def test_every_entry_is_either_of_effect_or_named_as_without(log_):
    told = read(log_)
    kept = [one for one in sorted(log_) if one not in told.without_effect]
    again = read(kept)
    assert not again.without_effect
    assert again.state == told.state
    assert again.work == told.work


def test_an_office_that_pressed_arrive_too_does_not_move_the_engineers_arrival():
    told = read(log((0, "depart"), (25, "arrive"), (31, "arrive"), (32, "start")))
    assert told.arrived == NINE + timedelta(minutes=25)
    assert [one.verb for one in told.without_effect] == ["arrive"]


def test_who_starts_has_arrived():
    assert read(log((5, "start"))).arrived == NINE + timedelta(minutes=5)


def test_what_comes_after_the_end_changes_nothing_and_is_kept():
    told = read(log((0, "arrive"), (5, "abandon"), (9, "finish")))
    assert told.state == "abandoned"
    assert [one.verb for one in told.without_effect] == ["finish"]


def test_a_finish_that_happened_before_the_office_gave_the_visit_up_wins():
    assert read(log((0, "arrive"), (9, "abandon"), (5, "finish"))).state == "done"


def test_every_step_that_is_offered_has_an_effect():
    for state, verbs in NEXT.items():
        for verb in verbs:
            assert may_follow(state, verb), (state, verb)
