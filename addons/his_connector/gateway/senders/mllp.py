"""Events as HL7 messages over MLLP: one at a time, each answered before the next.

An answer counts only when its MSA-2 names the message; after a time-out the connection is
dropped, so that a late answer cannot be taken for that of another message.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from ...core import charset, mllp
from ...core.hl7 import NotHl7, Reply, build_batch, build_event, format_stamp, read_replies
from ...core.hl7.event import OTHER, TRIGGERS
from ...core.outgoing import Event
from .. import reach
from ..patience import within
from ..tls import client_tls
from .base import Refused, Sent, Unreachable, Verdict

SECONDS = 10.0


class MllpSender:
    """Settings below ``out``: host, port, seconds, charset, message, triggers, accept and
    application (MSH-15, MSH-16), facility, receiver, receiver_facility, tls."""

    def __init__(self, interface: Any) -> None:
        """Not connected before the first message."""
        self.out: Mapping[str, Any] = interface.settings.get("out") or {}
        self._profile = interface.profile
        self._charset = str(self.out.get("charset") or "utf-8")
        self._triggers = {**TRIGGERS, **(self.out.get("triggers") or {})}
        self._seconds = float(self.out.get("seconds") or SECONDS)
        self._turn = asyncio.Lock()
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._framer = mllp.Framer()

    async def send(self, event: Event) -> Verdict:
        """Send one event and wait for what is said to it."""
        values = self._values(event)
        found = await self._exchange(build_event(values, self._lines), {values["id"]})
        return found if isinstance(found, Unreachable) else _verdict(found[values["id"]])

    async def send_batch(self, events: list[Event]) -> list[Verdict]:
        """Send several in one batch; each has its own verdict."""
        values = [self._values(event) for event in events]
        texts = [build_event(one, self._lines) for one in values]
        at = events[-1].aware()
        found = await self._exchange(
            build_batch(texts, values[0]["id"], at), {one["id"] for one in values}
        )
        if isinstance(found, Unreachable):
            return [found] * len(events)
        return [_verdict(found[one["id"]]) for one in values]

    async def close(self) -> None:
        """Hang up."""
        line, self._line = self._line, None
        if line:
            line[1].close()

    @property
    def _lines(self) -> list[str]:
        return [str(line) for line in self.out.get("message") or ()]

    def _values(self, event: Event) -> dict[str, str]:
        given = event.values(self._profile.zone, self.out.get("events") or {})
        return {
            **{name: str(self.out.get(name) or "") for name in (
                "facility", "receiver", "receiver_facility", "accept", "application",
            )},
            "charset": charset.hl7_name(self._charset),
            "stamp": format_stamp(event.aware()),
            "trigger": str(self._triggers.get(event.event, OTHER)),
            **given,
        }  # fmt: skip

    async def _exchange(self, text: str, wanted: set[str]) -> dict[str, Reply] | Unreachable:
        """The replies to these control ids. One at a time; hangs up when one is missing."""
        async with self._turn:
            try:
                return await within(self._talk(text, wanted), self._seconds)
            except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError) as error:
                await self.close()
                return Unreachable(str(error) or "no answer in time")
            except NotHl7 as error:
                await self.close()
                return Unreachable(f"the answer is no acknowledgement: {error}")

    async def _talk(self, text: str, wanted: set[str]) -> dict[str, Reply]:
        reader, writer = await self._connected()
        writer.write(mllp.encode(charset.encode(text, self._charset)))
        await writer.drain()
        found: dict[str, Reply] = {}
        while wanted - set(found):
            data = await reader.read(65536)
            if not data:
                raise ConnectionError("hung up without an answer")
            for frame in self._framer.feed(data):
                if frame.kind is mllp.Kind.MESSAGE:
                    for reply in read_replies(self._text(frame.body)):
                        if reply.control in wanted:  # another's answer came late
                            found.setdefault(reply.control, reply)
        return found

    def _text(self, body: bytes) -> str:
        try:
            return charset.decode(body, self._profile.charset).text
        except charset.Undecodable:
            return body.decode("latin-1")

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._line is None or self._line[1].is_closing() or self._line[0].at_eof():
            await self.close()
            self._framer = mllp.Framer()
            await reach.ensure(str(self.out["host"]))
            self._line = await asyncio.open_connection(
                str(self.out["host"]), int(self.out["port"]), ssl=client_tls(self.out)
            )
        return self._line


def _verdict(reply: Reply) -> Verdict:
    if reply.accepted:
        return Sent(reply.code)
    said = f"{reply.code}: {reply.text}"[:200]
    return Unreachable(said) if reply.repeat else Refused(said)
