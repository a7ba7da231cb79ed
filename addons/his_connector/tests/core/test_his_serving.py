"""Which entry of a visit is meant when somebody is said to be served, and what is done with it."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core import mapping
from his_connector.core.commands import Ignore, Register, Serve
from his_connector.core.convert import Source
from his_connector.core.presets import PRESETS
from his_connector.core.serving import STEPS, Place, choose, verbs
from queue_call.core import states

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=timezone.utc)
ENDS = {"begin": "in_service", "finish": "finished"}
STEP = st.sampled_from(STEPS)
STATE = st.sampled_from(states.STATES)
PLACES = st.lists(st.builds(Place, st.integers(1, 99), STATE, st.integers(1, 3)), max_size=5)


@given(STEP, STATE)
def test_the_verbs_are_legal_one_after_the_other_and_lead_to_what_was_said(step, state):
    found = verbs(step, state)
    if found is None:
        assert state in (*states.FINAL, "in_service")
        return
    for verb in found:
        state = states.target(verb, state)
    assert state == ENDS[step]


@given(STEP, STATE)
def test_the_same_said_twice_changes_nothing(step, state):
    if verbs(step, state):
        assert verbs(step, ENDS[step]) is None


@given(STEP, PLACES)
def test_whoever_is_chosen_has_something_to_do_and_is_the_only_one_of_his_kind(step, places):
    place, cause = choose(step, places)
    open_ones = [one for one in places if verbs(step, one.state)]
    if place is None:
        assert cause == ("several_places" if open_ones else "already_over")
        return
    assert place in open_ones
    assert {one.queue_id for one in open_ones if one.state == place.state} == {place.queue_id}


def test_whoever_was_called_is_meant_before_those_who_wait():
    places = [Place(1, "waiting", 1), Place(2, "called", 2), Place(3, "waiting", 3)]
    assert choose("begin", places) == (places[1], "")


def mpps(**row):
    plan = mapping.load(PRESETS["dicom_mpps"]["mapping"])
    row = {"patientid": "P1", "accessionnumber": "V1", "scheduledprocedurestepid": "7", **row}
    return mapping.apply(plan, row, Source(), NOW)


@pytest.mark.parametrize(("status", "step"), [("IN PROGRESS", "begin"), ("COMPLETED", "finish")])
def test_a_modality_begins_and_ends_an_examination(status, step):
    found = mpps(performedprocedurestepstatus=status)
    assert isinstance(found, Serve)
    assert (found.step, found.visit, found.entry, found.person.mrn) == (step, "V1", "7", "P1")


def test_an_examination_broken_off_moves_nobody():
    assert isinstance(mpps(performedprocedurestepstatus="DISCONTINUED"), Ignore)


def test_a_worklist_registers_begins_and_ends_by_the_state_of_its_step():
    plan = mapping.load(PRESETS["ihe_swf"]["mapping"])
    row = {"patientid": "P1", "accessionnumber": "V1", "modality": "CT"}
    said = [
        mapping.apply(plan, {**row, "scheduledprocedurestepstatus": state}, Source(), NOW)
        for state in ("", "SCHEDULED", "ARRIVED", "STARTED", "DEPARTED")
    ]
    assert [type(one) for one in said] == [Register, Register, Register, Serve, Serve]
    assert [one.step for one in said[3:]] == ["begin", "finish"]


def test_who_is_served_must_be_named_with_his_visit():
    found = mpps(accessionnumber="", scheduledprocedurestepid="",
                 performedprocedurestepstatus="COMPLETED")  # fmt: skip
    assert [one.name for one in found] == ["visit"]
