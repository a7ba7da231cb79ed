"""A bare MLLP line for tests: sends what it is told, byte for byte, and times the answers."""

import socket
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone

START, END = b"\x0b", b"\x1c\r"
NAME = "珅弢欧阳"  # in GBK two of the four hold a separator as second byte


@dataclass(frozen=True)
class Reply:
    """One answer: MSA-1, MSA-2, MSA-3, and the seconds it took."""

    code: str
    control: str
    text: str
    seconds: float


class Line:
    """One connection; ``pending`` bytes are kept between answers."""

    def __init__(self, address, timeout=10):
        self.socket = socket.create_connection(address, timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pending = b""
        self.sent = 0.0

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.socket.close()

    def send(self, *chunks):
        for chunk in chunks:
            self.socket.sendall(chunk)
        self.sent = time.monotonic()

    def frame(self):
        """The next frame's body; ConnectionError when the line ends."""
        while END not in self.pending:
            part = self.socket.recv(65536)
            if not part:
                raise ConnectionError("the line ended")
            self.pending += part
        body, _, self.pending = self.pending.partition(END)
        return body.removeprefix(START)

    def replies(self, number):
        """The next ``number`` answers, in however many frames."""
        found = []
        while len(found) < number:
            text = self.frame().decode("gb18030", "replace")
            took = time.monotonic() - self.sent
            for segment in text.split("\r"):
                if segment.startswith("MSA"):
                    fields = (segment.split("|") + ["", "", ""])[1:4]
                    found.append(Reply(*fields, took))
        return found

    def tell(self, text):
        """Send one message, framed as it should be; return its answer."""
        body = text if isinstance(text, bytes) else text.encode()
        self.send(START + body + END)
        return self.replies(1)[0]


def unique(prefix="T"):
    return prefix + uuid.uuid4().hex[:12]


def adt(control, event="A04", mrn=None, visit=None, **key):
    """An ADT of the demo hospital; patient and visit are named after ``control``."""
    at = key.get("at") or datetime.now(timezone.utc).strftime("%Y%m%d%H%M%S.%f")[:18] + "+0000"
    charset = key.get("charset", "")
    return "\r".join(
        [
            f"MSH|^~\\&|HIS|H|QUEUE|H|{at}||ADT^{event}|{control}|P|2.4||||||{charset}",
            f"EVN|{event}|{at}",
            f"PID|1||{mrn or 'P' + control}^^^H^MR||{key.get('name', NAME)}||19800101|M",
            f"PV1|1|O|{key.get('dept', '0301')}^^^^^^^^心内科||||{key.get('doctor', '')}"
            + "|" * 12 + (visit or "V" + control),
            *key.get("more", ()),
        ]
    ) + "\r"  # fmt: skip


def wait_for(condition, seconds=20):
    """Poll until ``condition`` holds; return what it gave. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError
