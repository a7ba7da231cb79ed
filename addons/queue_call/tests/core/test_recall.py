from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.policy import Policy
from queue_call.core.recall import Missing, before_no_show, may_recall

AT = datetime(2026, 3, 2, 0, 30, tzinfo=timezone.utc)


def missing(recalls=0, after=0.0, **rules):
    return before_no_show(Policy(**rules), recalls, AT, AT + timedelta(seconds=after))


def test_without_rules_nothing_is_missing():
    assert not missing()


def test_a_second_that_has_begun_counts_as_left():
    assert missing(after=29.2, no_show_min_delay_s=60) == Missing(0, 31)
    assert not missing(after=60, no_show_min_delay_s=60)


def test_recalls_are_counted_and_never_more_are_asked_for_than_are_allowed():
    assert missing(recalls=1, no_show_min_recalls=2) == Missing(1, 0)
    assert not missing(recalls=1, no_show_min_recalls=5, max_recalls=1)


def test_a_clock_set_back_asks_for_no_more_than_the_whole_time():
    assert missing(after=-3600, no_show_min_delay_s=60) == Missing(0, 60)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_whoever_can_neither_be_called_again_nor_waits_can_be_marked(most, least, recalls):
    policy = Policy(max_recalls=most, no_show_min_recalls=least)
    stuck = before_no_show(policy, recalls, AT, AT)
    assert may_recall(policy, recalls) or not stuck
