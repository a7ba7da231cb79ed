from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.rooms import Person, Room, admits, bench_first, refill, unserved

QUEUES, DOCTORS, CLASSES = (1, 2), (7, 8), (30, 31)


def sets(values):
    return st.frozensets(st.sampled_from(values))


rooms = st.lists(
    st.builds(
        Room,
        st.integers(1, 9),
        sets(QUEUES),
        sets(DOCTORS),
        sets(CLASSES),
        st.integers(0, 4),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda room: room.point,
)
halls = st.lists(
    st.builds(
        Person,
        st.integers(1, 99),
        st.sampled_from(QUEUES),
        st.none() | st.sampled_from(DOCTORS),
        st.none() | st.sampled_from(CLASSES),
        st.just(2),
    ),
    max_size=12,
    unique_by=lambda person: person.key,
)


def test_the_least_loaded_room_is_filled_first_and_equal_rooms_in_their_order():
    two = [Room(1, frozenset({1}), load=1), Room(2, frozenset({1}))]
    hall = [Person(n, 1, limit=2) for n in range(6)]
    assert refill(two, hall) == [(0, 2), (1, 1), (2, 2), (3, 1)]


def test_who_finds_no_place_does_not_keep_others_from_theirs():
    room = Room(1, frozenset({1}), doctors=frozenset({7}))
    hall = [Person(1, 1, doctor=8, limit=1), Person(2, 1, limit=1)]
    assert refill([room], hall) == [(2, 1)]


@given(rooms, halls)
def test_nobody_is_benched_where_he_cannot_be_called(some_rooms, hall):
    by_point = {room.point: room for room in some_rooms}
    people = {person.key: person for person in hall}
    for key, point in refill(some_rooms, hall):
        room, person = by_point[point], people[key]
        assert admits(room, person)
        assert person.queue in room.queues
        assert not room.paused


@given(rooms, halls)
def test_a_bench_is_never_filled_beyond_its_limit(some_rooms, hall):
    sent = Counter(point for _key, point in refill(some_rooms, hall))
    assert all(room.benched + sent[room.point] <= max(2, room.benched) for room in some_rooms)


@given(rooms, halls)
def test_afterwards_nobody_stands_in_the_hall_while_a_bench_has_room_for_him(some_rooms, hall):
    sent = dict(refill(some_rooms, hall))
    taken = Counter(sent.values())
    for person in hall:
        if person.key not in sent:
            assert not any(
                room.benched + taken[room.point] < 2
                and not room.paused
                and person.queue in room.queues
                and admits(room, person)
                for room in some_rooms
            )


@given(rooms, halls)
def test_who_stands_ahead_and_may_go_wherever_another_may_goes_before_him(some_rooms, hall):
    sent = dict(refill(some_rooms, hall))
    for index, ahead in enumerate(hall):
        for behind in hall[index + 1 :]:
            same = (ahead.queue, ahead.doctor, ahead.bound_class) == (
                behind.queue,
                behind.doctor,
                behind.bound_class,
            )
            if same and behind.key in sent:
                assert ahead.key in sent


@given(rooms, halls)
def test_whoever_is_not_served_is_told_why_and_nobody_else(some_rooms, hall):
    for person in hall:
        served = any(person.queue in one.queues and admits(one, person) for one in some_rooms)
        assert (unserved(some_rooms, person) is None) == served


def test_the_reason_names_what_is_missing():
    room = Room(1, frozenset({1}), frozenset({7}), frozenset({30}))
    assert unserved([room], Person(1, 2)) == "no_session"
    assert unserved([room], Person(1, 1, doctor=8)) == "no_doctor"
    assert unserved([room], Person(1, 1, doctor=7, bound_class=31)) == "no_room"


@given(st.lists(st.tuples(st.integers(), st.booleans(), st.booleans())))
def test_a_room_calls_its_bench_first_but_no_emergency_waits_for_a_place(line):
    called = list(bench_first((one, one[1], one[2]) for one in line))
    assert sorted(called) == sorted(line)
    first = [one for one in line if one[1] or one[2]]
    assert called == first + [one for one in line if not (one[1] or one[2])]
