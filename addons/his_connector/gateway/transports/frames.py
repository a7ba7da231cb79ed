"""Private TCP protocols: we listen, or we call the other side and read what it pushes."""

import asyncio
import contextlib
import logging
from datetime import datetime, timezone
from typing import Any

from ...core import answers, charset, mllp, payload
from ...core.causes import Refusal
from ...core.frames import Framer, read_layout
from ...core.intake import Item, refused_body
from ...core.proof import allowed
from .. import reach
from ..patience import within
from ..tls import client_tls, server_tls
from .taking import keep

_logger = logging.getLogger("his_gateway.frames")

CHUNK = 256 * 1024
GAP_SECONDS = 0.3
CONNECTIONS = 64
RETRY, WORST_RETRY = 1.0, 60.0
_CAUSES = {
    mllp.Kind.JUNK: "no_framing",
    mllp.Kind.STRAY: "no_framing",
    mllp.Kind.CUT: "cut",
    mllp.Kind.OVERSIZE: "too_big",
}


class Line:
    """The connections of one interface. Nothing is read while answers are due."""

    def __init__(self, interface: Any, store: Any) -> None:
        """Raises ValueError for a layout that cannot work."""
        self.interface, self.store = interface, store
        self.settings = interface.settings
        self.layout = read_layout(self.settings)
        self.gap = float(self.settings.get("gap") or GAP_SECONDS)
        self._free = int(self.settings.get("connections") or CONNECTIONS)

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one caller, if it may call and there is room."""
        peer = _peer(writer)
        if self._free <= 0 or not allowed(peer, self.settings.get("allow") or ()):
            _logger.warning("interface %s: a caller was turned away", self.interface.name)
            writer.close()
            return
        self._free -= 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await self.converse(reader, writer)
        finally:
            self._free += 1
            writer.close()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read until the other side ends, or nothing it sends can be told apart any more."""
        framer = Framer(self.layout, self.interface.profile.limit)
        peer, ended = _peer(writer), False
        while not ended and not framer.broken:
            patience = self.gap if self.layout.way == "gap" and framer.pending else None
            try:
                data = await within(reader.read(CHUNK), patience)
            except asyncio.TimeoutError:
                frames = framer.idle()
            else:
                ended = not data
                frames = framer.feed(data) if data else framer.close()
            for frame in frames:
                await self._take(frame, writer, peer)

    async def _take(self, frame: mllp.Frame, writer: asyncio.StreamWriter, peer: str) -> None:
        items = self._items(frame)
        said = await keep(self.store, items, self.interface, peer)
        if frame.kind is mllp.Kind.STRAY or self.settings.get("reply") == "none":
            return
        form = payload.form_of(frame.body, self.settings)
        text = answers.write(said, form, self.settings)
        coding = items[0].charset if items[0].charset not in ("", "utf-8") else self._coding
        writer.write(self.layout.wrap(charset.encode(text, coding)))
        await writer.drain()

    @property
    def _coding(self) -> str:
        return str(self.settings.get("encoding") or self.interface.profile.charset.default)

    def _items(self, frame: mllp.Frame) -> list[Item]:
        profile, now = self.interface.profile, datetime.now(timezone.utc)
        if frame.kind is not mllp.Kind.MESSAGE:
            detail = str(profile.limit) if frame.kind is mllp.Kind.OVERSIZE else ""
            return [refused_body(frame.body, Refusal(_CAUSES[frame.kind], detail), profile)]
        return payload.judge_body(frame.body, self.settings, profile, self.interface.codes, now)


async def poll(interface: Any, store: Any) -> None:
    """Listen on the interface's port, or stay connected to ``host``, until cancelled."""
    line = Line(interface, store)
    if interface.settings.get("host"):
        await _call(line)
        return
    address = str(interface.settings.get("listen") or "127.0.0.1")
    server = await asyncio.start_server(
        line.accept, address, interface.port, limit=CHUNK, ssl=server_tls(interface.settings)
    )
    _logger.info("interface %s listens on %s:%s", interface.name, address, interface.port)
    async with server:
        await server.serve_forever()


async def _call(line: Line) -> None:
    settings, pause = line.settings, RETRY
    while True:
        try:
            await reach.ensure(str(settings["host"]))
            reader, writer = await within(
                asyncio.open_connection(
                    str(settings["host"]), int(settings["port"]), ssl=client_tls(settings)
                ),
                5,
            )
        except (OSError, asyncio.TimeoutError):
            await asyncio.sleep(pause)
            pause = min(pause * 2, WORST_RETRY)
            continue
        pause = RETRY
        try:
            with contextlib.suppress(ConnectionError):
                await line.converse(reader, writer)
        finally:
            writer.close()
        await asyncio.sleep(pause)


def _peer(writer: asyncio.StreamWriter) -> str:
    return str((writer.get_extra_info("peername") or ("?",))[0])
