"""A message as people read it: every field once, marks where the reading looks."""

import json

from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.mapping import load
from his_connector.core.profile import Profile
from his_connector.core.showing import show

PROFILE = Profile(1, 1)
ADT = (
    "MSH|^~\\&|HIS|H1|QUEUE|H1|20260302085500||ADT^A04|M1|P|2.4\rEVN|A04|20260302085500\r"
    "PID|1||P1^^^H1^MR||张三||19800101|M\rPV1|1|O|0301^^^^^^^^心内科||||1001^李四"
    + "|" * 12 + "V1\r"
)  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n|\x00"), max_size=8)
BODIES = st.lists(st.lists(WORDS, max_size=6), max_size=6)


def marks(text, profile=PROFILE, wrong=""):
    cells = [cell for line in show(text, profile, wrong) for cell in line.cells]
    return {cell.fact: cell.place for cell in cells if cell.fact}


def wrong_ones(text, wrong, profile=PROFILE):
    return [c.place for line in show(text, profile, wrong) for c in line.cells if c.wrong]


@given(BODIES)
def test_every_field_is_shown_once_and_in_its_place(rows):
    lines = ["|".join([f"Z{n:02}", *row]) for n, row in enumerate(rows)]
    shown = show("\r".join(["MSH|^~\\&|HIS", *lines]) + "\r", PROFILE)[1:]
    assert [[cell.text for cell in line.cells] for line in shown] == [list(row) for row in rows]
    for line in shown:
        places = [cell.place for cell in line.cells]
        assert places == [f"{line.name}-{n}" for n in range(1, len(places) + 1)]


@given(st.text(max_size=200), st.text(max_size=10))
def test_anything_can_be_shown(text, wrong):
    assert isinstance(show(text, PROFILE, wrong), list)


def test_the_facts_of_a_registration_are_marked_where_they_were_read():
    found = marks(ADT)
    assert found["mrn"] == "PID-3"
    assert found["visit"] == "PV1-19"
    assert found["department"] == "PV1-3"
    assert found["doctor"] == "PV1-7"
    assert found["control"] == "MSH-10"


def test_of_several_places_the_one_that_was_read_is_marked():
    profile = Profile(1, 1, paths={"department": "PV1-10 PV1-3"})
    assert marks(ADT, profile)["department"] == "PV1-3"
    both = ADT.replace("李四||||", "李四|||0777|")
    assert marks(both, profile)["department"] == "PV1-10"


def test_the_place_of_the_cause_is_marked_even_when_it_is_not_there():
    assert wrong_ones(ADT, "PID-1-3") == ["PID-3"]
    assert wrong_ones(ADT, "PV1-3.4") == ["PV1-3"]
    assert wrong_ones(ADT, "SCH-11.4") == ["SCH-11"]
    assert wrong_ones(ADT, "0999") == []


def test_the_columns_of_a_row_are_marked_by_its_mapping():
    plan = load({"rules": [{"target": "mrn", "source": "patient_id"},
                           {"target": "department", "source": ["dept", "ks"]}]})  # fmt: skip
    profile, row = Profile(1, 1, plan=plan), {"patient_id": "7", "dept": "", "ks": "0301"}
    body = json.dumps(row)
    assert marks(body, profile) == {"mrn": "patient_id", "department": "ks"}
    assert wrong_ones(body, "KS", profile) == ["ks"]
    assert wrong_ones(body, "gone", profile) == ["gone"]
