"""One MLLP port: bytes → frames → store → answers, in the order of the sender."""

import asyncio
import contextlib
import logging
import secrets
from datetime import datetime, timezone

from ..core import mllp
from ..core.causes import sentence
from ..core.hl7 import Answer
from ..core.intake import Intake, Item, answer, judge, refuse
from ..core.proof import allowed
from .config import Interface
from .patience import within
from .store import NotStored, Outcome, Store
from .tls import server_tls

_logger = logging.getLogger("his_gateway.server")

CHUNK = 256 * 1024
JUNK_SECONDS = 0.5  # silence after bytes that are no frame, then they are refused
HANDSHAKE_SECONDS = 10.0
LINE = ("listen", "tls", "connections")  # settings of the port itself: it is opened anew
CUT_SECONDS = 20.0  # silence within a frame, then it is refused as cut off


class Server:
    """Serves the connections of one interface."""

    def __init__(self, interface: Interface, store: Store, max_connections: int) -> None:
        """Not listening before ``start``."""
        self.interface = interface
        self._store = store
        self._free = min(int(interface.settings.get("connections") or 1 << 16), max_connections)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Listen; return the real port. Raises OSError, also for a certificate not to be read."""
        settings = self.interface.settings
        tls = server_tls(settings)
        self._server = await asyncio.start_server(
            self._serve,
            str(settings.get("listen") or host),
            port,
            limit=CHUNK,
            ssl=tls,
            ssl_handshake_timeout=HANDSHAKE_SECONDS if tls else None,
        )
        real: int = self._server.sockets[0].getsockname()[1]
        _logger.info("interface %s listens on %s:%s", self.interface.name, host, real)
        return real

    def same_line(self, interface: Interface) -> bool:
        """Whether new settings of the interface leave the port as it is."""
        old, new = self.interface.settings, interface.settings
        return all(old.get(name) == new.get(name) for name in LINE)

    async def stop(self) -> None:
        """Close the port and its connections; what was read but not answered is resent."""
        if self._server:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if not allowed(_peer(writer), self.interface.settings.get("allow") or ()):
            self._turn_away(writer, "a caller who is not on its list was turned away")
            return
        if self._free <= 0 or task is None:
            self._turn_away(writer, "too many connections")
            return
        self._free -= 1
        self._tasks.add(task)
        # The sender leaves, or we do: what is unanswered then is resent.
        left = contextlib.suppress(ConnectionError, asyncio.CancelledError)
        try:
            with left:
                await self._converse(reader, writer)
        finally:
            self._free += 1
            self._tasks.discard(task)
            writer.close()

    def _turn_away(self, writer: asyncio.StreamWriter, reason: str) -> None:
        _logger.warning("interface %s: %s", self.interface.name, reason)
        writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Nothing is read while answers are due: a full store slows the sender down."""
        framer = mllp.Framer(self.interface.profile.limit)
        peer = _peer(writer)
        while True:
            frames, ended = await _next_frames(reader, framer)
            if frames:
                writer.write(await self._answers(frames, peer))
                await writer.drain()
            if ended:
                return

    async def _answers(self, frames: list[mllp.Frame], peer: str) -> bytes:
        now = datetime.now(timezone.utc)
        interface = self.interface
        intakes = [judge(frame, interface.profile, interface.codes, now) for frame in frames]
        if len(intakes) == 1:
            replies = [await self._keep(intakes[0], peer)]
        else:
            replies = await asyncio.gather(*(self._keep(intake, peer) for intake in intakes))
        return b"".join(
            answer(intake, said, _new_id, now)
            for intake, said in zip(intakes, replies, strict=True)
            if intake.answered
        )

    async def _keep(self, intake: Intake, peer: str) -> list[Answer]:
        """Store an intake's items; say what became of each."""
        profile = self.interface.profile
        try:
            outcomes = await self._store.put(intake.items, profile, peer)
        except NotStored:
            return [refuse(item, "database_down") for item in intake.items]
        for item in intake.items:
            _log(item, self.interface.name)
        return [_said(item, outcome) for item, outcome in zip(intake.items, outcomes, strict=True)]


async def _next_frames(
    reader: asyncio.StreamReader, framer: mllp.Framer
) -> tuple[list[mllp.Frame], bool]:
    """The frames of the next bytes, or of a silence that lasted too long; and: is it over?"""
    patience = CUT_SECONDS if framer.inside else JUNK_SECONDS if framer.pending else None
    try:
        data = await within(reader.read(CHUNK), patience)
    except asyncio.TimeoutError:
        return (framer.close(), True) if framer.inside else (framer.idle(), False)
    return (framer.feed(data), False) if data else (framer.close(), True)


def _said(item: Item, outcome: Outcome) -> Answer:
    if outcome.fresh or not item.accepted:
        return item.answer
    if outcome.body_hash not in (None, item.body_hash):
        control = item.message.control_id if item.message else ""
        return refuse(item, "control_id_reused", control)
    return Answer("AA", "Duplicate of a message already stored")


def _log(item: Item, interface: str) -> None:
    """No name, no body: a control id and the reason are enough to find it."""
    if not item.accepted:
        control = item.message.control_id if item.message else "-"
        reason = sentence(item.cause, item.detail, "en_US")
        _logger.info("interface %s: %s %s: %s", interface, item.answer.code, control, reason)


def _new_id() -> str:
    return secrets.token_hex(8)


def _peer(writer: asyncio.StreamWriter) -> str:
    return str((writer.get_extra_info("peername") or ("?",))[0])
