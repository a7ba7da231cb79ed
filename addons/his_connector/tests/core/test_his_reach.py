"""What may be called: the list, the names that lead out of it, and every line that asks it."""

import asyncio
import socket
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.profile import Profile
from his_connector.core.reach import hosts, networks, outside
from his_connector.gateway import probe, reach
from his_connector.gateway.senders.base import Unreachable
from his_connector.gateway.senders.http import Http
from his_connector.gateway.senders.mllp import MllpSender

INSIDE = networks("10.0.0.0/8; 192.168.1.7 fd00::/8")


@pytest.fixture
def listed():
    reach.allow(INSIDE)
    yield
    reach.allow(())


@given(st.ip_addresses(v=4))
def test_an_address_is_outside_unless_a_network_holds_it(address):
    held = address.packed[0] == 10 or str(address) == "192.168.1.7"
    assert outside([str(address)], INSIDE) == ([] if held else [str(address)])
    mapped = f"::ffff:{address}"
    assert bool(outside([mapped], INSIDE)) is not held


def test_without_a_list_everything_may_be_called():
    assert outside(["169.254.169.254", "::1"], networks(" ")) == []


def test_a_list_that_cannot_be_read_names_the_word():
    with pytest.raises(ValueError, match="10.1.2"):
        networks("10.0.0.0/8, 10.1.2")


def test_every_machine_that_settings_name_is_found():
    settings = {"host": "his", "wsdl": "http://one:81/q?wsdl", "folder": "/x",
                "out": {"url": "https://two/in", "host": "three"}}  # fmt: skip
    assert hosts(settings) == ["his", "one", "three", "two"]
    assert hosts({"host": "", "url": None}) == []


def test_a_name_that_leads_outside_with_one_of_its_addresses_is_refused(listed, monkeypatch):
    answers = {"good": ["10.1.1.1"], "half": ["10.1.1.1", "127.0.0.1"]}

    def look_up(host, *_args, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in answers[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    asyncio.run(reach.ensure("good"))
    for ask in (lambda: asyncio.run(reach.ensure("half")),
                lambda: reach.ensure_now({"out": {"url": "http://half/x"}})):  # fmt: skip
        with pytest.raises(reach.OutOfReach, match="half"):
            ask()


def test_what_is_outside_is_never_connected(listed):
    """A server on this machine listens, and nobody comes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        http = asyncio.run(Http({})("GET", f"http://127.0.0.1:{port}/", b"", {}))
        out = {"out": {"host": "127.0.0.1", "port": port}}
        sender = MllpSender(SimpleNamespace(settings=out, profile=Profile(1, 1)))
        mllp = asyncio.run(sender._exchange("MSH|^~\\&|A", {"1"}))
        told = probe.answer(
            {"op": "test", "transport": "mllp", "settings": out, "port": 1,
             "reachable": "10.0.0.0/8"}
        )  # fmt: skip
        with pytest.raises(TimeoutError):
            server.accept()
    for found in (http, mllp):
        assert isinstance(found, Unreachable)
        assert "may be called" in found.reason
    assert "may be called" in told["failed"]
