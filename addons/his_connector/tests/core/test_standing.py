"""Which message about a visit wins: the newest, in whatever order they come."""

from itertools import permutations

import pytest

from his_connector.core.causes import Refusal
from his_connector.core.commands import Register
from his_connector.core.standing import Standing, canonical, check
from his_connector.tests.core.samples import NOW, PROFILE, adt, siu
from his_connector.tests.core.test_commands import read


def test_the_newest_message_wins_in_any_order():
    texts = [
        adt("A04", at="20260302080000"),
        adt("A11", at="20260302083000"),
        adt("A04", at="20260302090000"),
    ]
    for order in permutations(read(text) for text in texts):
        known = None
        for command in order:
            try:
                check(command, "V1", known)
            except Refusal:
                continue
            known = Standing(command.version, "P1", not isinstance(command, Register))
        assert not known.cancelled
        assert known.version.startswith("20260302010000")


def test_a_cancelled_visit_is_not_registered_again_by_a_repeat():
    with pytest.raises(Refusal) as refused:
        check(read(adt()), "V1", Standing(read(adt()).version, "P1", cancelled=True))
    assert refused.value.cause.code == "visit_cancelled"


def test_a_visit_of_another_patient_is_for_a_person():
    with pytest.raises(Refusal) as refused:
        check(read(adt(mrn="P2")), "V1", Standing("0", "P1"))
    assert refused.value.cause.code == "other_patient"


def test_a_registration_joins_the_visit_of_its_appointment():
    booked, arrived = read(siu(booked="APT1")), read(adt(visit="V1", booked="APT1"))
    refs = {"APT1": canonical(booked, {})}
    assert canonical(arrived, refs) == "APT1"


def test_the_samples_are_of_one_day():
    assert NOW.astimezone(PROFILE.zone).strftime("%Y%m%d") == "20260302"
