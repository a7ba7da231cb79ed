"""Simulated patients at kiosks: the first kiosk that takes them counts, a refusal is final."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from his_connector.simulator.kiosk import TRIES, Kiosks


class Desk(BaseHTTPRequestHandler):
    """Answers by token: the next (status, body) of ``server.answers[token]``."""

    def do_POST(self):
        code = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["code"]
        token = self.headers["X-Device-Token"]
        self.server.asked.append((token, code))
        queue = self.server.answers[token]
        status, body = queue.pop(0) if len(queue) > 1 else queue[0]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_args):
        pass


def refused(code):
    return 409, {"error": {"code": code}}


@pytest.fixture
def desk():
    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        server.asked, server.answers = [], {}
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def kiosks(server, *tokens):
    stop = threading.Event()
    stop.wait = lambda _seconds: False  # no waiting between tries
    return Kiosks(f"http://127.0.0.1:{server.server_address[1]}/", tokens, stop)


def test_the_kiosk_of_the_patients_zone_takes_him(desk):
    desk.answers = {"a": [refused("elsewhere")], "b": [(200, {"number": "A001"})]}
    assert kiosks(desk, "a", "b").check_in("V1") == ""
    assert desk.asked == [("a", "V1"), ("b", "V1")]


def test_a_registration_still_on_its_way_is_waited_for(desk):
    desk.answers = {"a": [refused("not_found"), (502, {}), (200, {})]}
    assert kiosks(desk, "a").check_in("V1") == ""
    assert len(desk.asked) == 3


@pytest.mark.parametrize("why", ["elsewhere", "cancelled", "revoked"])
def test_a_refusal_is_not_tried_again(desk, why):
    desk.answers = {"a": [refused(why)]}
    assert kiosks(desk, "a").check_in("V1") == why
    assert len(desk.asked) == 1


def test_patience_ends(desk):
    desk.answers = {"a": [refused("not_found")]}
    assert kiosks(desk, "a").check_in("V1") == "not_found"
    assert len(desk.asked) == TRIES
