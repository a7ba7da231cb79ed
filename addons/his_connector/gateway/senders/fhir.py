"""Events as updates of a FHIR R4 server: the Encounter's (or Appointment's) status."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ...core import fhir
from ...core.outgoing import Event
from ..database.drivers import NotConfigured
from ..named import resolved
from .base import Refused, Unreachable, Verdict
from .http import Answer, Http, verdict
from .rest import prove

STATUS: Mapping[str, tuple[str, str]] = {  # event → Encounter, Appointment
    "checked_in": ("arrived", "checked-in"),
    "check_in_undone": ("planned", "booked"),
    "called": ("arrived", "checked-in"),
    "in_service": ("in-progress", "arrived"),
    "finished": ("finished", "fulfilled"),
    "no_show": ("cancelled", "noshow"),
    "undone": ("arrived", "checked-in"),
}


class FhirSender:
    """Settings below ``out``: url (the base), resource (Encounter or Appointment), system (of the
    visit's identifier), auth …; the resource is looked up by its identifier, changed and put back
    with If-Match, so that nobody's change is overwritten."""

    def __init__(self, interface: Any) -> None:
        """Nothing is opened yet."""
        self.out: Mapping[str, Any] = interface.settings.get("out") or {}
        self._kind = str(self.out.get("resource") or "Encounter")
        self._http = Http(self.out)

    async def send(self, event: Event) -> Verdict:
        """Find, change, put back."""
        status = STATUS.get(event.event)
        if status is None:
            return Refused(f"no status for {event.event}")
        try:
            found = await self._find(event.visit)
            if not isinstance(found, dict):
                return found
            wanted = status[self._kind == "Appointment"]
            return await self._put({**found, "status": wanted})
        except NotConfigured as error:
            return Unreachable(str(error))

    async def close(self) -> None:
        """Hang up."""
        await self._http.close()

    async def _find(self, visit: str) -> dict[str, Any] | Verdict:
        system = str(self.out.get("system") or "")
        token = quote(f"{system}|{visit}" if system else visit, safe="")
        answer = await self._request("GET", f"{self._kind}?identifier={token}")
        if isinstance(answer, Unreachable) or answer.status != 200:
            return verdict(answer)
        try:
            entries = json.loads(answer.text).get("entry") or []
            resources = [one["resource"] for one in entries]
            found = [one for one in resources if one.get("resourceType") == self._kind]
        except (ValueError, AttributeError, KeyError, TypeError):
            return Unreachable("the answer is no Bundle")
        if len(found) != 1:
            return Refused(f"{len(found)} resources have this identifier")
        return dict(found[0])

    async def _put(self, resource: dict[str, Any]) -> Verdict:
        version = str((resource.get("meta") or {}).get("versionId") or "")
        headers = {"If-Match": f'W/"{version}"'} if version else {}
        body = json.dumps(resource, ensure_ascii=False).encode()
        path = f"{self._kind}/{resource.get('id')}"
        answer = await self._request("PUT", path, body, headers)
        if isinstance(answer, Answer) and answer.status in (409, 412):
            return Unreachable("changed by another meanwhile")
        return verdict(answer)

    async def _request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer | Unreachable:
        url = f"{str(self.out['url']).rstrip('/')}/{path}"
        proof = prove(resolved(self.out), method, url, body)
        kinds = {"Accept": fhir.MEDIA_TYPE, "Content-Type": fhir.MEDIA_TYPE}
        return await self._http(method, url, body, {**kinds, **proof, **(headers or {})})
