"""Events in the words of a hospital."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.outgoing import EVENTS, Event, corrected, fill, shown, wanted

EVENT = Event(7, "V1", "called", datetime(2026, 11, 22, 0, 30), {"state": "called", "room": None})
ZONE = ZoneInfo("Asia/Shanghai")


def test_a_template_is_filled_with_the_hospital_s_own_codes_and_clock():
    template = {"lsh": "$visit", "zt": "$event", "sj": "$at", "bz": "$state/$room$nobody", "k": 1}
    assert fill(template, EVENT.values(ZONE, {"called": "3"})) == {
        "lsh": "V1", "zt": "3", "sj": "2026-11-22T08:30:00.000", "bz": "called/", "k": "1",
    }  # fmt: skip


def test_the_id_of_an_event_never_changes():
    assert EVENT.values(ZONE, {})["id"] == EVENT.values(ZONE, {"called": "9"})["id"]


@given(st.sampled_from(EVENTS), st.lists(st.sampled_from(EVENTS)))
def test_an_interface_hears_of_what_it_wants_or_of_all(event, wishes):
    assert wanted(event, {"send": wishes}) == (event in wishes)
    assert wanted(event, {})


FACTS = st.dictionaries(
    st.text(max_size=5),
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers()),
    max_size=5,
)


@given(FACTS)
def test_facts_that_nobody_touched_stay_what_they_were(facts):
    assert corrected(facts, shown(facts)) == facts
    assert corrected(facts, {}) == facts


def test_a_corrected_number_stays_a_number_and_a_word_is_refused():
    facts = {"number": "A1", "position": 3, "room": None, "late": True}
    told = corrected(facts, {"number": "A2", "position": "4", "room": "2 诊室", "late": "false"})
    assert told == {"number": "A2", "position": 4, "room": "2 诊室", "late": False}
    for name, text in (("position", "vier"), ("position", "true"), ("late", "1")):
        with pytest.raises(ValueError, match=name):
            corrected(facts, {name: text})
