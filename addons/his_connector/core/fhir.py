"""FHIR R4 as dicts: resources into flat facts, records of the queue into resources. No I/O.

Ids are the hospital's own numbers (the patient's number, the visit's), so that a reference says
all that is needed; what FHIR does not allow in an id is written as ``x-`` and hexadecimal digits.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from .causes import Refusal
from .records import Record

READ = (
    "Patient", "Practitioner", "Schedule", "Slot", "Appointment", "Encounter", "ServiceRequest",
)  # fmt: skip
WRITE = ("Patient", "Appointment", "Encounter", "ServiceRequest")
VERSION = "4.0.1"
MEDIA_TYPE = "application/fhir+json"
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_SEX = {"male": "m", "female": "f", "other": "u", "unknown": "u"}
_GENDER = {"m": "male", "f": "female"}
_APPOINTMENT = {"cancelled": "cancel", "entered-in-error": "cancel", "noshow": "no_show"}
_ENCOUNTER = {"cancelled": "cancel", "entered-in-error": "cancel"}
_REQUEST = {"revoked": "cancel", "entered-in-error": "cancel"}
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


def write_id(own: str) -> str:
    """A number of the hospital as an id."""
    if _ID.fullmatch(own) and not own.startswith("x-"):
        return own
    return "x-" + own.encode().hex()[:62]


def read_id(text: str) -> str:
    """The number of the hospital behind an id. Raises Refusal."""
    if not _ID.fullmatch(text):
        raise Refusal("bad_value", "id")
    if not text.startswith("x-"):
        return text
    try:
        return bytes.fromhex(text[2:]).decode()
    except ValueError as error:
        raise Refusal("bad_value", "id") from error


def to_record(resource: Mapping[str, Any]) -> Record:
    """The facts of a resource by the names of the mapping's targets. Raises Refusal."""
    kind = resource.get("resourceType")
    readers = {
        "Patient": _patient_facts,
        "Appointment": _appointment_facts,
        "Encounter": _encounter_facts,
        "ServiceRequest": _request_facts,
    }
    if kind not in readers:
        raise Refusal("unsupported_type", str(kind)[:40])
    try:
        facts = readers[str(kind)](resource)
    except (AttributeError, TypeError, KeyError, IndexError) as error:
        raise Refusal("bad_value", str(kind)) from error
    stamp = (resource.get("meta") or {}).get("lastUpdated")
    if stamp:
        facts["version"] = str(stamp)
    return {name: text for name, text in facts.items() if text}


def outcome(severity: str, code: str, text: str, place: str = "") -> dict[str, Any]:
    """An OperationOutcome with one issue."""
    issue: dict[str, Any] = {"severity": severity, "code": code, "diagnostics": text}
    if place:
        issue["expression"] = [place]
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def bundle(resources: Sequence[Mapping[str, Any]], base: str, link: str) -> dict[str, Any]:
    """The answer to a search."""
    found: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    found |= {"total": len(resources), "link": [{"relation": "self", "url": link}]}
    if resources:
        found["entry"] = [
            {
                "fullUrl": f"{base}/{one['resourceType']}/{one['id']}",
                "resource": one,
                "search": {"mode": "match"},
            }
            for one in resources
        ]
    return found


def capability(now: datetime) -> dict[str, Any]:
    """What this facade can do. ``now`` is aware."""
    resources = []
    for kind in READ:
        verbs = ["read", "search-type"] + (["create", "update"] if kind in WRITE else [])
        resources.append(
            {
                "type": kind,
                "interaction": [{"code": verb} for verb in verbs],
                "conditionalCreate": kind in WRITE,
                "searchParam": [{"name": name, "type": type_} for name, type_ in SEARCHES[kind]],
            }
        )
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _instant(now),
        "kind": "instance",
        "fhirVersion": VERSION,
        "format": ["json"],
        "implementation": {"description": "Jiaohao"},
        "rest": [{"mode": "server", "resource": resources}],
    }


SEARCHES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Patient": (("_id", "token"), ("identifier", "token")),
    "Practitioner": (("_id", "token"), ("identifier", "token")),
    "Schedule": (("_id", "token"), ("actor", "reference")),
    "Slot": (("_id", "token"), ("schedule", "reference"), ("start", "date")),
    "Appointment": (
        ("_id", "token"), ("identifier", "token"), ("patient", "reference"), ("date", "date"),
    ),
    "Encounter": (
        ("_id", "token"), ("identifier", "token"), ("patient", "reference"), ("date", "date"),
    ),
    "ServiceRequest": (
        ("_id", "token"), ("identifier", "token"), ("patient", "reference"),
        ("authored", "date"),
    ),
}  # fmt: skip


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
        found["start"] = _instant(start)
        found["end"] = _instant(start)
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
        name: _instant(row[column].replace(tzinfo=timezone.utc))
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


def _patient_facts(resource: Mapping[str, Any]) -> Record:
    own = _own(resource)
    name = (resource.get("name") or [{}])[0]
    return {
        "mrn": own,
        "name": _human(name),
        "sex": _SEX.get(str(resource.get("gender") or ""), ""),
        "birth_date": str(resource.get("birthDate") or ""),
        "phone": next(
            (str(one.get("value")) for one in resource.get("telecom") or () if one.get("value")), ""
        ),
        "command": "update",
    }


def _appointment_facts(resource: Mapping[str, Any]) -> Record:
    actors = [one.get("actor") or {} for one in resource.get("participant") or ()]
    service = (resource.get("serviceType") or [{}])[0]
    period = (resource.get("requestedPeriod") or [{}])[0]
    return {
        **_who(_actor(actors, "Patient"), resource),
        **_doctor(_actor(actors, "Practitioner")),
        **_service(service),
        "visit": _own(resource),
        "appointment": _own(resource),
        "service_at": str(resource.get("start") or period.get("start") or ""),
        "source": "appointment",
        "command": _APPOINTMENT.get(str(resource.get("status")), "register"),
    }


def _encounter_facts(resource: Mapping[str, Any]) -> Record:
    people = [one.get("individual") or {} for one in resource.get("participant") or ()]
    return {
        **_who(resource.get("subject") or {}, resource),
        **_doctor(_actor(people, "Practitioner")),
        **_service(resource.get("serviceType") or {}),
        "visit": _own(resource),
        "service_at": str((resource.get("period") or {}).get("start") or ""),
        "source": "walk_in",
        "command": _ENCOUNTER.get(str(resource.get("status")), "register"),
    }


def _request_facts(resource: Mapping[str, Any]) -> Record:
    performers = resource.get("performer") or ()
    return {
        **_who(resource.get("subject") or {}, resource),
        **_doctor(_actor(performers, "Practitioner")),
        **_service(resource.get("code") or {}),
        "visit": _own(resource),
        "service_at": str(
            resource.get("occurrenceDateTime")
            or (resource.get("occurrencePeriod") or {}).get("start")
            or ""
        ),
        "source": "walk_in",
        "command": _REQUEST.get(str(resource.get("status")), "register"),
    }


def _own(resource: Mapping[str, Any]) -> str:
    """The hospital's number: an identifier, or the id."""
    for one in resource.get("identifier") or ():
        if one.get("value"):
            return str(one["value"])
    return read_id(str(resource["id"])) if resource.get("id") else ""


def _who(reference: Mapping[str, Any], resource: Mapping[str, Any]) -> Record:
    """The patient a resource speaks of: contained, by identifier or by reference."""
    said = str(reference.get("reference") or "")
    if said.startswith("#"):
        for one in resource.get("contained") or ():
            if f"#{one.get('id')}" == said:
                facts = _patient_facts({**one, "id": ""})
                return {name: text for name, text in facts.items() if name != "command"}
    return {"mrn": _referred(reference), "name": str(reference.get("display") or "")}


def _doctor(reference: Mapping[str, Any]) -> Record:
    return {"doctor": _referred(reference), "doctor_name": str(reference.get("display") or "")}


def _service(concept: Mapping[str, Any]) -> Record:
    coding = (concept.get("coding") or [{}])[0]
    return {
        "department": str(coding.get("code") or ""),
        "department_name": str(concept.get("text") or coding.get("display") or ""),
    }


def _referred(reference: Mapping[str, Any]) -> str:
    value = (reference.get("identifier") or {}).get("value")
    if value:
        return str(value)
    said = str(reference.get("reference") or "").rstrip("/").rpartition("/")[2]
    return read_id(said) if said and not said.startswith("#") else ""


def _actor(references: Sequence[Mapping[str, Any]], kind: str) -> Mapping[str, Any]:
    for one in references:
        said = str(one.get("reference") or "")
        parts = said.split("/")
        if one.get("type") == kind or kind in parts or (kind == "Patient" and said[:1] == "#"):
            return one
    return {}


def _human(name: Mapping[str, Any]) -> str:
    if name.get("text"):
        return str(name["text"])
    return str(name.get("family") or "") + "".join(map(str, name.get("given") or ()))


def _identifier(value: str, code: str) -> dict[str, Any]:
    system = "http://terminology.hl7.org/CodeSystem/v2-0203"
    return {"type": {"coding": [{"system": system, "code": code}]}, "value": value}


def _reference(kind: str, own: str | None, name: str = "") -> dict[str, Any]:
    if not own:
        return {}
    shown = {"display": name} if name else {}
    return {"reference": f"{kind}/{write_id(own)}", **shown}


def _instant(at: datetime) -> str:
    return at.astimezone(timezone.utc).isoformat(timespec="seconds")
