"""What a HIS is asked over HTTP, again and again: times put into addresses, answers into rows.

>>> from datetime import datetime
>>> told = values(datetime(2026, 11, 23, 8, 30), {})
>>> address("http://his/reg?day=$day&dept=$dept", told)
'http://his/reg?day=2026-11-23&dept='
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from . import fhir, records
from .causes import Refusal
from .mapping import as_text
from .outgoing import fill

Record = dict[str, str]
PAGES = 200  # of one answer; more is a server that goes round in circles
RESOURCE = "resource"  # the name under which a FHIR resource's own type and id stand


def values(now: datetime, spec: Mapping[str, Any]) -> dict[str, str]:
    """What templates may name: $day $date $begin $end $since $time. ``now``: the source's clock.

    ``spec``: what a reader of views asks for: the days wanted, and since when something changed.
    """
    begin = datetime.fromisoformat(spec["begin"]) if spec.get("begin") else _midnight(now.date())
    end = datetime.fromisoformat(spec["end"]) if spec.get("end") else begin + timedelta(days=1)
    since = datetime.fromisoformat(spec["since"]) if spec.get("since") else begin
    return {
        "day": f"{begin:%Y-%m-%d}",
        "date": f"{begin:%Y%m%d}",
        "begin": _shown(begin),
        "end": _shown(end - timedelta(seconds=1)),
        "since": _shown(since),
        "time": f"{now:%Y%m%d%H%M%S}",
        "page": "1",
    }


def address(template: str, told: Mapping[str, str]) -> str:
    """A template of an address with its values, each quoted."""
    quoted = {name: quote(text, safe="") for name, text in told.items()}
    return fill({"url": template}, quoted)["url"]


def wanted(found: Iterable[Mapping[str, str]], spec: Mapping[str, Any]) -> list[list[str]]:
    """The columns of rows that a reader of views asks for, of the days that it asks for."""
    rows = [{name.lower(): as_text(text) for name, text in one.items()} for one in found]
    day = str(spec.get("day") or "").lower()
    if day:
        begin, end = spec["begin"][:10], spec["end"][:10]
        rows = [row for row in rows if not row.get(day) or begin <= _day(row[day]) < end]
    return [[row.get(column, "") for column in spec["columns"]] for row in rows]


def entries(text: str) -> tuple[list[Record], str]:
    """Rows of a FHIR search's page, and where the next one stands. Raises Refusal.

    Patients that were sent along give their names to those who refer to them; of themselves they
    are no rows.
    """
    page = _bundle(text)
    resources = [one.get("resource") or {} for one in page.get("entry") or ()]
    people = {}
    for one in resources:
        if one.get("resourceType") == "Patient":
            people[f"Patient/{one.get('id')}"] = fhir.to_record(one)
    found = []
    for one in resources:
        if one.get("resourceType") in ("Appointment", "Encounter", "ServiceRequest"):
            person = people.get(_patient_of(one), {})
            known = {name: text for name, text in person.items() if name not in _NOT_OF_A_PERSON}
            name = f"{one['resourceType']}/{one.get('id')}"
            found.append({**fhir.to_record(one), **known, RESOURCE: name})
    links = {one.get("relation"): str(one.get("url") or "") for one in page.get("link") or ()}
    return found, links.get("next", "")


def following(base: str, link: str) -> str:
    """The address of the next page; "" when it leads to another server than ours."""
    if not link:
        return ""
    there = urljoin(base, link)
    here, next_ = urlsplit(base), urlsplit(there)
    return there if (here.scheme, here.netloc) == (next_.scheme, next_.netloc) else ""


_NOT_OF_A_PERSON = ("command", "version")


def _bundle(text: str) -> Mapping[str, Any]:
    page = records.read_json(text)
    if not isinstance(page, Mapping) or page.get("resourceType") != "Bundle":
        raise Refusal("bad_value", "Bundle")
    return page


def _patient_of(resource: Mapping[str, Any]) -> str:
    """The reference to the patient, as far as it is one: ``Patient/7``."""
    said = [(resource.get("subject") or {}).get("reference")]
    said += [(one.get("actor") or {}).get("reference") for one in resource.get("participant") or ()]
    found = next((str(one) for one in said if one and "Patient/" in str(one)), "")
    return f"Patient/{found.rpartition('Patient/')[2]}" if found else ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _shown(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _day(text: str) -> str:
    """The day of a text as databases and programs write it, as far as it can be compared."""
    bare = text.strip()[:10].replace("/", "-")
    return f"{bare[:4]}-{bare[4:6]}-{bare[6:8]}" if bare[:8].isdigit() else bare
