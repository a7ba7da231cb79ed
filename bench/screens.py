"""(a) From the press of *next*, and from the commit alone, to every screen of the zone."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import floor_screens
import procs

RAMP = 40  # sockets a second
ROOMS = 10  # zones in which a doctor presses


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Crowd:
    """Raw websocket clients in a process of their own, which report what they received when."""

    def __init__(self, kind, targets, ramp=RAMP):
        """``targets``: [(url, subscription or None, zone, headers)]."""
        script = Path(__file__).with_name("crowd.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), kind, str(ramp)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._tell(targets)
        self.connected = self._hear()

    def begin(self, expected):
        """Forget what came so far; ``expected`` receipts are awaited by ``receipts``."""
        self._tell({"expect": expected})
        self._hear()

    def hear(self, press, times, per_press, pause):
        """(latencies in seconds, receipts missed) of ``press(turn) -> (mark, begun)``."""
        press(0)  # the first message is cold; not counted
        time.sleep(1)
        self.begin(times * per_press)
        sent = {}
        for turn in range(1, times + 1):
            mark, begun = press(turn)
            sent[mark] = begun
            time.sleep(pause)
        found = [when - sent[mark] for mark, _zone, when in self.receipts(20) if mark in sent]
        return found, times * per_press - len(found)

    def receipts(self, patience):
        """[(mark, zone, when)]: when by the clock of ``procs.clock``."""
        self._tell({"patience": patience})
        return self._hear()

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def _tell(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def _hear(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the screens' process ended")
        return json.loads(line)


def floor(screens, per_zone, calls, pause):
    """Latencies in seconds: row + NOTIFY begun -> each raw socket of the zone."""
    port = free_port()
    server = procs._CONTEXT.Process(target=floor_screens.relay, args=(port,), daemon=True)
    server.start()
    try:
        listens(port)
        zones = range(max(1, screens // per_zone))
        targets = [
            (f"ws://127.0.0.1:{port}/{n // per_zone}", None, n // per_zone, {})
            for n in range(screens)
        ]
        crowd, sender = Crowd("floor", targets, 400), floor_screens.Sender()
        try:
            return crowd.hear(lambda n: _timed(sender.send, n % len(zones), n), calls,
                              per_zone, pause)[0]  # fmt: skip
        finally:
            sender.close()
            crowd.close()
    finally:
        server.kill()
        server.join()


def _timed(send, zone, mark):
    begun = procs.clock()
    send(zone, mark)
    return mark, begun


class Hall:
    """Screens of the product, connected; two ways to make something appear on them."""

    def __init__(self, stage, screens):
        self.stage, devices, last = stage, stage.screens(screens), stage.bus_last()
        targets = [
            (stage.websocket_url, _subscription(one["token"], last), one["zone"],
             {"Origin": stage.url})
            for one in devices
        ]  # fmt: skip
        self.zones = sorted({one["zone"] for one in devices})
        self.per_zone = len(devices) // len(self.zones)
        self.staff = [stage.doctor(zone) for zone in self.zones[:ROOMS]]
        self.crowd = Crowd("bus", targets)

    def shout(self, turn):
        """A message on the bus of a zone, without HTTP and without a call."""
        zone, mark = self.zones[turn % len(self.zones)], -1 - turn
        return mark, self.stage.hand.ask("shout", zone=zone, mark=mark)

    def press(self, turn):
        """A doctor presses *next*."""
        begun = procs.clock()
        return self.staff[turn % len(self.staff)].next(), begun


def _subscription(token, last):
    return {"channels": [f"queue_call.device:{token}"], "last": last}


def listens(port):
    """Wait until something does."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on {port}")


def measure(stage, report, sizes, calls, pause):
    for screens in sizes:
        per_zone = min(10, screens)
        beneath = floor(screens, per_zone, calls, pause)
        hall = Hall(stage, screens)
        try:
            bus, lost = hall.crowd.hear(hall.shout, calls, hall.per_zone, pause)
            found, missed = hall.crowd.hear(hall.press, calls, hall.per_zone, pause)
        finally:
            hall.crowd.close()
        aim = "p99 <= 3x floor" if screens == 200 else ""
        name = f"{screens} screens in zones of {per_zone}"
        report.latency("screens", f"commit -> {name}", bus, beneath, aim)
        report.latency("screens", f"press of next -> {name}", found, beneath, aim)
        report.add("screens", f"receipts missed, {hall.crowd.connected} connected", lost + missed,
                   "", aim="0")  # fmt: skip
