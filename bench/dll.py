"""(g) A call of a library in its child process, beside the same call in our own; and a crash."""

import asyncio
import ctypes.util
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIBC = ctypes.util.find_library("c")
SCRIPT = {
    "library": LIBC,
    "timeout_ms": 5000,
    "call": [
        {"function": "labs", "args": [{"long": "${n}"}], "returns": "long", "keep": "n"},
        {"function": "abort", "for_each": "wanted", "returns": "none"},
    ],
}


def _worker():
    """The gateway's worker without Odoo: the add-on as a bare package."""
    sys.path.insert(0, str(ROOT))
    from conftest import register_bare

    register_bare("his_connector", ROOT / "addons" / "his_connector")
    from his_connector.gateway.dll import worker

    return worker


def _floor(calls):
    """Seconds of the same call without a child."""
    entry = ctypes.CDLL(LIBC).labs
    entry.argtypes, entry.restype = [ctypes.c_long], ctypes.c_long
    seconds = []
    for number in range(calls):
        begin = time.perf_counter()
        entry(-number)
        seconds.append(time.perf_counter() - begin)
    return seconds


async def _rounds(module, calls, crashes):
    worker = module.DllWorker(SCRIPT)
    await worker.start()
    seconds, recovery = [], []
    for number in range(calls):
        begin = time.perf_counter()
        await worker.call({"n": str(-number)})
        seconds.append(time.perf_counter() - begin)
    for _ in range(crashes):
        await asyncio.sleep(0.15)  # a crash now and then: the spare child is ready again
        begin = time.perf_counter()
        try:
            await worker.call({"n": "-1"}, ["die"])
        except module.DllError:
            await worker.call({"n": "-2"})
            recovery.append(time.perf_counter() - begin)
    await worker.stop()
    if len(recovery) != crashes:
        raise RuntimeError(f"{len(recovery)} of {crashes} crashes were crashes")
    return seconds, recovery


def measure(_stage, report, calls, crashes):
    seconds, recovery = asyncio.run(_rounds(_worker(), calls, crashes))
    report.latency("dll", "call of a library in its child", seconds, _floor(calls))
    report.latency("dll", "crash -> next call answered", recovery, aim="<= 50 ms")
