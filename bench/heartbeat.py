"""(i) Ten thousand devices that report once a minute, at their pace: what it costs of one core.

Each report goes over a connection that stays open, as screens and agents keep theirs. Beneath it
stands what the same row costs PostgreSQL alone.
"""

import http.client
import json
import threading
import time
from urllib.parse import urlsplit

import psutil
from hospital import processor_seconds
from procs import connect

REPORT = {
    "version": "19.0.1.0", "uptime_s": 86400, "skew_ms": 12, "heap_mb": 60, "free_mb": 9000,
    "queue_len": 0, "audio": "on", "page": "abcdef0123456789",
}  # fmt: skip
LINES = 8
ROW = (
    "INSERT INTO beat_floor (device_id, last_seen, version, uptime_s) VALUES (%s, now(), 'x', 1)"
    " ON CONFLICT (device_id) DO UPDATE SET last_seen = EXCLUDED.last_seen"
)


class Line(threading.Thread):
    """A connection on which reports leave one after the other, ``rate`` a second."""

    def __init__(self, url, tokens, rate, seconds):
        super().__init__(daemon=True)
        self.tokens, self.rate, self.seconds = tokens, rate, seconds
        self.link = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        self.took, self.failed = [], 0

    def run(self):
        begin = time.monotonic()
        for number in range(int(self.rate * self.seconds)):
            time.sleep(max(0.0, begin + number / self.rate - time.monotonic()))
            self.report(self.tokens[number % len(self.tokens)], number)

    def report(self, token, number):
        body = json.dumps(REPORT | {"uptime_s": number, "page": token[:16]})
        headers = {"Content-Type": "application/json", "X-Device-Token": token}
        sent = time.monotonic()
        try:
            self.link.request("POST", "/device/heartbeat", body, headers)
            answer = self.link.getresponse()
            answer.read()
            self.failed += answer.status != 200
        except (OSError, http.client.HTTPException):
            self.failed += 1
            self.link.close()
            return
        self.took.append(time.monotonic() - sent)


def measure(stage, report, devices, seconds):
    tokens = [one["token"] for one in stage.screens(1000)]
    stage.start_odoo()
    rate = devices / 60
    odoo = psutil.Process(stage.instance.odoo.pid)
    server = psutil.Process(stage.server.pid)
    _run(stage.url, tokens, rate, 3)  # warm
    before = [processor_seconds(one) for one in (odoo, server)]
    began = time.monotonic()
    lines = _run(stage.url, tokens, rate, seconds)
    passed = time.monotonic() - began
    used = [
        100 * (processor_seconds(one) - known) / passed
        for one, known in zip((odoo, server), before, strict=True)
    ]
    took = [each for line in lines for each in line.took]
    report.add("heartbeat", "reports taken", len(took) / passed, "/s", note=f"{devices} a minute")
    report.latency("heartbeat", "a report", took)
    report.add("heartbeat", "failed", sum(line.failed for line in lines), "", aim="0")
    report.add("heartbeat", "processor, Odoo", used[0], "%", note="of one core")
    report.add("heartbeat", "processor, Odoo and PostgreSQL", sum(used), "%",
               _floor(server, rate, seconds / 3), "< 10 %", "of one core")  # fmt: skip


def _run(url, tokens, rate, seconds):
    share = max(1, len(tokens) // LINES)
    lines = [
        Line(url, tokens[n * share : (n + 1) * share] or tokens, rate / LINES, seconds)
        for n in range(LINES)
    ]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    return lines


def _floor(server, rate, seconds):
    """Percent of a core that PostgreSQL uses for the same rows, one transaction each."""
    connection = connect(autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS beat_floor")
        cursor.execute(
            "CREATE TABLE beat_floor (device_id int PRIMARY KEY, last_seen timestamp,"
            " version varchar, uptime_s int)"
        )
        before, began = processor_seconds(server), time.monotonic()
        for number in range(int(rate * seconds)):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            cursor.execute(ROW, (number % 1000,))
        share = 100 * (processor_seconds(server) - before) / (time.monotonic() - began)
        cursor.execute("DROP TABLE beat_floor")
    connection.close()
    return share
