from dataclasses import replace
from datetime import timedelta

import pytest

from queue_call.core.log import Event
from queue_call.core.undo import undoable
from queue_call.tests.core.lines import OPENING

DOCTOR, OTHER, ROOM = 7, 8, 3


def event(seq, verb, entry, *, action="", after_s=0.0, source="waiting", **facts):
    at = OPENING + timedelta(seconds=after_s)
    facts = {"actor": DOCTOR, "point": ROOM, **facts}
    return Event(seq, at, verb, entry, action or f"a{seq}", source, **facts)


def look(events, after_s=1.0, actor=DOCTOR, point=None):
    return undoable(events, OPENING + timedelta(seconds=after_s), actor=actor, point=point)


def test_the_latest_key_press_can_be_taken_back_for_ten_seconds():
    events = [event(1, "call", 5)]
    assert look(events, 9.999).action == "a1"
    assert look(events, 9.999).until == OPENING + timedelta(seconds=10)
    assert look(events, 10) is None


def test_next_that_finished_the_current_patient_is_undone_whole_latest_first():
    events = [
        event(1, "finish", 4, action="next", source="in_service"),
        event(2, "call", 5, action="next"),
    ]
    plan = look(events)
    assert [(one.entry, one.source) for one in plan.events] == [(5, "waiting"), (4, "in_service")]


def test_an_action_that_went_on_in_another_room_cannot_be_undone():
    events = [
        event(1, "finish", 4, action="next", source="in_service"),
        event(2, "call", 5, action="next"),
        event(3, "arrive", 5, actor=OTHER, point=9, source="called"),
    ]
    assert look(events) is None


def test_what_happened_to_other_patients_does_not_matter():
    events = [event(1, "call", 5), event(2, "call", 6, actor=OTHER, point=9)]
    assert look(events).action == "a1"


@pytest.mark.parametrize(
    ("actor", "point", "found"),
    [(DOCTOR, None, True), (OTHER, ROOM, True), (OTHER, 9, False), (None, None, False)],
)
def test_the_same_person_or_the_same_room_may_undo(actor, point, found):
    assert bool(look([event(1, "call", 5)], actor=actor, point=point)) == found


@pytest.mark.parametrize("verb", ["call", "arrive", "no_show", "hold", "send_away", "finish"])
def test_the_keys_of_the_caller_can_be_undone(verb):
    assert look([event(1, verb, 5)]).action == "a1"


@pytest.mark.parametrize("verb", ["recall", "check_in", "cancel", "transfer", "problem"])
def test_what_others_already_acted_upon_cannot_be_undone(verb):
    assert look([event(1, verb, 5)]) is None


def test_an_undo_is_not_undone_and_frees_the_action_before_it():
    events = [
        event(1, "call", 5),
        event(2, "arrive", 5, source="called"),
        event(3, "undo", 5, undoes=2),
    ]
    assert look(events).action == "a1"
    assert look([*events, event(4, "undo", 5, undoes=1)]) is None


def test_undo_does_not_reach_behind_an_action_that_cannot_be_undone():
    events = [event(1, "call", 5), event(2, "recall", 5, source="called")]
    assert look(events) is None


def test_the_order_in_which_the_rows_came_makes_no_difference():
    events = [event(1, "finish", 4, action="next"), event(2, "call", 5, action="next")]
    assert look(events[::-1]) == look(events)


def test_the_window_counts_from_the_first_event_of_the_action():
    events = [
        event(1, "finish", 4, action="next"),
        event(2, "call", 5, action="next", after_s=0.5),
    ]
    assert look(events).until == OPENING + timedelta(seconds=10)


def test_nothing_happened_and_nothing_can_be_undone():
    assert look([]) is None
    assert look([replace(event(1, "call", 5), actor=None, point=None)], point=ROOM) is None
