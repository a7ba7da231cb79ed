"""The desk offers nothing that the states would refuse, and always a way on."""

import pytest

from queue_call.core.desk_moves import LEAD_ONLY, moves
from queue_call.core.states import FINAL, MOVES, STATES
from queue_call.core.undo import DESK_VERBS


@pytest.mark.parametrize("state", STATES)
def test_every_verb_on_offer_is_legal(state):
    for verb in moves(state, lead=True):
        assert verb not in MOVES or state in MOVES[verb].sources


@pytest.mark.parametrize("state", STATES)
def test_an_entry_that_is_done_offers_a_revisit_at_most_and_any_other_a_way_on(state):
    offered = moves(state, lead=False)
    if state in FINAL:
        assert offered == (("revisit",) if state == "finished" else ())
    else:
        assert offered


@pytest.mark.parametrize("state", STATES)
def test_whoever_is_no_lead_may_do_less_but_never_more(state):
    assert set(moves(state, lead=False)) == set(moves(state, lead=True)) - LEAD_ONLY


def test_all_that_the_desk_does_it_can_take_back():
    offered = {verb for state in STATES for verb in moves(state, lead=True)}
    # A revisit is a new entry, whose check-in is taken back.
    assert offered - {"revisit"} <= DESK_VERBS
