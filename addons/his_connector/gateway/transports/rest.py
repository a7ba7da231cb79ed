"""JSON, XML, forms of text and HL7 by POST. 200: all kept; 409, 422, 503: read the answer.

``Idempotency-Key`` makes a request the same one however often it is sent; used again for another
body it is refused. A partly refused list is 422 and says which records were taken.
"""

import json
import secrets
from datetime import datetime, timezone
from typing import Any

from ...core import answers, charset, mllp, payload
from ...core.hl7 import Answer
from ...core.intake import answer as hl7_answer
from ...core.intake import judge
from ..asked import poll as asked
from . import web
from .taking import keep

_TYPES = {"xml": "application/xml", "json": "application/json"}


class Rest:
    """One interface."""

    def __init__(self, interface: Any, store: Any) -> None:
        """``settings``: path, format, records, id_field, reply, auth …"""
        self.interface, self.store = interface, store
        self.settings = interface.settings

    async def __call__(self, request: Any, body: bytes) -> Any:
        """Answer one proven request."""
        response = web.library().Response
        if request.path.rstrip("/") != web.path_of(self.settings).rstrip("/"):
            return response(status=404)
        if request.method != "POST":
            return response(status=405, headers={"Allow": "POST"})
        form = payload.form_of(body, self.settings)
        if form == "hl7":
            return await self._hl7(request, body)
        profile, now = self.interface.profile, datetime.now(timezone.utc)
        key = request.headers.get("Idempotency-Key", "")
        items = payload.judge_body(
            body, self.settings, profile, self.interface.codes, now, key, None
        )
        said = await keep(self.store, items, self.interface, request.remote or "")
        text = answers.write(said, form, self.settings)
        if form == "json" and "reply" not in self.settings:
            text = _details(said)
        return response(
            status=status(said),
            body=text.encode(),
            content_type=_TYPES.get(form, "text/plain"),
            charset="utf-8",
            headers={"Retry-After": web.RETRY_AFTER} if status(said) == 503 else None,
        )

    async def _hl7(self, request: Any, body: bytes) -> Any:
        """HL7 over HTTP: the acknowledgement is the body of the answer."""
        frame, now = mllp.Frame(mllp.Kind.MESSAGE, body, len(body)), datetime.now(timezone.utc)
        intake = judge(frame, self.interface.profile, self.interface.codes, now)
        said = await keep(self.store, list(intake.items), self.interface, request.remote or "")
        raw = hl7_answer(intake, said, lambda: secrets.token_hex(8), now)
        text = raw.replace(mllp.VT, b"").replace(mllp.FS + mllp.CR, b"")
        kind = "application/hl7-v2"
        coding = charset.hl7_name(intake.charset) and intake.charset
        return web.library().Response(
            body=text, headers={"Content-Type": f"{kind}; charset={coding or 'us-ascii'}"}
        )


def status(said: list[Answer]) -> int:
    """The status of HTTP for the worst of the answers."""
    worst = answers.worst(said)
    if worst.code == "AA":
        return 200
    if worst.text.startswith("Database not available"):
        return 503
    return {"205": 409}.get(worst.hl7_code, 422)


def _details(said: list[Answer]) -> str:
    good = answers.worst(said).code == "AA"
    results = [{"ack": one.code, "message": one.user_text or one.text} for one in said]
    return json.dumps({"ok": good, "count": len(said), "results": results}, ensure_ascii=False)


async def poll(interface: Any, store: Any) -> None:
    """Serve until cancelled; ``mode: poll`` asks the other side instead."""
    if interface.settings.get("mode") == "poll":
        return await asked.poll(interface, store)
    await web.serve(interface, Rest(interface, store))
