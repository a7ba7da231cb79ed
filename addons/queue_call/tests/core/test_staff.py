from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import staff, states

VERBS = [*states.MOVES, "set_class", "undo", "update"]
STATES = ["", *states.STATES]
BESIDE_ROOMS = {"", "registered", "waiting", "benched", "held", "cancelled", "transferred"}


def event(verb, source, target, **more):
    return {"entry_id": 1, "verb": verb, "source": source, "target": target, "action": "a"} | more


events = st.builds(
    event,
    st.sampled_from(VERBS),
    st.sampled_from(STATES),
    st.sampled_from(STATES),
    point_id=st.sampled_from([None, 3, 4]),
    session_id=st.sampled_from([None, 9]),
)


@given(st.lists(events, max_size=6))
def test_whatever_touches_a_room_names_it_or_makes_everybody_look(given_events):
    rooms, everybody = staff.concerned(given_events)
    for one in given_events:
        if not {one["source"], one["target"]} <= BESIDE_ROOMS:
            assert everybody or one["point_id"] in rooms


@given(st.lists(events, max_size=6))
def test_a_room_that_no_event_names_is_not_disturbed(given_events):
    rooms, _everybody = staff.concerned(given_events)
    assert rooms <= {one["point_id"] for one in given_events}


def test_a_call_concerns_its_room_and_a_check_in_none():
    call = event("call", "waiting", "called", point_id=7)
    assert staff.concerned([call]) == ({7}, False)
    assert staff.concerned([event("check_in", "registered", "waiting")]) == (set(), False)


def test_a_room_that_a_patient_left_is_concerned_too():
    left = event("transfer", "called", "transferred", point_id=7, before={"point_id": 8})
    assert staff.concerned([left]) == ({7, 8}, False)


def test_who_comes_back_from_tests_by_the_desk_makes_all_rooms_of_the_queue_look():
    back = event("return_from_tests", "away", "waiting", point_id=7)
    assert staff.concerned([back]) == (set(), True)
    assert staff.concerned([back | {"session_id": 5}]) == ({7}, False)


def test_a_changed_name_makes_all_rooms_of_the_queue_look():
    assert staff.concerned([event("update", "waiting", "waiting")]) == (set(), True)


def test_a_room_that_opens_concerns_itself():
    opened = {"verb": "open", "point_id": 4, "action": "b", "target": "open"}
    assert staff.concerned([opened]) == ({4}, False)


def test_what_followed_by_rule_belongs_to_the_same_key():
    call = event("call", "waiting", "called", point_id=7)
    told = staff.moved(5, [call, call | {"action": "a-aside"}], [2, 1, 2], [])
    assert (told["from"], told["acts"], told["lined"]) == (5, ["a"], [1, 2])


def test_a_line_is_told_without_names():
    one = {"entry": 1, "number": "A1", "name": "张小明", "class": "", "why": "first"}
    hidden = one | {"entry": 2, "number": "A2", "name": None}
    told = staff.line([7], {3: 2, 4: 1}, [one, hidden, one, one], None)
    assert "张小明" not in str(told)
    assert told["waiting"] == 3
    assert told["queues"] == {"3": 2, "4": 1}
    assert [one["hidden"] for one in told["next"]] == [False, True, False]
