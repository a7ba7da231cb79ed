"""(h) A large hospital's peak hour, compressed: 380 screens, 40 kiosks, 276 callers, all at once.

From the press of *next* to the message on every screen of the zone, while kiosks give numbers and
all pages do what they do beside; how many calls a screen never showed; the server's CPU.
"""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import procs
import psutil
import screens as screens_part

from house.web import Session

SCREENS_PER_ZONE = 10
CORES = 2


class Crowd:
    """The process with everybody's pages."""

    def __init__(self, facts):
        script = Path(__file__).with_name("people.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.connected = self.ask(facts)

    def ask(self, order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the pages' process ended: {self.process.wait(10)}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


def processor_seconds(*roots):
    """Processor time used so far by these processes and all below them."""
    total = 0.0
    for root in roots:
        for one in [root, *root.children(recursive=True)]:
            try:
                times = one.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
    return total


def hospital(stage, screens, callers, kiosks):
    """The facts for the pages: everybody logged in, every room open, people waiting."""
    devices, last = stage.screens(screens), stage.bus_last()
    zones = sorted({one["zone"] for one in devices})
    facts = [one for one in stage.facts["zones"] if one["zone"] in zones]
    for one in facts:
        stage.fresh_line(one["queue"], 40)
    staff = [(one, doctor) for one in facts for doctor in one["doctors"]][:callers]
    sids = stage.hand.ask("logins", users=[doctor["user"] for _zone, doctor in staff])
    with ThreadPoolExecutor(6) as pool:
        opened = list(
            pool.map(lambda pair: _open(stage, *pair[0], pair[1]), zip(staff, sids, strict=True))
        )
    return {
        "screens": [
            {"token": one["token"], "channels": [f"queue_call.device:{one['token']}"]}
            for one in devices
        ],
        "callers": opened,
        "kiosks": stage.facts["kiosks"][:kiosks],
        "http": ["127.0.0.1", stage.instance.ports["http"]],
        "ws": stage.websocket_url,
        "origin": stage.url,
        "last": last,
    }


def _open(stage, zone, doctor, sid):
    session = Session(stage.url)
    headers = {"Cookie": f"session_id={sid}", "Content-Type": "application/json"}
    params = {"point_id": doctor["point"], "queue_ids": [zone["queue"]]}
    body = json.dumps({"jsonrpc": "2.0", "params": params}).encode()
    answer = session.request("/queue/caller/open", body, headers).json()
    if "error" in answer:
        raise RuntimeError(str(answer["error"])[:500])
    names = [f"queue_call.staff:{zone['zone']}", f"queue_call.beat:{zone['zone']}"]
    return {"cookie": headers["Cookie"], "channels": names}


def measure(stage, report, screens, callers, kiosks, seconds, calls_s, takes_s):
    times = int(seconds * calls_s)
    beneath = screens_part.floor(screens, SCREENS_PER_ZONE, min(times, 60), 1 / calls_s)
    stage.start_odoo()
    crowd = Crowd(hospital(stage, screens, callers, kiosks))
    try:
        crowd.ask({"seconds": 5, "calls_s": calls_s, "takes_s": takes_s})  # warm
        odoo, server = psutil.Process(stage.instance.odoo.pid), psutil.Process(stage.server.pid)
        begun, since = processor_seconds(odoo), time.monotonic()
        of_database = processor_seconds(server)
        found = crowd.ask({"seconds": seconds, "calls_s": calls_s, "takes_s": takes_s})
        passed = time.monotonic() - since
        shares = [
            (now - before) / passed / CORES * 100
            for now, before in ((processor_seconds(odoo), begun),
                                (processor_seconds(server), of_database))
        ]  # fmt: skip
    finally:
        crowd.close()
    _tell(report, found, beneath, crowd.connected, screens + callers, shares, passed)


def _tell(report, found, beneath, connected, wanted, shares, passed):
    part, calls = "hospital", found["calls"]
    took = [seconds for _call, seconds in found["receipts"]]
    report.latency(part, "press of next -> every screen of its zone", took, beneath,
                   "p99 <= 3x floor")  # fmt: skip
    report.latency(part, "press of next -> the doctor's answer", found["presses"])
    shown = _shown([call for call, _seconds in found["receipts"]])
    report.add(part, f"never shown, of {calls * SCREENS_PER_ZONE}",
               calls * SCREENS_PER_ZONE - shown, "", aim="0")  # fmt: skip
    report.add(part, f"pages not connected, of {wanted}", wanted - connected, "", aim="0")
    report.add(part, "requests that failed", len(found["failures"]), "", aim="0",
               note="; ".join(sorted(set(found["failures"]))[:2]))  # fmt: skip
    report.add(part, "requests over HTTP", found["requests"] / passed, "/s")
    report.add(part, "processor, Odoo", shares[0], "%", note=f"of {CORES} cores")
    report.add(part, "processor, Odoo and PostgreSQL", sum(shares), "%", aim="< 70 %")


def _shown(calls):
    """How many reports of these calls the server has kept."""
    connection = procs.connect()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM queue_call_ack WHERE shown_at IS NOT NULL AND call_id = ANY(%s)",
            (calls,),
        )
        number = cursor.fetchone()[0]
    connection.close()
    return number
