"""The gateway's side of the children: one per driver mode, restarted when it is gone."""

import asyncio
import contextlib
import itertools
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...core.dll.pipe import Reader, encode
from .. import reach
from ..patience import within

_logger = logging.getLogger("his_gateway.database")

CHILD = Path(__file__).with_name("child.py")
PATIENCE = 45.0  # seconds; the child itself ends a statement after 30


class SourceError(Exception):
    """The database did not do it; ``kind``: lost, schema, forbidden, notconfigured, error."""

    def __init__(self, kind: str, text: str) -> None:
        """``text`` is fit for an operator."""
        super().__init__(text)
        self.kind = kind


class Link:
    """A child with the databases of one driver mode."""

    def __init__(self, mode: str, program: Path = CHILD) -> None:
        """``mode``: a key of ``drivers.DIALECTS``; started at the first request."""
        self.mode, self._program = mode, program
        self.starts = 0
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: dict[int, tuple[asyncio.Future[Any], list[Any]]] = {}
        self._ids = itertools.count(1)
        self._starting = asyncio.Lock()

    async def ask(self, source: str, op: str, **more: Any) -> Any:
        """(result, statements by class); of ``rows`` the rows. Raises SourceError."""
        await self._start()
        number = next(self._ids)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future, []
        try:
            self._process.stdin.write(encode({"id": number, "source": source, "op": op, **more}))
            return await within(future, PATIENCE)
        except asyncio.TimeoutError:
            await self.stop()
            raise SourceError("lost", f"no answer within {PATIENCE:.0f} s") from None
        except (ConnectionError, AttributeError):
            raise SourceError("lost", "the worker ended") from None
        finally:
            self._waiting.pop(number, None)

    async def stop(self) -> None:
        """End the child; what waits fails."""
        process, self._process = self._process, None
        if process and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        self._fail_all()

    async def _start(self) -> None:
        async with self._starting:
            if self._process and self._process.returncode is None:
                return
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, str(self._program),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
            self.starts += 1
            self._reading = asyncio.create_task(self._read(self._process))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        reader = Reader()
        while data := await process.stdout.read(1 << 18):
            for message in reader.feed(data):
                self._answer(message)
        if process is self._process:
            self._process = None
            self._fail_all()
            _logger.warning("worker of %s ended", self.mode)
        await process.wait()

    def _answer(self, message: Mapping[str, Any]) -> None:
        future, rows = self._waiting.get(message["id"], (None, []))
        if "part" in message:
            rows.extend(message["part"])
        elif future is None or future.done():
            return
        elif "failed" in message:
            failed = message["failed"]
            future.set_exception(SourceError(failed["kind"], failed["text"]))
        else:
            future.set_result((rows or message["ok"], message["counts"]))

    def _fail_all(self) -> None:
        for future, _rows in self._waiting.values():
            if not future.done():
                future.set_exception(SourceError("lost", "the worker ended"))


class Database:
    """One interface's way to its database."""

    def __init__(self, link: Link, name: str, settings: Mapping[str, Any], allowed: Sequence[str]):
        """``name`` tells interfaces apart in the child."""
        self._link, self._name = link, name
        self._settings, self._allowed = dict(settings), list(allowed)
        self._opened_in = -1
        self.counts: dict[str, int] = {}

    async def __call__(self, op: str, *args: Any) -> Any:
        """The result of an operation of ``source.Source``. Raises SourceError."""
        if self._opened_in != self._link.starts or self._link._process is None:
            await self._in_reach()
            await self._ask("open", settings=self._settings, allowed=self._allowed)
            self._opened_in = self._link.starts
        return await self._ask(op, args=list(args))

    async def _in_reach(self) -> None:
        """Raises SourceError for a server that may not be called; our own always may."""
        if self._settings.get("own"):
            return
        try:
            await reach.ensure_settings({"host": self._settings.get("host")})
        except OSError as error:
            raise SourceError("lost", str(error)) from error

    async def rows(self, spec: Mapping[str, Any]) -> list[list[str]]:
        """The texts of a select."""
        found = await self("rows", dict(spec))
        return found if isinstance(found, list) else []

    async def _ask(self, op: str, **more: Any) -> Any:
        result, counts = await self._link.ask(self._name, op, **more)
        for kind, count in counts.items():
            self.counts[kind] = self.counts.get(kind, 0) + count
        return result
