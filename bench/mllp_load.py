"""Clients and the floor of an MLLP port; each runs in a process of its own."""

import asyncio
import sys
import time
import uuid
from pathlib import Path

VT, END = b"\x0b", b"\x1c\r"

MESSAGE = (
    "MSH|^~\\&|HIS|HOSPITAL|JIAOHAO|HOSPITAL|{stamp}||ADT^A04^ADT_A01|{control}|P|2.4"
    "|||||CHN|UNICODE UTF-8\r"
    "EVN|A04|{stamp}\r"
    "PID|1||{mrn}^^^HOSPITAL^MR||张小明||19800101|M|||||13800000000\r"
    "PV1|1|O|{department}|R||||||||||||||||{visit}|||||||||||||||||||||||||{service}\r"
)


def messages(count, department, stamp, service=lambda number: None):
    """Frames of ``count`` registrations of different patients, written at ``stamp``.

    ``service``: when each is to be served, by default when it was written.
    """
    run = uuid.uuid4().hex[:10]
    for number in range(count):
        facts = {"control": f"{run}{number}", "mrn": f"M{run}{number}", "visit": f"V{run}{number}"}
        facts["service"] = service(number) or stamp
        text = MESSAGE.format(stamp=stamp, department=department, **facts)
        yield VT + text.encode() + END


def send(gate, port, connections, frames):
    """Send all frames over ``connections``, each waits for its ACK; (accepted, begin, end)."""
    return asyncio.run(_send(gate, port, connections, frames))


async def _send(gate, port, connections, frames):
    lanes = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    left = iter(frames)
    gate()
    begin = time.monotonic()
    accepted = await asyncio.gather(*(_converse(*lane, left) for lane in lanes))
    end = time.monotonic()
    for _reader, writer in lanes:
        writer.close()
    return sum(accepted), begin, end


async def _converse(reader, writer, left):
    accepted = 0
    for frame in left:
        writer.write(frame)
        answer = await reader.readuntil(END)
        accepted += b"\rMSA|AA|" in answer
    return accepted


def framing_only(port):
    """The floor: the same framing and an ACK of the same size, nothing understood or stored."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from conftest import ADDONS, register_bare

    register_bare("his_connector", ADDONS / "his_connector")
    from his_connector.core import mllp

    asyncio.run(_listen(port, mllp))


async def _listen(port, mllp):
    async def serve(reader, writer):
        framer = mllp.Framer()
        while data := await reader.read(65536):
            for frame in framer.feed(data):
                writer.write(mllp.encode(_ack(frame.body)))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def _ack(body):
    control = body.split(b"|", 10)[9]
    return (
        b"MSH|^~\\&|JIAOHAO|HOSPITAL|HIS|HOSPITAL|20260302||ACK|1|P|2.4\rMSA|AA|" + control + b"|\r"
    )
