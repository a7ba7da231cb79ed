"""Events in the words of a hospital."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.outgoing import EVENTS, Event, fill, wanted

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
