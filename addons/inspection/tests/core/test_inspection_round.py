from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from inspection.core import round as walk

NAMES = st.text("A0123456789F楼 ", max_size=6)


@given(
    st.lists(
        st.builds(
            walk.Stop,
            id=st.integers(1, 10**6),
            section=st.sampled_from(walk.SECTIONS),
            path=st.lists(NAMES, max_size=3).map(tuple),
            sequence=st.integers(0, 50),
        ),
        unique_by=lambda stop: stop.id,
    )
)
def test_the_round_visits_each_stop_once_part_by_part(stops):
    order = walk.walking_order(stops)
    assert sorted(order) == sorted(stop.id for stop in stops)
    known = {stop.id: stop for stop in stops}
    parts = [walk.SECTIONS.index(known[one].section) for one in order]
    assert parts == sorted(parts)


def test_floors_are_walked_by_their_numbers_and_a_room_is_entered_once():
    stops = [
        walk.Stop(1, "terminal", ("A", "10F", "1"), 5),
        walk.Stop(2, "terminal", ("A", "2F", "12"), 9),
        walk.Stop(3, "terminal", ("A", "2F", "3"), 7),
        walk.Stop(4, "terminal", ("A", "2F", "12"), 1),
    ]
    assert walk.walking_order(stops) == [3, 4, 2, 1]


def test_what_is_looked_at_on_one_device_is_looked_at_together():
    stops = [walk.Stop(key, "terminal", (), key // 10, key % 10) for key in (11, 12, 21, 22)]
    assert walk.walking_order(stops) == [11, 21, 12, 22]


@given(st.integers(1, 30), st.integers(1, 30))
def test_every_device_has_its_turn(count, devices):
    ids, seen = list(range(devices)), {}
    for visit in range(-(-devices // count)):
        for one in walk.sample(ids, seen, count):
            seen[one] = date(2026, 1, 1 + visit)
    assert set(seen) == set(ids)


def test_a_sample_of_none_is_all_in_their_order():
    assert walk.sample([3, 1, 2], {}, 0) == [3, 1, 2]


def test_an_answer_is_compared_with_the_last_one():
    assert walk.compare("", "ok") == "first"
    assert walk.compare("ok", "ok") == "same"
    assert walk.compare("not_ok", "ok") == "better"
    assert walk.compare("ok", "not_ok") == "worse"
    assert walk.compare("not_ok", "gone") == "changed"


def test_a_finding_is_repeated_only_without_a_break():
    key = ("disk", 1)
    assert walk.repeated(key, [[key], [key], []]) == 2
    assert walk.repeated(key, [[], [key]]) == 0


def test_the_share_of_right_answers_leaves_out_what_was_not_judged():
    assert walk.score(["ok", "not_ok", "skipped", ""]) == 50
    assert walk.score(["skipped"]) is None
