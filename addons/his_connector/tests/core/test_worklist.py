"""Which items of a worklist a query gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.worklist import KEYWORDS, matches

ITEM = {
    "PatientName": "ZHANG^SAN", "PatientID": "P1", "AccessionNumber": "V1", "Modality": "CT",
    "ScheduledProcedureStepStartDate": "20261122", "ScheduledProcedureStepStartTime": "093000",
    "ScheduledStationAETitle": "CT1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True), ({"PatientID": ""}, True), ({"PatientID": "P1"}, True),
        ({"PatientID": "p1"}, False), ({"PatientName": "zhang*"}, True),
        ({"PatientName": "ZHANG^S?N"}, True), ({"PatientName": "LI*"}, False),
        ({"ScheduledProcedureStepStartDate": "20261122"}, True),
        ({"ScheduledProcedureStepStartDate": "20261120-20261122"}, True),
        ({"ScheduledProcedureStepStartDate": "20261123-"}, False),
        ({"ScheduledProcedureStepStartDate": "-20261122"}, True),
        ({"ScheduledProcedureStepStartTime": "0800-1000"}, True),
        ({"ScheduledProcedureStepStartTime": "0800-0930"}, True),
        ({"ScheduledProcedureStepStartTime": "1000-1200"}, False),
        ({"Modality": "MR"}, False), ({"Modality": "CT", "ScheduledStationAETitle": "CT2"}, False),
        ({"PatientID": "P[1]"}, False), ({"PatientID": "*"}, True),
    ],
)  # fmt: skip
def test_keys_match_as_the_standard_says(query, found):
    assert matches(query, ITEM) is found


@given(st.dictionaries(st.sampled_from(KEYWORDS), st.text(max_size=8)))
def test_any_query_is_answered_and_every_item_matches_itself(query):
    assert matches(query, ITEM) in (True, False)
    assert matches(ITEM, ITEM)
