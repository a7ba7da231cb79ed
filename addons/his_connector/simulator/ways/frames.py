"""A private TCP protocol: eight digits of length, XML in UTF-8, an answer in the same frame."""

import contextlib
import socket
from typing import ClassVar
from xml.sax.saxutils import escape

from ...core.frames import Framer, read_layout
from .base import Way

PATIENCE = 10.0
LAYOUT = {"frame": "length", "length": "ascii", "size": 8}


class Frames(Way):
    """One connection, opened when needed."""

    TITLE, PORT = "TCP, length and XML", 2615
    _socket: socket.socket | None = None
    FIELDS: ClassVar[tuple[str, ...]] = (
        "msg_id", "mrn", "name", "visit", "dept", "dept_name", "at", "state",
    )  # fmt: skip

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """Send a frame and wait for the one that answers."""
        inner = "".join(f"<{name}>{escape(row[name])}</{name}>" for name in self.FIELDS)
        try:
            answer = self._exchange(f"<register>{inner}</register>".encode())
        except OSError:
            self.close()
            raise
        return ("AA", "") if "<ResultCode>0<" in answer else ("AE", answer[:200])

    def close(self) -> None:
        """Hang up."""
        line, self._socket = self._socket, None
        if line:
            with contextlib.suppress(OSError):
                line.close()

    def _exchange(self, body: bytes) -> str:
        layout = read_layout(LAYOUT)
        if self._socket is None:
            self._socket = socket.create_connection((self.host, self.port), PATIENCE)
        self._socket.sendall(layout.wrap(body))
        framer = Framer(layout)
        while data := self._socket.recv(65536):
            for frame in framer.feed(data):
                return frame.body.decode("utf-8", "replace")
        raise ConnectionError("the line was closed")
