from collections import Counter
from datetime import datetime, timedelta, timezone
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.merge import Head, charge, explain_turns, merge, turns

AT = datetime(2026, 3, 2, 0, 30, tzinfo=timezone.utc)


def lane(queue, count, *, start=0, **more):
    """A lane of ``count`` people who came a minute apart."""
    for n in range(start, start + count):
        yield Head((queue, n), queue, AT + timedelta(minutes=n), n * 10 + queue, **more)


def queues(lanes, weights, credits=None):
    return [queue for (queue, _n), _credits in merge(lanes, weights, credits or {})]


def test_two_to_one_is_a_b_a_again_and_again():
    assert queues([lane(1, 6), lane(2, 3)], {1: 2, 2: 1}) == [1, 2, 1] * 3


def test_without_weights_who_came_first_goes_first():
    assert queues([lane(1, 2, start=5), lane(2, 2)], {}) == [2, 2, 1, 1]


def test_an_empty_queue_gives_its_turn_away_and_is_owed_nothing():
    credits = {}
    for _n in range(50):
        (_what, credits), *_rest = islice(merge([lane(2, 9)], {1: 1, 2: 1}, credits), 1)
    following = queues([lane(1, 9), lane(2, 9)], {1: 1, 2: 1}, credits)
    assert Counter(following[:6]) == {1: 3, 2: 3}


def test_an_absolute_class_goes_first_by_rank_whatever_the_weights():
    urgent = lane(2, 2, start=90, absolute=1)
    most = lane(3, 1, start=99, absolute=0)
    assert queues([lane(1, 3), urgent, most], {1: 9, 2: 1, 3: 1}) == [3, 2, 2, 1, 1, 1]


def test_what_the_morning_left_goes_first_where_it_is_carried_over():
    left = lane(2, 2, start=50, carried=True, half="am")
    assert queues([lane(1, 2), left], {1: 5, 2: 1})[:2] == [2, 2]


def test_merged_half_days_of_one_queue_share_its_turns():
    am, pm = lane(1, 2, start=3), lane(1, 2)
    other = lane(2, 2)
    assert queues([am, pm, other], {1: 2, 2: 1}) == [1, 2, 1, 1, 2, 1]


@given(st.dictionaries(st.integers(1, 4), st.integers(1, 5), min_size=2))
def test_in_every_round_each_queue_has_exactly_its_turns(weights):
    total = sum(weights.values())
    called = queues([lane(queue, 3 * total) for queue in weights], weights)
    for start in (0, total, 2 * total):
        assert Counter(called[start : start + total]) == weights


histories = st.lists(
    st.tuples(st.sets(st.integers(1, 3), min_size=1), st.integers(0, 2)), max_size=40
)


@given(histories, st.dictionaries(st.integers(1, 3), st.integers(1, 4), min_size=3))
def test_whatever_was_empty_before_nobody_is_called_more_than_two_rounds_at_a_stretch(
    history, weights
):
    credits = {}
    for present, pick in history:
        called = sorted(present)[pick % len(present)]
        credits = charge(weights, credits, present, called)
    total = sum(weights.values())
    following = queues([lane(queue, 4 * total) for queue in weights], weights, credits)
    assert set(following[: 3 * total]) == set(weights)


@given(histories, st.dictionaries(st.integers(1, 3), st.integers(1, 4)))
def test_calling_one_by_one_gives_what_was_forecast(history, weights):
    sizes = {queue: 1 + n % 4 for n, queue in enumerate((1, 2, 3))}
    forecast = queues([lane(queue, size) for queue, size in sizes.items()], weights)
    left, credits, called = {queue: list(lane(queue, n)) for queue, n in sizes.items()}, {}, []
    while any(left.values()):
        lanes = [iter(one) for one in left.values() if one]
        (queue, _n), credits = next(merge(lanes, weights, credits))
        left[queue].pop(0)
        called.append(queue)
    assert called == forecast


def test_weights_count_only_where_several_queues_have_them():
    assert turns({1: 2, 2: 1}, [1, 2]) == {1: 2, 2: 1}
    assert turns({1: 2}, [1, 2]) == {1: 2, 2: 1}
    assert turns({1: 2}, [1]) == turns({}, [1, 2]) == {}


def test_the_sentence_names_the_queues_and_their_turns():
    names = {1: "专家", 2: "普通"}
    assert explain_turns({1: 2, 2: 1}, names, "zh_CN") == "与其他队列交叉叫号（专家 2 : 普通 1）。"
    assert "2 : 普通 1" in explain_turns({1: 2, 2: 1}, names, "en_US")
    assert explain_turns({}, names, "en_US") == ""
