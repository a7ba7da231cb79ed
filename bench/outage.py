"""The HIS was away for four hours and tells everything at once: how long does a live patient wait?

All messages of the outage are stored first; then they are applied while a live one comes twice a
second. Waiting is from the moment a message was received to the moment its patient stood in line.
"""

import time
from datetime import datetime, timedelta, timezone

import mllp_load
import procs
from hl7 import STATES

HOURS, PAUSE, PATIENCE = 4, 0.5, 1800
A_LINE = 1000  # patients of a half-day; the next ones come another day
LEFT = "SELECT count(*) FROM his_inbox WHERE state IN ('new', 'retry') AND id > %d"
WAITED = """
SELECT extract(epoch FROM done_at - received_at) FROM his_inbox
 WHERE state = 'done' AND lane = 'live' AND id > %d ORDER BY 1
"""
CAUGHT = """
SELECT count(*), extract(epoch FROM max(done_at) - min(done_at)) FROM his_inbox
 WHERE state = 'done' AND lane = 'backlog' AND id > %d
"""


def measure(stage, report, events):
    instance, department = stage.instance, stage.facts["department"]
    port = instance.ports["mllp"]
    instance.apply.stop()
    instance.gateway.start()
    try:
        (last,) = procs.execute("SELECT coalesce(max(id), 0) FROM his_inbox")[0]
        _fill(port, department, events)
        instance.apply.start()
        while not procs.execute(CAUGHT % last)[0][0]:
            time.sleep(0.1)  # it is still starting
        _live_until_caught_up(port, department, last)
    finally:
        instance.apply.stop()
        instance.gateway.stop()
    waited = [float(row[0]) for row in procs.execute(WAITED % last)]
    done, seconds = procs.execute(CAUGHT % last)[0]
    if done != events:
        raise RuntimeError(f"{done} of {events} were applied: {procs.execute(STATES)}")
    report.add("outage", "events caught up", done / float(seconds), "/s", note=f"n={events}")
    report.latency("outage", "live, meanwhile", waited, aim="<= 2,000 ms")
    report.add("outage", "live, slowest", waited[-1] * 1000, "ms", note=f"n={len(waited)}")


def _fill(port, department, events):
    """Everything the HIS kept: written hours ago, stored and acknowledged."""
    now = datetime.now(timezone.utc)

    def service(number):
        return f"{now + timedelta(days=1 + number // A_LINE):%Y%m%d}"

    stamp = f"{now - timedelta(hours=HOURS):%Y%m%d%H%M%S}+0000"
    frames = list(mllp_load.messages(events, department, stamp, service))
    ((accepted, *_),) = procs.together(mllp_load.send, [(port, 32, frames)])
    if accepted != events:
        raise RuntimeError(f"{accepted} of {events} messages were accepted")


def _live_until_caught_up(port, department, last):
    """A live message twice a second while anything is left of the outage."""
    begin = time.monotonic()
    while procs.execute(LEFT % last)[0][0]:
        if time.monotonic() - begin > PATIENCE:
            raise RuntimeError(f"not caught up in {PATIENCE} s: {procs.execute(STATES)}")
        stamp = f"{datetime.now(timezone.utc):%Y%m%d%H%M%S}+0000"
        frames = list(mllp_load.messages(1, department, stamp))
        mllp_load.send(lambda: None, port, 1, frames)
        time.sleep(PAUSE)
