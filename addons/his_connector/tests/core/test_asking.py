"""A HIS that is asked: real answers over a socket become rows, page by page, like a view's."""

import asyncio
import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from net import interface

from his_connector.core import asking, transports
from his_connector.gateway.asked.poll import Asked
from his_connector.gateway.asked.sources import ask_once
from his_connector.gateway.database.link import SourceError

web = pytest.importorskip("aiohttp.web")
NOW = datetime(2026, 11, 23, 8, 30)
TOLD = asking.values(NOW, {})
ROWS = [
    {"mrn": f"P{n}", "visit": f"R{n}", "dept": "0301", "day": f"2026112{n % 3 + 2}"}
    for n in range(5)
]


async def asked(handler, transport, settings, told=TOLD):
    """The rows of one question to a server that answers with ``handler``."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}{settings.pop('at', '/')}"
        return await ask_once(interface(transport, {"url": url, **settings}), told)
    finally:
        await runner.cleanup()


def test_a_rest_list_is_read_page_by_page_until_one_is_empty():
    async def answer(request):
        begin = 2 * (int(request.query["page"]) - 1)
        assert (request.query["day"], request.headers["X-Api-Key"]) == ("2026-11-23", "k")
        return web.json_response({"data": {"list": ROWS[begin : begin + 2]}})

    settings = {"at": "/reg?day=$day&page=$page", "records": "data.list", "auth": "key", "key": "k"}
    assert asyncio.run(asked(answer, "rest", settings)) == ROWS


def test_a_server_that_repeats_its_only_page_is_read_once():
    async def answer(_request):
        return web.json_response(ROWS)

    assert asyncio.run(asked(answer, "rest", {"at": "/?page=$page"})) == ROWS


def test_a_large_answer_is_read_to_its_end():
    many = [{"mrn": f"P{n}", "visit": "x" * 100} for n in range(20_000)]

    async def answer(_request):
        return web.json_response(many)

    assert len(asyncio.run(asked(answer, "rest", {}))) == len(many)


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [(500, "[]", "error"), (302, "[]", "error"), (200, "<html>", "schema"), (200, "[{", "schema")],
)
def test_what_is_no_answer_is_no_empty_list(status, text, kind):
    async def answer(_request):
        return web.Response(status=status, text=text, headers={"Location": "/"})

    with pytest.raises(SourceError) as told:
        asyncio.run(asked(answer, "rest", {"format": "json"}))
    assert told.value.kind == kind


def test_a_soap_method_gives_rows_from_the_text_in_its_answer():
    inner = "".join(f"<item><mrn>{r['mrn']}</mrn><visit>{r['visit']}</visit></item>" for r in ROWS)
    calls = []

    async def answer(request):
        calls.append(await request.text())
        text = f"<Response><code>1</code>{inner}</Response>".replace("<", "&lt;")
        body = f"<GetRegResponse xmlns='urn:x'><GetRegResult>{text}</GetRegResult></GetRegResponse>"
        space = "http://schemas.xmlsoap.org/soap/envelope/"
        return web.Response(text=f"<s:Envelope xmlns:s='{space}'><s:Body>{body}</s:Body>"
                                 "</s:Envelope>", content_type="text/xml")  # fmt: skip

    settings = {
        "method": "GetReg", "namespace": "urn:x", "arguments": {"beginDate": "$day"},
        "format": "xml", "records": "item", "result": "Response.code", "ok": ["1"],
    }  # fmt: skip
    found = asyncio.run(asked(answer, "soap", settings))
    assert [row["mrn"] for row in found] == [row["mrn"] for row in ROWS]
    assert "<beginDate>2026-11-23</beginDate>" in calls[0]
    with pytest.raises(SourceError):
        asyncio.run(asked(answer, "soap", {**settings, "ok": ["0"]}))


def test_fhir_pages_are_followed_and_patients_sent_along_give_their_names():
    def visit(number):
        return {"resource": {
            "resourceType": "Encounter", "id": f"e{number}", "status": "planned",
            "subject": {"reference": "Patient/7"}, "class": {},
            "serviceType": {"coding": [{"code": "0301"}]},
        }}  # fmt: skip

    person = {"resource": {"resourceType": "Patient", "id": "7", "name": [{"text": "张三"}]}}

    async def answer(request):
        if "p" in request.query:
            return web.json_response({"resourceType": "Bundle", "entry": [visit(2)]})
        link = [{"relation": "next", "url": f"{request.url.with_query('p=2')}"}]
        first = {"resourceType": "Bundle", "entry": [visit(1), person], "link": link}
        return web.json_response(first)

    found = asyncio.run(asked(answer, "fhir", {"searches": ["Encounter?date=$day"]}))
    assert [(row["resource"], row["mrn"]) for row in found] == [
        ("Encounter/e1", "7"),
        ("Encounter/e2", "7"),
    ]
    assert found[0]["name"] == "张三"


def test_a_next_page_on_another_server_is_not_asked():
    assert asking.following("http://his/a?x=1", "http://evil/a?page=2") == ""
    assert asking.following("http://his/a?x=1", "?page=2") == "http://his/a?page=2"


def test_only_rows_of_the_days_asked_for_are_seen():
    spec = {"columns": ["mrn"], "day": "day", "begin": "2026-11-23", "end": "2026-11-24"}
    assert asking.wanted(ROWS, spec) == [["P1"], ["P4"]]


def test_rows_without_their_key_are_no_rows():
    class Source:
        async def records(self, _told):
            return [{"mrn": "P1"}]

    one = interface("rest", {"key": ["visit"]})
    with pytest.raises(SourceError):
        asyncio.run(Asked(Source(), one).rows({"columns": ["visit", "mrn"]}))


@given(st.text(max_size=30))
def test_a_value_never_changes_the_address_around_it(text):
    url = asking.address("http://his/a?x=$day&y=1", {"day": text})
    assert url.startswith("http://his/a?x=")
    assert url.endswith("&y=1")
    assert url.count("&") == 1
    assert url.count("?") == 1


def test_settings_of_a_side_that_is_asked_are_checked():
    good = {"mode": "poll", "url": "http://his/x", "row_key": ["id"]}
    assert transports.check("rest", good) == []
    assert transports.check("fhir", {"mode": "poll", "url": "http://his/fhir"}) == []
    soap = {**good, "method": "GetReg", "arguments": {"day": "$day"}}
    assert transports.check("soap", soap) == []
    for broken in ({"url": ""}, {"url": "file:///etc/x"}, {"row_key": "id"}, {"key": "secret"}):
        assert transports.check("rest", {**good, **broken}), json.dumps(broken)
    assert transports.check("soap", {**soap, "arguments": None})
