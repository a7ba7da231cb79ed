"""The sender's end of an MLLP line: one message, one answer, the same message again if none came.

Rules (integration notes): an answer counts only when MSA-2 names the message; after a silence the
socket is dropped, so that a late answer is never credited to the next one; a repeat keeps its
control id, and the receiver knows it.
"""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from ..core.hl7 import Message, NotHl7
from ..core.mllp import Framer, Kind, encode

_logger = logging.getLogger("his_simulator")

PATIENCE = 10.0  # seconds to wait for an answer
REJECTED = 10  # times a rejected (AR) message is sent: the receiver may just be busy
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds before the next try; the last one stays


class Stopped(Exception):
    """The user ended the simulator while an answer was due."""


@dataclass(frozen=True)
class Ack:
    """MSA-1 (AA, AE, AR), MSA-3, and how often the message was sent."""

    code: str
    text: str
    tries: int


class Line:
    """One connection, opened when needed; ``address`` is asked at each opening."""

    def __init__(
        self,
        address: Callable[[], tuple[str, int]],
        stop: threading.Event,
        patience: float = PATIENCE,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self.address, self.stop = address, stop
        self.patience, self.pauses = patience, pauses
        self._socket: socket.socket | None = None
        self._framer = Framer()

    def send(self, control: str, body: bytes) -> Ack:
        """Send until it is answered. Raises Stopped."""
        tries = rejected = 0
        while not self.stop.is_set():
            tries += 1
            try:
                code, text = self._exchange(control, encode(body))
            except (OSError, ValueError) as error:
                self.close()
                _logger.warning("%s: no answer (%s), trying again", control, error)
            else:
                rejected += code == "AR"
                if code != "AR" or rejected >= REJECTED:
                    return Ack(code, text, tries)
                _logger.warning("%s: rejected (%s), trying again", control, text)
            self.stop.wait(self.pauses[min(tries, len(self.pauses)) - 1])
        raise Stopped

    def close(self) -> None:
        """Drop the connection; what it still held is forgotten."""
        if self._socket:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket, self._framer = None, Framer()

    def _exchange(self, control: str, frame: bytes) -> tuple[str, str]:
        """One try. Raises OSError, or ValueError for what is no answer to this message."""
        end = time.monotonic() + self.patience
        if self._socket is None:
            self._socket = socket.create_connection(self.address(), timeout=self.patience)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.settimeout(self.patience)
        self._socket.sendall(frame)
        return read_answer(self._receive(self._socket, end), control)

    def _receive(self, connection: socket.socket, end: float) -> bytes:
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            connection.settimeout(left)
            data = connection.recv(65536)
            if not data:
                raise ConnectionError("the line was closed")
            for frame in self._framer.feed(data):
                if frame.kind is Kind.MESSAGE:
                    return frame.body


def read_answer(body: bytes, control: str) -> tuple[str, str]:
    """MSA-1 and MSA-3 of an ACK. Raises ValueError when it is none, or another message's."""
    try:
        message = Message(body.decode("utf-8", "replace"))
    except NotHl7 as error:
        raise ValueError(f"not an HL7 answer: {error}") from error
    code, about = message.get("MSA", 1), message.get("MSA", 2)
    if about != control:
        raise ValueError(f"an answer to {about or 'nothing'}")
    if code not in ("AA", "AE", "AR"):
        raise ValueError(f"MSA-1 is {code or 'empty'}")
    return code, message.get("MSA", 3)
