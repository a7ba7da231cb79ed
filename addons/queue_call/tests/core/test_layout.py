"""Layouts by property: what is accepted fits the screen, and every problem has a remedy."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import layout, layout_sample
from queue_call.core.layout_defaults import SCREEN_KINDS, default_document, default_kind
from queue_call.core.layout_kinds import REGION_KINDS

WAYS = ("landscape", "portrait")
EVERY = [(kind, way) for kind in SCREEN_KINDS for way in WAYS]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)
PLACE = st.fixed_dictionaries(
    {
        "id": JSON,
        "kind": st.sampled_from([*REGION_KINDS, "nothing"]) | JSON,
        **{side: st.floats(-20, 130) | JSON for side in "xywh"},
        "options": JSON,
    }
)


@pytest.mark.parametrize(("kind", "way"), EVERY)
def test_every_layout_to_start_from_is_sound(kind, way):
    assert layout.check(default_document(kind, way), way) == []


@given(
    JSON | st.fixed_dictionaries({"regions": st.lists(PLACE, max_size=5)}), st.sampled_from(WAYS)
)
def test_whatever_is_given_is_answered_with_problems_and_remedies(document, way):
    problems = layout.check(document, way)
    for one in problems:
        assert all(one.text)
        assert all(one.remedy)
        assert one.words("zh_CN")
    if not problems:
        assert layout.wire("l1", document, way, "night")["regions"]


@given(st.sampled_from(EVERY), st.data())
def test_what_is_accepted_lies_on_the_screen_and_over_nothing_else(which, data):
    kind, way = which
    document = default_document(kind, way)
    one = data.draw(st.sampled_from(document["regions"]))
    one[data.draw(st.sampled_from("xywh"))] = data.draw(st.floats(0, 110))
    if layout.check(document, way):
        return
    for region in document["regions"]:
        assert region["x"] + region["w"] <= 100.1
        assert region["y"] + region["h"] <= 100.1
    flat = [one for one in document["regions"] if one["kind"] != "calls"]
    area = sum(one["w"] * one["h"] for one in flat)
    assert area <= 100 * 100 + 1


def test_a_problem_names_the_region_and_says_what_to_do():
    document = default_document("hall", "landscape")
    document["regions"][1]["h"] = 4
    (problem,) = layout.check(document, "landscape")
    assert problem.region == document["regions"][1]["id"]
    assert problem.words("en_US").endswith("high, or let people stand nearer.")
    assert problem.words("zh_CN").startswith("rooms2：")


def test_two_regions_over_each_other_are_told():
    document = default_document("exam", "landscape")
    document["regions"][2]["x"] -= 5
    (problem,) = layout.check(document, "landscape")
    assert problem.text[0] == "It lies over steps3."


def test_a_layout_that_shows_no_call_is_refused():
    document = {"regions": [{"id": "a", "kind": "clock", "x": 0, "y": 0, "w": 40, "h": 20}]}
    (problem,) = layout.check(document)
    assert "called" in problem.text[0]


# -- type that is read from afar ------------------------------------------------------------------
@given(st.floats(2, 25), st.floats(20, 150), st.sampled_from(WAYS))
def test_a_called_number_is_as_high_as_its_readers_need(distance, inches, way):
    """Digits of CALL_REM units, on a real screen of that size, fill 16 minutes of arc."""
    grown = layout.scale(distance, inches)
    _wide, high = layout.grid(way, grown)
    percent = 100 * layout.CALL_REM * layout.DIGIT_HEIGHT / high
    assert percent >= layout.min_height_percent(distance, inches, way) * 0.999


def test_the_figures_of_a_usual_hall():
    assert round(layout.digit_mm(10)) == 47
    assert layout.min_height_percent(10, 55, "landscape") == pytest.approx(6.8, abs=0.05)


def test_the_styles_use_the_size_that_the_rule_is_computed_for(addon):
    styles = (addon / "static/src/screen/screen.css").read_text(encoding="utf-8")
    rule = styles.split(".jh-screen .patient .number {")[1].split("}")[0]
    assert f"font-size: {layout.CALL_REM}rem" in rule


# -- what a screen receives -----------------------------------------------------------------------
@given(st.sampled_from(EVERY), st.sampled_from(layout.SKINS))
def test_the_same_layout_has_the_same_hash_and_any_change_another(which, skin):
    document = default_document(*which)
    first = layout.wire("l1", document, which[1], skin)
    assert layout.wire("l1", copy.deepcopy(document), which[1], skin) == first
    document["regions"][0]["h"] -= 0.5
    assert layout.wire("l1", document, which[1], skin)["hash"] != first["hash"]


def test_a_wire_is_json_and_has_every_option_filled():
    wire = layout.wire("l1", default_document("pharmacy", "landscape"), "landscape", "day")
    assert json.loads(json.dumps(wire)) == wire
    pharmacy = next(one for one in wire["regions"] if one["kind"] == "pharmacy")
    assert pharmacy["options"] == {"by": "list", "tags": True}


@pytest.mark.parametrize("kind", SCREEN_KINDS)
def test_the_sample_shows_two_equal_masks_with_different_numbers(kind):
    told = layout_sample.sample(kind)
    people = [one for row in told["rows"] for one in row["next"] + row["current"]]
    people += [one for each in told["lists"] for step in each["steps"] for one in step["people"]]
    numbers = {one["number"] for one in people if one["name"] == "张*明"}
    assert len(numbers) >= 2 or kind == "door"
    assert all(one["number"] for one in people)
    assert all("*" in one["name"] for one in people)


def test_a_zone_of_several_kinds_has_the_combined_screen():
    assert default_kind("hall", {"clinic", "pharmacy"}) == "combined"
    assert default_kind("hall", set()) == "hall"
    assert default_kind("door", {"pharmacy"}) == "door"
