"""Who may call: TLS with client certificates against openssl's own client, networks, limits."""

import asyncio
import shutil
import subprocess

import pytest
from net import MemoryStore, interface
from samples import CODES, PROFILE, adt
from test_hl7_client import EVENTS

from his_connector.core import mllp, transports
from his_connector.gateway.senders.base import Unreachable
from his_connector.gateway.senders.mllp import MllpSender
from his_connector.gateway.server import Server

OPENSSL = shutil.which("openssl")


def run(*words):
    subprocess.run([OPENSSL, *words], check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """An authority, a certificate of the gateway's and one of the hospital system's."""
    if not OPENSSL:
        pytest.fail("the program openssl is needed")
    folder = tmp_path_factory.mktemp("tls")
    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
           "-days", "2", "-subj")  # fmt: skip
    found = {}
    for name in ("gateway", "his", "stranger"):
        found[name] = {
            "key": str(folder / f"{name}.key"),
            "certificate": str(folder / f"{name}.crt"),
        }
        run(*new, f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", found[name]["key"], "-out", found[name]["certificate"])  # fmt: skip
    return found


def gateway(store, **settings):
    one = interface("mllp", settings)
    one.profile, one.codes = PROFILE, CODES
    return Server(one, store, 9)


async def by_openssl(port, *words):
    """What comes back to a message sent by ``openssl s_client``."""
    process = await asyncio.create_subprocess_exec(
        OPENSSL, "s_client", "-quiet", "-connect", f"127.0.0.1:{port}", *words,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    answer = b""
    try:
        process.stdin.write(mllp.encode(adt().encode()))
        while b"\x1c" not in answer:
            data = await asyncio.wait_for(process.stdout.read(4096), 10)
            if not data:
                break
            answer += data
    except (ConnectionError, asyncio.TimeoutError):
        pass
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    return answer


def test_openssl_with_a_known_certificate_is_served_and_nobody_else(papers):
    async def job():
        store = MemoryStore()
        tls = {**papers["gateway"], "authority": papers["his"]["certificate"]}
        server = gateway(store, tls=tls)
        port = await server.start("127.0.0.1", 0)
        try:
            known, strange = papers["his"], papers["stranger"]
            with_paper = ("-cert", known["certificate"], "-key", known["key"])
            with_other = ("-cert", strange["certificate"], "-key", strange["key"])
            found = [await by_openssl(port, *words) for words in (with_paper, with_other, ())]
            return found, len(store.rows)
        finally:
            await server.stop()

    (known, strange, none), kept = asyncio.run(job())
    assert b"MSA|AA|" in known
    assert b"MSA" not in strange + none
    assert kept == 1


def test_our_client_checks_whom_it_speaks_to(papers):
    async def job(authority):
        server = gateway(MemoryStore(), tls=papers["gateway"])
        port = await server.start("127.0.0.1", 0)
        out = {"host": "127.0.0.1", "port": port, "tls": {"authority": authority}, "seconds": 5}
        sender = MllpSender(interface("mllp", {"out": out}))
        try:
            return type(await sender.send(EVENTS[0]))
        finally:
            await sender.close()
            await server.stop()

    # An answer came over TLS (a refusal: our own gateway wants no such event) or the line was left.
    assert asyncio.run(job(papers["gateway"]["certificate"])) is not Unreachable
    assert asyncio.run(job(papers["his"]["certificate"])) is Unreachable


@pytest.mark.parametrize(
    ("settings", "answered"),
    [({}, 2), ({"allow": ["10.0.0.0/8"]}, 0), ({"allow": ["10.0.0.0/8", "127.0.0.1"]}, 2),
     ({"connections": 1}, 1)],
)  # fmt: skip
def test_who_may_call_and_how_many(settings, answered):
    async def job():
        server = gateway(MemoryStore(), **settings)
        port = await server.start("127.0.0.1", 0)
        lines = [await asyncio.open_connection("127.0.0.1", port) for _number in range(2)]
        answers = []
        for reader, writer in lines:
            try:
                writer.write(mllp.encode(adt().encode()))
                answers.append(await asyncio.wait_for(reader.read(4096), 5))
            except ConnectionError:
                answers.append(b"")
        for _reader, writer in lines:
            writer.close()
        await server.stop()
        return sum(b"MSA|AA|" in one for one in answers)

    assert asyncio.run(job()) == answered


def test_a_change_of_the_line_opens_the_port_anew_and_no_other_does():
    server = gateway(MemoryStore(), connections=2)
    assert server.same_line(interface("mllp", {"connections": 2, "allow": ["::1"]}))
    assert not server.same_line(interface("mllp", {"connections": 3}))


def test_settings_that_cannot_work_are_named():
    bad = {"allow": ["10.0.0"], "tls": {"key": "k"}, "connections": 0,
           "out": {"password": "letmein", "tls": "yes"}}  # fmt: skip
    fields = {one.field for one in transports.check("mllp", bad)}
    assert fields == {"allow", "certificate", "connections", "password", "tls"}
    good = {"allow": ["10.0.0.0/24", "::1"], "tls": {"certificate": "c"},
            "out": {"password": "${ENV:HIS}", "key": {"no": "$visit"}}}  # fmt: skip
    assert transports.check("mllp", good) == []
