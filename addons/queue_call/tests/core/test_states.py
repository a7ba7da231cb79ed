import pytest

from queue_call.core import states
from queue_call.core.states import FINAL, MOVES, NEW, STATES, IllegalMove, target


@pytest.mark.parametrize(
    ("verb", "source", "expected"),
    [
        ("register", NEW, "registered"),
        ("check_in", "registered", "waiting"),
        ("undo_check_in", "waiting", "registered"),
        ("undo_check_in", "benched", "registered"),
        ("bench", "waiting", "benched"),
        ("unbench", "benched", "waiting"),
        ("call", "waiting", "called"),
        ("call", "benched", "called"),
        ("recall", "called", "called"),
        ("arrive", "called", "in_service"),
        ("no_show", "called", "no_show"),
        ("return_no_show", "no_show", "waiting"),
        ("hold", "waiting", "held"),
        ("hold", "in_service", "held"),
        ("resume", "held", "waiting"),
        ("send_away", "in_service", "away"),
        ("return_from_tests", "away", "waiting"),
        ("finish", "in_service", "finished"),
        ("finish", "called", "finished"),
        ("cancel", "called", "cancelled"),
        ("cancel", "away", "cancelled"),
        ("transfer", "in_service", "transferred"),
    ],
)
def test_a_verb_leads_to_its_state(verb, source, expected):
    assert target(verb, source) == expected


@pytest.mark.parametrize(
    ("verb", "source"),
    [
        ("register", "registered"),
        ("check_in", "waiting"),
        ("call", "registered"),
        ("call", "called"),
        ("call", "no_show"),
        ("recall", "waiting"),
        ("arrive", "waiting"),
        ("no_show", "in_service"),
        ("no_show", "waiting"),
        ("finish", "waiting"),
        ("cancel", "in_service"),
        ("cancel", "finished"),
        ("undo_check_in", "called"),
    ],
)
def test_an_illegal_verb_says_the_state_and_what_can_be_done(verb, source):
    with pytest.raises(IllegalMove) as refusal:
        target(verb, source)
    assert refusal.value.state == source
    assert refusal.value.verb == verb
    assert refusal.value.allowed == states.verbs(source)
    assert verb not in refusal.value.allowed


def test_an_unknown_verb_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        target("dance", "waiting")


def test_every_state_is_known_and_can_be_reached():
    reached, before = {NEW}, set()
    while reached != before:
        before = set(reached)
        reached |= {move.target for move in MOVES.values() if move.sources & before}
    assert reached == {NEW, *STATES}


def test_nobody_leaves_a_final_state_and_nobody_is_stuck_elsewhere():
    for state in (NEW, *STATES):
        assert bool(states.verbs(state)) == (state not in FINAL)


def test_every_state_that_is_not_final_has_a_way_to_a_final_one():
    safe = set(FINAL)
    for _ in STATES:
        safe |= {state for move in MOVES.values() if move.target in safe for state in move.sources}
    assert safe == {NEW, *STATES}


def test_only_verbs_that_lead_to_waiting_join_the_line():
    assert {move.target for move in MOVES.values() if move.joins} == {"waiting"}


def test_a_resumed_patient_keeps_the_place_and_a_returned_one_does_not():
    assert not MOVES["resume"].joins
    assert MOVES["return_no_show"].joins
    assert MOVES["return_from_tests"].joins
