"""Webhooks: each event a POST with its id as Idempotency-Key, signed when a key is set."""

import base64
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ...core.outgoing import Event
from ...core.proof import sign
from ..database.drivers import NotConfigured
from ..named import resolved
from .base import Unreachable, Verdict
from .bodies import write
from .http import Http, verdict

_TYPES = {"json": "application/json", "xml": "application/xml"}


class RestSender:
    """Settings below ``out``: url, method, format, template, encoding, auth (key, basic, hmac,
    bearer) with key, header, user, password; seconds, tls."""

    def __init__(self, interface: Any) -> None:
        """Nothing is opened yet."""
        self.out: Mapping[str, Any] = interface.settings.get("out") or {}
        self._zone = interface.profile.zone
        self._http = Http(self.out)

    async def send(self, event: Event) -> Verdict:
        """One request."""
        values = event.values(self._zone, self.out.get("events") or {})
        coding = str(self.out.get("encoding") or "utf-8")
        body = write(self.out, values).encode(coding, "replace")
        method, url = str(self.out.get("method") or "POST"), str(self.out["url"])
        form = str(self.out.get("format") or "json")
        try:
            headers = prove(resolved(self.out), method, url, body)
        except NotConfigured as error:
            return Unreachable(str(error))
        headers["Content-Type"] = f"{_TYPES.get(form, 'text/plain')}; charset={coding}"
        headers["Idempotency-Key"] = values["id"]
        return verdict(await self._http(method, url, body, headers))

    async def close(self) -> None:
        """Hang up."""
        await self._http.close()


def prove(out: Mapping[str, Any], method: str, url: str, body: bytes) -> dict[str, str]:
    """The headers that say who we are. ``out``: with secrets resolved."""
    way, key = out.get("auth"), str(out.get("key") or "")
    if way == "key":
        return {str(out.get("header") or "X-Api-Key"): key}
    if way == "bearer":
        return {"Authorization": f"Bearer {key}"}
    if way == "basic":
        pair = f"{out.get('user') or ''}:{out.get('password') or ''}".encode()
        return {"Authorization": "Basic " + base64.b64encode(pair).decode()}
    if way == "hmac":
        parts, stamp = urlsplit(url), str(int(time.time()))
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return {"X-Timestamp": stamp, "X-Signature": sign(key, stamp, method, path, body)}
    return {}
