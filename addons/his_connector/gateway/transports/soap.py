"""Our SOAP service: a published WSDL, one operation of texts, a heartbeat."""

from datetime import datetime, timezone
from typing import Any

from ...core import answers, payload, soap
from ...core.causes import Refusal
from ...core.hl7 import Answer
from ...core.intake import Item, refused_body
from ..asked import poll as asked
from . import web
from .rest import status
from .taking import keep


class Soap:
    """One interface."""

    def __init__(self, interface: Any, store: Any) -> None:
        """``settings``: method, function and body, or arguments."""
        self.interface, self.store = interface, store
        self.settings = interface.settings
        self.method, self.names = soap.arguments_of(self.settings)

    async def __call__(self, request: Any, body: bytes) -> Any:
        """Answer one proven request."""
        response = web.library().Response
        if request.path.rstrip("/") != web.path_of(self.settings).rstrip("/"):
            return response(status=404)
        if request.method == "GET" and "wsdl" in request.query_string.lower():
            address = str(self.settings.get("address") or request.url.with_query(None))
            return _xml(200, soap.write_wsdl(self.settings, address), "text/xml")
        if request.method != "POST":
            return response(status=405, headers={"Allow": "GET, POST"})
        try:
            call = soap.read_request(payload.text_of(body, self.interface.profile.charset))
        except Refusal as refusal:
            await self._keep([refused_body(body, refusal, self.interface.profile)], request)
            return _xml(500, soap.write_fault(f"not understood: {refusal.detail}", True))
        return await self._answer(call, body, request)

    async def _answer(self, call: soap.Request, body: bytes, request: Any) -> Any:
        if call.operation == soap.HEARTBEAT:
            return _xml(200, soap.write_result(call, "OK"), soap.content_type(call.soap))
        if call.operation != self.method:
            fault = soap.write_fault(f"no operation {call.operation}", True, call.soap)
            return _xml(500, fault, soap.content_type(call.soap))
        items, form = self._items(call, body)
        said = await self._keep(items, request)
        if status(said) == 503:
            fault = soap.write_fault(said[0].text, False, call.soap)
            return _xml(503, fault, soap.content_type(call.soap))
        text = soap.write_result(call, answers.write(said, form, self.settings))
        return _xml(200, text, soap.content_type(call.soap))

    def _items(self, call: soap.Request, body: bytes) -> tuple[list[Item], str]:
        profile, now = self.interface.profile, datetime.now(timezone.utc)
        codes = self.interface.codes
        if isinstance(self.settings.get("arguments"), list):
            rows = [dict(call.arguments)]
            items = payload.judge_rows(rows, body, self.settings, profile, codes, now)
            return items, "xml"
        function, name = self.names
        inner = call.arguments.get(name, "").encode("utf-8", "replace")
        extra = {"$function": call.arguments.get(function, "")}
        form = "json" if inner.lstrip()[:1] in (b"{", b"[") else "xml"
        settings = {"format": form, **self.settings}
        items = payload.judge_body(inner, settings, profile, codes, now, "", extra)
        return items, str(settings["format"])

    async def _keep(self, items: list[Item], request: Any) -> list[Answer]:
        return await keep(self.store, items, self.interface, request.remote or "")


def _xml(code: int, text: str, kind: str = "text/xml") -> Any:
    return web.library().Response(
        status=code, body=text.encode(), content_type=kind, charset="utf-8"
    )


async def poll(interface: Any, store: Any) -> None:
    """Serve until cancelled; ``mode: poll`` asks the other side instead."""
    if interface.settings.get("mode") == "poll":
        return await asked.poll(interface, store)
    await web.serve(interface, Soap(interface, store))
