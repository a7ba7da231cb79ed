"""Events by SOAP: a plain envelope of texts, or by zeep where a real WSDL must be followed.

zeep runs in a thread of its own; what it read of a WSDL is kept on disk for a day, so that a
restart works while the HIS is down. Imports of a WSDL are read with the same time-out.
"""

import asyncio
import json
import os
import tempfile
from collections.abc import Mapping
from typing import Any

from ...core import records, soap
from ...core.causes import Refusal
from ...core.outgoing import Event, fill
from .. import reach
from ..database.drivers import NotConfigured
from ..named import resolved
from .base import Refused, Sent, Unreachable, Verdict
from .bodies import write
from .http import ANSWER_BYTES, Http
from .rest import prove

SECONDS = 10.0
CACHE_SECONDS = 86400


class SoapSender:
    """Settings below ``out``: url, method, namespace, action, soap ("1.1", "1.2"); ``arguments``
    {name: template} or function, code and body (an XML text inside a text); ``result`` a path in
    the returned text and ``ok`` its good values; ``wsdl`` to go by zeep."""

    def __init__(self, interface: Any, limit: int = ANSWER_BYTES) -> None:
        """Nothing is opened yet. ``limit``: bytes of an answer."""
        self.out: Mapping[str, Any] = interface.settings.get("out") or {}
        self._zone = interface.profile.zone
        self._http = Http(self.out, limit)
        self._service: Any = None
        self._turn = asyncio.Lock()

    async def send(self, event: Event) -> Verdict:
        """One call."""
        values = event.values(self._zone, self.out.get("events") or {})
        method, arguments = str(self.out.get("method") or "Call"), self.arguments(values)
        answer = await self.ask(method, arguments)
        return answer if not isinstance(answer, str) else self.judged(answer)

    async def ask(self, method: str, arguments: Mapping[str, str]) -> "str | Verdict":
        """The text that a call gives back, or why there is none."""
        try:
            if self.out.get("wsdl"):
                await reach.ensure_settings(self.out)
                return await self._by_zeep(method, arguments)
            return await self._plain(method, arguments)
        except (NotConfigured, OSError) as error:
            return Unreachable(str(error))

    async def close(self) -> None:
        """Hang up."""
        await self._http.close()

    def arguments(self, values: Mapping[str, str]) -> dict[str, str]:
        """The arguments of a call with their templates filled."""
        given = self.out.get("arguments")
        if isinstance(given, Mapping):
            return fill(given, values)
        function, body = self.out.get("function") or "FuncCode", self.out.get("body") or "input"
        inner = write({"format": "xml", "root": "Request", **self.out}, values)
        return {str(function): str(self.out.get("code") or values["event"]), str(body): inner}

    async def _plain(self, method: str, arguments: Mapping[str, str]) -> "str | Verdict":
        version = soap.SOAP12 if self.out.get("soap") == "1.2" else soap.SOAP11
        namespace = str(self.out.get("namespace") or soap.NAMESPACE)
        body = soap.write_request(method, arguments, namespace, version).encode()
        action = str(self.out.get("action") or f"{namespace.rstrip('/')}/{method}")
        kind, url = soap.content_type(version), str(self.out["url"])
        headers = {"Content-Type": f"{kind}; charset=utf-8", "SOAPAction": f'"{action}"'}
        if version == soap.SOAP12:
            headers = {"Content-Type": f'{kind}; charset=utf-8; action="{action}"'}
        answer = await self._http(
            "POST", url, body, {**headers, **prove(resolved(self.out), "POST", url, body)}
        )
        if isinstance(answer, Unreachable):
            return answer
        try:
            return soap.read_result(answer.text)
        except soap.Fault as fault:
            return Refused(str(fault))
        except Refusal:
            return Unreachable(f"HTTP {answer.status}, no envelope")

    async def _by_zeep(self, method: str, arguments: Mapping[str, str]) -> "str | Verdict":
        async with self._turn:
            return await asyncio.to_thread(self._call_zeep, method, arguments)

    def _call_zeep(self, method: str, arguments: Mapping[str, str]) -> "str | Verdict":
        try:
            import requests
            import zeep
            import zeep.helpers
        except ImportError:
            return Unreachable("the package zeep is not installed")
        try:
            if self._service is None:
                self._service = open_service(resolved(self.out))
            result = getattr(self._service, method)(**arguments)
        except zeep.exceptions.Fault as fault:
            return Refused(str(fault.message)[:200])
        except (zeep.exceptions.Error, AttributeError, TypeError, ValueError) as error:
            return Refused(f"{type(error).__name__}: {error}"[:200])
        except (requests.RequestException, OSError) as error:
            self._service = None
            return Unreachable(type(error).__name__)
        if result is None or isinstance(result, str):
            return result or ""
        plain = zeep.helpers.serialize_object(result, dict)
        return json.dumps(plain, ensure_ascii=False, default=str)

    def judged(self, text: str) -> Verdict:
        """Whether what was given back is good."""
        path, good = str(self.out.get("result") or ""), self.out.get("ok")
        if not good:
            return Sent(text[:200])
        said = text.strip()
        if path:
            try:
                root = records.read_xml(text)
            except Refusal:
                return Refused(f"no XML in the answer: {text[:100]}")
            facts = {name.lower(): one for name, one in records.flatten_xml(root).items()}
            short = path.lower().partition(".")[2]  # a path may begin with the root's name
            said = facts.get(path.lower(), facts.get(short, ""))
        return Sent(text[:200]) if said in map(str, good) else Refused(text[:200])


def open_service(out: Mapping[str, Any]) -> Any:
    """A zeep service with time-outs and a cache on disk. Blocks; for a thread."""
    import requests
    import zeep
    from zeep.cache import SqliteCache
    from zeep.transports import Transport

    session, seconds = requests.Session(), float(out.get("seconds") or SECONDS)
    tls = out.get("tls") or {}
    session.verify = str(tls.get("authority") or "") or True
    if tls.get("certificate"):
        session.cert = (str(tls["certificate"]), str(tls.get("key") or tls["certificate"]))
    if out.get("auth") == "basic":
        session.auth = (str(out.get("user") or ""), str(out.get("password") or ""))
    folder = str(out.get("cache") or os.path.join(tempfile.gettempdir(), f"his-wsdl-{os.getuid()}"))
    os.makedirs(folder, mode=0o700, exist_ok=True)
    cache = SqliteCache(path=os.path.join(folder, "wsdl.sqlite"), timeout=CACHE_SECONDS)

    class Bounded(Transport):  # type: ignore[misc]
        def _load_remote_data(self, address: str) -> Any:
            reach.ensure_now({"url": address})  # what a WSDL imports
            return super()._load_remote_data(address)

    transport = Bounded(cache=cache, timeout=seconds, operation_timeout=seconds, session=session)
    settings = zeep.Settings(forbid_dtd=True, forbid_entities=True, forbid_external=False)
    client = zeep.Client(str(out["wsdl"]), transport=transport, settings=settings)
    published = [port.binding_options for one in client.wsdl.services.values()
                 for port in one.ports.values()]  # fmt: skip
    for options in [] if out.get("url") else published:
        reach.ensure_now({"url": options.get("address")})
    if out.get("url"):  # old services publish the address of another machine
        binding = next(iter(client.wsdl.bindings))
        return client.create_service(str(out.get("binding") or binding), str(out["url"]))
    return client.service
