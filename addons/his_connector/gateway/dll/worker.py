"""One library, one child, and spare children that wait: the next call after a crash is quick."""

import asyncio
import contextlib
import itertools
import logging
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...core.dll import pipe, script
from ..patience import within

_logger = logging.getLogger("his_gateway.dll")

CHILD = Path(__file__).with_name("child.py")
GRACE = 2.0  # seconds for the closing steps
SETUP_S = 20.0  # a child that is just being born has its imports before it
SPARES = 2  # a second crash may come before the first spare has been replaced


class DllError(Exception):
    """A request without a result; ``effect`` is "none" or "unknown" (crash, time-out)."""

    def __init__(self, text: str, effect: str) -> None:
        """``effect``: whether the library may have acted all the same."""
        super().__init__(text)
        self.effect = effect


class _Process:
    """A child and its pipe."""

    @classmethod
    async def start(cls) -> "_Process":
        self = cls()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(CHILD),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self.reader, self.found = pipe.Reader(), []
        return self

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return the answer. Raises EOFError when the child has died."""
        self.process.stdin.write(pipe.encode(message))
        with contextlib.suppress(ConnectionError):
            await self.process.stdin.drain()
        while not self.found:
            data = await self.process.stdout.read(65536)
            if not data:
                raise EOFError
            self.found += self.reader.feed(data)
        return self.found.pop(0)

    async def end(self, grace: float) -> int:
        """Close its pipe, give it ``grace`` seconds to leave, then force; returns its exit status.

        A child that has just died must not be signalled: that would reap it under asyncio's nose.
        """
        self.process.stdin.close()
        if grace:
            with contextlib.suppress(asyncio.TimeoutError):
                return await within(self.process.wait(), grace)
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        return await self.process.wait()


class DllWorker:
    """Requests to one library, one at a time, in the order they come."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Check the script. Raises ScriptError."""
        self.document, self.script = dict(document), script.parse(document)
        self.crashes = 0
        self._lock, self._ids = asyncio.Lock(), itertools.count(1)
        self._child: _Process | None = None
        self._spares: list[asyncio.Task[_Process]] = []

    async def start(self) -> None:
        """Load the library. Raises DllError when it cannot be loaded or set up."""
        async with self._lock:
            await self._promote()

    async def stop(self) -> None:
        """Run the closing steps and end all children."""
        async with self._lock:
            if self._child:
                await self._child.end(GRACE)
                self._child = None
            for spare in self._spares:
                await (await spare).end(GRACE)
            self._spares = []

    async def call(self, fields: Mapping[str, str], wanted: Iterable[str] = ()) -> dict[str, Any]:
        """Return {"values", "rows"} of one request. Raises DllError."""
        async with self._lock:
            if not self._child:
                await self._promote()
            message = {"id": next(self._ids), "fields": dict(fields), "wanted": list(wanted)}
            answer = await self._within_limits(message)
            if "failed" in answer:
                raise DllError(answer["failed"]["text"], "none")
            return {"values": answer["values"], "rows": answer["rows"]}

    async def _within_limits(self, message: dict[str, Any]) -> dict[str, Any]:
        try:
            return await within(self._child.ask(message), self.script.timeout_ms / 1000)
        except EOFError:
            status = await self._lose(GRACE)
            raise DllError(f"the library crashed ({_reason(status)})", "unknown") from None
        except asyncio.TimeoutError:
            await self._lose(0)
            limit = self.script.timeout_ms
            raise DllError(f"no answer within {limit} ms, ended", "unknown") from None

    async def _lose(self, grace: float) -> int:
        """The child is gone or has to go; the spare takes its place at once."""
        lost, self._child = self._child, None
        self.crashes += 1
        status = await lost.end(grace)
        _logger.warning("library %s: child lost (%s)", self.script.library, _reason(status))
        with contextlib.suppress(DllError):
            await self._promote()
        return status

    async def _promote(self) -> None:
        child = await (self._spares.pop(0) if self._spares else _Process.start())
        try:
            loading = child.ask({"script": self.document})
            answer = await within(loading, max(SETUP_S, self.script.timeout_ms / 1000))
        except (EOFError, asyncio.TimeoutError) as error:
            status = await child.end(GRACE if isinstance(error, EOFError) else 0)
            raise DllError(f"the library cannot be set up ({_reason(status)})", "none") from None
        if "failed" in answer:
            await child.end(GRACE)
            raise DllError(answer["failed"]["text"], "none")
        self._child = child
        while len(self._spares) < SPARES:
            self._spares.append(asyncio.create_task(_Process.start()))


def _reason(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit {status}"
