"""Our HL7 client: an answer counts for the message it names, a late one for none."""

import asyncio
from datetime import datetime

import pytest
from hl7.mllp import start_hl7_server
from net import interface

from his_connector.core import mllp
from his_connector.core.hl7 import Message, NotHl7, read_replies, split_batch
from his_connector.core.outgoing import Event
from his_connector.gateway.senders import base
from his_connector.gateway.senders.mllp import MllpSender

AT = datetime(2026, 3, 2, 1, 0)
EVENTS = [
    Event(n, f"V{n}|^", name, AT) for n, name in enumerate(("called", "checked_in", "finished"))
]


def reply(control, code="AA"):
    return f"MSH|^~\\&|H|||||20260302||ACK|9|P|2.4\rMSA|{code}|{control}|why\r"


def sender(port, **more):
    return MllpSender(interface("mllp", {"out": {"host": "127.0.0.1", "port": port, **more}}))


async def answered(script, **more):
    """Send the events to a peer that answers each message by ``script(message)``."""
    seen = []

    async def peer(reader, writer):
        framer = mllp.Framer()
        while data := await reader.read(4096):
            for one in framer.feed(data):
                text = one.body.decode()
                seen.append(text)
                for said in script(text):
                    writer.write(mllp.encode(said.encode()))
        writer.close()

    server = await asyncio.start_server(peer, "127.0.0.1", 0)
    async with server:
        client = sender(server.sockets[0].getsockname()[1], seconds=0.3, **more)
        found = [await client.send(event) for event in EVENTS]
        await client.close()
    return found, seen


def control(text):
    return Message(text).control_id


def test_python_hl7_understands_and_answers():
    seen = []

    async def process(reader, writer):
        while not writer.is_closing():
            message = await reader.readmessage()
            seen.append((str(message["MSH.F10"]), str(message["PV1.F19"])))
            writer.writemessage(message.create_ack())
            await writer.drain()

    async def run():
        async with await start_hl7_server(
            process, port=0, host="127.0.0.1", encoding="utf-8"
        ) as one:
            client = sender(one.sockets[0].getsockname()[1])
            found = [await client.send(event) for event in EVENTS]
            await client.close()
            return found

    assert all(isinstance(one, base.Sent) for one in asyncio.run(run()))
    assert seen == [(f"queue-{n}", f"V{n}|^") for n in range(3)]


def test_an_answer_for_another_message_is_no_answer():
    found, _seen = asyncio.run(answered(lambda text: [reply("queue-99")]))
    assert [type(one) for one in found] == [base.Unreachable] * 3


def test_a_late_answer_beside_the_right_one_does_no_harm():
    found, _seen = asyncio.run(
        answered(lambda text: [reply("queue-0", "AE"), reply(control(text))] if "queue-1" in text
                 else [reply(control(text))])
    )  # fmt: skip
    assert [type(one) for one in found] == [base.Sent] * 3


@pytest.mark.parametrize(
    ("code", "verdict"),
    [("AA", base.Sent), ("CA", base.Sent), ("AE", base.Refused), ("CE", base.Refused),
     ("AR", base.Unreachable), ("CR", base.Unreachable)],
)  # fmt: skip
def test_what_each_code_means(code, verdict):
    found, seen = asyncio.run(answered(lambda text: [reply(control(text), code)], accept="AL"))
    assert [type(one) for one in found] == [verdict] * 3
    assert [Message(text).get("MSH", 15) for text in seen] == ["AL"] * 3


def test_garbage_for_an_answer_is_no_answer():
    found, _seen = asyncio.run(answered(lambda text: ["hello"]))
    assert [type(one) for one in found] == [base.Unreachable] * 3
    with pytest.raises(NotHl7):
        read_replies("MSH|^~\\&|x\r")


def test_a_batch_has_a_verdict_for_each_of_its_messages():
    async def run():
        async def peer(reader, writer):
            framer, frames = mllp.Framer(), []
            while not frames:
                frames = framer.feed(await reader.read(65536))
            ids = [control(text) for text in split_batch(frames[0].body.decode())]
            acks = "".join(reply(one, "AE" if one == "queue-1" else "AA") for one in ids)
            writer.write(mllp.encode(f"BHS|^~\\&|H\r{acks}BTS|3\r".encode()))
            writer.close()

        server = await asyncio.start_server(peer, "127.0.0.1", 0)
        async with server:
            client = sender(server.sockets[0].getsockname()[1])
            found = await client.send_batch(EVENTS)
            await client.close()
            return found

    found = asyncio.run(run())
    assert [type(one) for one in found] == [base.Sent, base.Refused, base.Sent]
