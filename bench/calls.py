"""(b) Calls a second: over HTTP, and at the database without HTTP beside plain SQL."""

import threading
import time

import floor_calls
from stage import Doctor

STAFF = (1, 8, 20)


def at_database(stage, staff_n, calls):
    """Calls per second of ``staff_n`` processes at one line; every call must have found one."""
    zone = stage.facts["zones"][0]
    stage.fresh_line(zone["queue"], staff_n * calls)
    doctors = {**zone, "doctors": zone["doctors"][:staff_n]}
    sessions = stage.hand.ask("sessions", zone=doctors)
    spans = stage.hand.ask("calls", sessions=sessions, calls=calls)
    done = sum(count for count, *_ in spans)
    if done != staff_n * calls:
        raise RuntimeError(f"{done} of {staff_n * calls} calls found a patient")
    return done / (max(end for *_, end in spans) - min(begin for _, begin, _ in spans))


def over_http(stage, staff_n, calls):
    """(calls per second, latencies in seconds) of ``staff_n`` doctors of one queue."""
    stage.start_odoo()
    zone = stage.facts["zones"][0]
    stage.fresh_line(zone["queue"], staff_n * calls)
    doctors = [Doctor(stage.url, one, zone["queue"]) for one in zone["doctors"][:staff_n]]
    gate, results = threading.Barrier(staff_n + 1), []
    threads = [
        threading.Thread(target=_press, args=(doctor, calls, gate, results)) for doctor in doctors
    ]
    for thread in threads:
        thread.start()
    gate.wait()
    begin = time.monotonic()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - begin
    failed = [one for one in results if isinstance(one, Exception)]
    if failed:
        raise failed[0]
    latencies = [value for one in results for value in one]
    return len(latencies) / seconds, latencies


def _press(doctor, calls, gate, results):
    gate.wait()
    try:
        found = []
        for _ in range(calls):
            begin = time.monotonic()
            state = doctor.do("next")
            found.append(time.monotonic() - begin)
            if not state["current"]:
                raise RuntimeError("nobody was waiting")
        results.append(found)
    except Exception as error:  # noqa: BLE001 - raised by the caller
        results.append(error)


def measure(stage, report, total):
    for staff_n in STAFF:
        calls = max(2, total // staff_n)
        beneath = floor_calls.measure(staff_n, 1, calls)
        floor_calls.drop()
        name = f"{staff_n} staff, one queue, at the database"
        report.add("calls", name, at_database(stage, staff_n, calls), "/s", beneath, ">= 0.5x")
    for staff_n in STAFF:
        rate, latencies = over_http(stage, staff_n, max(2, total // staff_n))
        report.add("calls", f"{staff_n} staff, one queue, over HTTP", rate, "/s")
        report.latency("calls", f"{staff_n} staff over HTTP", latencies)
