"""The interface document: every preset prints, secrets never, and its sample can be read."""

import json
from datetime import datetime, timezone

import pytest

from his_connector.core.charset import Policy
from his_connector.core.commands import Register
from his_connector.core.convert import Source
from his_connector.core.document import Facts, content, sample_row, sample_xml
from his_connector.core.mapping import apply, load
from his_connector.core.presets import PRESETS
from his_connector.core.proposal import columns_of, propose
from his_connector.core.records import parse

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)
VERBS = {"heading", "text", "facts", "table"}
MAPPED = sorted(key for key, preset in PRESETS.items() if preset["mapping"])


def facts_of(preset, **settings):
    transport = str(preset["transport"])
    plan = load(preset["mapping"]) if preset["mapping"] else None
    return Facts("接口", "示范医院", transport, 2575, "UTF-8", 16, settings, plan)


@pytest.mark.parametrize("key", sorted(PRESETS))
def test_every_preset_prints(key):
    preset = PRESETS[key]
    printed = content(facts_of(preset, **preset["settings"]))
    assert {part[0] for part in printed["parts"]} <= VERBS
    headings = [part[1] for part in printed["parts"] if part[0] == "heading"]
    assert [heading[:2] for heading in headings] == [f"{one}、" for one in "一二三四五六七"]


def test_secrets_are_not_printed():
    out = {"url": "http://his", "password": "hush1", "key": "hush2"}
    printed = json.dumps(content(facts_of(PRESETS["four_views"], key="hush3", token="hush4",
                                          password="hush5", out=out)))  # fmt: skip
    assert "hush" not in printed


@pytest.mark.parametrize("key", ["four_views", "staging_0129", "asmx_strings", "ihe_swf"])
def test_the_printed_sample_becomes_a_registration(key):
    plan = load(PRESETS[key]["mapping"])
    result = apply(plan, sample_row(plan), Source(timezone.utc), NOW)
    assert isinstance(result, Register)
    assert result.service.department.code == "0301"


def test_the_sample_of_a_proposed_mapping_can_be_read_too():
    rows = [{"BRID": "7", "KSDM": "0301", "GHXH": "R1", "GHRQ": "20261122", "THBZ": "0"}]
    plan = load(propose(columns_of(rows)).mapping)
    assert isinstance(apply(plan, sample_row(plan), Source(timezone.utc), NOW), Register)


@pytest.mark.parametrize("key", ["call_funccode", "wst846_7", "wst846_10"])
def test_a_printed_xml_is_read_back_as_the_row_it_shows(key):
    row = sample_row(load(PRESETS[key]["mapping"]))
    (found,) = parse(sample_xml(row).encode(), {"format": "xml"}, Policy("detected", "strict"))
    assert found == {name: value for name, value in row.items() if value or "@" in name}
