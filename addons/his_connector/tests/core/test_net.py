"""Over the network: kept before it is answered, refused with a reason, proven before it is read."""

import asyncio
import hashlib
import hmac
import json
import time
from datetime import datetime

import pytest
from net import MemoryStore, interface, served
from samples import adt

from his_connector.core.outgoing import Event
from his_connector.gateway.senders import base
from his_connector.gateway.senders.frames import FrameSender
from his_connector.gateway.senders.rest import RestSender
from his_connector.gateway.senders.soap import SoapSender
from his_connector.gateway.transports import frames, rest, soap

aiohttp = pytest.importorskip("aiohttp")
zeep = pytest.importorskip("zeep")

ROW = {"mrn": "P1", "name": "张珅", "visit": "V1", "dept": "0301"}
KEY = {"path": "in", "auth": "key", "key": "secret"}


async def post(port, path, body, headers=None):
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{port}{path}"
        async with session.post(url, data=body, headers=headers or {}) as answer:
            return answer.status, (await answer.read()).decode("utf-8", "replace")


def rest_says(requests, settings=KEY, store=None):
    async def run():
        async with served(rest.poll, interface("rest", settings), store or MemoryStore()) as port:
            return [await post(port, *one) for one in requests]

    return asyncio.run(run())


def test_rest_keeps_what_it_understands_and_says_why_not():
    good, bad = json.dumps(ROW), json.dumps({"mrn": "P1"})
    headers = {"X-Api-Key": "secret"}
    store = MemoryStore()
    found = rest_says(
        [("/in", good, headers), ("/in", bad, headers), ("/in", "{", headers),
         ("/in", "<r><mrn>P2</mrn><dept>0301</dept></r>", headers),
         ("/in", '<!DOCTYPE r [<!ENTITY a "x">]><r><mrn>&a;</mrn></r>', headers),
         ("/in", json.dumps(ROW).encode("gb18030"), headers), ("/out", good, headers),
         ("/in", good, {}), ("/in", good, {"X-Api-Key": "wrong"})],
        store=store,
    )  # fmt: skip
    assert [status for status, _text in found] == [200, 422, 422, 200, 422, 200, 404, 401, 401]
    assert len(store.accepted) == 3


def test_a_key_makes_a_request_the_same_and_is_not_used_twice():
    headers = {"X-Api-Key": "secret", "Idempotency-Key": "k1"}
    store, other = MemoryStore(), json.dumps({**ROW, "mrn": "P2"})
    found = rest_says(
        [("/in", json.dumps(ROW), headers)] * 2 + [("/in", other, headers)], KEY, store
    )
    assert [status for status, _text in found] == [200, 200, 409]
    assert len(store.rows) == 1


def test_without_a_database_nothing_is_promised():
    store = MemoryStore()
    store.down = True
    ((status, _text),) = rest_says([("/in", json.dumps(ROW), {"X-Api-Key": "secret"})], KEY, store)
    assert status == 503


def test_a_signature_is_good_for_one_body_and_five_minutes():
    body, settings = json.dumps(ROW), {"path": "in", "auth": "hmac", "key": "s"}

    def signed(at, text=body):
        said = f"{at}\nPOST\n/in\n{text}".encode()
        proof = hmac.new(b"s", said, hashlib.sha256).hexdigest()
        return {"X-Timestamp": str(at), "X-Signature": proof}

    now = int(time.time())
    found = rest_says(
        [("/in", body, signed(now)), ("/in", body, signed(now - 900)),
         ("/in", body, signed(now, "{}")), ("/in", body, {})],
        settings,
    )  # fmt: skip
    assert [status for status, _text in found] == [200, 401, 401, 401]


def test_hl7_over_http_is_answered_by_an_acknowledgement():
    ((status, text),) = rest_says([("/in", adt().encode(), {"X-Api-Key": "secret"})])
    assert status == 200
    assert "MSA|AA|M1" in text


PROFILE_AT = datetime(2026, 3, 2, 1, 0)
CALL = {"auth": "none", "allow": ["127.0.0.0/8"], "path": "his"}
SOAP_RULES = [
    {"target": "mrn", "source": "mrn"},
    {"target": "department", "source": "dept"},
    {"target": "command", "source": "$function", "default": "register"},
]


def test_zeep_follows_the_published_description():
    store = MemoryStore()

    async def run():
        async with served(soap.poll, interface("soap", CALL, SOAP_RULES), store) as port:
            return await asyncio.to_thread(call, f"http://127.0.0.1:{port}/his?wsdl")

    def call(url):
        client = zeep.Client(url)
        inner = "<Request><mrn>P&amp;1</mrn><dept>0301</dept></Request>"
        both = [
            client.bind("Jiaohao", name).Call(FuncCode="register", input=inner)
            for name in ("JiaohaoSoap", "JiaohaoSoap12")
        ]
        return [*both, client.service.Call("register", "<R/>"), client.service.Heartbeat()]

    first, second, bad, beat = asyncio.run(run())
    assert "<ResultCode>0<" in first
    assert "<ResultCode>0<" in second
    assert "<ResultCode>1<" in bad
    assert beat == "OK"
    assert {item.command.person.mrn for item in store.accepted} == {"P&1"}


@pytest.mark.parametrize("wsdl", [False, True])
def test_our_soap_client_speaks_to_a_service(wsdl, tmp_path):
    """Plain templates and zeep reach the same operation."""

    async def run():
        store = MemoryStore()
        async with served(soap.poll, interface("soap", CALL, SOAP_RULES), store) as port:
            url = f"http://127.0.0.1:{port}/his"
            out = {"url": url, "line": "<Request><mrn>$visit</mrn><dept>0301</dept></Request>",
                   "code": "register", "result": "Response.Body.ResultCode", "ok": ["0"],
                   "cache": str(tmp_path)}  # fmt: skip
            sender = SoapSender(
                interface("soap", {"out": {**out, **({"wsdl": url + "?wsdl"} if wsdl else {})}})
            )
            event = Event(5, "V&1", "called", PROFILE_AT)
            found = [await sender.send(event)]
            sender.out = {**sender.out, "ok": ["9"]}
            found.append(await sender.send(event))
            await sender.close()
            return found, store.accepted[0].command.person.mrn

    (good, bad), mrn = asyncio.run(run())
    assert isinstance(good, base.Sent)
    assert isinstance(bad, base.Refused)
    assert mrn == "V&1"


@pytest.mark.parametrize(
    "settings",
    [
        {"frame": "length", "length": "ascii", "size": 8},
        {"frame": "length", "length": "bcd", "size": 2, "at": 2, "magic": "55aa"},
        {"frame": "delimiter", "start": "02", "end": "03"},
        {"frame": "fixed", "size": 200},
        {"frame": "gap", "gap": 0.1},
    ],
)
def test_a_private_frame_is_kept_and_answered_in_the_same_frame(settings):
    async def run():
        store = MemoryStore()
        async with served(frames.poll, interface("frames", settings), store) as port:
            out = {"host": "127.0.0.1", "port": port, "ok": '"0"', "encoding": "gb18030",
                   "line": '{"mrn": "$visit", "name": "张珅", "dept": "$event"}',
                   "events": {"called": "0301", "finished": "none"}}  # fmt: skip
            sender = FrameSender(interface("frames", {**settings, "out": out}))
            said = [
                await sender.send(Event(n, "P1", name, PROFILE_AT))
                for n, name in enumerate(("called", "finished"))
            ]
            return said, store.accepted

    (good, bad), kept = asyncio.run(run())
    assert isinstance(good, base.Sent)
    assert isinstance(bad, base.Refused)
    assert [item.command.person.name for item in kept] == ["张珅"]


def test_a_webhook_is_received_with_its_signature_and_id():
    async def run():
        store = MemoryStore()
        settings = {"path": "hook", "auth": "hmac", "key": "s"}
        async with served(rest.poll, interface("rest", settings), store) as port:
            out = {"url": f"http://127.0.0.1:{port}/hook", "auth": "hmac", "key": "s",
                   "template": {"mrn": "$visit", "dept": "0301"}}  # fmt: skip
            sender = RestSender(interface("rest", {"out": out}))
            event = Event(5, "P1", "called", PROFILE_AT)
            said = [await sender.send(event), await sender.send(event)]
            sender.out = {**out, "key": "other"}
            said.append(await sender.send(event))
            await sender.close()
        said.append(await sender.send(event))
        await sender.close()
        return said, len(store.rows)

    (first, again, wrong, gone), kept = asyncio.run(run())
    assert isinstance(first, base.Sent)
    assert isinstance(again, base.Sent)
    assert isinstance(wrong, base.Refused)
    assert isinstance(gone, base.Unreachable)
    assert kept == 1
