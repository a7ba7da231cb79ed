"""Events over a private TCP protocol: one frame out, one frame back."""

import asyncio
from collections.abc import Mapping
from typing import Any

from ...core import charset, mllp
from ...core.frames import Framer, read_layout
from ...core.outgoing import Event
from .. import reach
from ..patience import within
from ..tls import client_tls
from .base import Refused, Sent, Unreachable, Verdict
from .bodies import write

SECONDS = 10.0


class FrameSender:
    """Settings below ``out``: host, port, the frame, format and template, encoding, ``ok`` (a
    text that a good answer holds; without it any answer is good), ``answer`` "none"."""

    def __init__(self, interface: Any) -> None:
        """Raises ValueError for a frame that cannot work."""
        settings = interface.settings
        self.out: Mapping[str, Any] = {**settings, **(settings.get("out") or {})}
        self._layout, self._profile = read_layout(self.out), interface.profile
        self._turn = asyncio.Lock()

    async def send(self, event: Event) -> Verdict:
        """A connection for each event: nothing said before can be taken for its answer."""
        values = event.values(self._profile.zone, self.out.get("events") or {})
        coding = str(self.out.get("encoding") or "utf-8")
        try:
            frame = self._layout.wrap(charset.encode(write(self.out, values), coding))
        except ValueError as error:
            return Refused(str(error))
        async with self._turn:
            try:
                seconds = float(self.out.get("seconds") or SECONDS)
                return await within(self._talk(frame, coding), seconds)
            except (OSError, asyncio.TimeoutError) as error:
                return Unreachable(str(error) or "no answer in time")

    async def close(self) -> None:
        """Nothing stays open."""

    async def _talk(self, frame: bytes, coding: str) -> Verdict:
        await reach.ensure(str(self.out["host"]))
        reader, writer = await asyncio.open_connection(
            str(self.out["host"]), int(self.out["port"]), ssl=client_tls(self.out)
        )
        try:
            writer.write(frame)
            await writer.drain()
            if self.out.get("answer") == "none":
                return Sent()
            return self._verdict(await self._answer(reader), coding)
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> bytes | None:
        framer = Framer(self._layout)
        while True:
            patience = 0.3 if self._layout.way == "gap" and framer.pending else None
            try:
                data = await within(reader.read(65536), patience)
            except asyncio.TimeoutError:
                found = framer.idle()
            else:
                found = framer.feed(data) if data else framer.close()
            for one in found:
                if one.kind is mllp.Kind.MESSAGE:
                    return one.body
            if framer.broken or reader.at_eof():
                return None

    def _verdict(self, body: bytes | None, coding: str) -> Verdict:
        if body is None:
            return Unreachable("hung up without an answer")
        text, good = body.decode(coding, "replace"), str(self.out.get("ok") or "")
        return Sent(text[:200]) if good in text else Refused(text[:200])
