"""(a) From the press of *next* to the arrival on every screen of the zone."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import floor_screens
import procs

RAMP = 40  # sockets a second


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
    """Latencies in seconds: commit of row + NOTIFY begun -> each raw socket of the zone."""
    port = free_port()
    server = procs._CONTEXT.Process(target=floor_screens.relay, args=(port,), daemon=True)
    server.start()
    try:
        listens(port)
        zones = range(max(1, screens // per_zone))
        targets = [(f"ws://127.0.0.1:{port}/{n // per_zone}", None, n // per_zone, {})
                   for n in range(screens)]  # fmt: skip
        crowd, sender = Crowd("floor", targets, 400), floor_screens.Sender()
        sent = {}

        def press(mark):
            sent[mark] = procs.clock()
            sender.send(mark % len(zones), mark)
            return mark

        found = run(crowd, press, calls, min(per_zone, screens), pause)
        sender.close()
        return [when - sent[mark] for mark, _zone, when in found]
    finally:
        server.kill()
        server.join()


def product(stage, screens, calls, pause):
    """Latencies in seconds: HTTP request of *next* begun -> each screen of the zone; and misses."""
    devices, last = stage.screens(screens), stage.bus_last()
    targets = [
        (stage.websocket_url, _subscription(one["token"], last), one["zone"], {"Origin": stage.url})
        for one in devices
    ]
    zones = sorted({one["zone"] for one in devices})
    staff = {zone: stage.doctor(zone) for zone in zones[: min(len(zones), calls)]}
    crowd = Crowd("bus", targets)
    sent = {}

    def press(turn):
        doctor = staff[zones[turn % len(staff)]]
        begun = procs.clock()
        call = doctor.next()
        sent[call] = begun
        return call

    per_zone = len(devices) // len(zones)
    found = run(crowd, press, calls, per_zone, pause)
    latencies = [when - sent[mark] for mark, _zone, when in found if mark in sent]
    return latencies, calls * per_zone - len(latencies), crowd.connected


def _subscription(token, last):
    return {"channels": [f"queue_call.device:{token}"], "last": last}


def run(crowd, press, calls, per_call, pause):
    """Press ``calls`` times and collect what arrived."""
    try:
        press(0)  # the first message of a run is cold; not counted
        time.sleep(1)
        crowd.begin(calls * per_call)
        for turn in range(1, calls + 1):
            press(turn)
            time.sleep(pause)
        return crowd.receipts(20)
    finally:
        crowd.close()


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
        if stage is None:
            report.latency("screens", f"floor: raw fan-out, {screens} screens", beneath)
            continue
        found, missed, connected = product(stage, screens, calls, pause)
        aim = "p99 <= 3x floor" if screens == 200 else ""
        report.latency("screens", f"press -> {screens} screens in zones of {per_zone}", found,
                       beneath, aim)  # fmt: skip
        report.add("screens", f"receipts missed with {connected} connected", missed, "", None, "0")
