"""Records of the queue as FHIR R4 resources. No I/O; rows are those of the facade's statements."""

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from .fhir import instant, write_id

_GENDER = {"m": "male", "f": "female"}
_STATES: Mapping[str, tuple[str, str, str]] = {  # entry → Appointment, Encounter, ServiceRequest
    "registered": ("booked", "planned", "active"),
    "waiting": ("checked-in", "arrived", "active"),
    "benched": ("checked-in", "arrived", "active"),
    "called": ("checked-in", "arrived", "active"),
    "in_service": ("arrived", "in-progress", "active"),
    "finished": ("fulfilled", "finished", "completed"),
    "no_show": ("noshow", "cancelled", "revoked"),
    "cancelled": ("cancelled", "cancelled", "revoked"),
    "away": ("arrived", "onleave", "active"),
    "held": ("checked-in", "arrived", "on-hold"),
}


def patient(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row: mrn, name, sex, birth_date."""
    found: dict[str, Any] = {
        "resourceType": "Patient",
        "id": write_id(row["mrn"]),
        "identifier": [_identifier(row["mrn"], "MR")],
        "gender": _GENDER.get(row.get("sex") or "", "unknown"),
    }
    if row.get("name"):
        found["name"] = [{"text": row["name"]}]
    if row.get("birth_date"):
        found["birthDate"] = row["birth_date"].isoformat()
    return found


def practitioner(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row: code, name, active."""
    return {
        "resourceType": "Practitioner",
        "id": write_id(row["code"]),
        "identifier": [_identifier(row["code"], "EI")],
        "active": bool(row["active"]),
        "name": [{"text": row["name"]}],
    }


def schedule(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row: id, doctor, doctor_name, queue, queue_name, weekday, half_day."""
    actors = [
        _reference("Practitioner", row["doctor"], row["doctor_name"]),
        {"identifier": {"value": row["queue"]}, "display": row["queue_name"]},
    ]
    return {
        "resourceType": "Schedule",
        "id": str(row["id"]),
        "active": True,
        "actor": [one for one in actors if one],
        "comment": f"weekday {int(row['weekday']) + 1}, {row['half_day']}",
    }


def slot(row: Mapping[str, Any], begin: datetime, end: datetime) -> dict[str, Any]:
    """A row: schedule, day, taken, limit (None: no limit). ``begin``, ``end``: aware."""
    full = row["limit"] is not None and row["taken"] >= row["limit"]
    return {
        "resourceType": "Slot",
        "id": f"{row['schedule']}-{row['day']:%Y%m%d}",
        "schedule": {"reference": f"Schedule/{row['schedule']}"},
        "status": "busy" if full else "free",
        "start": begin.isoformat(),
        "end": end.isoformat(),
        "comment": f"{row['taken']} of {row['limit']}" if row["limit"] else f"{row['taken']}",
    }


def appointment(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of ENTRY_FACTS: see gateway/transports/fhir.py."""
    found: dict[str, Any] = {
        "resourceType": "Appointment",
        "id": write_id(row["visit"]),
        "identifier": [_identifier(row["visit"], "VN")],
        "status": _STATES.get(row["state"], ("booked", "planned", "active"))[0],
        "serviceType": [{"coding": [{"code": row["queue"]}], "text": row["queue_name"]}],
        "participant": [
            {"actor": _reference("Patient", row["mrn"]), "status": "accepted"},
            *(
                [{"actor": _reference("Practitioner", row["doctor"]), "status": "accepted"}]
                if row["doctor"]
                else []
            ),
        ],
    }
    if row["slot_start"]:
        start = row["slot_start"].replace(tzinfo=timezone.utc)
        found["start"] = instant(start)
        found["end"] = instant(start)
    elif found["status"] not in ("cancelled",):
        found["requestedPeriod"] = [{"start": row["day"].isoformat()}]
        found["status"] = "proposed" if found["status"] == "booked" else found["status"]
    return found


def encounter(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as for ``appointment``."""
    code = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    found: dict[str, Any] = {
        "resourceType": "Encounter",
        "id": write_id(row["visit"]),
        "identifier": [_identifier(row["visit"], "VN")],
        "status": _STATES.get(row["state"], ("booked", "planned", "active"))[1],
        "class": {"system": code, "code": "AMB"},
        "subject": _reference("Patient", row["mrn"]),
        "serviceType": {"coding": [{"code": row["queue"]}], "text": row["queue_name"]},
    }
    if row["doctor"]:
        found["participant"] = [{"individual": _reference("Practitioner", row["doctor"])}]
    period = {
        name: instant(row[column].replace(tzinfo=timezone.utc))
        for name, column in (("start", "started_at"), ("end", "finished_at"))
        if row[column]
    }
    return {**found, "period": period} if period else found


def service_request(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as for ``appointment``."""
    return {
        "resourceType": "ServiceRequest",
        "id": write_id(row["visit"]),
        "identifier": [_identifier(row["visit"], "VN")],
        "status": _STATES.get(row["state"], ("booked", "planned", "active"))[2],
        "intent": "order",
        "code": {"coding": [{"code": row["queue"]}], "text": row["queue_name"]},
        "subject": _reference("Patient", row["mrn"]),
        "occurrenceDateTime": row["day"].isoformat(),
    }


def _identifier(value: str, code: str) -> dict[str, Any]:
    system = "http://terminology.hl7.org/CodeSystem/v2-0203"
    return {"type": {"coding": [{"system": system, "code": code}]}, "value": value}


def _reference(kind: str, own: str | None, name: str = "") -> dict[str, Any]:
    if not own:
        return {}
    shown = {"display": name} if name else {}
    return {"reference": f"{kind}/{write_id(own)}", **shown}
