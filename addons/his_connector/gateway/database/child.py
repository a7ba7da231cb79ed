"""The child: databases of one driver, a thread for each interface. Started by ``link.py``.

Reads frames ``{"id", "source", "op", …}`` from standard input, answers ``{"id", "ok"}``,
``{"id", "part"}`` (more rows follow) or ``{"id", "failed": {"kind", "text"}}``. A driver that
leaks, hangs or crashes takes nobody with it.
"""

import logging
import os
import queue
import re
import sys
import threading
import types
from pathlib import Path
from typing import Any

ADDON = Path(__file__).resolve().parents[2]
_PASSWORD = re.compile(r"(?i)(password|pwd)\s*[=:]\s*\S+|://[^@\s]*@")


def register_bare_package() -> None:
    """Make ``his_connector`` importable without running the add-on's ``__init__``."""
    package = types.ModuleType(ADDON.name)
    package.__path__ = [str(ADDON)]
    sys.modules.setdefault(ADDON.name, package)


class Worker(threading.Thread):
    """The requests of one interface, in their order."""

    def __init__(self, answer: Any) -> None:
        super().__init__(daemon=True)
        self.requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._answer, self._source = answer, None

    def run(self) -> None:
        while True:
            request = self.requests.get()
            try:
                result = self._work(request)
            except Exception as error:  # noqa: BLE001  # any driver's error is an answer
                self._answer({"id": request["id"], "failed": failure(error)})
            else:
                counts = self._source.take_counts() if self._source else {}
                self._answer({"id": request["id"], "ok": result, "counts": counts})

    def _work(self, request: dict[str, Any]) -> Any:
        from his_connector.gateway.database.source import Source

        if request["op"] == "open":
            if self._source:
                self._source.close()
            self._source = Source(request["settings"], request["allowed"])
            return {"version": self._source.version()}
        if self._source is None:
            raise LookupError("not opened")
        if request["op"] == "rows":
            return self._rows(request)
        operation = getattr(self._source, request["op"])
        return operation(*request.get("args", ()))

    def _rows(self, request: dict[str, Any]) -> int:
        count = 0
        for part in self._source.rows(request["args"][0]):
            count += len(part)
            self._answer({"id": request["id"], "part": part})
        return count


def failure(error: Exception) -> dict[str, str]:
    """What to tell of an error: its kind and its first line, without a password."""
    import sqlalchemy as sa

    original = getattr(error, "orig", None) or error
    kind = "error"
    if type(error).__name__ in ("Forbidden", "NotConfigured", "LookupError"):
        kind = type(error).__name__.lower()
    elif isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated:
        kind = "lost"
    elif isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError, OSError)):
        kind = "lost"
    elif isinstance(error, (sa.exc.ProgrammingError, sa.exc.NoSuchTableError)):
        kind = "schema"
    text = _PASSWORD.sub("…", str(original).strip().split("\n")[0])[:300]
    return {"kind": kind, "text": text or type(original).__name__}


def main() -> None:
    """Serve until standard input ends."""
    from his_connector.core.dll.pipe import Reader, encode

    out, lock = os.fdopen(os.dup(1), "wb"), threading.Lock()
    os.dup2(2, 1)  # what a driver prints must not break the frames
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)

    def answer(message: dict[str, Any]) -> None:
        with lock:
            out.write(encode(message))
            out.flush()

    workers: dict[str, Worker] = {}
    reader = Reader()
    while data := os.read(0, 1 << 16):
        for request in reader.feed(data):
            name = request["source"]
            if name not in workers:
                workers[name] = Worker(answer)
                workers[name].start()
            workers[name].requests.put(request)
    os._exit(0)  # threads may be inside a driver


if __name__ == "__main__":
    sys.path.pop(0)  # this folder must shadow no package
    register_bare_package()
    main()
