from hypothesis import given
from hypothesis import strategies as st

from device_registry.core import life


@given(st.lists(st.sampled_from(list(life.STEPS)), max_size=20))
def test_no_way_leads_out_of_retired_and_every_state_is_known(steps):
    state = "stock"
    for step in steps:
        told = life.after(state, step)
        assert (told is not None) == (step in life.steps_from(state))
        assert state != "retired" or told is None
        state = told or state
        assert state in life.STATES


def test_only_an_installed_box_shows_anything_and_what_is_gone_is_not_paired_again():
    assert [one for one in life.STATES if life.keeps_token(one)] == ["installed"]
    assert [one for one in life.STATES if not life.may_be_paired(one)] == ["replaced", "retired"]


def test_every_state_is_reached_from_stock():
    reached, ahead = set(), {"stock"}
    while ahead:
        state = ahead.pop()
        reached.add(state)
        ahead |= {life.after(state, step) for step in life.steps_from(state)} - reached
    assert reached == set(life.STATES)
