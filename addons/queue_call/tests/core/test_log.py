import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_call.core import log, states
from queue_call.core.log import Event, line_after, replay, standing
from queue_call.core.ordering import ClassRule, LineState, Policy
from queue_call.tests.core.lines import OPENING, Hall, minute, policies, waiting

COMMON = ["register", "check_in", "call", "call", "arrive", "finish", "undo"]
MORE = ["set_class", "move_hand", "undo_note", "no_show", "return_no_show"]
VERBS = COMMON * 2 + MORE + [verb for verb in states.MOVES if verb != "register"]
CLASSES = ["", "", "elderly", "military", "revisit"]
days = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 30), st.sampled_from(CLASSES)),
    min_size=10,
    max_size=90,
)


def event(seq, verb, entry, source="", place=None, undoes=None):
    return Event(seq, minute(seq), verb, entry, f"a{seq}", source, 1, None, place, undoes)


def morning(policy, day):
    hall = Hall(policy)
    for cls in CLASSES:
        hall.do("register", 0, cls)
    for verb, index, cls in day:
        hall.do(verb, index, cls)
    return hall


@settings(max_examples=150)
@given(policies(), days)
def test_a_days_log_replays_to_what_the_hall_held(policy, day):
    hall = morning(policy, day)
    played = replay(hall.events, policy)
    assert played.states == hall.states
    assert played.line == hall.line
    assert played.waiting == hall.in_line()
    assert played.calls == [place.key for place, _joined in hall.called]
    assert played.out_of_turn == []


@given(policies(), days)
def test_what_is_left_of_the_calls_tells_what_the_line_remembers(policy, day):
    hall = morning(policy, day)
    assert line_after(hall.events, policy) == hall.line
    calls = [one for one in standing(hall.events) if one.verb == "call"]
    if calls:
        last = calls[-1]
        line = line_after(hall.events, policy, {last.seq})
        gone = [*hall.events, event(len(hall.events) + 1, "undo", last.entry, undoes=last.seq)]
        assert line == replay(gone, policy).line


@given(policies(), days, st.integers(0, 90))
def test_a_log_replays_to_every_moment_of_the_day(policy, day, length):
    whole = morning(policy, day)
    part = replay(whole.events[:length], policy)
    again = replay(list(reversed(whole.events[:length])), policy)
    assert part == again


@given(policies(), days)
def test_nobody_is_lost_and_nobody_is_in_two_places(policy, day):
    played = replay(morning(policy, day).events, policy)
    for entry, state in played.states.items():
        assert state in states.STATES
        assert (entry in played.waiting) == (state in states.IN_LINE)


def test_a_call_by_hand_is_found_in_the_log():
    policy = Policy()
    places = {key: waiting(key) for key in (1, 2)}
    events = [
        event(1, "register", 1),
        event(2, "register", 2),
        event(3, "check_in", 1, "registered", places[1]),
        event(4, "check_in", 2, "registered", places[2]),
        event(5, "call", 2, "waiting"),
        event(6, "call", 1, "waiting"),
    ]
    played = replay(events, policy)
    assert played.calls == [2, 1]
    assert played.out_of_turn == [5]


def test_an_undone_call_counts_as_if_it_had_not_happened():
    policy = Policy(classes=(ClassRule("elderly", "mixed", every=1),))
    events = [
        event(1, "register", 1),
        event(2, "check_in", 1, "registered", waiting(1)),
        event(3, "call", 1, "waiting"),
        event(4, "undo", 1, undoes=3),
    ]
    played = replay(events, policy)
    assert played.states == {1: "waiting"}
    assert played.line == LineState(joined=1)
    assert played.calls == []
    assert [one.seq for one in standing(events)] == [1, 2]


def test_a_note_changes_the_place_but_not_the_state():
    corrected = waiting(1, cls="elderly")
    events = [
        event(1, "register", 1),
        event(2, "check_in", 1, "registered", waiting(1)),
        event(3, "class", 1, "waiting", corrected),
        event(4, "problem", 1, "waiting"),
    ]
    played = replay(events, Policy())
    assert played.states == {1: "waiting"}
    assert played.waiting == {1: corrected}


def test_a_log_that_no_hall_could_have_written_is_refused():
    with pytest.raises(states.IllegalMove):
        replay([event(1, "register", 1), event(2, "call", 1, "registered")], Policy())
    with pytest.raises(KeyError):
        replay([event(1, "undo", 1, undoes=99)], Policy())


def test_an_empty_log_is_an_empty_hall():
    assert replay([], Policy()) == log.Replay()
    assert OPENING.tzinfo is not None
