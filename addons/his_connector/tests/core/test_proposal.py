"""A mapping proposed from samples: names in four ways of writing, values that refute them."""

import json
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core import charset
from his_connector.core.causes import Refusal
from his_connector.core.commands import Cancel, Register
from his_connector.core.convert import Source
from his_connector.core.mapping import apply, load
from his_connector.core.presets import PRESETS
from his_connector.core.proposal import Column, columns_of, propose, read_sample
from his_connector.core.proposal.guess import EXACT
from his_connector.core.proposal.words import NAMES

POLICY = charset.Policy("detected", "strict", "utf-8")
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=timezone.utc)
ENGLISH = ["patient_id", "patient_name", "sex", "reg_no", "dept_code", "doctor_code", "is_deleted"]
PINYIN = ["bingren_id", "xingming", "xingbie", "guahao_id", "keshi", "yisheng", "tuihaobiaozhi"]
INITIALS = ["BRID", "BRXM", "XB", "GHXH", "KSDM", "YSDM", "THBZ"]
CHINESE = ["病人ID", "姓名", "性别", "挂号单号", "科室代码", "医生工号", "退号标志"]
VALUES = [
    ["P1", "张三", "男", "R1", "0301", "1001", "0"],
    ["P2", "李四", "女", "R2", "0302", "1002", "1"],
]
TARGETS = ["mrn", "name", "sex", "visit", "department", "doctor", "command"]


@pytest.mark.parametrize("names", [ENGLISH, PINYIN, INITIALS, CHINESE])
def test_a_view_is_understood_in_every_way_of_naming(names):
    rows = [dict(zip(names, values, strict=True)) for values in VALUES]
    guess = propose(columns_of(rows))
    found = {rule["target"]: rule["source"] for rule in guess.mapping["rules"]}
    assert found == dict(zip(TARGETS, names, strict=True))
    assert not guess.doubts
    plan = load(guess.mapping)
    first, second = (apply(plan, row, Source(timezone.utc), NOW) for row in rows)
    assert isinstance(first, Register)
    assert (first.person.mrn, first.visit, first.service.department.code) == ("P1", "R1", "0301")
    assert isinstance(second, Cancel)


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ('{"data": {"rows": [{"BRID": "1"}, {"BRID": "2"}]}}', ("json", "data.rows")),
        ('{"BRID": "1"}', ("json", "")),
        ("<R><L><I><BRID>1</BRID></I><I><BRID>2</BRID></I></L></R>", ("xml", "I")),
        ("<I><BRID>1</BRID></I>", ("xml", "")),
        ("BRID|KSDM\n1|2\n3|4", ("csv", "|")),
        ("BRID\tKSDM\n1\t2", ("csv", "\t")),
        ("\ufeffBRID,KSDM\r\n1,2\r\n", ("csv", ",")),
    ],
)
def test_the_records_of_a_sample_are_found(text, settings):
    sample = read_sample(text.encode(), POLICY)
    kind = sample.settings["format"]
    where = sample.settings["delimiter" if kind == "csv" else "records"]
    assert (kind, where) == settings
    assert sample.rows[0]["BRID"] == "1"


def test_a_sample_in_gbk_gives_its_chinese_names():
    sample = read_sample("病人ID,科室代码\n1,0301\n".encode("gb18030"), POLICY)
    assert list(sample.rows[0]) == ["病人ID", "科室代码"]


def test_an_hl7_sample_needs_no_mapping():
    assert read_sample(b"MSH|^~\\&|HIS", POLICY).settings == {"format": "hl7"}


@pytest.mark.parametrize("body", [b"", b"  \r\n", b"{", b"<a", b"<!DOCTYPE a><a/>", b"[]"])
def test_what_is_no_sample_is_refused(body):
    with pytest.raises(Refusal):
        read_sample(body, POLICY)


def test_values_refute_a_name():
    guess = propose(
        [Column("brid", ("1",)), Column("csrq", ("abc", "x")), Column("xm", ("1", "2"))]
    )
    assert [rule["target"] for rule in guess.mapping["rules"]] == ["mrn"]


def test_values_alone_show_an_identity_card_and_a_mobile_phone():
    guess = propose([Column("f1", ("11010519491231002X",)), Column("f2", ("13800138000",))])
    found = {rule["target"]: rule["source"] for rule in guess.mapping["rules"]}
    assert found == {"id_no": "f1", "phone": "f2"}
    assert {doubt.code for doubt in guess.doubts} == {"unsure", "missing", "no_visit"}


def test_codes_of_a_state_that_nobody_explained_are_asked_for():
    guess = propose([Column("status", ("已退号", "3", "正常", "7"))])
    assert guess.mapping["maps"]["state"] == {"已退号": "cancel", "正常": "register"}
    (doubt,) = [one for one in guess.doubts if one.code == "meaning"]
    assert doubt.detail == "3, 7"


def test_no_name_stands_for_two_facts():
    names = [name for known in NAMES.values() for name in known]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "name", ["hospital_name", "AccessionNumber", "支付状态", "收费员姓名", "银行卡号", "pay_dept"]
)
def test_a_word_said_of_many_things_counts_only_alone(name):
    assert not propose([Column(name)]).mapping["rules"]


def test_a_name_known_in_part_is_shown_as_a_doubt():
    guess = propose([Column("cur_patient_id"), Column("ksdm"), Column("ghid")])
    assert [(one.code, one.target) for one in guess.doubts] == [("unsure", "mrn")]


@pytest.mark.parametrize("key", [key for key, preset in PRESETS.items() if preset["mapping"]])
def test_what_is_sure_agrees_with_the_presets(key):
    """A preset's own paths, without values: a sure guess never contradicts what is known."""
    known: dict[str, list[str]] = {}
    for rule in PRESETS[key]["mapping"]["rules"]:
        source = rule.get("source") or []
        names = [source] if isinstance(source, str) else source
        known.setdefault(rule["target"], []).extend(one for one in names if "$" not in one)
    guess = propose([Column(name) for name in dict.fromkeys(sum(known.values(), []))])
    for rule in guess.mapping["rules"]:
        if guess.sure[rule["target"]] == EXACT and known.get(rule["target"]):
            assert rule["source"] in known[rule["target"]]


_NAME = st.one_of(
    st.sampled_from([name for known in NAMES.values() for name in known]), st.text(max_size=12)
)


@given(st.dictionaries(_NAME, st.lists(st.text(max_size=20), max_size=4), max_size=12))
def test_every_proposal_uses_a_column_once_and_a_fact_once(given_columns):
    columns = [Column(name, tuple(values)) for name, values in given_columns.items()]
    guess = propose(columns)
    rules = guess.mapping["rules"]
    assert len({rule["target"] for rule in rules}) == len(rules)
    assert len({rule["source"] for rule in rules}) == len(rules)
    assert {rule["source"] for rule in rules} <= set(given_columns)
    if "mrn" in {rule["target"] for rule in rules}:
        load(json.loads(json.dumps(guess.mapping)))
    else:
        assert any(doubt.code == "missing" for doubt in guess.doubts)


@given(st.permutations(range(len(TARGETS))))
def test_the_order_of_columns_does_not_matter(order):
    names = [CHINESE[place] for place in order]
    rows = [dict(zip(names, [values[place] for place in order], strict=True)) for values in VALUES]
    found = {rule["target"]: rule["source"] for rule in propose(columns_of(rows)).mapping["rules"]}
    assert found == dict(zip(TARGETS, CHINESE, strict=True))
