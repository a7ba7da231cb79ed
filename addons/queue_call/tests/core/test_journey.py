"""The order of a visit's stops, by property."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.journey import Stop, recommended, total_wait

KEYS = list(range(1, 6))
STOPS = st.lists(
    st.builds(
        Stop,
        st.sampled_from(KEYS),
        wait=st.integers(0, 90),
        serve=st.integers(0, 30),
        ready_in=st.none() | st.integers(0, 60),
        here=st.booleans(),
        fasting=st.booleans(),
        after=st.lists(st.sampled_from(KEYS), max_size=2).map(tuple),
    ),
    unique_by=lambda one: one.key,
    max_size=5,
)


def in_ring(stops):
    """Whether the dependencies lead back to a stop."""
    after = {one.key: set(one.after) - {one.key} for one in stops}
    left = set(after)
    while left:
        free = {key for key in left if not after[key] & left}
        if not free:
            return True
        left -= free
    return False


@given(STOPS)
def test_every_stop_is_visited_once_even_if_the_data_lead_in_a_ring(stops):
    assert sorted(recommended(stops)) == sorted(one.key for one in stops)


@given(STOPS, st.randoms())
def test_the_order_in_which_the_stops_are_given_makes_no_difference(stops, random):
    mixed = list(stops)
    random.shuffle(mixed)
    assert recommended(mixed) == recommended(stops)


@given(STOPS)
def test_a_stop_comes_after_those_it_depends_on(stops):
    order = recommended(stops)
    if not in_ring(stops):
        for one in stops:
            for key in set(one.after) & set(order) - {one.key}:
                assert one.here or order.index(key) < order.index(one.key)


@given(STOPS)
def test_where_he_is_now_comes_first(stops):
    order = recommended(stops)
    here = {one.key for one in stops if one.here}
    assert set(order[: len(here)]) == here


@given(
    st.lists(
        st.builds(Stop, st.sampled_from(KEYS), wait=st.integers(0, 90)),
        max_size=5,
        unique_by=lambda one: one.key,
    )
)
def test_of_stops_that_take_no_time_no_order_waits_less(stops):
    best = min(total_wait(stops, list(order)) for order in permutations(one.key for one in stops))
    assert total_wait(stops, recommended(stops)) == best


def test_fasting_first_then_the_one_that_is_called_soonest():
    stops = [
        Stop(1, wait=40, serve=10),
        Stop(2, wait=15, serve=5, fasting=True),
        Stop(3, wait=5, serve=20, ready_in=60),
        Stop(4, wait=0, after=(2,)),
    ]
    assert recommended(stops) == [2, 4, 1, 3]
