"""(h) A large hospital's peak hour, compressed: 380 screens, 40 kiosks, 276 callers, all at once.

From the press of *next* to the message on every screen of the zone, while kiosks give numbers and
all pages do what they do beside; how many calls a screen never showed; the server's CPU.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import procs
import psutil
import screens as screens_part

from house.web import Session

SCREENS_PER_ZONE = 10
CORES = 2
OTHERS = 50  # percent that the pages, the floor and the rest of the machine may take
BUSY = "OTHER WORK on this machine: the times above say nothing"


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
    return {"cookie": headers["Cookie"], "channels": names, "queue": zone["queue"],
            "point": doctor["point"]}  # fmt: skip


def measure(stage, report, screens, callers, kiosks, seconds, calls_s, takes_s):
    times = int(seconds * calls_s)
    beneath = screens_part.floor(screens, SCREENS_PER_ZONE, min(times, 60), 1 / calls_s)
    stage.instance.odoo.stop()
    stage.workers = 2 * CORES + 1  # as Odoo's own rule says
    stage.start_odoo()
    crowd = Crowd(hospital(stage, screens, callers, kiosks))
    try:
        crowd.ask({"seconds": 5, "calls_s": calls_s, "takes_s": takes_s})  # warm
        odoo, server = psutil.Process(stage.instance.odoo.pid), psutil.Process(stage.server.pid)
        begun, since = processor_seconds(odoo), time.monotonic()
        of_database = processor_seconds(server)
        psutil.cpu_percent()
        found = crowd.ask({"seconds": seconds, "calls_s": calls_s, "takes_s": takes_s})
        passed, whole = time.monotonic() - since, psutil.cpu_percent()
        shares = [
            (now - before) / passed / CORES * 100
            for now, before in ((processor_seconds(odoo), begun),
                                (processor_seconds(server), of_database))
        ]  # fmt: skip
        restarted = _restart(stage, crowd)
    finally:
        crowd.close()
    _tell(report, found, beneath, crowd.connected, screens + callers, shares, whole,
          passed)  # fmt: skip
    _tell_restart(report, *restarted, screens + callers)


def _restart(stage, crowd):
    """Odoo is killed and started: (seconds until each page heard it again, questions a second)."""
    stage.instance.odoo.kill()
    time.sleep(0.5)  # what had been sent is read
    crowd.ask({"step": "begin"})
    stage.instance.odoo.start(workers=stage.workers or None)
    answers = time.monotonic()
    found = crowd.ask({"step": "end"})
    asked = Counter(int(when) for when in found["asked"] if when >= answers)
    return [max(0, when - answers) for when in found["back"]], max(asked.values(), default=0)


def _tell_restart(report, back, most, pages):
    part = "hospital"
    report.add(part, "restart: every page hears the server again", max(back, default=0), "s",
               aim="<= 15 s", note=f"after its first answer; n={len(back)}")  # fmt: skip
    report.add(part, f"restart: pages that did not come back, of {pages}", pages - len(back), "",
               aim="0")  # fmt: skip
    report.add(part, "restart: questions in the worst second", most, "/s",
               aim=f"<= {pages}")  # fmt: skip


def _tell(report, found, beneath, connected, wanted, shares, whole, passed):
    part, calls = "hospital", found["calls"]
    without = found["unanswered"]
    due, took = len(calls) * SCREENS_PER_ZONE, [seconds for _call, seconds in found["receipts"]]
    report.add(part, "calls made", len(calls) / passed, "/s", note=f"n={len(calls)}")
    report.latency(part, "press of next -> every screen of its zone", took, beneath,
                   "p99 <= 3x floor")  # fmt: skip
    report.latency(part, "press of next -> the doctor's answer", found["presses"])
    report.add(part, f"presses without an answer, of {without + len(calls)}", without, "", aim="0",
               note="their calls are in no other figure")  # fmt: skip
    report.add(part, f"never heard, of {due}", due - len(took), "", aim="0")
    report.add(part, f"never shown, of {due}", due - _shown(calls), "", aim="0",
               note=f"{found['unsent']} reports still in the boxes")  # fmt: skip
    report.add(part, "later than 3 s", sum(one > 3 for one in took), "", aim="0")
    report.add(part, f"pages not connected, of {wanted}", wanted - connected, "", aim="0")
    report.add(part, "requests that failed", len(found["failures"]), "", aim="0",
               note="; ".join(sorted(set(found["failures"]))[:2]))  # fmt: skip
    report.add(part, "requests over HTTP", found["requests"] / passed, "/s")
    report.add(part, "looks of callers for each call", found["looks"] / max(1, len(calls)), "")
    report.latency(part, "the pages' process itself is late by", found["lags"])
    report.add(part, "processor, Odoo", shares[0], "%", note=f"of {CORES} cores")
    report.add(part, "processor, Odoo and PostgreSQL", sum(shares), "%", aim="< 70 %")
    report.add(part, "processor, all that runs on this machine", whole, "%",
               note=BUSY if whole - sum(shares) > OTHERS else "")  # fmt: skip


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
