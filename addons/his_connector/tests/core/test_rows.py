"""A row is kept as it came, found again as the same, and read back into the same command."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core import mapping, rows
from his_connector.core.causes import Refusal
from his_connector.core.codes import CodeMap
from his_connector.core.commands import Cancel, Register
from his_connector.core.profile import Profile

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=timezone.utc)
PLAN = mapping.load(
    {
        "rules": [
            {"target": "mrn", "source": "pid"},
            {"target": "visit", "source": "reg"},
            {"target": "department", "source": "dept"},
        ]
    }
)
PROFILE = Profile(interface_id=1, company_id=1, plan=PLAN)
ROW = {"pid": "7", "reg": "R1", "dept": "0301"}
texts = st.dictionaries(
    st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=8).map(str.lower),
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=12),
    max_size=6,
)


def judge(row, deleted=False, maps=None):
    body = rows.encode_row(row, "v", deleted)
    known = CodeMap(departments={"0301": 5}) if maps is None else maps
    return rows.judge_row(body, b"k", "R1", PROFILE, known, NOW)


@given(texts)
def test_a_row_is_read_back_as_it_was_kept(row):
    kept = rows.decode_row(rows.encode_row(row).decode())
    assert {name: kept[name] for name in row} == {
        name: text.rstrip("\x00") for name, text in row.items()
    }


@given(texts, texts)
def test_rows_have_the_same_hash_exactly_when_they_are_equal(left, right):
    turned = dict(reversed(left.items()))
    assert rows.row_hash(left) == rows.row_hash(turned)
    assert (rows.row_hash(left) == rows.row_hash(right)) == (left == right)


def test_a_row_is_taken_and_applied_by_the_same_rules():
    item = judge(ROW)
    assert (item.state, item.answer.code) == ("new", "AA")
    assert isinstance(item.command, Register)
    assert rows.read_any(item.body.decode(), PROFILE, NOW) == item.command
    facts = item.facts()
    assert (facts.control_id, facts.message_type, facts.stream, facts.visit) == (
        "R1", "ROW", "7", "R1",
    )  # fmt: skip


def test_a_row_that_is_gone_is_a_cancellation():
    assert isinstance(judge(ROW, deleted=True).command, Cancel)


def test_a_row_without_its_patient_is_kept_for_a_person_with_the_column():
    item = judge({**ROW, "pid": ""})
    assert (item.state, item.cause, item.detail) == ("failed", "missing_field", "pid")


def test_a_row_of_an_unknown_department_waits_for_its_code():
    item = judge(ROW, maps=CodeMap())
    assert (item.state, item.cause) == ("failed", "department_unmapped")
    assert [one.code for one in item.unmapped] == ["0301"]


@pytest.mark.parametrize("text", ["{", "[]", "{1}"])
def test_a_body_that_is_no_row_is_refused(text):
    with pytest.raises(Refusal):
        rows.read_row(text, PROFILE, NOW)
