"""Code maps: where a registration goes, and what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.causes import Refusal
from his_connector.core.codes import (
    Choice,
    CodeMap,
    DoctorTarget,
    Suggestion,
    Unmapped,
    resolve,
    suggest,
    unmapped_of,
)
from his_connector.core.commands import Code, Service
from his_connector.tests.core.samples import CODES


def service(department="0301", doctor=None, class_code=None):
    return Service(
        Code(department, "心内科"),
        Code(doctor, "某医生") if doctor else None,
        None,
        class_code=Code(class_code) if class_code else None,
    )


def test_a_department_goes_to_its_queue():
    target = resolve(service(), CODES, strict_doctor=False)
    assert (target.queue_id, target.practitioner_id) == (31, None)


def test_an_experts_number_goes_to_the_experts_queue():
    target = resolve(service(doctor="1001"), CODES, strict_doctor=False)
    assert (target.queue_id, target.practitioner_id) == (32, 5)


def test_a_doctor_without_a_queue_serves_that_of_the_department():
    target = resolve(service(doctor="1002"), CODES, strict_doctor=False)
    assert (target.queue_id, target.practitioner_id, target.unmapped) == (31, None, ())


def test_a_doctor_may_have_a_queue_for_each_department():
    codes = CodeMap(
        {"0301": 31, "0302": 41},
        {("0302", "1001"): DoctorTarget(5, 42), ("", "1001"): DoctorTarget(5, 32)},
    )
    assert resolve(service("0302", "1001"), codes, False).queue_id == 42
    assert resolve(service("0301", "1001"), codes, False).queue_id == 32


def test_an_unknown_department_is_refused_by_its_code():
    with pytest.raises(Refusal) as refused:
        resolve(service("0999"), CODES, False)
    assert refused.value.cause.code == "department_unmapped"
    found = unmapped_of(refused.value, service("0999"))
    assert found == Unmapped("department", "0999", "心内科")


def test_a_patient_of_an_unknown_doctor_stands_in_the_departments_queue():
    target = resolve(service(doctor="7777"), CODES, strict_doctor=False)
    assert target.queue_id == 31
    assert target.unmapped == (Unmapped("doctor", "7777", "某医生"),)


def test_a_strict_interface_refuses_an_unknown_doctor():
    with pytest.raises(Refusal) as refused:
        resolve(service(doctor="7777"), CODES, strict_doctor=True)
    assert refused.value.cause.code == "doctor_unmapped"


def test_an_unknown_class_is_noted_and_stops_nobody():
    target = resolve(service(class_code="VIP"), CODES, False)
    assert target.class_id is None
    assert target.unmapped == (Unmapped("class", "VIP", ""),)


HERE = [
    Choice(1, "心内科普通", "XN"),
    Choice(2, "呼吸内科", "HX"),
    Choice(3, "皮肤科", "PF"),
]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("心内科", 1),
        ("呼吸内科门诊", 2),
        ("皮肤性病科", 3),
        ("呼 吸内科", 2),
        ("骨伤", None),
        ("", None),
    ],
)
def test_suggestions_go_by_the_name(name, found):
    suggested = suggest(name, "", HERE)
    assert (suggested[0].key if suggested else None) == found


def test_a_name_that_is_part_of_two_is_sure_of_neither():
    found = suggest("内科", "", HERE)
    assert [one.key for one in found] == [2, 1]
    assert suggest("呼吸内科", "", HERE)[0].sure
    assert not any(
        one.sure for one in suggest("内科", "", [Choice(1, "心内科"), Choice(2, "肾内科")])
    )


def test_the_same_code_helps_a_name_and_does_not_beat_another_name():
    assert suggest("", "HX", HERE)[0] == Suggestion(2, 0.95, True)
    wrong = suggest("皮肤科", "HX", HERE)
    assert (wrong[0].key, wrong[0].sure) == (3, True)


@given(st.text(max_size=8), st.text(max_size=4), st.lists(st.text(max_size=8), max_size=6))
def test_at_most_one_suggestion_is_sure_and_the_likeliest_stands_first(name, code, names):
    found = suggest(name, code, [Choice(number, one, code) for number, one in enumerate(names)])
    assert [one.likeness for one in found] == sorted((x.likeness for x in found), reverse=True)
    assert [one.sure for one in found[1:]] == [False] * len(found[1:])
    assert len(found) <= 3
