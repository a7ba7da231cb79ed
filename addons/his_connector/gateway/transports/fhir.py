"""A FHIR R4 facade: what is written goes into the inbox, what is read are the queue's records.

Reading is for this hospital's records only. A resource that was written is kept when it is
answered (201 or 200) and readable once it is applied, usually within a second.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import psycopg
from psycopg.rows import dict_row

from ...core import answers, fhir, fhir_resources, payload
from ...core.causes import Refusal
from ..asked import poll as asked
from ..store import connect
from . import web
from .rest import status
from .taking import keep

MOST = 200
DAYS = 14
HOURS = {"am": ("08:00", "12:00"), "pm": ("13:30", "17:30")}

_PATIENT = """
SELECT mrn, name, sex, birth_date FROM queue_patient
WHERE company_id = %(company)s AND (%(id)s::text IS NULL OR mrn = %(id)s) ORDER BY id DESC
"""
_PRACTITIONER = """
SELECT code, name, active FROM queue_practitioner
WHERE company_id = %(company)s AND code > '' AND (%(id)s::text IS NULL OR code = %(id)s)
ORDER BY code
"""
_SCHEDULE = """
SELECT r.id, p.code AS doctor, p.name AS doctor_name, q.code AS queue, q.name AS queue_name,
    r.weekday, r.half_day, r.queue_id
FROM queue_roster r JOIN queue_practitioner p ON p.id = r.practitioner_id
LEFT JOIN queue_queue q ON q.id = r.queue_id
WHERE r.company_id = %(company)s AND (%(id)s::text IS NULL OR r.id::text = %(id)s)
    AND (%(actor)s::text IS NULL OR p.code = %(actor)s) ORDER BY r.id
"""
_TAKEN = """
SELECT (SELECT sum("limit") FROM queue_quota
        WHERE queue_id = %(queue)s AND half_day = %(half)s) AS "limit",
    (SELECT count(*) FROM queue_entry WHERE queue_id = %(queue)s AND half_day = %(half)s
        AND service_date = %(day)s AND state <> 'cancelled') AS taken
"""
_ENTRY = """
SELECT v.visit_ref AS visit, t.mrn, e.state, e.slot_start, e.service_date AS day, e.started_at,
    e.finished_at, q.code AS queue, q.name AS queue_name, p.code AS doctor
FROM queue_entry e JOIN queue_visit v ON v.id = e.visit_id
JOIN queue_patient t ON t.id = e.patient_id JOIN queue_queue q ON q.id = e.queue_id
LEFT JOIN queue_practitioner p ON p.id = e.practitioner_id
WHERE e.company_id = %(company)s AND e.state <> 'transferred' AND v.visit_ref > ''
    AND (%(id)s::text IS NULL OR v.visit_ref = %(id)s)
    AND (%(patient)s::text IS NULL OR t.mrn = %(patient)s)
    AND (%(from)s::date IS NULL OR e.service_date >= %(from)s)
    AND (%(to)s::date IS NULL OR e.service_date <= %(to)s)
    AND (%(source)s::text IS NULL OR e.source = %(source)s)
ORDER BY e.id DESC
"""
_WRITERS = {
    "Patient": (_PATIENT, fhir_resources.patient),
    "Practitioner": (_PRACTITIONER, fhir_resources.practitioner),
    "Schedule": (_SCHEDULE, fhir_resources.schedule),
    "Appointment": (_ENTRY, fhir_resources.appointment),
    "Encounter": (_ENTRY, fhir_resources.encounter),
    "ServiceRequest": (_ENTRY, fhir_resources.service_request),
}


class NoSearch(Exception):
    """A parameter that is not offered: answering without it would show too much."""


class Facade:
    """One interface."""

    def __init__(self, interface: Any, store: Any) -> None:
        """``settings``: path, auth …"""
        self.interface, self.store = interface, store
        self._base = web.path_of(interface.settings).rstrip("/")
        self._connection: Any = None

    async def __call__(self, request: Any, body: bytes) -> Any:
        """Answer one proven request."""
        path = request.path
        if not path.startswith(self._base + "/"):
            return _error(404, "not-found", "no such path")
        parts = path[len(self._base) + 1 :].strip("/").split("/")
        try:
            return await self._route(request, parts, body)
        except Refusal as refusal:
            return _error(400, "invalid", f"{refusal.cause.code}: {refusal.detail}")
        except NoSearch as error:
            return _error(400, "not-supported", f"search parameter {error}")
        except psycopg.Error:
            return _error(503, "transient", "the database is not available")

    async def _route(self, request: Any, parts: list[str], body: bytes) -> Any:
        kind, own = parts[0], parts[1] if len(parts) > 1 else ""
        if kind == "metadata" and request.method == "GET":
            return _json(200, fhir.capability(datetime.now(timezone.utc)))
        if kind not in fhir.READ or len(parts) > 2:
            return _error(404, "not-supported", f"{kind[:40]} is not offered")
        if request.method == "GET":
            return await (self._read(kind, own) if own else self._search(kind, request))
        if kind not in fhir.WRITE or request.method not in ("POST", "PUT"):
            return _error(405, "not-supported", f"{request.method} {kind}")
        if (request.method == "PUT") != bool(own):
            return _error(405, "not-supported", "PUT has an id, POST has none")
        return await self._write(request, kind, own, body)

    async def _read(self, kind: str, own: str) -> Any:
        found = await self._find(kind, {"_id": own})
        return _json(200, found[0]) if found else _error(404, "not-found", f"{kind}/{own}")

    async def _search(self, kind: str, request: Any) -> Any:
        found = await self._find(kind, dict(request.query))
        base = f"{request.scheme}://{request.host}{self._base}"
        return _json(200, fhir.bundle(found, base, str(request.url)))

    async def _find(self, kind: str, given: Mapping[str, str]) -> list[dict[str, Any]]:
        known = {name for name, _type in fhir.SEARCHES[kind]} | {"_count", "_format"}
        if unknown := set(given) - known:
            raise NoSearch(sorted(unknown)[0][:40])
        if kind == "Slot":
            return await self._slots(given)
        sql, write = _WRITERS[kind]
        rows = await self._rows(sql, _values(kind, given), _count(given))
        return [write(row) for row in rows]

    async def _slots(self, given: Mapping[str, str]) -> list[dict[str, Any]]:
        """The half-days of a schedule, from ``start`` on."""
        own, _, wanted = given.get("_id", "").partition("-")
        plan = own or given.get("schedule", "").rpartition("/")[2] or None
        zone = self.interface.profile.zone
        first = _day(given.get("start", "")) or datetime.now(zone).date()
        values = {"id": plan, "actor": None}
        found = []
        for row in await self._rows(_SCHEDULE, values, MOST):
            for day in (first + timedelta(days=n) for n in range(DAYS)):
                if wanted and f"{day:%Y%m%d}" != wanted or day.weekday() != int(row["weekday"]):
                    continue
                half = {"queue": row["queue_id"], "half": row["half_day"], "day": day}
                (taken,) = await self._rows(_TAKEN, half, 1)
                begin, end = (
                    datetime.combine(day, time.fromisoformat(text), zone)
                    for text in HOURS.get(row["half_day"], ("00:00", "23:59"))
                )
                found.append(
                    fhir_resources.slot({"schedule": row["id"], "day": day, **taken}, begin, end)
                )
        return found[: _count(given)]

    async def _write(self, request: Any, kind: str, own: str, body: bytes) -> Any:
        resource = _resource(payload.text_of(body, self.interface.profile.charset))
        if resource.get("resourceType") != kind:
            return _error(400, "invalid", f"a {kind} was expected", "resourceType")
        condition = request.headers.get("If-None-Exist", "")
        if condition and request.method == "POST":
            found = await self._find(kind, _query(condition))
            if len(found) > 1:
                return _error(412, "multiple-matches", condition[:80])
            if found:
                return _json(200, found[0])
        if own and not (resource.get("identifier") or resource.get("id")):
            resource["id"] = own
        if own and resource.get("id") not in (None, own):
            return _error(400, "invalid", "id of the resource and of the path differ", "id")
        return await self._store(request, kind, own, resource, body, condition)

    async def _store(
        self, request: Any, kind: str, own: str, given: dict[str, Any], body: bytes, condition: str
    ) -> Any:
        key = hashlib.sha256(f"{kind}?{condition}".encode()).hexdigest() if condition else ""
        new_id = key[:24] or secrets.token_hex(12)  # two who create at once create the same
        resource = given if own or given.get("identifier") else {**given, "id": new_id}
        record = fhir.to_record(resource)
        items = payload.judge_rows(
            [record], body, {}, self.interface.profile, self.interface.codes,
            datetime.now(timezone.utc), key or request.headers.get("Idempotency-Key", ""),
        )  # fmt: skip
        said = await keep(self.store, items, self.interface, request.remote or "")
        worst = answers.worst(said)
        if worst.code != "AA":
            code = {503: "transient", 409: "conflict"}.get(status(said), "processing")
            return _error(status(said), code, worst.user_text or worst.text, worst.location)
        name = own or fhir.write_id(record["visit" if kind != "Patient" else "mrn"])
        place = f"{request.scheme}://{request.host}{self._base}/{kind}/{name}"
        return _json(200 if own else 201, {**resource, "id": name}, {"Location": place})

    async def _rows(self, sql: str, values: Mapping[str, Any], most: int) -> list[dict[str, Any]]:
        if self._connection is None or self._connection.closed:
            self._connection = await connect(self.store.conninfo)
        company = {"company": self.interface.profile.company_id}
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(f"{sql} LIMIT {int(most)}", {**values, **company})
            rows: list[dict[str, Any]] = await cursor.fetchall()
        return [{**row, **_plain_names(row)} for row in rows]


def _values(kind: str, given: Mapping[str, str]) -> dict[str, Any]:
    """What a search asks for, as the statements name it."""
    own = given.get("_id")
    number = fhir.read_id(own) if own else given.get("identifier", "").rpartition("|")[2] or None
    patient = given.get("patient", "").rpartition("/")[2]
    actor = given.get("actor", "").rpartition("/")[2]
    day = _day(given.get("date") or given.get("authored") or "")
    word = (given.get("date") or given.get("authored") or "")[:2]
    return {
        "id": number,
        "patient": fhir.read_id(patient) if patient else None,
        "actor": fhir.read_id(actor) if actor else None,
        "from": day if word not in ("le", "lt") else None,
        "to": day if word not in ("ge", "gt") else None,
        "source": "appointment" if kind == "Appointment" else None,
    }


def _day(text: str) -> date | None:
    digits = text[2:] if text[:2] in ("eq", "ge", "gt", "le", "lt") else text
    if not digits:
        return None
    try:
        return date.fromisoformat(digits[:10])
    except ValueError as error:
        raise Refusal("bad_value", "date") from error


def _count(given: Mapping[str, str]) -> int:
    text = given.get("_count", "")
    return min(MOST, int(text)) if text.isdecimal() and int(text) else MOST


def _query(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.lstrip("?").split("&") if part]
    return {name: value for name, _, value in pairs}


def _plain_names(row: Mapping[str, Any]) -> dict[str, Any]:
    """Texts that Odoo keeps by language, in one."""
    return {
        name: value.get("zh_CN") or value.get("en_US") or ""
        for name, value in row.items()
        if isinstance(value, dict)
    }


def _resource(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal("bad_value", "JSON") from error
    if not isinstance(found, dict):
        raise Refusal("bad_value", "JSON")
    return found


def _error(code: int, kind: str, text: str, place: str = "") -> Any:
    return _json(code, fhir.outcome("error", kind, text, place))


def _json(code: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Any:
    return web.library().Response(
        status=code,
        body=json.dumps(body, ensure_ascii=False).encode(),
        content_type=fhir.MEDIA_TYPE,
        charset="utf-8",
        headers=dict(headers or {}),
    )


async def poll(interface: Any, store: Any) -> None:
    """Serve until cancelled; ``mode: poll`` asks the other side instead."""
    if interface.settings.get("mode") == "poll":
        return await asked.poll(interface, store)
    await web.serve(interface, Facade(interface, store))
