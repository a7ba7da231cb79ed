"""The child: loads one library, runs its call script, request by request. May crash.

Started by ``worker.py`` as ``python child.py``, without Odoo and without the gateway's sockets.
Reads frames from standard input, answers on the descriptor that was standard output; what the
library itself prints goes to standard error.

First frame ``{"script": {…}}`` → ``{"ready": true}``; then ``{"id", "fields", "wanted"}`` →
``{"id", "values", "rows"}`` or ``{"id", "failed": {"place", "function", "result", "text"}}``.
"""

import ctypes
import os
import sys
import types
from pathlib import Path
from typing import Any

ADDON = Path(__file__).resolve().parents[2]

_C_TYPES = {
    "int": ctypes.c_int,
    "long": ctypes.c_long,
    "double": ctypes.c_double,
    "text": ctypes.c_char_p,
    "pointer": ctypes.c_void_p,
}


def register_bare_package() -> None:
    """Make ``his_connector`` importable without running the add-on's ``__init__``."""
    package = types.ModuleType(ADDON.name)
    package.__path__ = [str(ADDON)]
    sys.modules.setdefault(ADDON.name, package)


class Library:
    """A loaded library: calls by name with the kinds of a script."""

    def __init__(self, path: str, convention: str, charset: str) -> None:
        """Load it. Raises OSError."""
        loader = ctypes.WinDLL if convention == "stdcall" and os.name == "nt" else ctypes.CDLL
        self.charset, self.library = charset, loader(path)

    def call(self, function: str, arguments: list[tuple[str, Any]], returns: str) -> Any:
        """Call; returns (result, values of the out arguments). Raises AttributeError."""
        entry = getattr(self.library, function)
        entry.restype = None if returns == "none" else _C_TYPES[returns]
        given, outs = [], []
        for kind, value in arguments:
            argument, out = self._argument(kind, value)
            given.append(argument)
            if out is not None:
                outs.append((kind, out))
        result = entry(*given)
        if returns == "text":
            result = self._text(result or b"")
        return result, [self._read(kind, out) for kind, out in outs]

    def _argument(self, kind: str, value: Any) -> tuple[Any, Any]:
        if kind == "out":
            buffer = ctypes.create_string_buffer(value)
            return buffer, buffer
        if kind in ("out_int", "out_pointer"):
            box = ctypes.c_int() if kind == "out_int" else ctypes.c_void_p()
            return ctypes.byref(box), box
        if kind == "text":
            return ctypes.c_char_p(str(value).encode(self.charset, "replace")), None
        return _C_TYPES[kind](value), None

    def _read(self, kind: str, out: Any) -> Any:
        return self._text(out.value) if kind == "out" else out.value

    def _text(self, value: bytes) -> str:
        return value.decode(self.charset, "replace")


def limit_memory(megabytes: int) -> None:
    """Give this process a ceiling where the system has one (not on Windows)."""
    if megabytes and os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Child:
    """Answers frames until the pipe closes."""

    def __init__(self) -> None:
        """Keep the pipe for ourselves before a library can print into it."""
        self.answers = os.dup(1)
        os.dup2(2, 1)
        self.runner: Any = None

    def serve(self) -> None:
        """Read and answer, one frame after the other."""
        from his_connector.core.dll.pipe import Reader

        reader = Reader()
        while data := os.read(0, 65536):
            for message in reader.feed(data):
                self._answer(self._serve(message))
        if self.runner:
            self.runner.teardown()

    def _answer(self, message: dict[str, Any]) -> None:
        from his_connector.core.dll.pipe import encode

        data = encode(message)
        while data:
            data = data[os.write(self.answers, data) :]

    def _serve(self, message: dict[str, Any]) -> dict[str, Any]:
        from his_connector.core.dll.run import StepFailed

        known = {"id": message["id"]} if "id" in message else {}
        try:
            return known | (self._load(message) if "script" in message else self._run(message))
        except StepFailed as error:
            failed = {"place": error.place, "function": error.function, "result": error.result}
            return known | {"failed": failed | {"text": str(error)}}
        except (OSError, AttributeError, ValueError, LookupError, ctypes.ArgumentError) as error:
            return known | {"failed": {"text": f"{type(error).__name__}: {error}"}}

    def _load(self, message: dict[str, Any]) -> dict[str, Any]:
        from his_connector.core.dll.run import Runner
        from his_connector.core.dll.script import parse

        script = parse(message["script"])
        limit_memory(script.memory_mb)
        library = Library(script.library, script.convention, script.charset)
        self.runner = Runner(script, library.call)
        self.runner.setup()
        return {"ready": True}

    def _run(self, message: dict[str, Any]) -> dict[str, Any]:
        done = self.runner.request(message.get("fields", {}), message.get("wanted", ()))
        return {"values": done.values, "rows": done.rows}


if __name__ == "__main__":
    register_bare_package()
    import his_connector.core.dll.pipe
    import his_connector.core.dll.run
    import his_connector.core.dll.script  # noqa: F401 - a spare child waits with all imported

    Child().serve()
