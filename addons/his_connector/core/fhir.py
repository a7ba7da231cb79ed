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
_APPOINTMENT = {"cancelled": "cancel", "entered-in-error": "cancel", "noshow": "no_show"}
_ENCOUNTER = {"cancelled": "cancel", "entered-in-error": "cancel"}
_REQUEST = {"revoked": "cancel", "entered-in-error": "cancel"}


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
        facts["version"] = str((resource.get("meta") or {}).get("lastUpdated") or "")
    except (AttributeError, TypeError, KeyError, IndexError) as error:
        raise Refusal("bad_value", str(kind)) from error
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
        "date": instant(now),
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


def instant(at: datetime) -> str:
    """A point in time as FHIR writes it."""
    return at.astimezone(timezone.utc).isoformat(timespec="seconds")
