"""FHIR resources become facts, records become resources, ids survive the way there and back."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core import fhir, fhir_resources
from his_connector.core.causes import Refusal

ROW = {
    "visit": "V/1", "mrn": "P 1", "state": "waiting", "slot_start": datetime(2026, 3, 2, 1),
    "day": date(2026, 3, 2), "started_at": None, "finished_at": None, "queue": "0301G",
    "queue_name": "心内科", "doctor": "1001",
}  # fmt: skip


@given(st.text(min_size=1, max_size=10))
def test_any_number_of_a_hospital_has_an_id(own):
    try:
        own.encode()
    except UnicodeEncodeError:
        return
    assert fhir.read_id(fhir.write_id(own)) == own


@pytest.mark.parametrize(
    ("write", "status"),
    [
        (fhir_resources.appointment, "checked-in"),
        (fhir_resources.encounter, "arrived"),
        (fhir_resources.service_request, "active"),
    ],
)
def test_what_we_write_we_read_back(write, status):
    resource = write(ROW)
    assert resource["status"] == status
    facts = fhir.to_record(resource)
    assert (facts["mrn"], facts["visit"], facts["department"]) == ("P 1", "V/1", "0301G")


def test_an_appointment_names_its_patient_by_reference_identifier_or_inside():
    base = {"resourceType": "Appointment", "id": "A1", "status": "cancelled"}
    inside = {"resourceType": "Patient", "id": "p", "identifier": [{"value": "P1"}]}
    for actor in (
        {"reference": "Patient/P1"},
        {"reference": "https://his/fhir/Patient/P1"},
        {"type": "Patient", "identifier": {"value": "P1"}},
        {"reference": "#p"},
    ):
        found = fhir.to_record({**base, "contained": [inside], "participant": [{"actor": actor}]})
        assert (found["mrn"], found["command"]) == ("P1", "cancel")


@given(
    st.dictionaries(
        st.sampled_from(["participant", "subject", "serviceType", "identifier", "meta", "name"]),
        st.recursive(st.none() | st.integers() | st.text(max_size=3), st.lists, max_leaves=4),
    ),
    st.sampled_from([*fhir.WRITE, "Observation", ""]),
)
def test_a_resource_of_any_shape_is_facts_or_a_refusal(body, kind):
    try:
        facts = fhir.to_record({**body, "resourceType": kind})
    except Refusal:
        return
    assert all(isinstance(text, str) for text in facts.values())
