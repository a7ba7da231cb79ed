"""One question to a HIS over HTTP and the rows of its answer. Nothing of a body is logged."""

import asyncio
import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from ...core import asking, payload, records
from ...core.causes import Refusal
from ...core.charset import Policy
from ...core.outgoing import fill
from ..database.drivers import NotConfigured
from ..database.link import SourceError
from ..named import resolved
from ..patience import within
from ..senders.base import Refused, Sent, Unreachable
from ..senders.http import Answer, Http
from ..senders.rest import prove
from ..senders.soap import SoapSender

MOST_BYTES = 64 * 1024 * 1024
_TYPES = {"json": "application/json", "xml": "application/xml"}


class RestSource:
    """Settings: url, method, headers, body (templates), auth …, format, records, charset.

    A url with ``$page`` is asked page by page until one is empty or repeats the one before.
    """

    def __init__(self, interface: Any) -> None:
        """Nothing is opened yet."""
        self.settings, self._policy = interface.settings, interface.profile.charset
        self._http = Http(self.settings, MOST_BYTES)

    async def records(self, told: Mapping[str, str]) -> list[asking.Record]:
        """All rows of an answer. Raises SourceError."""
        if "$page" not in str(self.settings["url"]) + self._template():
            return await self._page(told)
        found: list[asking.Record] = []
        before: list[asking.Record] = []
        for page in range(1, asking.PAGES + 1):
            rows = await self._page({**told, "page": str(page)})
            if not rows or rows == before:
                return found
            found += rows
            before = rows
        raise SourceError("error", f"more than {asking.PAGES} pages")

    async def text(self, told: Mapping[str, str]) -> str:
        """The answer as it is, for a person who looks where its rows stand. Raises SourceError."""
        body = (await self._answer(told)).body
        return payload.text_of(body, self._policy)

    async def close(self) -> None:
        """Hang up."""
        await self._http.close()

    def _template(self) -> str:
        body = self.settings.get("body") or ""
        return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)

    async def _page(self, told: Mapping[str, str]) -> list[asking.Record]:
        return parsed((await self._answer(told)).body, self.settings, self._policy)

    async def _answer(self, told: Mapping[str, str]) -> Answer:
        settings = self.settings
        url = asking.address(str(settings["url"]), told)
        body = fill({"body": self._template()}, told)["body"].encode()
        method = str(settings.get("method") or ("POST" if body else "GET"))
        headers = {str(k): str(v) for k, v in (settings.get("headers") or {}).items()}
        if body:
            form = "xml" if body.lstrip()[:1] == b"<" else "json"
            headers.setdefault("Content-Type", f"{_TYPES[form]}; charset=utf-8")
        return good(await self._http(method, url, body, {**headers, **_proof(self, url, body)}))


class SoapSource:
    """Settings: url or wsdl, method, namespace, action, soap, arguments or function, code, body
    with template or line (all templates); result and ok; format and records of the answer."""

    def __init__(self, interface: Any) -> None:
        """Nothing is opened yet."""
        self.settings, self._policy = interface.settings, interface.profile.charset
        question = {k: v for k, v in self.settings.items() if k not in ("format", "records")}
        one = SimpleNamespace(settings={"out": question}, profile=interface.profile)
        self._sender = SoapSender(one, MOST_BYTES)

    async def records(self, told: Mapping[str, str]) -> list[asking.Record]:
        """All rows of an answer. Raises SourceError."""
        answer = await self.text(told)
        return parsed(answer.encode(), self.settings, self._policy) if answer else []

    async def text(self, told: Mapping[str, str]) -> str:
        """What the call gives back, when it is a success. Raises SourceError."""
        method = str(self.settings.get("method") or "Call")
        arguments = self._sender.arguments({"event": "", **told})
        answer = await self._sender.ask(method, arguments)
        if isinstance(answer, str):
            judged = self._sender.judged(answer)
            if isinstance(judged, Sent):
                return answer
            raise SourceError("error", "the HIS says that it is no success")  # its text has names
        raise SourceError("error" if isinstance(answer, Refused) else "lost", answer.reason)

    async def close(self) -> None:
        """Hang up."""
        await self._sender.close()


class FhirSource:
    """Settings: url (the base), searches (templates: ``Appointment?date=$day``), auth …"""

    def __init__(self, interface: Any) -> None:
        """Nothing is opened yet."""
        self.settings = interface.settings
        self._http = Http(self.settings, MOST_BYTES)

    async def records(self, told: Mapping[str, str]) -> list[asking.Record]:
        """All rows of all searches, page by page. Raises SourceError."""
        found: list[asking.Record] = []
        for search in self.settings.get("searches") or ("Appointment?date=$day",):
            base = str(self.settings["url"]).rstrip("/")
            found += await self._search(f"{base}/{asking.address(str(search), told)}")
        return found

    async def close(self) -> None:
        """Hang up."""
        await self._http.close()

    async def _search(self, url: str) -> list[asking.Record]:
        found: list[asking.Record] = []
        for _page in range(asking.PAGES):
            headers = {"Accept": "application/fhir+json", **_proof(self, url, b"")}
            answer = good(await self._http("GET", url, b"", headers))
            rows, link = _readable(lambda text=answer.text: asking.entries(text))
            found += rows
            url = asking.following(url, link)
            if not url:
                if link:
                    raise SourceError("error", "the next page is on another server")
                return found
        raise SourceError("error", f"more than {asking.PAGES} pages")


def good(answer: "Answer | Unreachable") -> Answer:
    """An answer that holds rows. Raises SourceError."""
    if isinstance(answer, Unreachable):
        raise SourceError("lost", answer.reason)
    if answer.status != 200:
        raise SourceError("error", f"HTTP {answer.status}")
    if len(answer.body) >= MOST_BYTES:
        raise SourceError("error", f"an answer of more than {MOST_BYTES >> 20} MiB")
    return answer


def parsed(body: bytes, settings: Mapping[str, Any], policy: Policy) -> list[asking.Record]:
    """The rows in a body; none when the list is empty. Raises SourceError."""
    form = payload.form_of(body, settings)
    return _readable(lambda: records.parse(body, {**settings, "format": form}, policy))


def _readable(read: Any) -> Any:
    try:
        return read()
    except Refusal as refusal:
        said = f"{refusal.cause.code}: {refusal.detail}"
        raise SourceError("schema", f"the answer cannot be read ({said})") from refusal


def _proof(source: Any, url: str, body: bytes) -> dict[str, str]:
    try:
        method = str(source.settings.get("method") or ("POST" if body else "GET"))
        return prove(resolved(source.settings), method, url, body)
    except NotConfigured as error:
        raise SourceError("notconfigured", str(error)) from error


SOURCES = {"rest": RestSource, "soap": SoapSource, "fhir": FhirSource}
PATIENCE = 120.0  # seconds for all pages of an answer


async def ask_once(interface: Any, told: Mapping[str, str], what: str = "records") -> Any:
    """The rows (or the ``text``) of one question, for a trial. Raises SourceError."""
    source = SOURCES[interface.transport](interface)
    try:
        return await within(getattr(source, what)(told), PATIENCE)
    except asyncio.TimeoutError as error:
        raise SourceError("lost", f"no answer within {PATIENCE:.0f} s") from error
    finally:
        await source.close()
