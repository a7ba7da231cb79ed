"""Requests out: always with a time-out, TLS checked, never following a redirect elsewhere."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import reach
from ..database.drivers import NotConfigured
from ..tls import client_tls
from .base import Refused, Sent, Unreachable, Verdict

SECONDS = 10.0
ANSWER_BYTES = 1024 * 1024
_AGAIN = (408, 425, 429)


@dataclass(frozen=True)
class Answer:
    """``status`` and the first bytes of the body."""

    status: int
    body: bytes
    charset: str

    @property
    def text(self) -> str:
        """The body as text; what cannot be read is marked."""
        try:
            return self.body.decode(self.charset, "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


class Http:
    """One interface's connections."""

    def __init__(self, out: Mapping[str, Any], limit: int = ANSWER_BYTES) -> None:
        """``out``: seconds, tls; ``limit``: bytes of an answer that are read."""
        self._out, self._limit = out, limit
        self._session: Any = None

    async def __call__(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer | Unreachable:
        """One request and its answer, or why there was none."""
        try:
            aiohttp = _library()
            await reach.ensure_url(url)
            if self._session is None:
                timeout = aiohttp.ClientTimeout(total=float(self._out.get("seconds") or SECONDS))
                self._session = aiohttp.ClientSession(timeout=timeout)
            async with self._session.request(
                method, url, data=body, headers=dict(headers), allow_redirects=False,
                ssl=client_tls(self._out) or True,
            ) as answer:  # fmt: skip
                raw = await _read(answer.content, self._limit)
                return Answer(answer.status, raw, answer.charset or "utf-8")
        except NotConfigured as error:
            return Unreachable(str(error))
        except reach.OutOfReach as error:
            return Unreachable(str(error))
        except (OSError, asyncio.TimeoutError, ValueError, aiohttp.ClientError) as error:
            return Unreachable(type(error).__name__)

    async def close(self) -> None:
        """Hang up."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()


async def _read(content: Any, limit: int) -> bytes:
    """The body up to ``limit`` bytes: one reading gives what has come so far, not all of it."""
    found = bytearray()
    while len(found) < limit and (part := await content.read(limit - len(found))):
        found += part
    return bytes(found)


def verdict(answer: Answer | Unreachable) -> Verdict:
    """2xx: sent. 408, 425, 429 and 5xx: again. The rest: a person must look."""
    if isinstance(answer, Unreachable):
        return answer
    if 200 <= answer.status < 300:
        return Sent(answer.text[:200])
    said = f"HTTP {answer.status}: {answer.text[:160]}"
    return Unreachable(said) if answer.status in _AGAIN or answer.status >= 500 else Refused(said)


def _library() -> Any:
    try:
        import aiohttp
    except ImportError as error:
        raise NotConfigured("the package aiohttp is not installed") from error
    return aiohttp
