"""Odd bytes on a real port: read right or refused, always answered, never a false AA."""

import asyncio
import re
import time

import pytest
from net import MemoryStore, interface
from odd import acknowledgements, cases, frame
from samples import CODES, PROFILE, adt

from his_connector.core.mllp import VT
from his_connector.gateway.server import Server

ALL = list(cases())


async def exchange(stream):
    """What comes back to a stream, what is kept, and how long the first answer took."""
    one, store = interface("mllp", {}), MemoryStore()
    one.profile, one.codes = PROFILE, CODES
    server = Server(one, store, 9)
    port = await server.start("127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers, first = b"", None
    try:
        writer.write(stream)
        await writer.drain()
        begin = time.monotonic()
        while True:
            patience = 3.0 if first is None else 0.7
            try:
                data = await asyncio.wait_for(reader.read(1 << 20), patience)
            except asyncio.TimeoutError:
                break
            if not data:
                break
            first = first if first is not None else time.monotonic() - begin
            answers += data
    finally:
        writer.close()
        await server.stop()
    return answers, store, first


def codes_of(answers):
    return re.findall(rb"(?:^|[\r\x0b])MSA[^A-Z]([A-Z]{2})", answers)


@pytest.fixture(scope="module")
def results():
    """All cases at once: most of the time is waiting for silence."""

    async def run():
        return await asyncio.gather(*(exchange(stream) for _name, stream, _n, _r in ALL))

    return dict(zip([name for name, *_rest in ALL], asyncio.run(run()), strict=True))


def test_there_are_enough_of_them():
    assert len(ALL) >= 200
    assert len({name for name, *_rest in ALL}) == len(ALL)


@pytest.mark.parametrize(("name", "_stream", "names", "refusals"), ALL, ids=[c[0] for c in ALL])
def test_what_was_sent_is_read_or_refused(results, name, _stream, names, refusals):
    answers, store, first = results[name]  # the times stand in docs/his-transports.md
    codes = codes_of(answers)
    assert first is not None, "silence"
    read = [item.command.person.name for item in store.accepted if item.command]
    assert codes.count(b"AA") == len(names) or refusals is None
    assert set(read) == set(names) or refusals is None
    assert codes.count(b"AA") <= max(len(names), len(store.accepted))
    if refusals is not None:
        assert len(codes) - codes.count(b"AA") == refusals


@pytest.mark.parametrize(("accept", "application", "dept", "wanted"), list(acknowledgements()))
def test_a_sender_gets_the_acknowledgements_it_asked_for(accept, application, dept, wanted):
    async def run():
        text = adt(dept=dept, more=f"|||{accept}|{application}")
        return (await exchange(frame(text) + frame(adt(control="END"))))[0]

    codes = [code.decode() for code in codes_of(asyncio.run(run()).replace(VT, b"\r"))]
    assert codes == [*wanted, "AA"]
