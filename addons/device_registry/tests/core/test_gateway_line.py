"""A line of real pseudo-terminals: keypads that are lost, doubled, late, and two at once."""

import json
import os
import pty
import random
import threading
import time
import tty
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from device_registry.core.protocol import frames
from device_registry.gateway.app import Gateway
from device_registry.gateway.line import Line
from device_registry.gateway.outbox import Outbox
from device_registry.gateway.simulator import Bus


class Wires:
    """Two pseudo-terminals whose masters are joined; ``hurt(data)`` may damage one direction."""

    def __init__(self, hurt=None):
        self.hurt, self.open = hurt or (lambda data: data), True
        self.ends = [pty.openpty() for _end in range(2)]
        for _master, slave in self.ends:
            tty.setraw(slave)
        self.names = [os.ttyname(slave) for _master, slave in self.ends]
        pairs = [(0, 1, lambda data: data), (1, 0, lambda data: self.hurt(data))]
        self.threads = [
            threading.Thread(target=self._carry, args=pair, daemon=True) for pair in pairs
        ]
        for one in self.threads:
            one.start()

    def _carry(self, source, target, hurt):
        while self.open:
            try:
                data = hurt(os.read(self.ends[source][0], 256))
                if data:
                    os.write(self.ends[target][0], data)
            except OSError:
                return

    def close(self):
        self.open = False
        for master, slave in self.ends:
            os.close(slave)
            os.close(master)


@pytest.fixture
def wires():
    made = Wires()
    yield made
    made.close()


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def pads(*addresses, sign=0, number=""):
    return [{"address": one, "sign": sign, "number": number} for one in addresses]


class Rounds:
    """A line that goes round and round in a thread of its own."""

    def __init__(self, settings, shown):
        self.presses, self.on = [], True
        self.line = Line(settings, lambda *press: self.presses.append(press))
        self.thread = threading.Thread(target=self._run, args=(shown,), daemon=True)
        self.thread.start()

    def _run(self, shown):
        while self.on:
            self.line.turn(shown)

    def stop(self):
        self.on = False
        self.thread.join(5)
        self.line.close()


def test_a_key_is_heard_once_and_its_sign_shows_the_number(wires):
    bus = Bus(wires.names[1], [1, 2]).start()
    rounds = Rounds({"port": wires.names[0]}, pads(1, 2, sign=9, number="A043"))
    bus.hold(2, 1)
    until(lambda: rounds.presses == [(2, 1)])
    until(lambda: bus.signs.get(9) == 43)
    asked = bus.asked
    until(lambda: bus.asked > asked + 6)
    assert rounds.presses == [(2, 1)]
    bus.release(2)
    asked = bus.asked
    until(lambda: bus.asked > asked + 4)
    time.sleep(0.3)
    bus.hold(2, 1)
    until(lambda: rounds.presses == [(2, 1), (2, 1)])
    rounds.stop()
    bus.stop()


def test_answers_that_are_lost_doubled_or_damaged_make_no_press_and_lose_none(wires):
    chance = random.Random(7)

    def hurt(data):
        luck = chance.random()
        if luck < 0.15:
            return b""
        if luck < 0.3:
            return data + data
        if luck < 0.45:
            return bytes([data[0] ^ 0x41]) + data[1:]
        if luck < 0.55:
            time.sleep(0.06)  # too late: it comes in the next keypad's turn
        return data

    wires.hurt = hurt
    bus = Bus(wires.names[1], [1, 2, 3]).start()
    rounds = Rounds({"port": wires.names[0]}, pads(1, 2, 3))
    pressed = []
    for turn in range(12):
        address, key = 1 + turn % 3, 1 + turn % 8
        bus.hold(address, key)
        pressed.append((address, key))
        until(lambda: len(rounds.presses) >= len(pressed))
        bus.release(address)
        asked = bus.asked
        until(lambda asked=asked: bus.asked > asked + 30)
        time.sleep(0.26)
    rounds.stop()
    bus.stop()
    assert rounds.presses == pressed
    assert rounds.line.lost > 0


def test_two_keypads_that_press_at_once_are_both_heard(wires):
    bus = Bus(wires.names[1], [1, 2]).start()
    rounds = Rounds({"port": wires.names[0]}, pads(1, 2))
    until(lambda: bus.asked > 4)
    bus.hold(1, 1)
    bus.hold(2, 1)
    until(lambda: sorted(rounds.presses) == [(1, 1), (2, 1)])
    rounds.stop()
    bus.stop()


def test_keypads_that_speak_by_themselves_are_heard_between_noise(wires):
    form = frames.FORMS["marked6"]
    rounds = Rounds({"port": wires.names[0], "mode": "marked6"}, [])
    out = os.open(wires.names[1], os.O_RDWR)
    until(lambda: rounds.line.port)
    once = form.build(4, 2)
    os.write(out, b"\x00\xff" + once[:3])
    time.sleep(0.05)
    os.write(out, once[3:] + once + b"\x17")
    os.write(out, form.build(5, 1))
    until(lambda: len(rounds.presses) >= 2)
    time.sleep(0.2)
    assert rounds.presses == [(4, 2), (5, 1)]
    assert rounds.line.bad == 3
    rounds.stop()
    os.close(out)


def test_what_was_kept_survives_and_goes_when_it_is_answered(tmp_path):
    path = tmp_path / "box.db"
    first = Outbox(path)
    ident = first.add(3, 1)
    first.close()
    again = Outbox(path)
    (told,) = again.waiting()
    assert (told["id"], told["address"], told["key"]) == (ident, 3, 1)
    again.answered([ident])
    assert again.waiting() == []
    again.close()


class Server:
    """Stands for the hospital's server: takes presses, may be away, may refuse the token."""

    def __init__(self):
        self.presses, self.away, self.refuse = [], False, False
        me = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer({})

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                self.answer(json.loads(self.rfile.read(length)))

            def answer(self, body):
                if me.away or me.refuse:
                    self.send_error(503 if me.away else 401)
                    return
                me.presses += body.get("presses", [])
                results = [
                    {"id": one["id"], "verdict": "done", "message": ""}
                    for one in body.get("presses", [])
                ]
                told = {"now": "", "seq": 1, "results": results, "pads": pads(1)}
                data = json.dumps(told).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.http.server_address[1]}"

    def close(self):
        self.http.shutdown()
        self.http.server_close()


def test_presses_wait_while_the_server_is_away_and_act_once_on_its_return(wires, tmp_path):
    server, bus = Server(), Bus(wires.names[1], [1]).start()
    gateway = Gateway(
        {
            "server": server.url,
            "token": "t",
            "outbox": tmp_path / "box.db",
            "lines": [{"port": wires.names[0]}],
        }
    )
    thread = threading.Thread(target=gateway.run, daemon=True)
    thread.start()
    until(lambda: bus.asked > 3)
    server.away = True
    bus.hold(1, 1)
    until(lambda: gateway.outbox.waiting())
    time.sleep(0.2)
    assert server.presses == []
    server.away = False
    until(lambda: server.presses)
    until(lambda: not gateway.outbox.waiting())
    time.sleep(1.2)
    assert [one["key"] for one in server.presses] == [1]
    assert server.presses[0]["age_ms"] >= 200
    server.refuse = True
    until(lambda: gateway.pads == [])
    gateway.stop()
    thread.join(10)
    bus.stop()
    server.close()
