"""Matching of a modality worklist as DICOM PS3.4 says: C.2.2.2 (how) and K.6 (which keys)."""

import fnmatch
import re
from collections.abc import Mapping

PATIENT = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "AccessionNumber",
    "RequestedProcedureID", "RequestedProcedureDescription", "AdmissionID", "StudyInstanceUID",
    "ReferringPhysicianName",
)  # fmt: skip
STEP = (
    "Modality", "ScheduledStationAETitle", "ScheduledProcedureStepStartDate",
    "ScheduledProcedureStepStartTime", "ScheduledPerformingPhysicianName",
    "ScheduledProcedureStepDescription", "ScheduledProcedureStepID", "ScheduledStationName",
    "ScheduledProcedureStepLocation", "ScheduledProcedureStepStatus",
)  # fmt: skip
KEYWORDS = PATIENT + STEP
SCHEDULED = (
    "AccessionNumber", "RequestedProcedureID", "ScheduledProcedureStepID", "StudyInstanceUID",
)  # fmt: skip
PERFORMED = (
    "PatientID", "PerformedProcedureStepStatus", "PerformedStationAETitle", "Modality",
    "PerformedProcedureStepStartDate", "PerformedProcedureStepStartTime",
    "PerformedProcedureStepEndDate", "PerformedProcedureStepEndTime",
)  # fmt: skip
MPPS = ("SOPInstanceUID", *SCHEDULED, *PERFORMED)
"""What a modality's report is kept as: of the step as it was planned, and as it was done."""
_RANGES = ("ScheduledProcedureStepStartDate", "ScheduledProcedureStepStartTime")
_FOLDED = ("PatientName", "ScheduledPerformingPhysicianName")
_ONE = re.compile(r"[\[\]]")


def matches(query: Mapping[str, str], item: Mapping[str, str]) -> bool:
    """Whether an item is asked for; an empty key asks for all, a key we lack matches nothing."""
    return all(
        _matches(name, wanted, item.get(name, "")) for name, wanted in query.items() if wanted
    )


def _matches(name: str, wanted: str, value: str) -> bool:
    if name in _RANGES and "-" in wanted:
        begin, _, end = wanted.partition("-")
        return bool(value) and (not begin or value >= begin) and (not end or _until(value, end))
    if name in _FOLDED:
        wanted, value = wanted.casefold().rstrip("^"), value.casefold().rstrip("^")
    if name in _RANGES and name.endswith("Time"):
        return value.startswith(wanted.rstrip("0") or wanted[:2])
    if "*" in wanted or "?" in wanted:
        return fnmatch.fnmatchcase(value, _ONE.sub("?", wanted))
    return value == wanted


def _until(value: str, end: str) -> bool:
    """An end without seconds holds the whole of its minute."""
    return value[: len(end)] <= end
