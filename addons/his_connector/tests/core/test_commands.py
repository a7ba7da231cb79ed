"""What a message asks of the queue."""

from datetime import date, datetime, timezone

import pytest

from his_connector.core.causes import Refusal
from his_connector.core.commands import Cancel, Ignore, MergePatients, Register, UpdatePatient
from his_connector.core.hl7 import Message
from his_connector.core.profile import Profile
from his_connector.core.reading import parse_version, read_command
from his_connector.tests.core.samples import NOW, PROFILE, adt, siu


def read(text, profile=PROFILE):
    return read_command(Message(text), profile, NOW)


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


def test_a04_registers_a_walk_in():
    command = read(adt(doctor="1001^李建国", pv1_44="20260302090000"))
    assert isinstance(command, Register)
    assert (command.visit_ref, command.source) == ("V1", "walk_in")
    assert (command.person.mrn, command.person.name, command.person.sex) == ("P1", "张三", "m")
    assert command.person.birth_date == date(1980, 1, 1)
    service = command.service
    assert (service.department.code, service.department.name) == ("0301", "心内科")
    assert (service.doctor.code, service.doctor.name) == ("1001", "李建国")
    assert (service.at, service.has_time) == (utc(2026, 3, 2, 1, 0), True)


def test_s12_books_an_appointment_with_its_slot():
    command = read(siu(doctor="1001^李^建国"))
    assert isinstance(command, Register)
    assert (command.visit_ref, command.appointment, command.source) == (
        "APT1", "APT1", "appointment",
    )  # fmt: skip
    assert command.service.at == utc(2026, 3, 3, 1, 30)
    assert command.service.doctor.name == "李建国"


@pytest.mark.parametrize("event", ["S13", "S14"])
def test_s13_and_s14_move_an_appointment(event):
    assert read(siu(event)).moved


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (adt("A11"), "his_cancelled"),
        (adt("A38"), "his_cancelled"),
        (siu("S15", visit="V1"), "his_cancelled"),
        (siu("S26", visit="V1"), "his_no_show"),
    ],
)
def test_cancellations_name_the_visit_and_the_reason(text, reason):
    command = read(text)
    assert isinstance(command, Cancel)
    assert (command.visit_ref, command.reason) == ("V1", reason)


@pytest.mark.parametrize("event", ["A08", "A28", "A31"])
def test_updates_concern_the_patient(event):
    assert isinstance(read(adt(event)), UpdatePatient)


def test_a40_merges_the_old_number_into_the_new():
    command = read(adt("A40", mrn="NEW") + "MRG|OLD^^^H1^MR\r")
    assert isinstance(command, MergePatients)
    assert (command.old_mrn, command.person.mrn) == ("OLD", "NEW")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (adt("A02"), "event_not_used"),
        (siu("S18"), "event_not_used"),
        (adt("A04", cls="I"), "inpatient"),
    ],
)
def test_what_is_of_no_use_is_understood_all_the_same(text, cause):
    command = read(text)
    assert isinstance(command, Ignore)
    assert command.cause == cause


@pytest.mark.parametrize(
    ("text", "cause", "detail"),
    [
        (adt(control=""), "no_control_id", ""),
        (adt(mrn=""), "missing_field", "PID-3"),
        (adt(dept=""), "missing_field", "PV1-3"),
        (adt("A11", visit=""), "missing_field", "PV1-19"),
        (adt("A40"), "missing_field", "MRG-1"),
        (siu(start=""), "missing_field", "SCH-11.4"),
        (siu(start="soon"), "bad_value", "SCH-11.4"),
        (adt(pv1_44="soon"), "bad_value", "PV1-44"),
        (adt("A99"), "unsupported_event", "ADT^A99"),
        (adt().replace("ADT^A04", "ORU^R01"), "unsupported_type", "ORU^R01"),
    ],
)
def test_what_is_missing_or_unreadable_is_named(text, cause, detail):
    with pytest.raises(Refusal) as refused:
        read(text)
    assert (refused.value.cause.code, refused.value.detail) == (cause, detail)


def test_the_event_may_stand_in_evn_alone():
    assert isinstance(read(adt().replace("ADT^A04", "ADT")), Register)


def test_a_wrong_birthday_keeps_nobody_from_the_queue():
    assert read(adt().replace("19800101", "1980-13-45")).person.birth_date is None


def test_a_patients_numbers_are_told_apart_by_their_type():
    numbers = "C9^^^H1^CARD~P1^^^H1^MR~110101198001010011^^^PRC^NI~YB7^^^YB^HC"
    person = read(adt().replace("P1^^^H1^MR", numbers)).person
    assert (person.mrn, person.card_no, person.insurance_no) == ("P1", "C9", "YB7")
    assert person.id_no == "110101198001010011"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张三", "张三"),
        ("欧阳^娜娜", "欧阳娜娜"),
        ("Zhang^San~张^三", "张三"),
        ("Smith^John^Q", "John Q Smith"),
        ("买买提·吐尔逊", "买买提·吐尔逊"),
        ("", ""),
    ],
)
def test_names_are_written_as_people_write_them(written, name):
    assert read(adt(name=written)).person.name == name


def test_a_field_of_the_interface_may_name_the_department():
    profile = Profile(1, 1, zone=PROFILE.zone, paths={"department": "ZRG-2", "half_day": "ZRG-3"})
    command = read(adt() + "ZRG|1|0500^儿科|下午\r", profile)
    assert (command.service.department.code, command.service.half_day) == ("0500", "pm")


def test_the_version_is_the_time_at_which_the_source_wrote():
    assert parse_version(read(adt(at="20260302085500")).version) == utc(2026, 3, 2, 0, 55)


def test_a_clock_far_ahead_is_not_believed():
    assert parse_version(read(adt(at="20290101000000")).version) == NOW


def test_a_visit_without_a_number_is_told_by_patient_department_and_day():
    assert read(adt(visit="")).visit_ref == "P1/0301/20260302"


def test_a_registration_may_name_the_appointment_it_comes_from():
    command = read(adt(booked="APT1"))
    assert (command.visit_ref, command.appointment) == ("V1", "APT1")
