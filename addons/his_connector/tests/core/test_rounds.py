"""Batches: order within a stream, one bad item alone, waiting longer each time."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.rounds import MAX_TRIES, bisect, next_batch_size, retry_delay, rounds

ITEMS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 99)), max_size=40)


@given(ITEMS)
def test_rounds_keep_every_item_and_the_order_of_each_stream(items):
    found = rounds(items, lambda item: item[0])
    for group in found:
        assert max(Counter(item[0] for item in group).values()) == 1
    for stream in "abcd":
        mine = [item for group in found for item in group if item[0] == stream]
        assert mine == [item for item in items if item[0] == stream]


@given(st.sets(st.integers(0, 199), max_size=8))
def test_halving_applies_all_but_the_bad_ones_once(bad):
    applied, failed = [], []

    def work(items):
        if bad & set(items):
            raise ValueError
        applied.extend(items)

    bisect(range(200), work, lambda item, _error: failed.append(item), lambda _error: False)
    assert sorted(applied) == [n for n in range(200) if n not in bad]
    assert sorted(failed) == sorted(bad)


def test_one_bad_item_costs_few_tries():
    tries = []

    def work(items):
        tries.append(len(items))
        if 77 in items:
            raise ValueError

    bisect(range(100), work, lambda *_: None, lambda _error: False)
    assert len(tries) <= 16


def test_an_error_of_nobody_goes_through():
    def work(_items):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        bisect([1, 2], work, lambda *_: None, lambda error: isinstance(error, ConnectionError))


def test_retries_wait_longer_each_time_and_end():
    delays = [retry_delay(tries) for tries in range(1, MAX_TRIES)]
    assert delays == sorted(delays)
    assert delays[0] == timedelta(seconds=1)
    assert retry_delay(MAX_TRIES) is None


@given(st.integers(40, 250), st.floats(0, 5))
def test_a_batch_shrinks_when_slow_and_grows_when_quick(size, seconds):
    following = next_batch_size(size, timedelta(seconds=seconds))
    assert 40 <= following <= 250
    if seconds > 0.2:
        assert following <= size
